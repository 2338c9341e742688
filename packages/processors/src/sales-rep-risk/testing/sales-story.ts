import { createBusinessCalendar, parseCalendarDay } from '@tocsin/domain'
import type { OrderLine, SalesEvent } from '@tocsin/events'
import { seededRandom } from '@tocsin/stream/testing'
import type { TimedEvent } from '../../customer-risk/history-run.ts'
import * as sample from '../../testing/sample-events.ts'

export const STORY_FIRST_DAY = parseCalendarDay('2026-01-05')
const SALES_REPS = ['R1', 'R2', 'R3']

export interface StorySize {
  readonly customers: number
  readonly days: number
}

/**
 * Some months of an invented company, in the order of time: customers order, are billed, pay well or badly, sign or do
 * not, and now and then get another representative; what they order of products is in stock, or soon is not; representatives have targets, limits and findings, and are reviewed now and then.
 */
export function salesStory(seed: number, { customers, days }: StorySize): TimedEvent[] {
  const random = seededRandom(seed)
  const calendar = createBusinessCalendar('Asia/Shanghai')
  const timed: TimedEvent[] = []
  for (let number = 1; number <= customers; number++) {
    const customerId = `C-${number}`
    const paysBadly = random.chance(0.4)
    let salesRepId = random.pick(SALES_REPS)
    const tell = (on: number, event: SalesEvent) => {
      if (on >= STORY_FIRST_DAY + days) return
      timed.push({ atMs: calendar.startOf(on) + random.int(0, 86_399) * 1_000, event })
    }
    const registered = { customerId, salesRepId, name: `Invented Works ${number}`, eventId: `registered-${customerId}` }
    tell(STORY_FIRST_DAY, sample.customerRegistered(registered))
    for (let day = STORY_FIRST_DAY + 1; day < STORY_FIRST_DAY + days; day++) {
      const id = `${customerId}-${day}`
      if (random.chance(0.005)) {
        salesRepId = random.pick(SALES_REPS)
        tell(day, sample.customerUpdated({ eventId: `updated-${id}`, customerId, salesRepId }))
      }
      if (random.chance(paysBadly && day > STORY_FIRST_DAY + days / 2 ? 0.05 : 0.2)) {
        const orderId = `O-${id}`
        const lines = linesOf(day - STORY_FIRST_DAY, days, customers + number)
        tell(day, sample.orderPlaced({ orderId, customerId, salesRepId, promisedOn: day + 7, lines }))
        const deliveredOn = day + random.int(2, paysBadly ? 14 : 8)
        const delivered = { eventId: `delivered-${orderId}`, orderId, customerId, deliveredOn, complete: true }
        tell(deliveredOn, { type: 'order-delivered', ...delivered })
      }
      if (random.chance(0.15)) {
        const currency = random.chance(0.1) ? 'USD' : 'CNY'
        const amountMinor = random.int(10, 500) * 100
        const dueOn = day + random.pick([0, 14, 30])
        const ids = { invoiceId: `I-${id}`, customerId, currency }
        tell(day, sample.invoiceIssued({ ...ids, salesRepId, amountMinor, issuedOn: day, dueOn }))
        if (random.chance(0.05)) tell(day + 1, sample.invoiceDisputed({ ...ids, amountMinor, disputedOn: day + 1 }))
        const paidOn = dueOn + (paysBadly ? random.int(0, 60) : random.int(-10, 1))
        const partMinor = random.chance(0.2) ? Math.ceil(amountMinor / 2) : amountMinor
        const receivedOn = Math.max(day + 2, paidOn)
        const payment = { ...ids, paymentId: `P-${id}`, amountMinor: partMinor, receivedOn }
        if (!paysBadly || random.chance(0.7)) tell(receivedOn, sample.paymentReceived(payment))
        else if (random.chance(0.1))
          tell(paidOn + 60, sample.invoiceWrittenOff({ ...ids, amountMinor, writtenOffOn: paidOn + 60 }))
      }
      if (random.chance(0.06)) {
        const contractId = `K-${id}`
        const decidedOn = day + random.int(1, 20)
        tell(day, sample.contractOffered({ contractId, customerId, salesRepId, offeredOn: day }))
        if (random.chance(0.45))
          tell(decidedOn, sample.contractSigned({ contractId, customerId, salesRepId, signedOn: decidedOn }))
        else tell(decidedOn, sample.contractLost({ contractId, customerId, lostOn: decidedOn }))
      }
    }
  }
  for (const [index, salesRepId] of SALES_REPS.entries()) {
    const tell = (on: number, event: SalesEvent) => {
      if (on < STORY_FIRST_DAY + days) timed.push({ atMs: calendar.startOf(on) + random.int(0, 86_399) * 1_000, event })
    }
    const eventIdOf = (what: string) => `${what}-${salesRepId}`
    const name = `Invented Person ${index + 1}`
    tell(STORY_FIRST_DAY, { type: 'representative-registered', eventId: eventIdOf('registered'), salesRepId, name })
    const limit = { salesRepId, currency: 'CNY', limitMinor: random.int(5, 60) * 10_000 }
    tell(STORY_FIRST_DAY + 2, { type: 'representative-limit-set', eventId: eventIdOf('limit'), ...limit })
    for (let day = STORY_FIRST_DAY; day < STORY_FIRST_DAY + days; day += 30) {
      const period = { fromOn: day, toOn: day + 29, amountMinor: random.int(1, 9) * 50_000, currency: 'CNY' }
      tell(day, { type: 'sales-target-set', eventId: eventIdOf(`target-${day}`), salesRepId, ...period })
      const review = { reviewId: `V-${day}`, reviewedOn: day + 9, reviewer: 'Invented Head', outcome: null }
      const isReviewed = index > 0 && (day - STORY_FIRST_DAY) % (60 * index) === 0
      const reviewed = { salesRepId, ...review }
      if (isReviewed)
        tell(day + 9, { type: 'representative-reviewed', eventId: eventIdOf(`review-${day}`), ...reviewed })
      if (!random.chance(0.5)) continue
      const findingId = `F-${day}`
      const finding = { findingId, category: 'side-letter', severity: 'major', foundOn: day + 5 } as const
      tell(day + 6, { type: 'compliance-finding-recorded', eventId: eventIdOf(findingId), salesRepId, ...finding })
      const closed = { salesRepId, findingId, closedOn: day + 20 }
      tell(day + 20, { type: 'compliance-finding-closed', eventId: eventIdOf(`closed-${findingId}`), ...closed })
    }
  }
  timed.push(...stockStory(days).map(({ on, event }) => ({ atMs: calendar.startOf(on) + 9 * 3_600_000, event })))
  return timed.sort((left, right) => left.atMs - right.atMs)
}

const PRODUCTS = ['P-1', 'P-2', 'P-3']

/** Nobody wants the first product in the last quarter of the story. */
function linesOf(day: number, days: number, number: number): OrderLine[] {
  const ordered = day > days * 0.75 ? PRODUCTS.slice(1) : PRODUCTS
  return ordered.map((productId, index) => ({
    productId,
    quantity: 1 + ((day + number + index) % 3) / 2,
    amountMinor: 10_00,
  }))
}

/** Each is counted once: of one there is too little, of one too much, and of one nobody says how long more of it takes. */
function stockStory(days: number): { readonly on: number; readonly event: SalesEvent }[] {
  const told = PRODUCTS.flatMap((productId, index) => {
    const eventId = `stock-${productId}`
    const listed = { eventId: `${eventId}-listed`, productId, name: `Invented Product ${index + 1}` }
    const leadTime = index === 2 ? {} : { replenishmentLeadTimeDays: 20 }
    const counted = { productId, countedOn: STORY_FIRST_DAY + 1, onHandQuantity: 50 * 40 ** index }
    const moved = { productId, movedQuantity: -1.5, reason: 'delivery' }
    const movements = Array.from({ length: Math.floor(days / 10) }, (_, number) => STORY_FIRST_DAY + 5 + number * 10)
    return [
      { on: STORY_FIRST_DAY, event: { type: 'product-listed', ...listed, ...leadTime } as const },
      { on: STORY_FIRST_DAY + 1, event: { type: 'stock-counted', eventId: `${eventId}-counted`, ...counted } as const },
      ...movements.map((on) => ({
        on,
        event: { type: 'stock-moved', eventId: `${eventId}-${on}`, ...moved, movedOn: on } as const,
      })),
    ]
  })
  return told.filter(({ on }) => on < STORY_FIRST_DAY + days)
}
