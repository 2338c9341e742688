/**
 * The oracle for what representatives are told: every event is kept, and every contribution added up again from all of
 * them. For tests only; it forgets nothing, so histories have to stay within the memory of the state.
 */
import { type NaiveFact, NaiveLedger } from '@tocsin/domain/testing'
import { type EventOfCustomer, isEventOfCustomer, type SalesEvent, type SalesRepFact } from '@tocsin/events'

interface Decision {
  readonly contractId: string
  readonly on: number
  readonly isSigned: boolean
  readonly salesRepId: string | undefined
}

interface NaiveOrder {
  readonly salesRepId: string
  readonly on: number
  readonly currency: string
  readonly amountMinor: number
}

interface Customer {
  readonly ledger: NaiveLedger
  readonly orders: NaiveOrder[]
  readonly offeredBy: Map<string, string>
  readonly decisions: Decision[]
}

export class NaiveContributions {
  #customers = new Map<string, Customer>()
  #known = new Set<string>()

  /** @param recordedOn business day of the record's own time */
  apply(event: SalesEvent, recordedOn: number): void {
    if (!isEventOfCustomer(event)) return
    const name = nameOf(event)
    if (name === undefined || this.#known.has(name)) return
    const customer = this.#customerOf(event.customerId)
    // What was never offered, or was not heard of yet, cannot run out.
    if (event.type === 'contract-expired' && !customer.offeredBy.has(event.contractId)) return
    this.#known.add(name)
    switch (event.type) {
      case 'order-placed':
        customer.orders.push({ ...event, on: recordedOn })
        return
      case 'contract-offered':
        customer.offeredBy.set(event.contractId, event.salesRepId)
        return
      case 'contract-signed':
        customer.decisions.push({ ...event, on: event.signedOn, isSigned: true })
        return
      case 'contract-lost':
        customer.decisions.push({ ...event, on: event.lostOn, isSigned: false, salesRepId: undefined })
        return
      case 'contract-expired':
        customer.decisions.push({ ...event, on: event.expiredOn, isSigned: false, salesRepId: undefined })
        return
      default: {
        const fact = ledgerFactOf(event)
        if (fact !== undefined) customer.ledger.apply(fact)
      }
    }
  }

  /** Everything that is contributed, as text by key: see `latestContributions`. */
  contributions(today: number): Map<string, string> {
    const found = new Map<string, string>()
    for (const [customerId, { ledger, orders, offeredBy, decisions }] of this.#customers) {
      for (const { salesRepId, currency, dueDays } of ledger.contributions(today)) {
        put(found, [salesRepId, customerId, 'receivables', currency], dueDays)
      }
      for (const { salesRepId, on } of orders) {
        const sameDay = orders.filter((other) => other.salesRepId === salesRepId && other.on === on)
        const sales = [...new Set(sameDay.map(({ currency }) => currency))].sort().map((currency) => {
          const amounts = sameDay.filter((order) => order.currency === currency).map(({ amountMinor }) => amountMinor)
          return { currency, orderedMinor: amounts.reduce((sum, amount) => sum + amount, 0), takenBackMinor: 0 }
        })
        put(found, [salesRepId, customerId, 'orders', on], [sameDay.length, sales])
      }
      const owned = decisions.map((decision) => ({
        ...decision,
        salesRepId: decision.salesRepId ?? offeredBy.get(decision.contractId),
      }))
      for (const { salesRepId, on } of owned) {
        if (salesRepId === undefined) continue
        const sameDay = owned.filter((other) => other.salesRepId === salesRepId && other.on === on)
        const signed = sameDay.filter(({ isSigned }) => isSigned).length
        put(found, [salesRepId, customerId, 'contracts', on], [sameDay.length, signed])
      }
    }
    return found
  }

  #customerOf(customerId: string): Customer {
    const known = this.#customers.get(customerId)
    if (known !== undefined) return known
    const customer: Customer = { ledger: new NaiveLedger(), orders: [], offeredBy: new Map(), decisions: [] }
    this.#customers.set(customerId, customer)
    return customer
  }
}

/** What the latest fact of each key says, as seen on a day: due days that have grown old in between are taken so. */
export function latestContributions(facts: readonly SalesRepFact[], today: number): Map<string, string> {
  const latest = new Map<string, string>()
  for (const fact of facts) {
    const [key, content] = contentOf(fact, today)
    if (content === undefined) latest.delete(key)
    else latest.set(key, content)
  }
  return latest
}

/** The key of a fact and what it says on a day; undefined where it says that nothing is contributed. */
export function contentOf(fact: SalesRepFact, today: number): readonly [string, string | undefined] {
  const { salesRepId } = fact
  if (fact.type === 'representative-described') return [JSON.stringify([salesRepId, 'record']), JSON.stringify(fact)]
  const { customerId } = fact
  switch (fact.type) {
    case 'receivables-contributed': {
      const dueDays = fact.dueDays.flatMap((day) => {
        if (day.dueOn > today - 120) return [day]
        const { openMinor, openInvoices } = day
        return openMinor === 0
          ? []
          : [{ ...day, billedMinor: openMinor, billedInvoices: openInvoices, writtenOffMinor: 0 }]
      })
      const key = JSON.stringify([salesRepId, customerId, 'receivables', fact.currency])
      return [key, dueDays.length === 0 ? undefined : JSON.stringify(dueDays)]
    }
    case 'orders-contributed':
      return [
        JSON.stringify([salesRepId, customerId, 'orders', fact.orderedOn]),
        JSON.stringify([fact.placed, fact.sales]),
      ]
    case 'contracts-contributed': {
      const key = JSON.stringify([salesRepId, customerId, 'contracts', fact.decidedOn])
      return [key, JSON.stringify([fact.decided, fact.signed])]
    }
    case 'outcomes-contributed': {
      const key = JSON.stringify([salesRepId, customerId, fact.outcome, fact.countedOn])
      return [key, fact.counted === 0 ? undefined : JSON.stringify([fact.counted, fact.good])]
    }
  }
}

function put(found: Map<string, string>, key: readonly unknown[], content: unknown): void {
  found.set(JSON.stringify(key), JSON.stringify(content))
}

/** The business's own name for what happened: a second event with the same name says the same again. */
function nameOf(event: EventOfCustomer): string | undefined {
  switch (event.type) {
    case 'order-placed':
      return `order ${event.orderId}`
    case 'contract-offered':
      return `offer ${event.contractId}`
    case 'contract-signed':
    case 'contract-lost':
    case 'contract-expired':
      return `decision ${event.contractId}`
    case 'invoice-issued':
      return `invoice ${event.invoiceId}`
    case 'invoice-credited':
      return `credit note ${event.creditNoteId}`
    case 'invoice-disputed':
      return `dispute ${event.disputeId}`
    case 'dispute-settled':
      return `settlement ${event.disputeId}`
    case 'invoice-written-off':
      return `write-off ${event.eventId}`
    case 'payment-received':
      return `payment ${event.paymentId}`
    case 'payment-reversed':
      return `reversal ${event.reversalId}`
    default:
      return undefined
  }
}

function ledgerFactOf(event: EventOfCustomer): NaiveFact | undefined {
  switch (event.type) {
    case 'invoice-issued':
      return { ...event, type: 'invoice' }
    case 'invoice-credited':
      return { ...event, type: 'credit-note' }
    case 'invoice-disputed':
      return { ...event, type: 'dispute' }
    case 'dispute-settled':
      return { ...event, type: 'dispute-settled' }
    case 'invoice-written-off':
      return { ...event, type: 'write-off' }
    case 'payment-received': {
      const { paymentId, amountMinor, currency, invoiceId, allocations } = event
      const named = invoiceId == null ? {} : { invoiceId }
      return { type: 'payment', paymentId, amountMinor, currency, ...named, allocations: [...(allocations ?? [])] }
    }
    case 'payment-reversed':
      return { ...event, type: 'reversal' }
    default:
      return undefined
  }
}
