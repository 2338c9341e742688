import { disputedMinorOf } from '../receivables/books.ts'
import { currenciesOf, nextOverdueOn, type OpenSums, sumOpenItems } from '../receivables/measures.ts'
import type { CurrencyBook, InvoiceItem } from '../receivables/state.ts'
import { hasLapsed, nextOrderLapseOn } from '../sales-history/bounds.ts'
import { creditLimitOn } from '../sales-history/credit-limits.ts'
import { measureExposure } from '../sales-history/measures.ts'
import type { CustomerFacts } from './customer-facts.ts'
import { earliest } from './earliest.ts'
import type { Measure, MeasuredAmount } from './measure.ts'

const OPEN_INVOICES = { zh: '未结清发票数', en: 'open invoices' }

export const maxDaysPastDue: Measure<CustomerFacts> = {
  unit: 'days',
  label: { zh: '最长逾期', en: 'longest past due' },
  meaning: {
    zh: '最早到期且未全额争议的未结清发票，已逾期的天数；未逾期为 0',
    en: 'Days past due of the open invoice with the earliest due date that is not disputed as a whole; 0 when none is due',
  },
  sample: OPEN_INVOICES,
  reads: ['receivables'],
  measure(facts, on) {
    let sample = 0
    for (const book of facts.receivables.currencies) for (const { invoices } of book.open) sample += invoices
    const dueOn = earliestUndisputedDueOn(facts)
    return { kind: 'number', value: dueOn === undefined ? 0 : Math.max(0, on - dueOn), sample }
  },
  nextChangeOn(facts, on) {
    const dueOn = earliestUndisputedDueOn(facts)
    return dueOn === undefined ? undefined : Math.max(on, dueOn) + 1
  },
  countsFrom(facts) {
    const dueOn = earliestUndisputedDueOn(facts)
    return dueOn === undefined ? [] : [dueOn]
  },
}

export const open = receivableAmount(
  { zh: '应收余额', en: 'open balance' },
  { zh: '未结清应收余额', en: 'Open balance of all invoices' },
  (sums) => sums.openMinor,
  () => undefined,
)

export const overdue = receivableAmount(
  { zh: '逾期余额', en: 'overdue' },
  { zh: '已逾期的未结清余额（含争议）', en: 'Open balance that is past its due date, disputes included' },
  (sums) => sums.overdueMinor,
)

export const overdueUndisputed = receivableAmount(
  { zh: '无争议逾期余额', en: 'undisputed overdue' },
  { zh: '已逾期且无争议的未结清余额', en: 'Open balance that is past its due date and not in dispute' },
  (sums) => sums.overdueUndisputedMinor,
)

/** What no bank day, payment run or forgotten approval explains any more: beyond the first aging bucket. */
export const overdueOver30Days = longOverdue(30)

/** Beyond the second and the third aging bucket. */
export const overdueOver60Days = longOverdue(60)
export const overdueOver90Days = longOverdue(90)

export const exposure: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '信用敞口', en: 'exposure' },
  meaning: {
    zh: '信用敞口：未交付订单 + 已交付未开票 + 未结清发票 − 未核销收款，最低为 0',
    en: 'Undelivered orders + delivered but not billed + open invoices − unapplied cash, at least 0',
  },
  sample: { zh: '恒为 1', en: 'always 1' },
  reads: ['receivables', 'payments', 'orders', 'deliveries'],
  measure(facts, on) {
    const amounts: MeasuredAmount[] = []
    for (const currency of currenciesOwed(facts, on)) {
      const { totalMinor } = measureExposure(facts.orders, facts.receivables, currency, on)
      amounts.push({ currency, amountMinor: Math.max(0, totalMinor), sample: 1 })
    }
    return { kind: 'money', amounts }
  },
  nextChangeOn: ({ orders }, on) => nextOrderLapseOn(orders, on),
}

export const creditLimit: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '授信额度', en: 'credit limit' },
  meaning: { zh: '有效的授信额度', en: 'Credit limit in effect' },
  sample: { zh: '已设额度为 1', en: '1 where a limit is set' },
  reads: ['credit'],
  measure(facts, on) {
    const amounts: MeasuredAmount[] = []
    for (const { currency } of facts.creditLimits) {
      const limitMinor = creditLimitOn(facts.creditLimits, currency, on)
      if (limitMinor !== undefined) amounts.push({ currency, amountMinor: limitMinor, sample: 1 })
    }
    // Limits stand in the order in which they were set.
    if (amounts.length > 1) amounts.sort((a, b) => (a.currency < b.currency ? -1 : 1))
    return { kind: 'money', amounts }
  },
  nextChangeOn(facts, on) {
    let next: number | undefined
    for (const { validToOn } of facts.creditLimits)
      if (validToOn !== null && validToOn >= on) next = earliest(next, validToOn + 1)
    return next
  },
}

function receivableAmount(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  amountOf: (sums: OpenSums) => number,
  nextChangeOn: (facts: CustomerFacts, on: number) => number | undefined = (facts, on) =>
    nextOverdueOn(facts.receivables, on),
): Measure<CustomerFacts> {
  const measured = (book: CurrencyBook, on: number): AmountOfInvoices => {
    const sums = sumOpenItems(book, on)
    return { amountMinor: amountOf(sums), sample: sums.openInvoices }
  }
  return receivableAmountOf(label, meaning, measured, nextChangeOn)
}

type AmountOfInvoices = Omit<MeasuredAmount, 'currency'>

function receivableAmountOf(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  measured: (book: CurrencyBook, on: number) => AmountOfInvoices,
  nextChangeOn: (facts: CustomerFacts, on: number) => number | undefined,
): Measure<CustomerFacts> {
  return {
    unit: 'money',
    label,
    meaning,
    sample: OPEN_INVOICES,
    reads: ['receivables'],
    measure(facts, on) {
      const amounts: MeasuredAmount[] = []
      for (const book of facts.receivables.currencies) {
        const { amountMinor, sample } = measured(book, on)
        amounts.push({ currency: book.currency, amountMinor, sample })
      }
      return { kind: 'money', amounts }
    },
    nextChangeOn,
  }
}

function longOverdue(days: number): Measure<CustomerFacts> {
  return receivableAmountOf(
    { zh: `逾期 ${days} 天以上余额`, en: `overdue by more than ${days} days` },
    {
      zh: `到期超过 ${days} 天且无争议的未结清余额`,
      en: `Open balance more than ${days} days past its due date and not in dispute`,
    },
    (book, on) => undisputedDueBefore(book, on - days),
    ({ receivables }, on) => {
      let next: number | undefined
      for (const { open: items } of receivables.currencies) {
        // Items stand in the order of their due days.
        const item = items.find(({ dueOn }) => dueOn >= on - days)
        if (item !== undefined) next = earliest(next, item.dueOn + days + 1)
      }
      return next
    },
  )
}

/** Undisputed amounts of the invoices that fell due before `day`; the sample is of all open invoices. */
function undisputedDueBefore({ open: items }: CurrencyBook, day: number): AmountOfInvoices {
  let amountMinor = 0
  let sample = 0
  for (const item of items) {
    sample += item.invoices
    if (item.dueOn < day) amountMinor += item.openMinor - disputedMinorOf(item)
  }
  return { amountMinor, sample }
}

/** Over all currencies; in the future where nothing is due yet. */
function earliestUndisputedDueOn(facts: CustomerFacts): number | undefined {
  let dueOn: number | undefined
  for (const { open: items } of facts.receivables.currencies) {
    // Items stand in the order of their due days.
    dueOn = earliest(dueOn, items.find(isPartlyUndisputed)?.dueOn)
  }
  return dueOn
}

/** Of the ledger and of the orders that are open at the end of the day, in alphabetical order. */
function currenciesOwed({ receivables, orders }: CustomerFacts, on: number): readonly string[] {
  const currencies = currenciesOf(receivables)
  const held = currencies.length
  for (const order of orders.openOrders) {
    if (!currencies.includes(order.currency) && !hasLapsed(order, on)) currencies.push(order.currency)
  }
  return currencies.length === held ? currencies : currencies.sort()
}

function isPartlyUndisputed(item: InvoiceItem): boolean {
  return disputedMinorOf(item) < item.openMinor
}
