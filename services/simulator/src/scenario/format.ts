/**
 * The shape of a scenario file. Days are counted from the business day of the run: 0 is today, -1 yesterday; so a
 * scenario ends "now" on whatever day it is played. Money is in minor units of the scenario's currency.
 */
import { z } from 'zod'

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/u, 'letters, digits and dashes, at most 40')
const day = z
  .int()
  .min(-1_500, 'at most 1,500 days back')
  .max(-1, 'history is written up to yesterday (-1); later facts belong under live')
const amountMinor = z.int().positive()
const days = z.int().min(0).max(400)
const bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })
const severity = z.enum(['warning', 'critical'])

/** Every hand-written turn in a customer's life. */
const injection = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('stops-paying'),
    fromDay: day,
    /** On this day everything that was held back is paid, and the old habit returns. Absent: never. */
    untilDay: day.optional(),
  }),
  z.strictObject({
    kind: z.literal('slides-later'),
    fromDay: day,
    /** Invoices issued in the n-th block of 30 days from `fromDay` (n = 1, 2, …) are paid n times this later. */
    addedDaysPerMonth: z.int().min(1).max(60),
  }),
  z.strictObject({ kind: z.literal('orders-stop'), fromDay: day, untilDay: day.optional() }),
  z.strictObject({
    kind: z.literal('orders-scale'),
    fromDay: day,
    untilDay: day.optional(),
    factorRatio: z.number().positive().max(20),
  }),
  z.strictObject({ kind: z.literal('contracts-lost'), fromDay: day, untilDay: day.optional() }),
  z.strictObject({ kind: z.literal('credit-limit-set'), onDay: day, amountMinor }),
  z.strictObject({ kind: z.literal('order-placed'), onDay: day, order: id, amountMinor }),
  z.strictObject({ kind: z.literal('order-cancelled'), onDay: day, order: id }),
  z.strictObject({
    kind: z.literal('invoice-issued'),
    onDay: day,
    invoice: id,
    amountMinor,
    termDays: days.default(30),
  }),
  z.strictObject({ kind: z.literal('invoice-credited'), onDay: day, invoice: id, amountMinor }),
  z.strictObject({ kind: z.literal('invoice-disputed'), onDay: day, invoice: id, amountMinor }),
  z.strictObject({ kind: z.literal('dispute-settled'), onDay: day, invoice: id }),
  z.strictObject({ kind: z.literal('invoice-written-off'), onDay: day, invoice: id, amountMinor }),
  z.strictObject({
    kind: z.literal('payment-received'),
    onDay: day,
    payment: id,
    amountMinor,
    /** Absent: an unapplied payment. */
    invoice: id.optional(),
    /** Days between the money's value date and the day the source recorded it. */
    recordedDaysLater: days.default(0),
  }),
  z.strictObject({ kind: z.literal('payment-reversed'), onDay: day, payment: id }),
  z.strictObject({
    kind: z.literal('payment-promised'),
    onDay: day,
    invoice: id,
    promisedDay: z.int().min(-1_500).max(400),
  }),
])

const customer = z.strictObject({
  id,
  name: bilingual.optional(),
  salesRep: id,
  story: z.string().min(1),
  creditLimitMinor: amountMinor,
  orders: z
    .strictObject({
      everyDays: z.int().min(1).max(120),
      amountMinor,
      firstDay: day,
      invoicedAfterDays: days.default(2),
    })
    .optional(),
  termDays: days.default(30),
  /** Days from issue to payment, as long as nothing is injected. */
  paysAfterDays: days.default(24),
  contracts: z.strictObject({ everyDays: z.int().min(7).max(200), firstDay: day, amountMinor }).optional(),
  injections: z.array(injection).default([]),
})

const salesRep = z.strictObject({
  id,
  name: bilingual.optional(),
  /** How often offers to the population are signed, once a few have been. */
  signsRatio: z.number().min(0).max(1),
  /** Whether customers of the population fall to this representative; else there are those of the cast alone. */
  hasPopulation: z.boolean().default(true),
})

const liveFact = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('order-placed'),
    afterSeconds: z.number().min(0).max(600),
    customer: id,
    order: id,
    amountMinor,
  }),
  z.strictObject({
    kind: z.literal('invoice-issued'),
    afterSeconds: z.number().min(0).max(600),
    customer: id,
    invoice: id,
    amountMinor,
    termDays: days.default(30),
  }),
  z.strictObject({
    kind: z.literal('payment-received'),
    afterSeconds: z.number().min(0).max(600),
    customer: id,
    payment: id,
    amountMinor,
    invoice: id.optional(),
    /** The record carries a time this much before the moment it is written: a late record. */
    recordedHoursEarlier: z.number().min(0).max(2_000).default(0),
  }),
  z.strictObject({
    kind: z.literal('credit-limit-set'),
    afterSeconds: z.number().min(0).max(600),
    customer: id,
    amountMinor,
  }),
  z.strictObject({
    kind: z.literal('contract-lost'),
    afterSeconds: z.number().min(0).max(600),
    customer: id,
    contract: id,
    amountMinor,
  }),
])

const SHOW_THE_SUM = 'a sentence that shows the sum'
const liveOr = (schema: typeof day) => z.union([schema, z.literal('live')])

const expectedAlert = z.strictObject({
  indicator: id,
  /** Of whom: one of the two. */
  customer: id.optional(),
  salesRep: id.optional(),
  /** Severity at which it fires. */
  severity,
  /** Business day of the breach; `live` for one that comes from a live event. */
  breachedOnDay: liveOr(day),
  /** Later rises and falls, in order. */
  severityChanges: z.array(z.strictObject({ to: severity, onDay: liveOr(day) })).default([]),
  /** Absent: still open at the end. */
  resolvedOnDay: liveOr(day).optional(),
  /** Why it must come, worked out by hand from the scenario. */
  because: z.strictObject({ zh: z.string().min(8, SHOW_THE_SUM), en: z.string().min(20, SHOW_THE_SUM) }),
})

export const scenarioFormat = z.strictObject({
  title: bilingual,
  story: z.string().min(1),
  seed: z.union([z.int(), z.string().min(1)]),
  businessZone: z.string().min(1),
  currency: z.string().regex(/^[A-Z]{3}$/u, 'an ISO 4217 code'),
  historyDays: z.int().min(30).max(1_500),
  salesReps: z.array(salesRep).min(1),
  /** Customers by behaviour; all of them quiet by construction (see src/world/background-life.ts). */
  population: z.strictObject({
    prompt: z.int().min(0).max(5_000),
    punctual: z.int().min(0).max(5_000),
    lastDay: z.int().min(0).max(5_000),
  }),
  cast: z.array(customer),
  live: z.strictObject({
    eventsPerSecond: z.number().positive().max(10_000),
    backgroundEvents: z.int().min(0).max(100_000),
    facts: z.array(liveFact).default([]),
  }),
  expectedAlerts: z.array(expectedAlert),
  /** The other half of the statement: an alert that is not listed is an error. */
  noOtherAlerts: z.literal(true),
})

export type Scenario = z.infer<typeof scenarioFormat>
export type CastCustomer = Scenario['cast'][number]
export type Injection = CastCustomer['injections'][number]
export type LiveFact = Scenario['live']['facts'][number]
export type ExpectedAlertEntry = Scenario['expectedAlerts'][number]
