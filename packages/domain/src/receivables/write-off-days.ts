/** What was written off, by day: a customer that was given up on once this year gets no new credit without a question. */
import type { CalendarDay } from '../values/calendar-day.ts'
import type { CurrencyBook, ReceivablesLedger, WriteOffDay } from './state.ts'
import { nextWindowChangeOn } from './window.ts'

/** A write-off counts for a year. */
export const WRITE_OFF_DAYS = 365

/** Days with write-offs, of one currency. Beyond, the two oldest become one, under the later day. */
export const MAX_WRITE_OFF_DAYS = 32

/** @param amountMinor what was taken out of the open amount */
export function countWriteOff(
  { writeOffs }: CurrencyBook,
  amountMinor: number,
  writtenOffOn: CalendarDay,
  today: CalendarDay,
): void {
  if (writtenOffOn <= today - WRITE_OFF_DAYS) return
  const day = writeOffDayOf(writeOffs, writtenOffOn)
  day.writeOffs += 1
  day.writtenOffMinor = Math.min(day.writtenOffMinor + amountMinor, Number.MAX_SAFE_INTEGER)
}

/** Forgets days that lie too far back, and keeps the bound. */
export function pruneWriteOffs({ writeOffs }: CurrencyBook, today: CalendarDay): void {
  while (writeOffs.length > 0 && writeOffs[0]!.writtenOffOn <= today - WRITE_OFF_DAYS) writeOffs.shift()
  while (writeOffs.length > MAX_WRITE_OFF_DAYS) {
    const oldest = writeOffs.shift()!
    const next = writeOffs[0]!
    next.writeOffs += oldest.writeOffs
    next.writtenOffMinor = Math.min(next.writtenOffMinor + oldest.writtenOffMinor, Number.MAX_SAFE_INTEGER)
  }
}

export interface WriteOffs {
  readonly writeOffs: number
  readonly writtenOffMinor: number
}

/** Of the year that ends with `on`. */
export function writeOffsInYear({ writeOffs: days }: CurrencyBook, on: CalendarDay): WriteOffs {
  let writeOffs = 0
  let writtenOffMinor = 0
  for (const day of days) {
    if (day.writtenOffOn > on || day.writtenOffOn <= on - WRITE_OFF_DAYS) continue
    writeOffs += day.writeOffs
    writtenOffMinor += day.writtenOffMinor
  }
  return { writeOffs, writtenOffMinor }
}

/** The first day after `on` at whose end a write-off enters or leaves the year. */
export function nextWriteOffChangeOn({ currencies }: ReceivablesLedger, on: CalendarDay): CalendarDay | undefined {
  let next: CalendarDay | undefined
  for (const { writeOffs } of currencies) {
    const changeOn = nextWindowChangeOn(writeOffs, ({ writtenOffOn }) => writtenOffOn, on, WRITE_OFF_DAYS)
    if (changeOn !== undefined && (next === undefined || changeOn < next)) next = changeOn
  }
  return next
}

function writeOffDayOf(writeOffs: WriteOffDay[], writtenOffOn: CalendarDay): WriteOffDay {
  let index = writeOffs.length
  while (index > 0 && writeOffs[index - 1]!.writtenOffOn > writtenOffOn) index -= 1
  const before = writeOffs[index - 1]
  if (before !== undefined && before.writtenOffOn === writtenOffOn) return before
  const day: WriteOffDay = { writtenOffOn, writeOffs: 0, writtenOffMinor: 0 }
  writeOffs.splice(index, 0, day)
  return day
}
