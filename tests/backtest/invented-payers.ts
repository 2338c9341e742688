/**
 * Customers that nobody has, and how they pay: long and short histories, payment runs on one day of the month, habits
 * that change for the worse or the better, invoices that are forgotten now and then, months in which cash is short and
 * nothing is paid in time. Behaviour of another kind than the public set's, so that a score which fits only that one
 * shows here.
 */
import type { RecordedSource, RecordedStep } from '../../packages/backtest/src/index.ts'
import { seededRandom } from '../../packages/stream/src/testing/index.ts'

const FIRST_DAY = 18_000
const DAYS = 730
const DAY_MS = 86_400_000
const NOON_MS = DAY_MS / 2

interface Shortage {
  readonly fromOn: number
  readonly untilOn: number
  readonly delayDays: number
}

type Random = ReturnType<typeof seededRandom>

interface Habit {
  readonly termsDays: number
  readonly usualMinor: number
  readonly meanDaysLate: number
  readonly spreadDays: number
  /** Share of invoices that are forgotten for a while. */
  readonly forgetful: number
  readonly changesOn: number
  readonly changeDays: number
  /** Times in which it is short of cash: what would be paid then is paid after them, or late. */
  readonly shortages: readonly Shortage[]
  /** Day of the month on which it pays; 0 = any. */
  readonly payDay: number
}

export function inventedPayers(seed: number, customers: number): RecordedSource {
  const random = seededRandom(seed)
  const steps: RecordedStep[] = []
  for (let customer = 0; customer < customers; customer += 1) {
    const habit = habitOf(random)
    const invoices = 5 + Math.floor(45 * random.next() ** 2)
    for (let index = 0; index < invoices; index += 1) steps.push(...invoiceOf(random, habit, `C${customer}`, index))
  }
  steps.sort((left, right) => ('atMs' in left ? left.atMs : 0) - ('atMs' in right ? right.atMs : 0))
  return {
    name: `${customers} invented customers`,
    isOrdered: true,
    partitionCount: 4,
    async *batches() {
      yield steps
    },
  }
}

function habitOf(random: Random): Habit {
  return {
    termsDays: random.pick([14, 30, 30, 45, 60]),
    usualMinor: Math.round(1_000_00 * 2 ** normal(random)),
    meanDaysLate: -3 + 9 * normal(random) + (random.chance(0.2) ? 25 * random.next() : 0),
    spreadDays: 3 + 10 * random.next(),
    forgetful: random.chance(0.3) ? 0.15 : 0.03,
    changesOn: random.chance(0.5) ? FIRST_DAY + random.int(100, 600) : Number.POSITIVE_INFINITY,
    changeDays: random.chance(0.6) ? 25 * random.next() : -15 * random.next(),
    shortages: shortagesOf(random),
    payDay: random.chance(0.3) ? random.pick([1, 15]) : 0,
  }
}

function shortagesOf(random: Random): readonly Shortage[] {
  if (random.chance(0.5)) return []
  const fromOn = FIRST_DAY + random.int(60, DAYS - 100)
  return [{ fromOn, untilOn: fromOn + random.int(60, 180), delayDays: random.int(15, 60) }]
}

function invoiceOf(random: Random, habit: Habit, customerId: string, index: number): RecordedStep[] {
  const issuedOn = FIRST_DAY + random.int(0, DAYS)
  const dueOn = issuedOn + habit.termsDays
  const amountMinor = Math.max(1, Math.round(habit.usualMinor * 2 ** (0.7 * normal(random))))
  let daysLate = habit.meanDaysLate + habit.spreadDays * normal(random)
  if (issuedOn >= habit.changesOn) daysLate += habit.changeDays
  if (random.chance(habit.forgetful)) daysLate += 20 + 50 * random.next()
  let paidOn = Math.max(issuedOn + 1, Math.round(dueOn + daysLate))
  const shortage = habit.shortages.find(({ fromOn, untilOn }) => paidOn >= fromOn && paidOn < untilOn)
  if (shortage !== undefined) paidOn = Math.min(paidOn + shortage.delayDays, Math.max(paidOn, shortage.untilOn + 20))
  while (habit.payDay > 0 && new Date(paidOn * DAY_MS).getUTCDate() !== habit.payDay) paidOn += 1
  const invoiceId = `${customerId}-I${index}`
  const common = { customerId, invoiceId, amountMinor, currency: 'EUR' }
  const issued = {
    ...common,
    type: 'invoice-issued',
    eventId: `${invoiceId}-issued`,
    salesRepId: 'R1',
    issuedOn,
    dueOn,
  }
  const paid = {
    ...common,
    type: 'payment-received',
    eventId: `${invoiceId}-paid`,
    paymentId: `${invoiceId}-P`,
    receivedOn: paidOn,
  }
  return [
    stepOf('sales.invoices', issuedOn * DAY_MS, issued as EventOfStep),
    stepOf('sales.payments', paidOn * DAY_MS + NOON_MS, paid as EventOfStep),
  ]
}

type EventOfStep = Extract<RecordedStep, { kind: 'event' }>['event']

function stepOf(topic: string, atMs: number, event: EventOfStep): RecordedStep {
  return { kind: 'event', atMs, topic, event }
}

/** Normally distributed around 0: Box and Muller, "A Note on the Generation of Random Normal Deviates", 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}
