/** Shapes that several sections of a rule file use. */
import { z } from 'zod'

export const localizedText = z
  .strictObject({
    zh: z.string().min(1).describe('Chinese'),
    en: z.string().min(1).describe('English'),
  })
  .describe('A text in both languages')

export const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

export const currencyCode = z.string().regex(/^[A-Z]{3}$/)

/** Which there are follows from all files of the rule set together: told by `meaningFaults`. */
const measureName = z.string().min(1)

export const value = z
  .strictObject({
    measure: measureName.optional().describe('One measure as it is'),
    ratio: z.strictObject({ of: measureName, to: measureName }).optional().describe('of ÷ to'),
    difference: z.strictObject({ of: measureName, minus: measureName }).optional().describe('of − minus'),
    change: z
      .strictObject({ of: measureName, from: measureName })
      .optional()
      .describe('(of − from) ÷ from: -0.4 is a drop by 40 %'),
  })
  .describe('Exactly one of measure, ratio, difference, change')
