/**
 * A customer of the cast lives exactly as its scenario says, so that its alerts can be worked out by hand: orders on
 * the dot, the same amount each time, invoices a fixed number of days later, payments a fixed number of days after
 * that, until an injection changes it. Chance only picks the minute of the day. The cast is silent from today on, but
 * for live facts.
 */
import type { BusinessCalendar } from '@tocsin/domain'
import type { CastCustomer, Injection } from '../scenario/format.ts'
import { moment } from './background-life.ts'
import { type CustomerBook, openBook } from './customer-book.ts'
import { companyName } from './names.ts'
import type { Random } from './random.ts'

export interface CastWorld {
  readonly calendar: BusinessCalendar
  readonly currency: string
  /** The business day of the run: day 0 of the scenario. */
  readonly today: number
  readonly fromDay: number
}

interface Life {
  readonly customer: CastCustomer
  readonly world: CastWorld
  readonly random: Random
  readonly book: CustomerBook
  /** By the id in the scenario file: what one-off injections speak of. */
  readonly documents: Map<string, { readonly amountMinor: number; disputeId?: string }>
}

export function liveAsWritten(customer: CastCustomer, world: CastWorld, random: Random): CustomerBook {
  const book = openBook(customer.id)
  const life: Life = { customer, world, random, book, documents: new Map() }
  register(life)
  liveThroughOrders(life)
  liveThroughContracts(life)
  for (const injection of customer.injections) writeOneOff(life, injection)
  return book
}

function register({ customer, world, random, book }: Life): void {
  const name = customer.name ?? companyName(random)
  const atMs = moment(world, world.fromDay, 8, random)
  book.write(atMs, {
    type: 'customer-registered',
    name: `${name.zh} ${name.en}`,
    segment: 'key',
    region: 'east',
    industry: 'machinery',
    salesRepId: customer.salesRep,
  })
  book.write(atMs + 60_000, {
    type: 'credit-limit-set',
    limitMinor: customer.creditLimitMinor,
    currency: world.currency,
  })
}

function liveThroughOrders(life: Life): void {
  const { customer, world, random, book } = life
  if (customer.orders === undefined) return
  const { everyDays, amountMinor, firstDay, invoicedAfterDays } = customer.orders
  const { currency } = world
  const salesRepId = customer.salesRep
  for (let day = firstDay; day < 0; day += everyDays) {
    if (customer.injections.some((one) => one.kind === 'orders-stop' && isDuring(one, day))) continue
    const orderMinor = scaledOrder(customer.injections, day, amountMinor)
    const orderId = book.nextId('O')
    const placedOn = world.today + day
    book.write(moment(world, placedOn, 9, random), {
      type: 'order-placed',
      orderId,
      salesRepId,
      amountMinor: orderMinor,
      currency,
      promisedOn: placedOn + invoicedAfterDays,
    })
    const invoiceDay = day + invoicedAfterDays
    if (invoiceDay >= 0) continue
    const issuedOn = world.today + invoiceDay
    const invoiceId = book.nextId('I')
    book.write(moment(world, issuedOn, 11, random), { type: 'order-delivered', orderId, deliveredOn: issuedOn })
    book.write(moment(world, issuedOn, 13, random), {
      type: 'invoice-issued',
      invoiceId,
      orderId,
      salesRepId,
      amountMinor: orderMinor,
      currency,
      issuedOn,
      dueOn: issuedOn + customer.termDays,
    })
    payInvoice(life, invoiceId, orderMinor, invoiceDay)
  }
}

function payInvoice(
  { customer, world, random, book }: Life,
  invoiceId: string,
  amountMinor: number,
  day: number,
): void {
  const payDay = payDayOf(customer, day)
  if (payDay === undefined || payDay >= 0) return
  const receivedOn = world.today + payDay
  book.write(moment(world, receivedOn, 15, random), {
    type: 'payment-received',
    paymentId: book.nextId('P'),
    amountMinor,
    currency: world.currency,
    receivedOn,
    invoiceId,
  })
}

/** The scenario day on which an invoice is paid; undefined when it never is. */
function payDayOf(customer: CastCustomer, issueDay: number): number | undefined {
  let payDay = issueDay + customer.paysAfterDays
  for (const injection of customer.injections) {
    if (injection.kind === 'slides-later' && issueDay >= injection.fromDay) {
      payDay += injection.addedDaysPerMonth * (Math.floor((issueDay - injection.fromDay) / 30) + 1)
    }
  }
  for (const injection of customer.injections) {
    if (injection.kind === 'stops-paying' && isDuring(injection, payDay)) {
      if (injection.untilDay === undefined) return undefined
      payDay = injection.untilDay
    }
  }
  return payDay
}

function scaledOrder(injections: readonly Injection[], day: number, amountMinor: number): number {
  let scaledMinor = amountMinor
  for (const injection of injections) {
    if (injection.kind === 'orders-scale' && isDuring(injection, day)) scaledMinor *= injection.factorRatio
  }
  return Math.round(scaledMinor)
}

/** `untilDay` itself is the first day on which the old habit is back. */
function isDuring(span: { readonly fromDay: number; readonly untilDay?: number | undefined }, day: number): boolean {
  return day >= span.fromDay && (span.untilDay === undefined || day < span.untilDay)
}

/** Offered, reviewed three days later, signed or lost on the tenth day. */
function liveThroughContracts({ customer, world, random, book }: Life): void {
  if (customer.contracts === undefined) return
  const { everyDays, firstDay, amountMinor } = customer.contracts
  const terms = { salesRepId: customer.salesRep, amountMinor, currency: world.currency }
  for (let day = firstDay; day < 0; day += everyDays) {
    const contractId = book.nextId('K')
    const offeredOn = world.today + day
    book.write(moment(world, offeredOn, 9, random), {
      type: 'contract-offered',
      contractId,
      ...terms,
      offeredOn,
      offerValidToOn: offeredOn + 60,
    })
    if (day + 3 < 0) {
      book.write(moment(world, offeredOn + 3, 10, random), {
        type: 'contract-reviewed',
        contractId,
        outcome: 'approved',
        reviewedOn: offeredOn + 3,
      })
    }
    const decisionDay = day + 10
    if (decisionDay >= 0) continue
    const decidedOn = world.today + decisionDay
    const decidedAtMs = moment(world, decidedOn, 14, random)
    if (customer.injections.some((one) => one.kind === 'contracts-lost' && isDuring(one, decisionDay))) {
      book.write(decidedAtMs, { type: 'contract-lost', contractId, lostOn: decidedOn, reason: 'another supplier' })
    } else {
      book.write(decidedAtMs, {
        type: 'contract-signed',
        contractId,
        ...terms,
        signedOn: decidedOn,
        validFromOn: decidedOn,
        validToOn: decidedOn + 365,
      })
    }
  }
}

function writeOneOff(life: Life, injection: Injection): void {
  const { customer, world, random, book, documents } = life
  const { currency } = world
  const salesRepId = customer.salesRep
  const named = (id: string) => castDocumentId(customer.id, id)
  const on = (day: number) => world.today + day
  switch (injection.kind) {
    case 'stops-paying':
    case 'slides-later':
    case 'orders-stop':
    case 'orders-scale':
    case 'contracts-lost':
      return
    case 'credit-limit-set':
      book.write(moment(world, on(injection.onDay), 10, random), {
        type: 'credit-limit-set',
        limitMinor: injection.amountMinor,
        currency,
      })
      return
    case 'order-placed':
      documents.set(injection.order, { amountMinor: injection.amountMinor })
      book.write(moment(world, on(injection.onDay), 9, random), {
        type: 'order-placed',
        orderId: named(injection.order),
        salesRepId,
        amountMinor: injection.amountMinor,
        currency,
      })
      return
    case 'order-cancelled':
      book.write(moment(world, on(injection.onDay), 12, random), {
        type: 'order-cancelled',
        orderId: named(injection.order),
        amountMinor: documents.get(injection.order)!.amountMinor,
        currency,
      })
      return
    case 'invoice-issued':
      documents.set(injection.invoice, { amountMinor: injection.amountMinor })
      book.write(moment(world, on(injection.onDay), 13, random), {
        type: 'invoice-issued',
        invoiceId: named(injection.invoice),
        salesRepId,
        amountMinor: injection.amountMinor,
        currency,
        issuedOn: on(injection.onDay),
        dueOn: on(injection.onDay) + injection.termDays,
      })
      return
    case 'invoice-credited':
      book.write(moment(world, on(injection.onDay), 14, random), {
        type: 'invoice-credited',
        creditNoteId: book.nextId('N'),
        invoiceId: named(injection.invoice),
        amountMinor: injection.amountMinor,
        currency,
        creditedOn: on(injection.onDay),
      })
      return
    case 'invoice-disputed': {
      const disputeId = book.nextId('D')
      const invoice = documents.get(injection.invoice)!
      documents.set(injection.invoice, { ...invoice, disputeId })
      book.write(moment(world, on(injection.onDay), 14, random), {
        type: 'invoice-disputed',
        disputeId,
        invoiceId: named(injection.invoice),
        amountMinor: injection.amountMinor,
        currency,
        disputedOn: on(injection.onDay),
        reason: 'damaged in transport',
      })
      return
    }
    case 'dispute-settled':
      book.write(moment(world, on(injection.onDay), 14, random), {
        type: 'dispute-settled',
        disputeId: documents.get(injection.invoice)?.disputeId ?? `${named(injection.invoice)}-D`,
        invoiceId: named(injection.invoice),
        outcome: 'rejected',
        settledOn: on(injection.onDay),
      })
      return
    case 'invoice-written-off':
      book.write(moment(world, on(injection.onDay), 16, random), {
        type: 'invoice-written-off',
        invoiceId: named(injection.invoice),
        amountMinor: injection.amountMinor,
        currency,
        writtenOffOn: on(injection.onDay),
        reason: 'not collectable',
      })
      return
    case 'payment-received':
      documents.set(injection.payment, { amountMinor: injection.amountMinor })
      book.write(moment(world, on(injection.onDay + injection.recordedDaysLater), 15, random), {
        type: 'payment-received',
        paymentId: named(injection.payment),
        amountMinor: injection.amountMinor,
        currency,
        receivedOn: on(injection.onDay),
        ...(injection.invoice === undefined ? {} : { invoiceId: named(injection.invoice) }),
      })
      return
    case 'payment-reversed':
      book.write(moment(world, on(injection.onDay), 10, random), {
        type: 'payment-reversed',
        reversalId: book.nextId('R'),
        paymentId: named(injection.payment),
        amountMinor: documents.get(injection.payment)!.amountMinor,
        currency,
        reversedOn: on(injection.onDay),
        reason: 'returned by the bank',
      })
      return
    case 'payment-promised':
      book.write(moment(world, on(injection.onDay), 16, random), {
        type: 'payment-promised',
        promiseId: book.nextId('V'),
        invoiceId: named(injection.invoice),
        amountMinor: documents.get(injection.invoice)!.amountMinor,
        currency,
        promisedOn: on(injection.promisedDay),
      })
      return
  }
}

/** A document named in a scenario file, as it appears in events: `C901-big-order`. */
export function castDocumentId(customerId: string, id: string): string {
  return `${customerId}-${id}`
}
