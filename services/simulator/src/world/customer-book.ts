/** What one customer did, as its source systems wrote it down: deterministic ids, one entry per fact. */
import { type SalesEvent, topicOf } from '@tocsin/events'
import type { TimedEvent } from './timed-event.ts'

type WithoutIds<Event> = Event extends SalesEvent ? Omit<Event, 'eventId' | 'customerId'> : never
/** A fact before its customer and its number are added. */
export type Fact = WithoutIds<SalesEvent>

/** The sales topics in topic order: at equal times, facts stand in this order. */
export const SALES_TOPICS = [
  'sales.customers',
  'sales.contracts',
  'sales.orders',
  'sales.invoices',
  'sales.payments',
  'sales.representatives',
  'sales.feedback',
  'sales.stock',
] as const

const TOPIC_ORDER: ReadonlyMap<string, number> = new Map(SALES_TOPICS.map((topic, index) => [topic, index]))

export interface CustomerBook {
  readonly customerId: string
  /** In the order they were written, not of their times. */
  readonly entries: readonly TimedEvent[]
  write(recordedAtMs: number, fact: Fact): TimedEvent
  /** The next id of a kind of document: `C7-I1`, `C7-I2`, … */
  nextId(kind: DocumentKind): string
}

/**
 * O order, I invoice, P payment, K contract, N credit note, D dispute, R reversal or return, V promise, S score report,
 * B complaint, Q survey.
 */
export type DocumentKind = 'O' | 'I' | 'P' | 'K' | 'N' | 'D' | 'R' | 'V' | 'S' | 'B' | 'Q'

export function openBook(customerId: string): CustomerBook {
  const entries: TimedEvent[] = []
  const numbers = new Map<DocumentKind, number>()
  return {
    customerId,
    entries,
    write(recordedAtMs, fact) {
      const event = { ...fact, eventId: `${customerId}-E${entries.length + 1}`, customerId } as SalesEvent
      const timed: TimedEvent = { topic: topicOf(event.type), recordedAtMs, event }
      entries.push(timed)
      return timed
    },
    nextId(kind) {
      const number = (numbers.get(kind) ?? 0) + 1
      numbers.set(kind, number)
      return `${customerId}-${kind}${number}`
    },
  }
}

/** All entries in the canonical order of a log: time, topic order, then the order in which each book was written. */
export function inLogOrder(books: readonly Pick<CustomerBook, 'entries'>[]): TimedEvent[] {
  const all = books.flatMap((book) => book.entries)
  // The sort is stable, and a book's own order is the order of its facts.
  return all.sort(
    (left, right) =>
      left.recordedAtMs - right.recordedAtMs || TOPIC_ORDER.get(left.topic)! - TOPIC_ORDER.get(right.topic)!,
  )
}
