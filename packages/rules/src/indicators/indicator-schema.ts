/** The shape of an indicator in a rule file. */
import { DIRECTIONS, ENTITY_TYPES, EVALUATIONS, INDICATOR_UNITS } from '@tocsin/domain'
import { z } from 'zod'
import { currencyCode, ID, ID_WORDS, localizedText, value } from '../shapes.ts'

const levels = z.strictObject({
  warning: z.number().optional().describe('Amber'),
  critical: z.number().optional().describe('Red'),
})

const holdDays = z.int().min(0).max(365)
const minimumSample = z.int().min(1).max(10_000)
const condition = z.string().min(1)

const CONDITION =
  'A condition in CEL over tier ("high", "medium", "low"), segment, industry, region, productLine, currency (the one that is looked at) and every measure of the entity by its name with _ for - (max_days_past_due, open), amounts in whole units of the currency that is looked at'

/** More than this nobody keeps in mind; every one is tried in turn for each look. */
const MAX_OVERRIDES = 20

export const overrideSchema = z
  .strictObject({
    when: condition.describe(CONDITION),
    off: z.literal(true).optional().describe('The indicator does not apply'),
    thresholds: levels.optional().describe('Levels that differ; the others stay'),
    clear: levels.optional().describe('Where left out for a threshold given here: at that threshold'),
    holdDays: holdDays.optional(),
    minimumSample: minimumSample.optional(),
    ownerRole: z.string().min(1).optional(),
    nextStep: localizedText.optional(),
  })
  .describe('What differs where the condition holds')

export type OverrideInFile = z.output<typeof overrideSchema>

export const indicatorSchema = z.strictObject({
  id: z
    .string()
    .regex(ID, ID_WORDS)
    .describe('Lower-case words joined by hyphens; never change it: it is part of alert ids'),
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
  holdDays: holdDays.default(0).describe('Days a breach must last before the alert fires'),
  minimumSample: minimumSample.default(1).describe('With a smaller sample the value is unknown and never breaches'),
  evaluate: z.enum(EVALUATIONS).default('at-day-end').describe('on-change: customers only'),
  evaluateOn: z
    .string()
    .min(1)
    .optional()
    .describe('A calendar: looked at on its working days alone; what happens on another day is told on the next'),
  ownerRole: z.string().min(1).describe('Who acts on it; a role of owners'),
  nextStep: localizedText.describe('What the owner does next'),
  why: localizedText.optional().describe('Why it is measured so, and why the levels lie where they do'),
  appliesWhen: condition
    .optional()
    .describe(`${CONDITION}. Where it does not hold, the indicator measures nothing and an open alert expires`),
  overrides: z
    .array(overrideSchema)
    .min(1)
    .max(MAX_OVERRIDES)
    .optional()
    .describe('For some entities or currencies something else; the first whose condition holds counts'),
})

export type IndicatorInFile = z.output<typeof indicatorSchema>
