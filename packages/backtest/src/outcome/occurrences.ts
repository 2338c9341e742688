import type { EntityType } from '@tocsin/domain'
import type { EventOfCustomer } from '@tocsin/events'
import type { InvoiceCourse } from './invoice-course.ts'
import type { Outcome } from './outcome.ts'

/** One time that the outcome came true. */
export interface Occurrence {
  readonly customerId: string
  /** The representative on the document; null where none is known. */
  readonly salesRepId: string | null
  readonly on: number
}

/**
 * What happens to an invoice or a contract happens to its customer, and to the representative on it. Undefined for other
 * kinds of entities: their alerts cannot be judged by it.
 */
export function metBy(entity: EntityType): ((occurrence: Occurrence) => string | null) | undefined {
  if (entity === 'customer') return ({ customerId }) => customerId
  if (entity === 'sales-rep') return ({ salesRepId }) => salesRepId
  return undefined
}

/** What invoices came to, up to the end of `untilOn`. Invoices whose end is unknown are left out. */
export function invoiceOccurrences(
  outcome: Exclude<Outcome, { kind: 'event' }>,
  courses: readonly InvoiceCourse[],
  untilOn: number,
): Occurrence[] {
  const occurrences: Occurrence[] = []
  for (const { customerId, salesRepId, closedBy, closedOn, dueOn } of courses) {
    if (closedBy === 'unknown') continue
    const on = dueOn + outcome.days + (outcome.kind === 'paid-late' ? 1 : 0)
    const isTrue =
      outcome.kind === 'paid-late'
        ? closedBy === 'payment' && closedOn !== undefined && closedOn >= on
        : closedOn === undefined || closedOn > on
    if (isTrue && on <= untilOn) occurrences.push({ customerId, salesRepId, on })
  }
  return occurrences
}

/** Takes the events of one type as they pass. */
export class EventOccurrences {
  readonly all: Occurrence[] = []
  readonly #type: string
  /** Event ids, so that what comes twice counts once. */
  readonly #seen = new Set<string>()
  readonly #salesRepByDocument = new Map<string, string>()

  constructor(type: string) {
    this.#type = type
  }

  afterRecord(event: EventOfCustomer, on: number): void {
    const document = documentOf(event)
    if ('salesRepId' in event && event.salesRepId && document !== undefined) {
      this.#salesRepByDocument.set(document, event.salesRepId)
    }
    if (event.type !== this.#type || this.#seen.has(event.eventId)) return
    this.#seen.add(event.eventId)
    const own = 'salesRepId' in event ? event.salesRepId : undefined
    const salesRepId = own ?? (document === undefined ? undefined : this.#salesRepByDocument.get(document)) ?? null
    this.all.push({ customerId: event.customerId, salesRepId, on })
  }
}

/** What the event is about, where later events name the same. */
function documentOf(event: EventOfCustomer): string | undefined {
  if ('invoiceId' in event && event.invoiceId) return `invoice|${event.invoiceId}`
  if ('contractId' in event && event.contractId) return `contract|${event.contractId}`
  if ('orderId' in event && event.orderId) return `order|${event.orderId}`
  return undefined
}
