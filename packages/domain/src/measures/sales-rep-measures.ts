import type { LocalizedText } from '../indicators/rule-set.ts'
import {
  largestRepCustomer,
  lastReceivablesOn,
  nextOrderWindowsChangeOn,
  nextRecentOrdersChangeOn,
  nextRepCollectionOn,
  nextRepOverdueOn,
  nextSigningsChangeOn,
  perRecentDays,
  type RepCollection,
  type RepOpenSums,
  repOrderWindows,
  repSigningsIn,
  sumRepCollection,
  sumRepOpen,
} from '../representatives/measures.ts'
import type { RepCurrencyBook, SalesRepBook } from '../representatives/state.ts'
import { earliest } from './earliest.ts'
import type { Facet, Measure, MeasuredAmount, Measurement } from './measure.ts'

const OPEN_INVOICES = { zh: '未结清发票数', en: 'open invoices' }
const CUSTOMERS_THAT_OWE = { zh: '有应收余额的客户数', en: 'customers that owe something' }

export const repOpen = openAmount(
  { zh: '应收余额', en: 'open balance' },
  { zh: '名下全部客户的未结清应收余额', en: 'Open balance of the invoices of all customers' },
  (sums) => sums.openMinor,
)

export const repOverdue = openAmount(
  { zh: '逾期余额', en: 'overdue' },
  {
    zh: '名下全部客户已逾期的未结清余额（含争议）',
    en: 'Open balance of all customers that is past its due date, disputes included',
  },
  (sums) => sums.overdueMinor,
  nextRepOverdueOn,
)

export const repOverdueUndisputed = openAmount(
  { zh: '无争议逾期余额', en: 'undisputed overdue' },
  {
    zh: '名下全部客户已逾期且无争议的未结清余额',
    en: 'Open balance of all customers that is past its due date and not in dispute',
  },
  (sums) => sums.overdueUndisputedMinor,
  nextRepOverdueOn,
)

export const repOpenByCustomer = receivableAmount(
  { zh: '全部客户应收余额', en: 'open balance of all customers' },
  { zh: '未结清应收余额，样本按客户计', en: 'Open balance of all customers, its sample counted in customers' },
  CUSTOMERS_THAT_OWE,
  (book, on) => ({ amountMinor: sumRepOpen(book, on).openMinor, sample: book.customers.length }),
)

export const repLargestCustomerOpen = receivableAmount(
  { zh: '最大客户应收余额', en: 'open balance of the largest customer' },
  { zh: '欠款最多的一家客户的未结清应收余额', en: 'Open balance of the one customer that owes most' },
  CUSTOMERS_THAT_OWE,
  (book) => {
    const largest = largestRepCustomer(book)
    const sample = book.customers.length
    if (largest === undefined) return { amountMinor: 0, sample }
    return { amountMinor: largest.openMinor, sample, subject: { id: largest.customerId, name: largest.name } }
  },
)

export const repFallenDue = collectionAmount(
  { zh: '近 90 天到期金额', en: 'fallen due in 90 days' },
  {
    zh: '最近 90 天内到期日已过的开票金额（已扣除贷项）',
    en: 'Amount billed, less credit notes, whose due date passed in the last 90 days',
  },
  (sums) => sums.billedMinor,
)

export const repFallenDuePaid = collectionAmount(
  { zh: '其中已回款', en: 'of it paid' },
  {
    zh: '最近 90 天内到期日已过的开票金额中，已付款的部分；核销不计入',
    en: 'Of the amount whose due date passed in the last 90 days: what was paid; write-offs do not count',
  },
  (sums) => sums.paidMinor,
)

export const repOrdersRecent: Measure<SalesRepBook> = {
  unit: 'count',
  label: { zh: '近 30 天订单数', en: 'orders in 30 days' },
  meaning: { zh: '名下全部客户最近 30 天下单数', en: 'Orders placed by all customers in the last 30 days' },
  sample: { zh: '同值', en: 'the same number' },
  reads: ['orders'],
  measure(book, on) {
    const { recent } = repOrderWindows(book, on)
    return { kind: 'number', value: recent, sample: recent }
  },
  nextChangeOn: nextRecentOrdersChangeOn,
}

export const repOrdersBaseline: Measure<SalesRepBook> = {
  unit: 'count',
  label: { zh: '此前每 30 天订单数', en: 'orders per 30 days before' },
  meaning: {
    zh: '此前 90 天（不含最近 30 天）名下全部客户平均每 30 天下单数',
    en: 'Orders of all customers per 30 days, on average over the 90 days before the last 30',
  },
  sample: {
    zh: '这 90 天内的下单数；首单晚于窗口起点时为 0',
    en: 'orders in these 90 days; 0 while the first order lies inside them, because the window is not covered',
  },
  reads: ['orders'],
  measure(book, on) {
    const { baseline, isCovered } = repOrderWindows(book, on)
    return { kind: 'number', value: perRecentDays(baseline), sample: isCovered ? baseline : 0 }
  },
  nextChangeOn: nextOrderWindowsChangeOn,
}

export const repContractsDecided = contractCount(
  { zh: '有结果的合同数', en: 'contracts decided' },
  {
    zh: '最近 90 天名下全部客户有结果的合同数（签订、丢单、过期）',
    en: 'Offers to all customers decided in the last 90 days: signed, lost or expired',
  },
  'decided',
)

export const repContractsSigned = contractCount(
  { zh: '签订的合同数', en: 'contracts signed' },
  { zh: '最近 90 天名下全部客户签订的合同数', en: 'Offers to all customers signed in the last 90 days' },
  'signed',
)

function openAmount(
  label: LocalizedText,
  meaning: LocalizedText,
  amountOf: (sums: RepOpenSums) => number,
  nextOf?: NextInCurrency,
): Measure<SalesRepBook> {
  const openOf = (book: RepCurrencyBook, on: number) => {
    const sums = sumRepOpen(book, on)
    return { amountMinor: amountOf(sums), sample: sums.openInvoices }
  }
  return receivableAmount(label, meaning, OPEN_INVOICES, openOf, nextOf)
}

function collectionAmount(
  label: LocalizedText,
  meaning: LocalizedText,
  amountOf: (sums: RepCollection) => number,
): Measure<SalesRepBook> {
  const sample = { zh: '这些到期的发票数', en: 'invoices that fell due then' }
  const collectedOf = (book: RepCurrencyBook, on: number) => {
    const sums = sumRepCollection(book, on)
    return { amountMinor: amountOf(sums), sample: sums.billedInvoices }
  }
  return receivableAmount(label, meaning, sample, collectedOf, nextRepCollectionOn)
}

/** When time alone may move what is measured in one currency. */
type NextInCurrency = (book: RepCurrencyBook, on: number) => number | undefined

/** @param nextOf left out: no day moves what is measured */
export function receivableAmount(
  label: LocalizedText,
  meaning: LocalizedText,
  sample: LocalizedText,
  amountOf: (book: RepCurrencyBook, on: number) => Omit<MeasuredAmount, 'currency'>,
  nextOf: NextInCurrency = () => undefined,
): Measure<SalesRepBook> {
  return {
    unit: 'money',
    label,
    meaning,
    sample,
    reads: ['receivables'] satisfies Facet[],
    measure: (book, on) => amountsOf(book, on, amountOf),
    nextChangeOn: ({ currencies }, on) => {
      let next: number | undefined
      for (const book of currencies) {
        const lastOn = lastReceivablesOn(book)
        if (lastOn < on) continue
        if (lastOn !== Number.POSITIVE_INFINITY) next = earliest(next, lastOn + 1)
        next = earliest(next, nextOf(book, on))
      }
      return next
    },
  }
}

/** In each currency in which anything is owed, or fell due lately. */
function amountsOf(
  { currencies }: SalesRepBook,
  on: number,
  amountOf: (book: RepCurrencyBook, on: number) => Omit<MeasuredAmount, 'currency'>,
): Measurement {
  const billed = currencies.filter((book) => lastReceivablesOn(book) >= on)
  return { kind: 'money', amounts: billed.map((book) => ({ currency: book.currency, ...amountOf(book, on) })) }
}

function contractCount(
  label: LocalizedText,
  meaning: LocalizedText,
  counted: 'decided' | 'signed',
): Measure<SalesRepBook> {
  return {
    unit: 'count',
    label,
    meaning,
    sample: { zh: '最近 90 天有结果的合同数', en: 'offers decided in the last 90 days' },
    reads: ['contracts'],
    measure(book, on) {
      const signings = repSigningsIn(book, on)
      return { kind: 'number', value: signings[counted], sample: signings.decided }
    },
    nextChangeOn: nextSigningsChangeOn,
  }
}
