/** Who acts on alerts, and on which days: `owners` and `calendars` of a rule set. */
import {
  MAX_HOLIDAY_DAYS,
  type Owner,
  parseCalendarDay,
  type RuleSet,
  WEEKDAYS,
  type WorkingCalendar,
} from '@tocsin/domain'
import { z } from 'zod'
import { calendarDay as day, ID, ID_WORDS, isCalendarDay, localizedText } from './shapes.ts'

const owner = z.strictObject({
  name: localizedText,
  responsibilities: localizedText.describe('What the role has to do and may decide'),
})

export const ownersSchema = z
  .record(z.string().regex(ID, ID_WORDS), owner)
  .describe('Roles that act on alerts, by the name that ownerRole uses; where given, every ownerRole is one of them')

const holiday = z
  .strictObject({ from: day, to: day.optional().describe('The last day; left out: one day'), name: localizedText })
  .refine(({ from, to = from }) => to >= from, 'a last day that is not before the first')
  .refine(
    ({ from, to = from }) => !isCalendarDay(from) || !isCalendarDay(to) || isShort(from, to),
    `at most ${MAX_HOLIDAY_DAYS} days`,
  )

const calendar = z.strictObject({
  name: localizedText,
  source: z.string().min(1).describe('Where its days come from, so that somebody can enter the next year'),
  weekend: z.array(z.enum(WEEKDAYS)).max(6).default(['saturday', 'sunday']),
  holidays: z.array(holiday).max(400).default([]),
  workdays: z.array(day).max(400).default([]).describe('Worked though they lie in a weekend'),
})

export const calendarsSchema = z
  .record(z.string().regex(ID, ID_WORDS), calendar)
  .describe('Calendars of working days, by the name that evaluateOn of an indicator uses')

interface OrganisationInFile {
  readonly owners?: z.output<typeof ownersSchema> | undefined
  readonly calendars?: z.output<typeof calendarsSchema> | undefined
}

/** No key where the files say nothing. */
export function organisationOf(files: readonly OrganisationInFile[]): Pick<RuleSet, 'owners' | 'calendars'> {
  const owners = entriesOf(files.map((file) => file.owners)).map(([role, said]): Owner => ({ role, ...said }))
  const calendars = entriesOf(files.map((file) => file.calendars)).map(([id, said]) => toCalendar(id, said))
  return {
    ...(owners.length === 0 ? {} : { owners }),
    ...(calendars.length === 0 ? {} : { calendars }),
  }
}

function entriesOf<Said>(sections: readonly (Readonly<Record<string, Said>> | undefined)[]): [string, Said][] {
  const entries = sections.flatMap((section) => Object.entries(section ?? {}))
  return entries.sort(([left], [right]) => (left < right ? -1 : 1))
}

function toCalendar(id: string, { name, source, weekend, ...days }: z.output<typeof calendar>): WorkingCalendar {
  const holidays = days.holidays.map(({ from, to = from, name: of }) => {
    return { fromOn: parseCalendarDay(from), throughOn: parseCalendarDay(to), name: of }
  })
  return { id, name, source, weekend, holidays, workdays: days.workdays.map(parseCalendarDay) }
}

function isShort(from: string, to: string): boolean {
  return parseCalendarDay(to) - parseCalendarDay(from) < MAX_HOLIDAY_DAYS
}
