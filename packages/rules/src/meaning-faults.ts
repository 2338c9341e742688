/** Faults that no schema can see: what the parts of one indicator, or two indicators, say to one another. */
import {
  type Direction,
  ENTITY_TYPES,
  isCurrency,
  measureNames,
  SEVERITIES,
  type Severity,
  type SeverityLevels,
  type ValueExpression,
} from '@tocsin/domain'
import { nearestName, type PlacedFault } from '@tocsin/yaml-file'
import { z } from 'zod'
import { type KnownMeasures, knownMeasures } from './declared/known-measures.ts'
import { declaredFaults } from './declared/measures-section.ts'
import { duplicateFaults } from './duplicate-faults.ts'
import { headFaults } from './head-faults.ts'
import { isKnownZone } from './known-zone.ts'
import { nameOf } from './name-of.ts'
import { indicatorSchema } from './schema.ts'
import { scoringFaults } from './scoring/scoring-section.ts'
import { unitOfValue, valueExpression } from './value-expression.ts'

/** A fault in one of several files, by its place among them. */
export interface FaultInFile extends PlacedFault {
  readonly file: number
}

/** Checks whatever is well-formed, so that one misspelt key does not hide the rest. */
export function meaningFaults(contents: readonly unknown[], fileNames: readonly string[]): FaultInFile[] {
  const known = knownMeasures(contents)
  const inOneFile = contents.flatMap((content, file) => fileFaults(content, known).map((fault) => ({ ...fault, file })))
  return [
    ...headFaults(contents, fileNames),
    ...inOneFile,
    ...duplicateFaults(contents, fileNames),
    ...declaredFaults(contents, fileNames),
    ...scoringFaults(contents, fileNames, known),
  ]
}

function fileFaults(content: unknown, known: KnownMeasures): PlacedFault[] {
  if (typeof content !== 'object' || content === null) return []
  const file = content as { businessZone?: unknown; indicators?: unknown }
  const faults = zoneFaults(file.businessZone)
  if (!Array.isArray(file.indicators)) return faults
  for (const [index, raw] of file.indicators.entries()) {
    const place = (path: readonly PropertyKey[]) => ['indicators', index, ...path]
    for (const fault of indicatorFaults(raw, known)) {
      const path = place(fault.path)
      const about = fault.path.length > 0 ? `${nameOf(path, content)} ` : `${nameOf(place([]), content)}: `
      faults.push({ ...fault, path, message: `${about}${fault.message}` })
    }
  }
  return faults
}

function zoneFaults(zone: unknown): PlacedFault[] {
  if (typeof zone !== 'string' || isKnownZone(zone)) return []
  const hint = 'Write an IANA zone name such as Asia/Shanghai or Europe/Berlin.'
  return [{ path: ['businessZone'], message: `businessZone "${zone}" is not a known time zone`, hint }]
}

const { entity, value, unit, currency, thresholds, clear, direction, evaluate } = indicatorSchema.shape
const evaluationPart = z.object({ entity, evaluate })
const measuresPart = z.object({ entity, value })
const valuePart = measuresPart.extend({ unit, currency })
const thresholdPart = z.object({ thresholds, clear, direction })
type EvaluationPart = z.output<typeof evaluationPart>
type MeasuresPart = z.output<typeof measuresPart>
type ValuePart = z.output<typeof valuePart>
type ThresholdPart = z.output<typeof thresholdPart>

/** Each part is checked when it is well-formed in itself, whatever is wrong with the others. */
function indicatorFaults(raw: unknown, known: KnownMeasures): PlacedFault[] {
  const evaluation = evaluationPart.safeParse(raw)
  const measured = measuresPart.safeParse(raw)
  const about = valuePart.safeParse(raw)
  const levels = thresholdPart.safeParse(raw)
  const whole = valuePart.extend(thresholdPart.shape).safeParse(raw)
  const named = measured.success ? nameFaults(measured.data, known) : []
  const isKnown = named.length === 0 && !(measured.success && asksForFaulty(measured.data, known))
  return [
    ...named,
    ...(evaluation.success ? evaluationFaults(evaluation.data, measured.data?.value, known) : []),
    ...(about.success && isKnown ? valueFaults(about.data, known) : []),
    ...(about.success ? currencyFaults(about.data) : []),
    ...(levels.success ? thresholdFaults(levels.data) : []),
    ...(whole.success ? endlessFaults(whole.data) : []),
  ]
}

/** Measures that there are not, or not of this entity. */
function nameFaults({ entity, value }: MeasuresPart, known: KnownMeasures): PlacedFault[] {
  const expression = valueExpression(value)
  if (expression === undefined) return []
  const own = known.namesOf(entity)
  return placedNames(expression).flatMap(({ path, name }) => {
    if (known.find(entity, name) !== undefined || known.isFaulty(name)) return []
    const owners = ENTITY_TYPES.filter((candidate) => known.find(candidate, name) !== undefined)
    const nearest = nearestName(name, own)
    const guess = nearest === undefined ? '' : `Did you mean ${nearest}? `
    const all = `${guess}Measures of a ${entity}: ${own.join(', ')}.`
    if (owners.length === 0) {
      const hint = `${all} Or declare it under measures.`
      return [{ path, message: `is "${name}", which is no measure`, hint }]
    }
    const message = `asks for ${name}, which is a measure of a ${owners.join(' and ')}, not of a ${entity}`
    return [{ path: ['value', expression.kind], message, hint: `${all} Or write entity: ${owners[0]}.` }]
  })
}

function placedNames(expression: ValueExpression): readonly { readonly path: PropertyKey[]; readonly name: string }[] {
  if (expression.kind === 'measure') return [{ path: ['value', 'measure'], name: expression.measure }]
  const { kind, ...names } = expression
  return Object.entries(names).map(([key, name]) => ({ path: ['value', kind, key], name }))
}

/** What a measure is in that is not rightly declared nobody knows. */
function asksForFaulty({ value }: MeasuresPart, known: KnownMeasures): boolean {
  const expression = valueExpression(value)
  return expression !== undefined && measureNames(expression).some((name) => known.isFaulty(name))
}

/**
 * Facts about a representative come from many tasks that are not equally far: only ended days can be compared. And at the
 * end of a day a window of hours would say nothing of the day's morning.
 */
function evaluationFaults(
  { entity, evaluate }: EvaluationPart,
  value: MeasuresPart['value'] | undefined,
  known: KnownMeasures,
): PlacedFault[] {
  if (entity === 'sales-rep' && evaluate === 'on-change') {
    const message = 'on-change is not possible for a sales-rep'
    const hint =
      'What customers contribute to a representative is complete at the end of a business day alone: write at-day-end, or leave the key out.'
    return [{ path: ['evaluate'], message, hint }]
  }
  const expression = value && valueExpression(value)
  const hourly = expression === undefined ? [] : measureNames(expression).filter((name) => known.isHourly(name))
  if (hourly.length === 0 || evaluate === 'on-change') return []
  const message = `is at-day-end, but ${hourly.join(' and ')} ${hourly.length === 1 ? 'has' : 'have'} a window of hours`
  return [{ path: ['evaluate'], message, hint: 'Write evaluate: on-change, or give the measure a window of days.' }]
}

function valueFaults(indicator: ValuePart, known: KnownMeasures): PlacedFault[] {
  const given = Object.keys(indicator.value)
  const expression = valueExpression(indicator.value)
  if (expression === undefined) {
    const message = given.length === 0 ? 'says nothing' : `says ${given.join(' and ')} at once`
    return [{ path: ['value'], message, hint: 'Give exactly one of measure, ratio, difference, change.' }]
  }
  const unit = unitOfValue(expression, indicator.entity, known.find)
  if (unit.kind === 'mixed') {
    const message = `puts ${unit.measures.map(({ name, unit }) => `${name} (${unit})`).join(' and ')} together`
    return [{ path: ['value', expression.kind], message, hint: 'Both measures must have the same unit.' }]
  }
  if (unit.kind === 'alone') {
    const message = `puts ${unit.name} together with another measure`
    return [{ path: ['value', expression.kind], message, hint: `Write measure: ${unit.name}; it stands alone.` }]
  }
  if (unit.unit === indicator.unit) return []
  const message = `is ${indicator.unit}, but the value is in ${unit.unit}`
  return [{ path: ['unit'], message, hint: `Write unit: ${unit.unit}, or measure something in ${indicator.unit}.` }]
}

function currencyFaults({ unit, currency }: ValuePart): PlacedFault[] {
  if (unit === 'money' && currency === undefined) {
    const hint = 'Amounts are never added across currencies: name the one that the thresholds are in.'
    return [{ path: ['currency'], message: 'is missing', hint }]
  }
  if (unit !== 'money' && currency !== undefined) {
    return [{ path: ['currency'], atKey: true, message: `has no meaning for unit ${unit}`, hint: 'Remove the key.' }]
  }
  if (currency === undefined || isCurrency(currency)) return []
  return [
    { path: ['currency'], message: `${currency} is not a known currency`, hint: 'Write an ISO 4217 code such as CNY.' },
  ]
}

function thresholdFaults({ thresholds, clear = {}, direction }: ThresholdPart): PlacedFault[] {
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
function endlessFaults({ value, thresholds, clear = {}, direction }: ValuePart & ThresholdPart): PlacedFault[] {
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
