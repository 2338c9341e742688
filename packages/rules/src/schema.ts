/** The shape of a rule file: what editors complete, what `parseRuleSet` checks first. */
import { DIRECTIONS, ENTITY_TYPES, EVALUATIONS, INDICATOR_UNITS, MEASURE_NAMES, measureNamesOf } from '@tocsin/domain'
import { z } from 'zod'
import { measureSchema } from './declared/measure-schema.ts'
import { matrixSchema } from './scoring/matrix-schema.ts'
import { scorecardSchema } from './scoring/scorecard-schema.ts'
import { currencyCode, ID, localizedText, value } from './shapes.ts'

const levels = z.strictObject({
  warning: z.number().optional().describe('Amber'),
  critical: z.number().optional().describe('Red'),
})

export const indicatorSchema = z.strictObject({
  id: z.string().regex(ID).describe('Lower-case words joined by hyphens; never change it: it is part of alert ids'),
  name: localizedText,
  question: localizedText.describe('The question a person would ask, which the indicator answers'),
  entity: z.enum(ENTITY_TYPES).describe('Whom it is about; each has measures of its own'),
  value,
  unit: z
    .enum(INDICATOR_UNITS)
    .describe(
      'ratio: 0.25 is 25 %; money: amounts of the indicator’s currency, such as 1500.00; deviations: times the usual spread',
    ),
  currency: currencyCode.optional().describe('ISO 4217 code; needed with unit money, not allowed otherwise'),
  direction: z.enum(DIRECTIONS).describe('above: a breach is value ≥ threshold; below: a breach is value ≤ threshold'),
  thresholds: levels.describe('At least one of warning and critical'),
  clear: levels.optional().describe('Where a breach ends; where left out, at the threshold itself'),
  holdDays: z.int().min(0).max(365).default(0).describe('Days a breach must last before the alert fires'),
  minimumSample: z
    .int()
    .min(1)
    .max(10_000)
    .default(1)
    .describe('With a smaller sample the value is unknown and never breaches'),
  evaluate: z.enum(EVALUATIONS).default('at-day-end').describe('on-change: customers only'),
  ownerRole: z.string().min(1).describe('Who acts on it'),
  nextStep: localizedText.describe('What the owner does next'),
})

/** What one file of a rule set may say. Keys of the head stand in exactly one of its files, lists in any of them. */
export const ruleFileSchema = z.strictObject({
  ruleSet: z.string().regex(ID).describe('Name of the rule set; in one file of it').optional(),
  version: z.string().min(1).describe('Version as you count it; a hash of the content is added').optional(),
  businessZone: z.string().describe('IANA zone whose midnights end business days, such as Asia/Shanghai').optional(),
  indicators: z.array(indicatorSchema).min(1).optional(),
  measures: z.array(measureSchema).min(1).describe('Measures of your own, for indicators to ask for').optional(),
  scorecards: z.array(scorecardSchema).min(1).describe('One for each entity that is scored').optional(),
  matrix: matrixSchema.optional(),
})

/** What the one file must say that names the rule set. */
export const REQUIRED_HEAD_KEYS = ['ruleSet', 'version', 'businessZone'] as const
/** What holds for the whole set: it stands in that file and in no other. */
export const HEAD_KEYS = [...REQUIRED_HEAD_KEYS] as const
export type HeadKey = (typeof HEAD_KEYS)[number]

export type RuleFile = z.output<typeof ruleFileSchema>
export type IndicatorInFile = z.output<typeof indicatorSchema>

/** JSON Schema (draft 2020-12) of a rule file, for editors: kept as `deploy/rules/rules.schema.json`. */
export function ruleFileJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(ruleFileSchema, { io: 'input' }) as Record<string, unknown>
  return { ...schema, title: 'A file of a Tocsin rule set', allOf: ENTITY_TYPES.map(onlyItsMeasures) }
}

/**
 * The parser tells a measure of another entity apart with its own words; for editors it is a condition of the schema.
 * What other files of the rule set declare no schema can know: any id may be a measure of a customer.
 */
function onlyItsMeasures(entity: (typeof ENTITY_TYPES)[number]): Record<string, unknown> {
  const own = { enum: measureNamesOf(entity) }
  const declared = { type: 'string', pattern: ID.source, not: { enum: MEASURE_NAMES } }
  const names = entity === 'customer' ? { anyOf: [own, declared] } : own
  const ofThem = { additionalProperties: names }
  const value = { properties: { measure: names, ratio: ofThem, difference: ofThem, change: ofThem } }
  const evaluate = entity === 'customer' ? {} : { evaluate: { const: 'at-day-end' } }
  const indicator = {
    if: { properties: { entity: { const: entity } } },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: { properties: { value, ...evaluate } },
  }
  return { properties: { indicators: { items: indicator } } }
}
