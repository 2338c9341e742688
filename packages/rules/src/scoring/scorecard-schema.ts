/** The shape of `scorecards:` in a rule file. */
import { SCORED_ENTITIES, TIERS } from '@tocsin/domain'
import { z } from 'zod'
import { currencyCode, ID, ID_WORDS, localizedText, value } from '../shapes.ts'

const id = z.string().regex(ID, ID_WORDS)
const points = z.number().min(0).max(100)
const minimumSample = z.int().min(1).max(10_000).default(1)
const tier = z.enum(TIERS)

/** How often, in words or in days. */
const INTERVALS = { daily: 1, weekly: 7, monthly: 30, quarterly: 91, yearly: 365 } as const
const interval = z
  .union([
    z.enum(Object.keys(INTERVALS) as [keyof typeof INTERVALS]).transform((word) => INTERVALS[word]),
    z.int().min(1).max(1_000),
  ])
  .describe('daily, weekly (7 days), monthly (30), quarterly (91), yearly (365), or a number of days')

const perTier = <Shape extends z.ZodType>(shape: Shape) => z.strictObject({ high: shape, medium: shape, low: shape })

export const factorSchema = z.strictObject({
  id: id.describe('Reason code of the factor: never change it'),
  name: localizedText,
  group: id.optional().describe('What several factors belong to, such as sales or collection'),
  value,
  currency: currencyCode.optional().describe('Needed where the value is an amount; else one currency to look at alone'),
  weight: z.number().describe('Relative to the weights of the other factors'),
  points: z
    .array(z.tuple([z.number(), points]))
    .min(2)
    .describe('[value, points 0 to 100]: straight lines between; values rise, points only rise or only fall'),
  minimumSample: minimumSample.describe('With a smaller sample the factor is not known'),
  halfSample: z
    .number()
    .min(0)
    .max(1_000)
    .default(0)
    .describe('Small samples: points = neutral + (points − neutral) × n ÷ (n + halfSample); 0 turns it off'),
  neutralPoints: points.default(50).describe('What a factor with few observations is drawn to'),
  missing: z
    .union([z.literal('skip'), points])
    .default('skip')
    .describe('Not known: skip gives its weight to the others; a number stands for it, though it stays unknown'),
  why: localizedText.describe('Why it is in the scorecard, with this weight'),
})

export const capSchema = z.strictObject({
  id: id.describe('Reason code of the cap'),
  value,
  currency: currencyCode.optional(),
  direction: z.enum(['above', 'below']).describe('above: it holds when value ≥ level; below: when value ≤ level'),
  level: z.number(),
  minimumSample,
  when: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Has to hold beside the level, of the same currency: a condition in CEL over currency and every measure of the entity by its name with _ for - (max_days_past_due, open), amounts in whole units of the currency that is looked at',
    ),
  atMost: points.describe('The highest score that is possible then'),
  why: localizedText,
})

const startingRule = z.strictObject({
  tier,
  segments: z.array(z.string()).default([]).describe('Any of these; left out: any at all'),
  industries: z.array(z.string()).default([]),
  regions: z.array(z.string()).default([]),
  creditReport: z
    .strictObject({ from: points.optional(), below: z.number().min(0).max(101).optional() })
    .optional()
    .describe('Only with a report that is not too old, its score (0 to 100) from … and below …'),
  why: localizedText,
})

export const scorecardSchema = z.strictObject({
  id,
  entity: z.enum(SCORED_ENTITIES).describe('Whose score it is: one scorecard for each'),
  name: localizedText,
  minimumCoverage: z.number().min(0).max(1).describe('Share of the weights that must be known for a score'),
  creditReportMaxAgeDays: z.int().min(1).max(3_650).default(365).describe('Older reports are not believed'),
  ratings: z
    .array(z.strictObject({ rating: z.string().min(1).max(10), from: points }))
    .min(1)
    .describe('From the best to the worst; the last from 0'),
  tiers: z.strictObject({
    low: points.describe('Low risk from this score on'),
    medium: points.describe('Medium risk from this score on; below it high'),
    hysteresisPoints: z.number().min(0).max(50).default(0).describe('A better tier only so many points above'),
  }),
  startingTier: z
    .strictObject({ rules: z.array(startingRule).default([]), otherwise: tier })
    .describe('Where too little is known for a score: the first rule that fits'),
  monitoring: perTier(interval).describe('How often it is measured again though nothing happens'),
  review: perTier(interval).describe('How often a person has to review it'),
  terms: perTier(localizedText).describe('What the tier means: checks, payment terms, limits'),
  factors: z.array(factorSchema).min(1).max(40),
  caps: z.array(capSchema).max(20).default([]),
})

export type ScorecardInFile = z.output<typeof scorecardSchema>
export type FactorInFile = z.output<typeof factorSchema>
export type CapInFile = z.output<typeof capSchema>
