/** The shape of a declared measure in a rule file. */
import { AGGREGATES, MAX_WINDOW_DAYS, MAX_WINDOW_HOURS } from '@tocsin/domain'
import { z } from 'zod'
import { ID, ID_WORDS, localizedText } from '../shapes.ts'

const eventType = z.string().min(1)

const window = z
  .strictObject({
    days: z.int().min(1).max(MAX_WINDOW_DAYS).optional().describe('Business days, the day looked at included'),
    hours: z
      .int()
      .min(1)
      .max(MAX_WINDOW_HOURS)
      .optional()
      .describe('Hours, the present one included; for indicators that are evaluated on-change'),
  })
  .describe('Exactly one of days and hours; it moves on by itself')

export const measureSchema = z.strictObject({
  id: z
    .string()
    .regex(ID, ID_WORDS)
    .describe('Lower-case words joined by hyphens: the name by which indicators ask for it'),
  entity: z.literal('customer').default('customer').describe('Whom it is about: customers'),
  label: localizedText.describe('Two or three words for a sentence'),
  meaning: localizedText.describe('What exactly is measured'),
  over: z
    .union([eventType, z.array(eventType).min(1)])
    .describe('The type of the events it counts, or a list of types; see schemas/README.md'),
  where: z
    .string()
    .min(1)
    .optional()
    .describe('Which of them count: a condition in CEL over their fields, such as prepaid && amount > 1000'),
  aggregate: z.enum(AGGREGATES).describe('What is made of them; distinct: how many different values the field had'),
  field: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The field that is aggregated, such as amountMinor, or the days between two: dueOn - issuedOn; not for count',
    ),
  window,
  minimumSample: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('With fewer events the measure is unknown; not for money, which is counted per currency'),
  unit: z
    .enum(['count', 'days', 'money'])
    .optional()
    .describe('It follows from aggregate and field; checked when given'),
})

export type MeasureInFile = z.output<typeof measureSchema>
