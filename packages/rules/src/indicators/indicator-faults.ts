/** Faults that no schema can see: what the parts of one indicator say to one another. */
import { ENTITY_TYPES, isCurrency, measureNames, type ValueExpression } from '@tocsin/domain'
import { choiceOf, type PlacedFault } from '@tocsin/yaml-file'
import { z } from 'zod'
import { MEASURES_DESCRIBED_IN } from '../conditions/variables.ts'
import type { KnownMeasures } from '../declared/known-measures.ts'
import { unitOfValue, valueExpression } from '../value-expression.ts'
import { conditionFaults } from './condition-faults.ts'
import { indicatorSchema } from './indicator-schema.ts'
import { endlessFaults, thresholdFaults } from './level-faults.ts'
import { overrideFaults } from './override-faults.ts'

const { entity, value, unit, currency, thresholds, clear, direction, evaluate } = indicatorSchema.shape
const evaluationPart = z.object({ entity, evaluate })
const measuresPart = z.object({ entity, value })
const valuePart = measuresPart.extend({ unit, currency })
const thresholdPart = z.object({ thresholds, clear, direction })
type EvaluationPart = z.output<typeof evaluationPart>
type MeasuresPart = z.output<typeof measuresPart>
type ValuePart = z.output<typeof valuePart>

/** Each part is checked when it is well-formed in itself, whatever is wrong with the others. */
export function indicatorFaults(raw: unknown, known: KnownMeasures): PlacedFault[] {
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
    ...conditionFaults(raw, known),
    ...overrideFaults(raw),
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
    const all = choiceOf(name, { what: `Measures of a ${entity}`, names: own, many: MEASURES_DESCRIBED_IN })
    if (owners.length === 0) {
      const declared = entity === 'customer' ? 'Or declare it under measures.' : 'Only customers have declared ones.'
      const hint = `${all} ${declared}`
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
 * Facts about a representative or a group of customers come from many tasks that are not equally far: only ended days can be compared. And at the
 * end of a day a window of hours would say nothing of the day's morning.
 */
function evaluationFaults(
  { entity, evaluate }: EvaluationPart,
  value: MeasuresPart['value'] | undefined,
  known: KnownMeasures,
): PlacedFault[] {
  if (entity !== 'customer' && evaluate === 'on-change') {
    const message = `on-change is not possible for a ${entity}`
    const hint =
      'What customers contribute is complete at the end of a business day alone: write at-day-end, or leave the key out.'
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
  if (unit.unit === indicator.unit || isSoManyForEach(expression, indicator, known)) return []
  const message = `is ${indicator.unit}, but the value is in ${unit.unit}`
  return [{ path: ['unit'], message, hint: `Write unit: ${unit.unit}, or measure something in ${indicator.unit}.` }]
}

/** Of two counts, the one for each of the other may be told as a number: 2 clauses in each contract, not 200 %. */
function isSoManyForEach(expression: ValueExpression, { unit, entity }: ValuePart, known: KnownMeasures): boolean {
  if (unit !== 'count' || expression.kind !== 'ratio') return false
  return measureNames(expression).every((name) => known.find(entity, name)?.unit === 'count')
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
