/** Faults of the levels of an indicator, or of what an override makes of them. */
import { type Direction, SEVERITIES, type Severity, type SeverityLevels } from '@tocsin/domain'
import type { PlacedFault } from '@tocsin/yaml-file'
import type { IndicatorInFile } from './indicator-schema.ts'

type ThresholdPart = Pick<IndicatorInFile, 'thresholds' | 'clear' | 'direction'>
type MeasuredPart = Pick<IndicatorInFile, 'value'>

export function thresholdFaults({ thresholds, clear = {}, direction }: ThresholdPart): PlacedFault[] {
  const faults: PlacedFault[] = []
  if (thresholds.warning === undefined && thresholds.critical === undefined) {
    return [{ path: ['thresholds'], message: 'has no level', hint: 'Give warning, critical, or both.' }]
  }
  if (isReversed(thresholds, direction)) {
    const message = `(${thresholds.critical}) does not lie ${direction} warning (${thresholds.warning})`
    const hint = `The direction is ${direction}: critical is the level further ${direction}. Swap them, or change direction.`
    faults.push({ path: ['thresholds', 'critical'], message, hint })
  }
  // What the clear levels say means something only beside thresholds in order.
  if (faults.length > 0) return faults
  for (const severity of SEVERITIES) faults.push(...clearFaults(severity, thresholds, clear, direction))
  if (faults.length === 0 && isBeyond(clear.warning, clear.critical, direction)) {
    const hint = `An alert that is no longer critical must still be able to be a warning: move clear.warning.`
    faults.push({ path: ['clear', 'warning'], message: `lies ${direction} clear.critical (${clear.critical})`, hint })
  }
  return faults
}

/** Measures and quotients of two are never below 0, so an alert that ends only there would never end. */
export function endlessFaults({
  value,
  thresholds,
  clear = {},
  direction,
}: MeasuredPart & ThresholdPart): PlacedFault[] {
  if (direction !== 'above' || (value.measure === undefined && value.ratio === undefined)) return []
  const severity = thresholds.warning === undefined ? 'critical' : 'warning'
  const level = clear[severity] ?? thresholds[severity]
  if (level === undefined || level > 0) return []
  const path = [clear[severity] === undefined ? 'thresholds' : 'clear', severity]
  const hint = 'The alert ends when the value is below this level: give one above 0, such as 1 for days.'
  return [{ path, message: `(${level}) is never left: the value is never below 0`, hint }]
}

function isReversed(levels: SeverityLevels, direction: Direction): boolean {
  return (
    levels.warning !== undefined &&
    levels.critical !== undefined &&
    !isBeyond(levels.critical, levels.warning, direction)
  )
}

function clearFaults(
  severity: Severity,
  thresholds: SeverityLevels,
  clear: SeverityLevels,
  direction: Direction,
): PlacedFault[] {
  const level = thresholds[severity]
  const clearLevel = clear[severity]
  if (clearLevel === undefined) return []
  const path = ['clear', severity]
  if (level === undefined) {
    return [
      { path, atKey: true, message: `has no threshold to clear`, hint: `Add thresholds.${severity}, or remove it.` },
    ]
  }
  if (!isBeyond(clearLevel, level, direction)) return []
  const other = direction === 'above' ? 'below' : 'above'
  const hint = `A breach ${direction} the threshold ends when the value has come back: the clear level lies ${other} it, or at it.`
  return [{ path, message: `(${clearLevel}) lies ${direction} the threshold (${level})`, hint }]
}

/** True when both are given and `left` lies further in the direction than `right`. */
function isBeyond(left: number | undefined, right: number | undefined, direction: Direction): boolean {
  if (left === undefined || right === undefined) return false
  return direction === 'above' ? left > right : left < right
}
