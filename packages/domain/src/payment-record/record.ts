/**
 * How a customer has paid in one currency, over its whole life: a few sums, however long that is.
 *
 * R1. Invoices count when they are paid off, on the day the ledger books that; write-offs and credit notes do not count.
 * R2. An invoice that is open again (a reversal) counts no more.
 * R3. Days late are taken by value date, early ones below zero, between `EARLIEST_DAYS` and `LATEST_DAYS`.
 * R4. Recent invoices weigh more: each loses half its weight in so many days. That is exponential smoothing (Brown,
 *     "Smoothing, Forecasting and Prediction of Discrete Time Series", 1963) by time instead of by observation, so that
 *     fifty invoices of one week are no more than a week.
 * R5. All numbers are integers and all decay is multiplication: the same record on every machine.
 */
import type { CalendarDay } from '../values/calendar-day.ts'

/** One invoice that was forgotten for a year is one bad invoice: it must not stand for ten. */
export const LATEST_DAYS = 120
/** Paying two months early is a prepayment: it makes up for no more than that. */
export const EARLIEST_DAYS = -60

/** Half of what counts lies in the last half year: habits are slow, and many customers pay a handful of invoices a year. */
export const RECENT_HALF_LIFE_DAYS = 180
/** For the trend: what lies more than a quarter back counts a quarter at most. */
export const FRESH_HALF_LIFE_DAYS = 45

/** More than this late is no bank day or payment run any more. */
export const LATE_DAYS = 7
/** A whole month more than was agreed. */
export const VERY_LATE_DAYS = 30

export interface PaymentRecord {
  settledInvoices: number
  /** Added up over all of them, early ones below zero. */
  daysLate: number
  /** Of them: paid more than `LATE_DAYS` late. */
  lateInvoices: number
  /** Of them: paid more than `VERY_LATE_DAYS` late. */
  veryLateInvoices: number
  /** The day on which the weights stand: that of the last settlement; null before the first. */
  weighedOn: CalendarDay | null
  /** Half-life `RECENT_HALF_LIFE_DAYS`. */
  readonly recent: WeighedDays
  /** Half-life `FRESH_HALF_LIFE_DAYS`. */
  readonly fresh: WeighedDays
  /** Mean amount of the invoices, by the weights of `recent`. */
  usualMinor: number
}

/** Sums over invoices that fade, in millionths: an invoice paid today weighs `WHOLE`. */
export interface WeighedDays {
  weight: number
  daysLate: number
}

/** One invoice at full weight. */
export const WHOLE = 1_000_000

export interface SettledInvoice {
  readonly amountMinor: number
  readonly bookedOn: CalendarDay
  readonly daysLate: number
}

export function emptyPaymentRecord(): PaymentRecord {
  return {
    settledInvoices: 0,
    daysLate: 0,
    lateInvoices: 0,
    veryLateInvoices: 0,
    weighedOn: null,
    recent: { weight: 0, daysLate: 0 },
    fresh: { weight: 0, daysLate: 0 },
    usualMinor: 0,
  }
}

/** Counts an invoice that has just been paid off. */
export function countSettled(record: PaymentRecord, invoice: SettledInvoice): void {
  const days = boundedDays(invoice.daysLate)
  weighOn(record, invoice.bookedOn)
  record.settledInvoices += 1
  record.daysLate += days
  if (days > LATE_DAYS) record.lateInvoices += 1
  if (days > VERY_LATE_DAYS) record.veryLateInvoices += 1
  const { recent, fresh } = record
  recent.weight += WHOLE
  recent.daysLate += WHOLE * days
  fresh.weight += WHOLE
  fresh.daysLate += WHOLE * days
  record.usualMinor += Math.round(((invoice.amountMinor - record.usualMinor) * WHOLE) / recent.weight)
}

/** Takes back an invoice that was counted and is open again: what is left is as if it had not been paid (R2). */
export function uncountSettled(record: PaymentRecord, invoice: SettledInvoice): void {
  if (record.settledInvoices <= 1) {
    Object.assign(record, emptyPaymentRecord())
    return
  }
  const days = boundedDays(invoice.daysLate)
  record.settledInvoices -= 1
  record.daysLate -= days
  if (days > LATE_DAYS) record.lateInvoices -= 1
  if (days > VERY_LATE_DAYS) record.veryLateInvoices -= 1
  const ageDays = (record.weighedOn ?? invoice.bookedOn) - invoice.bookedOn
  const weight = faded(WHOLE, ageDays, RECENT_PER_DAY)
  const left = record.recent.weight - weight
  if (left > 0) {
    record.usualMinor = Math.max(
      0,
      Math.round(record.usualMinor + ((record.usualMinor - invoice.amountMinor) * weight) / left),
    )
  }
  takeOff(record.recent, weight, days)
  takeOff(record.fresh, faded(WHOLE, ageDays, FRESH_PER_DAY), days)
}

/** Weights as they stand at a later day. */
export function fadedTo({ weight, daysLate }: WeighedDays, days: number, perDay: number): WeighedDays {
  return { weight: faded(weight, days, perDay), daysLate: faded(daysLate, days, perDay) }
}

/** 2^(−1/180): what is left of a weight after a day. */
export const RECENT_PER_DAY = 0.9961565872205752
/** 2^(−1/45). */
export const FRESH_PER_DAY = 0.9847147529344312

function boundedDays(daysLate: number): number {
  return Math.min(LATEST_DAYS, Math.max(EARLIEST_DAYS, daysLate))
}

/** Days only pass: what the ledger books never lies before what it booked. */
function weighOn(record: PaymentRecord, on: CalendarDay): void {
  const days = record.weighedOn === null ? 0 : Math.max(0, on - record.weighedOn)
  record.weighedOn = record.weighedOn === null ? on : record.weighedOn + days
  if (days === 0) return
  Object.assign(record.recent, fadedTo(record.recent, days, RECENT_PER_DAY))
  Object.assign(record.fresh, fadedTo(record.fresh, days, FRESH_PER_DAY))
}

function takeOff(weighed: WeighedDays, weight: number, days: number): void {
  weighed.weight = Math.max(0, weighed.weight - weight)
  weighed.daysLate = weighed.weight === 0 ? 0 : weighed.daysLate - weight * days
}

function faded(value: number, days: number, perDay: number): number {
  return Math.round(value * powerOf(perDay, days))
}

/** By squaring: `Math.pow` may differ in its last digit from machine to machine. */
function powerOf(base: number, exponent: number): number {
  let result = 1
  let square = base
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square
    square *= square
  }
  return result
}
