/**
 * Customers as they are: some pay in time, some slide later from month to month, some fail, some are erratic; orders
 * are amended, cancelled, returned, invoices credited, disputed, written off, payments split, unapplied, reversed. All
 * event kinds about customers come. For tests and load: nobody says beforehand which alerts follow.
 */
import type { BusinessCalendar } from '@tocsin/domain'
import { moment } from './background-life.ts'
import { type CustomerBook, openBook } from './customer-book.ts'
import { companyName } from './names.ts'
import type { Random } from './random.ts'
import { answerNowAndThen, complainNowAndThen } from './turbulent-feedback.ts'

export interface TurbulentWorld {
  readonly calendar: BusinessCalendar
  readonly fromDay: number
  readonly throughDay: number
  /** Orders a customer places on an average day. */
  readonly ordersPerDay: number
  readonly salesRepIds: readonly string[]
}

const HABITS = ['punctual', 'punctual', 'punctual', 'sliding', 'erratic', 'failing'] as const
type Habit = (typeof HABITS)[number]

interface Life {
  readonly world: TurbulentWorld
  readonly random: Random
  readonly book: CustomerBook
  readonly habit: Habit
  readonly currency: string
  readonly salesRepId: string
  readonly termDays: number
  readonly usualMinor: number
  /** From this day on a failing customer pays nothing. */
  readonly failsOn: number
  /** What is said draws from a generator of its own, so that it changes nothing of what is done. */
  readonly voice: Random
}

export function liveTurbulently(customerId: string, world: TurbulentWorld, random: Random): CustomerBook {
  const book = openBook(customerId)
  const span = world.throughDay - world.fromDay
  const life: Life = {
    world,
    random,
    book,
    habit: random.pick(HABITS),
    currency: random.pick(['CNY', 'CNY', 'CNY', 'EUR', 'USD', 'JPY']),
    salesRepId: random.pick(world.salesRepIds),
    termDays: random.pick([14, 30, 30, 45]),
    usualMinor: random.integer(20, 900) * 100_00,
    failsOn: world.fromDay + Math.floor(span * (0.3 + 0.5 * random.next())),
    voice: random.fork('voice'),
  }
  register(life)
  const pausesOn = random.chance(0.2) ? world.fromDay + random.integer(0, Math.max(0, span)) : undefined
  const pauseDays = random.integer(20, 150)
  for (let day = world.fromDay; day <= world.throughDay; day++) {
    const isPausing = pausesOn !== undefined && day >= pausesOn && day < pausesOn + pauseDays
    if (isPausing) continue
    const season = 1 + 0.4 * Math.sin((2 * Math.PI * day) / 365)
    const expected = world.ordersPerDay * season
    const orders = Math.floor(expected) + (random.chance(expected % 1) ? 1 : 0)
    for (let order = 0; order < orders; order++) orderToCash(life, day)
    if (random.chance(expected / 4)) offerContract(life, day)
    if (random.chance(expected / 40)) changeMasterData(life, day)
    answerNowAndThen(life, day)
  }
  return book
}

function register({ world, random, book, currency, salesRepId, usualMinor }: Life): void {
  const name = companyName(random)
  const atMs = moment(world, world.fromDay, 7, random)
  book.write(atMs, {
    type: 'customer-registered',
    name: `${name.zh} ${name.en}`,
    segment: random.pick(['key', 'mid-market', 'small']),
    region: random.pick(['north', 'south', 'east', 'west']),
    industry: random.pick(['machinery', 'electronics', 'food', 'logistics']),
    salesRepId,
  })
  const limitMinor = usualMinor * random.integer(2, 30)
  book.write(atMs + 1_000, { type: 'credit-limit-set', limitMinor, currency })
}

function changeMasterData({ world, random, book, currency, usualMinor }: Life, day: number): void {
  const atMs = moment(world, day, 17, random)
  const kind = random.next()
  if (kind < 0.4) {
    book.write(atMs, { type: 'credit-limit-set', limitMinor: usualMinor * random.integer(1, 30), currency })
  } else if (kind < 0.7) {
    book.write(atMs, {
      type: 'credit-report-received',
      reportId: book.nextId('S'),
      provider: 'Plumbline Ratings',
      score: random.integer(10, 95),
      scoreMax: 100,
      reportedOn: day,
    })
  } else if (kind < 0.85) {
    book.write(atMs, { type: 'customer-updated', salesRepId: random.pick(world.salesRepIds) })
  } else if (kind < 0.93) {
    book.write(atMs, { type: 'customer-reviewed', reviewId: book.nextId('V'), reviewedOn: day, reviewer: 'Ada Sample' })
  } else {
    book.write(atMs, {
      type: 'tier-overridden',
      tier: random.pick(['low', 'medium', 'high']),
      reason: 'known from elsewhere',
      author: 'Ada Sample',
      validThroughOn: day + random.integer(5, 60),
    })
  }
}

function orderToCash(life: Life, day: number): void {
  const { world, random, book, currency, salesRepId, usualMinor } = life
  const orderId = book.nextId('O')
  const amountMinor = Math.round((usualMinor * random.integer(40, 200)) / 100)
  const prepaid = random.chance(0.05)
  const order = { orderId, salesRepId, amountMinor, currency, prepaid, promisedOn: day + random.integer(1, 12) }
  const placedAtMs = moment(world, day, random.integer(8, 10), random)
  const lines = [{ productId: `SKU-${random.integer(1, 40)}`, quantity: random.integer(1, 500), amountMinor }]
  book.write(placedAtMs, { type: 'order-placed', ...order, lines })
  const turn = random.next()
  if (turn < 0.05) {
    const partMinor = random.chance(0.5) ? amountMinor : Math.ceil(amountMinor / 2)
    book.write(placedAtMs + 3_600_000, { type: 'order-cancelled', orderId, amountMinor: partMinor, currency })
    if (partMinor === amountMinor) return
  } else if (turn < 0.12) {
    book.write(placedAtMs + 3_600_000, { type: 'order-amended', ...order, promisedOn: day + 14 })
  }
  const deliveredOn = day + random.integer(1, 9)
  const complete = random.chance(0.9)
  book.write(moment(world, deliveredOn, 11, random), { type: 'order-delivered', orderId, deliveredOn, complete })
  complainNowAndThen(life, orderId, deliveredOn)
  const issuedOn = deliveredOn + random.integer(0, 2)
  billOrder(life, orderId, amountMinor, issuedOn)
  if (random.chance(0.04)) {
    const returnedOn = deliveredOn + random.integer(1, 10)
    const returnedMinor = Math.ceil(amountMinor / 5)
    book.write(moment(world, returnedOn, 12, random), {
      type: 'order-returned',
      returnId: book.nextId('R'),
      orderId,
      amountMinor: returnedMinor,
      currency,
      returnedOn,
    })
  }
}

function billOrder(life: Life, orderId: string, amountMinor: number, issuedOn: number): void {
  const { world, random, book, currency, salesRepId, termDays } = life
  const invoiceId = book.nextId('I')
  const dueOn = issuedOn + termDays
  const issuedAtMs = moment(world, issuedOn, 13, random)
  const invoice = { invoiceId, orderId, salesRepId, amountMinor, currency, issuedOn, dueOn }
  book.write(issuedAtMs, { type: 'invoice-issued', ...invoice })
  let owedMinor = amountMinor
  if (random.chance(0.05)) {
    const creditedMinor = Math.ceil(amountMinor / 8)
    owedMinor -= creditedMinor
    const creditedOn = issuedOn + random.integer(1, 20)
    book.write(moment(world, creditedOn, 10, random), {
      type: 'invoice-credited',
      creditNoteId: book.nextId('N'),
      invoiceId,
      amountMinor: creditedMinor,
      currency,
      creditedOn,
    })
  }
  if (random.chance(0.05)) dispute(life, invoiceId, owedMinor, issuedOn + random.integer(2, 40))
  const paidOn = payDay(life, issuedOn, dueOn)
  if (paidOn === undefined) {
    if (random.chance(0.4)) writeOff(life, invoiceId, owedMinor, dueOn + random.integer(90, 180))
    return
  }
  payInvoice(life, invoiceId, owedMinor, paidOn)
}

function dispute({ world, random, book, currency }: Life, invoiceId: string, owedMinor: number, day: number): void {
  const disputeId = book.nextId('D')
  const amountMinor = random.chance(0.3) ? owedMinor : Math.ceil(owedMinor / 3)
  const base = { disputeId, invoiceId }
  book.write(moment(world, day, 10, random), {
    type: 'invoice-disputed',
    ...base,
    amountMinor,
    currency,
    disputedOn: day,
  })
  if (random.chance(0.2)) return
  const settledOn = day + random.integer(1, 40)
  const outcome = random.pick(['upheld', 'rejected', 'compromised'] as const)
  book.write(moment(world, settledOn, 12, random), { type: 'dispute-settled', ...base, outcome, settledOn })
}

function writeOff({ world, random, book, currency }: Life, invoiceId: string, amountMinor: number, day: number): void {
  book.write(moment(world, day, 16, random), {
    type: 'invoice-written-off',
    invoiceId,
    amountMinor,
    currency,
    writtenOffOn: day,
  })
}

function payDay(life: Life, issuedOn: number, dueOn: number): number | undefined {
  const { random, habit, world, failsOn } = life
  switch (habit) {
    case 'punctual':
      return Math.max(issuedOn, dueOn - random.integer(0, 6))
    case 'sliding':
      return dueOn - 4 + Math.floor((issuedOn - world.fromDay) / 12) + random.integer(0, 3)
    case 'erratic':
      return Math.max(issuedOn, dueOn + random.integer(-10, 40))
    case 'failing': {
      const paidOn = dueOn + random.integer(-3, 6)
      return paidOn < failsOn ? paidOn : undefined
    }
  }
}

function payInvoice(life: Life, invoiceId: string, owedMinor: number, day: number): void {
  const { world, random, book, currency } = life
  const receive = (receivedOn: number, amountMinor: number, designation: object): string => {
    const paymentId = book.nextId('P')
    const fact = { paymentId, amountMinor, currency, receivedOn, ...designation }
    book.write(moment(world, receivedOn, 15, random), { type: 'payment-received', ...fact })
    return paymentId
  }
  const turn = random.next()
  if (turn < 0.05) {
    const promisedOn = day + random.integer(0, 5)
    const promise = { promiseId: book.nextId('V'), invoiceId, amountMinor: owedMinor, currency, promisedOn }
    book.write(moment(world, day - 1, 16, random), { type: 'payment-promised', ...promise })
  }
  if (turn < 0.1) {
    receive(day, owedMinor, {})
  } else if (turn < 0.2) {
    const firstMinor = Math.max(1, Math.floor(owedMinor / 3))
    receive(day, firstMinor, { invoiceId })
    if (owedMinor > firstMinor) receive(day + random.integer(1, 20), owedMinor - firstMinor, { invoiceId })
  } else if (turn < 0.25) {
    const designatedMinor = Math.ceil(owedMinor / 2)
    receive(day, owedMinor, { allocations: [{ invoiceId, amountMinor: designatedMinor }] })
  } else if (turn < 0.29) {
    const paymentId = receive(day, owedMinor, { invoiceId })
    const reversedOn = day + random.integer(1, 12)
    const amountMinor = random.chance(0.7) ? owedMinor : Math.ceil(owedMinor / 2)
    const reversal = { reversalId: book.nextId('R'), paymentId, amountMinor, currency, reversedOn }
    book.write(moment(world, reversedOn, 9, random), { type: 'payment-reversed', ...reversal })
    if (random.chance(0.7)) receive(reversedOn + random.integer(1, 15), amountMinor, { invoiceId })
  } else {
    receive(day, owedMinor, { invoiceId })
  }
}

/** Offered and reviewed; then signed (and later fulfilled, breached, terminated or run out), lost, or left to expire. */
function offerContract(life: Life, day: number): void {
  const { world, random, book, currency, salesRepId, usualMinor } = life
  const contractId = book.nextId('K')
  const terms = { salesRepId, amountMinor: usualMinor * random.integer(3, 12), currency }
  const offer = { contractId, ...terms, offeredOn: day, offerValidToOn: day + 30 }
  book.write(moment(world, day, 9, random), { type: 'contract-offered', ...offer })
  const reviewedOn = day + random.integer(1, 5)
  const outcome = random.pick(['approved', 'approved', 'approved_with_conditions', 'rejected'] as const)
  const deviatingClauses = random.chance(0.3) ? ['liability', 'payment terms'] : []
  const review = { contractId, outcome, deviatingClauses, reviewedOn }
  book.write(moment(world, reviewedOn, 10, random), { type: 'contract-reviewed', ...review })
  const decidedOn = reviewedOn + random.integer(1, 15)
  const atMs = moment(world, decidedOn, 14, random)
  const decision = random.next()
  if (decision < 0.35) {
    book.write(atMs, { type: 'contract-lost', contractId, lostOn: decidedOn, reason: 'price' })
    return
  }
  if (decision < 0.4) {
    book.write(moment(world, day + 31, 1, random), { type: 'contract-expired', contractId, expiredOn: day + 31 })
    return
  }
  const validity = { signedOn: decidedOn, validFromOn: decidedOn, validToOn: decidedOn + 90 }
  book.write(atMs, { type: 'contract-signed', contractId, ...terms, ...validity })
  const endOn = decidedOn + random.integer(20, 90)
  const endAtMs = moment(world, endOn, 14, random)
  const end = random.next()
  if (end < 0.6) {
    book.write(endAtMs, { type: 'contract-fulfilled', contractId, fulfilledOn: endOn })
  } else if (end < 0.75) {
    book.write(endAtMs, { type: 'contract-breached', contractId, party: 'customer', breachedOn: endOn })
  } else if (end < 0.85) {
    book.write(endAtMs, { type: 'contract-terminated', contractId, party: 'supplier', terminatedOn: endOn })
  } else {
    const expiredOn = decidedOn + 91
    book.write(moment(world, expiredOn, 1, random), { type: 'contract-expired', contractId, expiredOn })
  }
}
