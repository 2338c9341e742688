/** Shapes that several sections of a rule file use. */
import { parseCalendarDay } from '@tocsin/domain'
import { z } from 'zod'

export const localizedText = z
  .strictObject({
    zh: z.string().min(1).describe('Chinese'),
    en: z.string().min(1).describe('English'),
  })
  .describe('A text in both languages')

export const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
/** As a fault says it. */
export const ID_WORDS = 'lower-case words joined by hyphens, such as days-past-due'

export const calendarDay = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'a day as 2026-01-31', abort: true })
  .refine(isCalendarDay, 'a day of the calendar, such as 2026-01-31')

/** What a pattern refuses is told by the pattern. */
export function isCalendarDay(text: string): boolean {
  try {
    parseCalendarDay(text)
    return true
  } catch {
    return false
  }
}

export const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'the three capitals of ISO 4217, such as CNY')

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
