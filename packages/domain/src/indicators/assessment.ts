import type { IndicatorValue } from './indicator-value.ts'
import type { Direction, Indicator, Severity } from './rule-set.ts'

type Thresholds = Pick<Indicator, 'direction' | 'thresholds' | 'clear' | 'minimumSample'>

/** What a value means for an alert of the given severity (or none). Reasons, not booleans: each can be shown. */
export type Assessment =
  /** The value reached a level that is worse than the present one. */
  | { readonly kind: 'breached'; readonly severity: Severity; readonly level: number; readonly reason: string }
  /** Back under the threshold, but not yet past the clear level: hysteresis keeps the severity. */
  | { readonly kind: 'held'; readonly severity: Severity; readonly level: number; readonly reason: string }
  /** Past a clear level: a lower severity, or none any more. */
  | {
      readonly kind: 'recovered'
      readonly severity: Severity | undefined
      readonly level: number
      readonly reason: string
    }
  | { readonly kind: 'unchanged'; readonly severity: Severity | undefined; readonly reason: string }
  /** Never breaches, never ends an alert. */
  | { readonly kind: 'unknown'; readonly severity: Severity | undefined; readonly reason: string }

/**
 * Compares a value with the levels of an indicator. A small sample cannot make things worse (no breach, no rise), but a
 * value that is plainly fine again ends an alert whatever its sample: when all invoices are paid, nothing is overdue.
 */
export function assess(thresholds: Thresholds, value: IndicatorValue, present: Severity | undefined): Assessment {
  if (value.kind === 'unknown') return { kind: 'unknown', severity: present, reason: 'there is nothing to divide by' }
  const target = severityOf(thresholds, value.value, present)
  if (rank(target) > rank(present) && value.sample < thresholds.minimumSample) {
    const reason = `the sample of ${value.sample} is below the least of ${thresholds.minimumSample}`
    return { kind: 'unknown', severity: present, reason }
  }
  if (target !== undefined && rank(target) > rank(present)) {
    const level = thresholds.thresholds[target] as number
    return { kind: 'breached', severity: target, level, reason: `${value.value} reached ${target} at ${level}` }
  }
  if (present === undefined)
    return { kind: 'unchanged', severity: undefined, reason: `${value.value} reaches no level` }
  if (target !== present) {
    const level = thresholds.clear[present] as number
    return { kind: 'recovered', severity: target, level, reason: `${value.value} left ${present} at ${level}` }
  }
  const level = thresholds.thresholds[present] as number
  if (reaches(value.value, level, thresholds.direction)) {
    return { kind: 'unchanged', severity: present, reason: `${value.value} still reaches ${present} at ${level}` }
  }
  const clearLevel = thresholds.clear[present] as number
  return {
    kind: 'held',
    severity: present,
    level: clearLevel,
    reason: `${value.value} has not left ${present} at ${clearLevel}`,
  }
}

/** The severity that the value has, given the one it comes from. */
function severityOf(indicator: Thresholds, value: number, present: Severity | undefined): Severity | undefined {
  const { thresholds, clear, direction } = indicator
  if (thresholds.critical !== undefined) {
    if (reaches(value, thresholds.critical, direction)) return 'critical'
    if (present === 'critical' && !leaves(value, clear.critical as number, direction)) return 'critical'
  }
  if (thresholds.warning === undefined) return undefined
  if (reaches(value, thresholds.warning, direction)) return 'warning'
  return present !== undefined && !leaves(value, clear.warning as number, direction) ? 'warning' : undefined
}

/** A level is breached when the value is at it or beyond it. */
export function reaches(value: number, level: number, direction: Direction): boolean {
  return direction === 'above' ? value >= level : value <= level
}

function leaves(value: number, level: number, direction: Direction): boolean {
  return direction === 'above' ? value < level : value > level
}

function rank(severity: Severity | undefined): number {
  return severity === undefined ? 0 : severity === 'warning' ? 1 : 2
}
