/** Faults of scorecards that no schema can see. All at once, each part looked at when it is well-formed in itself. */
import { isCurrency, SCORE_MEASURE_NAMES, type ScoredEntity } from '@tocsin/domain'
import { nearestName, type PlacedFault } from '@tocsin/yaml-file'
import type { z } from 'zod'
import type { KnownMeasures } from '../declared/known-measures.ts'
import { unitOfValue, valueExpression } from '../value-expression.ts'
import { capConditionFaults } from './cap-condition.ts'
import { capSchema, factorSchema, scorecardSchema } from './scorecard-schema.ts'

/** @param raw one entry of `scorecards:` */
export function scorecardFaults(raw: unknown, known: KnownMeasures): PlacedFault[] {
  const { ratings, tiers, entity } = scorecardSchema.shape
  const card = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  const ofEntity = entity.safeParse(card.entity)
  const faults: PlacedFault[] = []
  withPart(ratings, card.ratings, (part) => faults.push(...ratingFaults(part)))
  withPart(tiers, card.tiers, (part) => faults.push(...tierFaults(part)))
  faults.push(...twiceFaults(card))
  if (!ofEntity.success) return faults
  for (const [index, factor] of listIn(card.factors).entries()) {
    faults.push(...under(['factors', index], factorFaults(factor, ofEntity.data, known)))
  }
  for (const [index, cap] of listIn(card.caps).entries()) {
    faults.push(...under(['caps', index], capFaults(cap, ofEntity.data, known)))
  }
  return faults
}

function ratingFaults(ratings: z.output<typeof scorecardSchema.shape.ratings>): PlacedFault[] {
  const faults: PlacedFault[] = []
  for (const [index, band] of ratings.entries()) {
    const before = ratings[index - 1]
    if (before !== undefined && before.from <= band.from) {
      const message = `${band.rating} begins at ${band.from}, not below ${before.rating} (${before.from})`
      faults.push({ path: ['ratings', index, 'from'], message, hint: 'Write ratings from the best to the worst.' })
    }
  }
  if (ratings.at(-1)?.from !== 0) {
    const hint = 'The worst rating begins at 0, so that every score has one.'
    faults.push({ path: ['ratings', ratings.length - 1, 'from'], message: 'the last rating does not begin at 0', hint })
  }
  return faults
}

function tierFaults({ low, medium, hysteresisPoints }: z.output<typeof scorecardSchema.shape.tiers>): PlacedFault[] {
  if (medium >= low) {
    const hint = 'A higher score is a lower risk: low: 70, medium: 45.'
    return [{ path: ['tiers', 'medium'], message: `medium (${medium}) does not lie below low (${low})`, hint }]
  }
  if (hysteresisPoints < low - medium) return []
  const message = `hysteresisPoints (${hysteresisPoints}) reach over the whole medium tier (${medium} to ${low})`
  return [{ path: ['tiers', 'hysteresisPoints'], message, hint: `Give less than ${low - medium}.` }]
}

/** Factors and caps share their ids: both are reason codes. */
function twiceFaults(card: Record<string, unknown>): PlacedFault[] {
  const seen = new Set<string>()
  return (['factors', 'caps'] as const).flatMap((section) =>
    listIn(card[section]).flatMap((part, index) => {
      const id = (part as { id?: unknown } | null)?.id
      if (typeof id !== 'string') return []
      if (!seen.has(id)) {
        seen.add(id)
        return []
      }
      const hint = 'Ids are reason codes: give each factor and cap its own.'
      return [{ path: [section, index, 'id'], message: `the id ${id} is used twice in the scorecard`, hint }]
    }),
  )
}

function factorFaults(raw: unknown, entity: ScoredEntity, known: KnownMeasures): PlacedFault[] {
  const factor = (raw ?? {}) as Record<string, unknown>
  const { weight, points } = factorSchema.shape
  const faults = valueFaults(factor, entity, known, factorSchema.shape.value)
  withPart(weight, factor.weight, (given) => {
    if (given > 0) return
    const hint = 'A weight is above 0. Remove the factor if it is not to count.'
    faults.push({ path: ['weight'], message: `weight is ${given}`, hint })
  })
  withPart(points, factor.points, (corners) => faults.push(...cornerFaults(corners)))
  return faults
}

function capFaults(raw: unknown, entity: ScoredEntity, known: KnownMeasures): PlacedFault[] {
  const cap = (raw ?? {}) as Record<string, unknown>
  return [...valueFaults(cap, entity, known, capSchema.shape.value), ...capConditionFaults(cap, entity, known)]
}

function cornerFaults(corners: z.output<typeof factorSchema.shape.points>): PlacedFault[] {
  const faults: PlacedFault[] = []
  const falls = (corners[0]?.[1] ?? 0) > (corners.at(-1)?.[1] ?? 0)
  for (const [index, [value, points]] of corners.entries()) {
    const before = corners[index - 1]
    if (before === undefined) continue
    if (value <= before[0]) {
      const message = `the value ${value} does not lie above ${before[0]}`
      faults.push({ path: ['points', index, 0], message, hint: 'Write the corners by rising value.' })
    } else if (falls ? points > before[1] : points < before[1]) {
      const message = `the points turn round at ${value}: ${before[1]} then ${points}`
      const hint = 'More of a value is better or worse throughout: points only rise or only fall.'
      faults.push({ path: ['points', index, 1], message, hint })
    }
  }
  if (corners[0]?.[1] === corners.at(-1)?.[1]) {
    faults.push({ path: ['points'], message: 'all values give the same points', hint: 'Such a factor says nothing.' })
  }
  return faults
}

/** Measures that the entity has, that go together, and that are no score themselves. */
function valueFaults(
  part: Record<string, unknown>,
  entity: ScoredEntity,
  known: KnownMeasures,
  shape: typeof factorSchema.shape.value,
): PlacedFault[] {
  const parsed = shape.safeParse(part.value)
  if (!parsed.success) return []
  const expression = valueExpression(parsed.data)
  if (expression === undefined) {
    const given = Object.keys(parsed.data)
    const message = given.length === 0 ? 'value says nothing' : `value says ${given.join(' and ')} at once`
    return [{ path: ['value'], message, hint: 'Give exactly one of measure, ratio, difference, change.' }]
  }
  const path = ['value', expression.kind]
  const { kind: _, ...named } = expression
  const names = known.namesOf(entity)
  // What a measure is in that is not rightly declared nobody knows.
  if (Object.values(named).some((name) => known.isFaulty(name))) return []
  const unknown = Object.values(named).filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    const own = nearestName(unknown[0] ?? '', names)
    const guess = own === undefined ? '' : `Did you mean ${own}? `
    const message = `asks for ${unknown.join(' and ')}, which a ${entity} does not have`
    return [{ path, message, hint: `${guess}What there is: packages/domain/src/measures/README.md.` }]
  }
  const scores = Object.values(named).filter((name) => SCORE_MEASURE_NAMES.includes(name))
  if (scores.length > 0) {
    const message = `asks for ${scores.join(' and ')}, which comes of the score itself`
    return [{ path, message, hint: 'A score cannot be made of itself: measure what lies behind it.' }]
  }
  const unit = unitOfValue(expression, entity, known.find)
  if (unit.kind === 'mixed') {
    const message = `puts ${unit.measures.map(({ name, unit }) => `${name} (${unit})`).join(' and ')} together`
    return [{ path, message, hint: 'Both measures must have the same unit.' }]
  }
  if (unit.kind === 'alone') {
    const message = `puts ${unit.name} together with another measure`
    return [{ path, message, hint: `Write measure: ${unit.name}; it stands alone.` }]
  }
  return currencyFaults(part.currency, unit.unit)
}

function currencyFaults(currency: unknown, unit: string): PlacedFault[] {
  if (currency === undefined && unit === 'money') {
    const hint = 'Amounts are never added across currencies: name the one that the points are in.'
    return [{ path: ['currency'], message: 'currency is missing', hint }]
  }
  if (typeof currency !== 'string' || isCurrency(currency)) return []
  const hint = 'Write an ISO 4217 code such as CNY.'
  return [{ path: ['currency'], message: `${currency} is not a known currency`, hint }]
}

function withPart<Shape extends z.ZodType>(shape: Shape, part: unknown, use: (part: z.output<Shape>) => void): void {
  const parsed = shape.safeParse(part)
  if (parsed.success) use(parsed.data)
}

function under(path: readonly PropertyKey[], faults: readonly PlacedFault[]): PlacedFault[] {
  return faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }))
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
