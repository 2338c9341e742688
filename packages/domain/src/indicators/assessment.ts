import type { IndicatorValue } from './indicator-value.ts'
import type { Direction, Indicator, Severity } from './rule-set.ts'

type Thresholds = Pick<Indicator, 'direction' | 'thresholds' | 'clear' | 'minimumSample'>

/** What a value means for an alert of the given severity (or none). Reasons, not booleans: each can be shown beside its value and level. */
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
  /** Nothing is left to measure by: the subject of the open alert is gone. */
  | { readonly kind: 'expired'; readonly severity: undefined; readonly level: number; readonly reason: string }
  /** Never breaches, never ends an alert. */
  | { readonly kind: 'unknown'; readonly severity: Severity | undefined; readonly reason: string }

/**
 * Compares a value with the levels of an indicator. A small sample cannot make things worse (no breach, no rise), but a
 * value that is plainly fine again ends an alert whatever its sample: when all invoices are paid, nothing is overdue.
 * What can be measured no more, since all that it was measured by has left its windows, ends an alert too: nobody could
 * ever recover from it.
 */
export function assess(thresholds: Thresholds, value: IndicatorValue, present: Severity | undefined): Assessment {
  if (value.kind === 'unknown') return nothingMeasured(thresholds, present)
  const target = severityOf(thresholds, value.value, present)
  if (severityRank(target) > severityRank(present)) {
    if (target === undefined || value.sample < thresholds.minimumSample) {
      return { kind: 'unknown', severity: present, reason: 'the sample is below the least one' }
    }
    const level = thresholds.thresholds[target] as number
    return { kind: 'breached', severity: target, level, reason: 'a worse level is reached' }
  }
  if (present === undefined) return { kind: 'unchanged', severity: undefined, reason: 'no level is reached' }
  const clearLevel = thresholds.clear[present]
  if (target !== present) {
    // An alert that ends has left every level: the lowest one says how far the value has come back.
    const leftLevel = target === undefined ? (thresholds.clear.warning ?? clearLevel) : clearLevel
    if (leftLevel !== undefined) {
      return { kind: 'recovered', severity: target, level: leftLevel, reason: 'the clear level is left' }
    }
    const level = levelInstead(thresholds, value.value, target)
    return { kind: 'recovered', severity: target, level, reason: 'the present level is one of former rules' }
  }
  if (reaches(value.value, thresholds.thresholds[present] as number, thresholds.direction)) {
    return { kind: 'unchanged', severity: present, reason: 'the level is still reached' }
  }
  return { kind: 'held', severity: present, level: clearLevel as number, reason: 'the clear level is not left' }
}

/** Where the rules have the present severity no more: the level that holds the value in `target`, or that it falls short of. */
function levelInstead(
  { thresholds, clear, direction }: Thresholds,
  value: number,
  target: Severity | undefined,
): number {
  if (target === undefined) return thresholds.critical as number
  const threshold = thresholds[target] as number
  return reaches(value, threshold, direction) ? threshold : (clear[target] as number)
}

function nothingMeasured({ clear }: Thresholds, present: Severity | undefined): Assessment {
  if (present === undefined) return { kind: 'unknown', severity: undefined, reason: 'there is nothing to divide by' }
  const level = (clear.warning ?? clear.critical) as number
  return { kind: 'expired', severity: undefined, level, reason: 'there is nothing left to divide by' }
}

/**
 * The value that decides. That is the worst currency's, unless its sample is too small to make things worse while that
 * of another, which breaches too, is not: one overdue invoice in dollars must not hide ten in yuan.
 */
export function decisiveValue(
  thresholds: Thresholds,
  value: IndicatorValue,
  present: Severity | undefined,
): IndicatorValue {
  if (value.kind === 'unknown' || value.sufficient === undefined) return value
  if (assess(thresholds, value, present).kind !== 'unknown') return value
  return assess(thresholds, value.sufficient, present).kind === 'breached' ? value.sufficient : value
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

/** Steps from none: 0, 1, 2. */
export function severityRank(severity: Severity | undefined): number {
  return severity === undefined ? 0 : severity === 'warning' ? 1 : 2
}
