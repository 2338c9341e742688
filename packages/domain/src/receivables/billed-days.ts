/** What was billed for each due day, by representative: how much of it was collected is asked for longer than invoices are held. */
import type { CalendarDay } from '../values/calendar-day.ts'
import type { BilledDay, CurrencyBook, InvoiceItem } from './state.ts'

/**
 * A due day counts as billed for so many days after it: a quarter, and a month to look back from its end. What is open
 * of an older one is held by its invoices.
 */
export const BILLED_DAYS = 120

/**
 * Billed days of one currency, over all representatives: one representative with something due on each day of the last
 * four months and of the next four fits. Beyond, the two oldest of one representative become one, under the later day.
 */
export const MAX_BILLED_DAYS = 256

/** The last day that is no longer kept. */
export function lastForgottenDueDay(today: CalendarDay): CalendarDay {
  return today - BILLED_DAYS
}

/** Counts a new invoice; one that was due too long ago is not counted. */
export function countBilled(book: CurrencyBook, item: InvoiceItem, today: CalendarDay): void {
  if (item.dueOn <= lastForgottenDueDay(today)) return
  const day = billedDayOf(book, item.dueOn, item.salesRepId)
  day.billedInvoices += 1
  day.billedMinor = Math.min(day.billedMinor + item.amountMinor, Number.MAX_SAFE_INTEGER)
}

/** Takes what a credit note settled off what was billed. */
export function countCredited(book: CurrencyBook, item: InvoiceItem, amountMinor: number): void {
  const day = findBilledDay(book, item)
  if (day !== undefined) day.billedMinor = Math.max(day.billedMinor - amountMinor, 0)
}

/** @param amountMinor below zero when it was paid after all */
export function countWrittenOff(book: CurrencyBook, item: InvoiceItem, amountMinor: number): void {
  const day = findBilledDay(book, item)
  if (day !== undefined) day.writtenOffMinor = Math.max(day.writtenOffMinor + amountMinor, 0)
}

/** What is open of an item moves to the day of another, with which it was merged. */
export function moveOpen(book: CurrencyBook, from: InvoiceItem, to: InvoiceItem): void {
  const source = findBilledDay(book, from)
  const target = findBilledDay(book, to)
  if (source === target) return
  if (source !== undefined) {
    source.billedMinor = Math.max(source.billedMinor - from.openMinor, 0)
    source.billedInvoices = Math.max(source.billedInvoices - from.invoices, 0)
  }
  if (target !== undefined) {
    target.billedMinor += from.openMinor
    target.billedInvoices += from.invoices
  }
}

/** Forgets days that lie too far back, and keeps the bound. */
export function pruneBilledDays({ billed, open }: CurrencyBook, today: CalendarDay): void {
  const last = lastForgottenDueDay(today)
  while (billed.length > 0 && billed[0]!.dueOn <= last) billed.shift()
  while (billed.length > MAX_BILLED_DAYS) foldOldest(billed, open)
}

/**
 * What is open of the oldest day stays under its own day, with its invoices, and is no longer told once they are closed;
 * the rest goes to the representative's next day.
 */
function foldOldest(billed: BilledDay[], open: readonly InvoiceItem[]): void {
  const oldest = billed.shift()!
  const next = billed.find(({ salesRepId }) => salesRepId === oldest.salesRepId)
  if (next === undefined) return
  let openMinor = 0
  let openInvoices = 0
  for (const item of open) {
    if (item.dueOn !== oldest.dueOn || item.salesRepId !== oldest.salesRepId) continue
    openMinor += item.openMinor
    openInvoices += item.invoices
  }
  next.billedMinor += Math.max(oldest.billedMinor - openMinor, 0)
  next.billedInvoices += Math.max(oldest.billedInvoices - openInvoices, 0)
  next.writtenOffMinor += oldest.writtenOffMinor
}

function findBilledDay({ billed }: CurrencyBook, { dueOn, salesRepId }: InvoiceItem): BilledDay | undefined {
  for (let index = billed.length - 1; index >= 0; index -= 1) {
    const day = billed[index]!
    if (day.dueOn < dueOn) return undefined
    if (day.dueOn === dueOn && day.salesRepId === salesRepId) return day
  }
  return undefined
}

function billedDayOf({ billed }: CurrencyBook, dueOn: CalendarDay, salesRepId: string): BilledDay {
  let index = billed.length
  while (index > 0 && isAfter(billed[index - 1]!, dueOn, salesRepId)) index -= 1
  const before = billed[index - 1]
  if (before !== undefined && before.dueOn === dueOn && before.salesRepId === salesRepId) return before
  const day: BilledDay = { dueOn, salesRepId, billedMinor: 0, billedInvoices: 0, writtenOffMinor: 0 }
  billed.splice(index, 0, day)
  return day
}

function isAfter(day: BilledDay, dueOn: CalendarDay, salesRepId: string): boolean {
  return day.dueOn === dueOn ? day.salesRepId > salesRepId : day.dueOn > dueOn
}
