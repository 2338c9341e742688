/** The shape of a rule file: what editors complete, what `parseRuleSet` checks first. */
import { ENTITY_TYPES, MEASURE_NAMES, measureNamesOf } from '@tocsin/domain'
import { z } from 'zod'
import { measureSchema } from './declared/measure-schema.ts'
import { indicatorSchema } from './indicators/indicator-schema.ts'
import { calendarsSchema, ownersSchema } from './organisation-schema.ts'
import { matrixSchema } from './scoring/matrix-schema.ts'
import { scorecardSchema } from './scoring/scorecard-schema.ts'
import { ID, ID_WORDS } from './shapes.ts'

/** What one file of a rule set may say. Keys of the head stand in exactly one of its files, lists in any of them. */
export const ruleFileSchema = z.strictObject({
  ruleSet: z.string().regex(ID, ID_WORDS).describe('Name of the rule set; in one file of it').optional(),
  version: z.string().min(1).describe('Version as you count it; a hash of the content is added').optional(),
  businessZone: z.string().describe('IANA zone whose midnights end business days, such as Asia/Shanghai').optional(),
  owners: ownersSchema.optional(),
  calendars: calendarsSchema.optional(),
  indicators: z.array(indicatorSchema).min(1).optional(),
  measures: z.array(measureSchema).min(1).describe('Measures of your own, for indicators to ask for').optional(),
  scorecards: z.array(scorecardSchema).min(1).describe('One for each entity that is scored').optional(),
  matrix: matrixSchema.optional(),
})

/** What the one file must say that names the rule set. */
export const REQUIRED_HEAD_KEYS = ['ruleSet', 'version', 'businessZone'] as const
/** What holds for the whole set: it stands in that file and in no other. */
export const HEAD_KEYS = [...REQUIRED_HEAD_KEYS, 'owners', 'calendars'] as const
export type HeadKey = (typeof HEAD_KEYS)[number]

export type RuleFile = z.output<typeof ruleFileSchema>

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
