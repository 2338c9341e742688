/**
 * Customers of the population: they order steadily, pay in time and sign their contracts, so no indicator may ever
 * speak of them. What keeps them quiet:
 * - days past due stay 0: every part of an invoice is paid on or before its due date, disputes and reversals included;
 * - orders come every few days, with amounts that vary by a tenth and a season that varies by the scenario's amplitude;
 * - the limit is several times what can be open at once;
 * - a contract is lost only after four that were signed.
 */
import type { BusinessCalendar } from '@tocsin/domain'
import { type CustomerBook, openBook } from './customer-book.ts'
import { companyName } from './names.ts'
import type { Random } from './random.ts'

export type BackgroundBehaviour = 'prompt' | 'punctual' | 'lastDay'

export interface BackgroundCustomer {
  readonly customerId: string
  readonly behaviour: BackgroundBehaviour
  readonly salesRepId: string
  /** How often this representative's offers are signed when they may be lost at all. */
  readonly signsRatio: number
}

export interface BackgroundWorld {
  readonly calendar: BusinessCalendar
  readonly currency: string
  /** First and last business day to live through. */
  readonly fromDay: number
  readonly throughDay: number
}

/** Orders swing with the season by this much up and down: too little for an order drop, enough to be seen in a chart. */
const SEASON_RATIO = 0.08
const SEASON_DAYS = 180
const TERM_DAYS = 30
/** Limit ÷ what is open at once on an average day. */
const LIMIT_FACTOR = 4
const SIGNED_BEFORE_A_LOSS = 4

export function liveQuietly(customer: BackgroundCustomer, world: BackgroundWorld, random: Random): CustomerBook {
  const book = openBook(customer.customerId)
  const life: Life = { customer, world, random, book }
  const everyDays = random.integer(4, 7)
  const usualMinor = random.integer(40, 400) * 100_00
  register(life, everyDays, usualMinor)
  liveThroughOrders(life, everyDays, usualMinor)
  liveThroughContracts(life, usualMinor)
  return book
}

interface Life {
  readonly customer: BackgroundCustomer
  readonly world: BackgroundWorld
  readonly random: Random
  readonly book: CustomerBook
}

function register({ customer, world, random, book }: Life, everyDays: number, usualMinor: number): void {
  const name = companyName(random)
  const atMs = moment(world, world.fromDay, 8, random)
  book.write(atMs, {
    type: 'customer-registered',
    name: `${name.zh} ${name.en}`,
    segment: random.pick(['key', 'mid-market', 'small']),
    region: random.pick(['north', 'south', 'east', 'west']),
    industry: random.pick(['machinery', 'electronics', 'food', 'logistics']),
    salesRepId: customer.salesRepId,
  })
  const openAtOnceMinor = Math.ceil((TERM_DAYS + 4) / everyDays) * usualMinor
  book.write(atMs + 60_000, {
    type: 'credit-limit-set',
    limitMinor: openAtOnceMinor * LIMIT_FACTOR,
    currency: world.currency,
  })
  if (random.chance(0.3)) {
    book.write(moment(world, world.fromDay + random.integer(10, 60), 10, random), {
      type: 'credit-report-received',
      reportId: book.nextId('S'),
      provider: 'Plumbline Ratings',
      score: random.integer(60, 95),
      scoreMax: 100,
      reportedOn: world.fromDay + 10,
    })
  }
}

function liveThroughOrders(life: Life, everyDays: number, usualMinor: number): void {
  const { world, random } = life
  const phase = random.integer(0, SEASON_DAYS - 1)
  for (let day = world.fromDay + random.integer(1, everyDays); day <= world.throughDay; day += everyDays) {
    const season = 1 + SEASON_RATIO * Math.sin((2 * Math.PI * (day - world.fromDay + phase)) / SEASON_DAYS)
    const amountMinor = Math.round((usualMinor * season * random.integer(90, 110)) / 100)
    orderToCash(life, day, amountMinor)
  }
}

/** One order from placing to its last payment, with the small troubles of ordinary business. */
function orderToCash(life: Life, day: number, amountMinor: number): void {
  const { customer, world, random, book } = life
  const { currency } = world
  const orderId = book.nextId('O')
  const order = { orderId, salesRepId: customer.salesRepId, currency, promisedOn: day + 3 }
  const productId = `SKU-${random.integer(1, 40)}`
  const lines = [{ productId, quantity: random.integer(1, 200), amountMinor }]
  const placedAtMs = moment(world, day, 9, random)
  book.write(placedAtMs, { type: 'order-placed', ...order, amountMinor, lines })
  if (random.chance(0.03)) {
    const returned = book.nextId('O')
    book.write(placedAtMs + 60_000, {
      type: 'order-placed',
      ...order,
      orderId: returned,
      amountMinor: Math.ceil(amountMinor / 20),
    })
    book.write(placedAtMs + 120_000, {
      type: 'order-cancelled',
      orderId: returned,
      amountMinor: Math.ceil(amountMinor / 20),
      currency,
      reason: 'ordered twice',
    })
  }
  if (random.chance(0.03)) {
    book.write(placedAtMs + 3_600_000, { type: 'order-amended', ...order, amountMinor, lines, promisedOn: day + 2 })
  }
  const issuedOn = day + 2
  book.write(moment(world, issuedOn, 11, random), { type: 'order-delivered', orderId, deliveredOn: issuedOn })
  const invoiceId = book.nextId('I')
  const dueOn = issuedOn + TERM_DAYS
  book.write(moment(world, issuedOn, 13, random), {
    type: 'invoice-issued',
    invoiceId,
    orderId,
    salesRepId: customer.salesRepId,
    amountMinor,
    currency,
    issuedOn,
    dueOn,
  })
  payInvoice(life, invoiceId, amountMinor, issuedOn, dueOn)
}

function payInvoice(life: Life, invoiceId: string, amountMinor: number, issuedOn: number, dueOn: number): void {
  const { world, random, book } = life
  const { currency } = world
  const paidOn = payDay(life.customer.behaviour, issuedOn, dueOn, random)
  const pay = (day: number, partMinor: number): string => {
    const paymentId = book.nextId('P')
    const atMs = moment(world, day, 15, random)
    book.write(atMs, {
      type: 'payment-received',
      paymentId,
      amountMinor: partMinor,
      currency,
      receivedOn: day,
      invoiceId,
    })
    return paymentId
  }
  const course = random.next()
  if (course < 0.04) {
    const creditedMinor = Math.ceil(amountMinor / 10)
    book.write(moment(world, issuedOn + 1, 10, random), {
      type: 'invoice-credited',
      creditNoteId: book.nextId('N'),
      invoiceId,
      amountMinor: creditedMinor,
      currency,
      creditedOn: issuedOn + 1,
      reason: 'price difference',
    })
    pay(paidOn, amountMinor - creditedMinor)
  } else if (course < 0.08) {
    const firstMinor = Math.floor(amountMinor / 3)
    pay(issuedOn + 1, firstMinor)
    pay(paidOn, amountMinor - firstMinor)
  } else if (course < 0.1) {
    const disputeId = book.nextId('D')
    book.write(moment(world, issuedOn + 1, 10, random), {
      type: 'invoice-disputed',
      disputeId,
      invoiceId,
      amountMinor: Math.ceil(amountMinor / 4),
      currency,
      disputedOn: issuedOn + 1,
      reason: 'quantity on the delivery note',
    })
    book.write(moment(world, issuedOn + 2, 10, random), {
      type: 'dispute-settled',
      disputeId,
      invoiceId,
      outcome: 'rejected',
      settledOn: issuedOn + 2,
    })
    pay(paidOn, amountMinor)
  } else if (course < 0.12) {
    const bouncedId = pay(issuedOn + 1, amountMinor)
    book.write(moment(world, issuedOn + 2, 10, random), {
      type: 'payment-reversed',
      reversalId: book.nextId('R'),
      paymentId: bouncedId,
      amountMinor,
      currency,
      reversedOn: issuedOn + 2,
      reason: 'wrong account',
    })
    pay(paidOn, amountMinor)
  } else if (course < 0.14) {
    book.write(moment(world, issuedOn + 1, 16, random), {
      type: 'payment-promised',
      promiseId: book.nextId('V'),
      invoiceId,
      amountMinor,
      currency,
      promisedOn: paidOn,
    })
    pay(paidOn, amountMinor)
  } else {
    pay(paidOn, amountMinor)
  }
}

function payDay(behaviour: BackgroundBehaviour, issuedOn: number, dueOn: number, random: Random): number {
  switch (behaviour) {
    case 'prompt':
      return issuedOn + random.integer(3, 7)
    case 'punctual':
      return dueOn - random.integer(2, 8)
    case 'lastDay':
      return dueOn
  }
}

/** Offer, review, then signature or loss; at most one in five is lost. */
function liveThroughContracts({ customer, world, random, book }: Life, usualMinor: number): void {
  const everyDays = random.integer(25, 35)
  let signedInARow = 0
  for (let day = world.fromDay + random.integer(1, everyDays); day <= world.throughDay; day += everyDays) {
    const contractId = book.nextId('K')
    const terms = { salesRepId: customer.salesRepId, amountMinor: usualMinor * 6, currency: world.currency }
    book.write(moment(world, day, 9, random), {
      type: 'contract-offered',
      contractId,
      ...terms,
      offeredOn: day,
      offerValidToOn: day + 30,
    })
    book.write(moment(world, day + 3, 10, random), {
      type: 'contract-reviewed',
      contractId,
      outcome: random.chance(0.8) ? 'approved' : 'approved_with_conditions',
      deviatingClauses: random.chance(0.2) ? ['liability'] : [],
      reviewedOn: day + 3,
    })
    const decidedOn = day + random.integer(6, 10)
    const decidedAtMs = moment(world, decidedOn, 14, random)
    if (signedInARow >= SIGNED_BEFORE_A_LOSS && !random.chance(customer.signsRatio)) {
      signedInARow = 0
      book.write(decidedAtMs, { type: 'contract-lost', contractId, lostOn: decidedOn, reason: 'price' })
      continue
    }
    signedInARow += 1
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

/** Within the hour that begins at `hour` o'clock in the business zone. */
export function moment(
  world: { readonly calendar: BusinessCalendar },
  day: number,
  hour: number,
  random: Random,
): number {
  return world.calendar.startOf(day) + hour * 3_600_000 + random.integer(0, 3_599) * 1_000
}
