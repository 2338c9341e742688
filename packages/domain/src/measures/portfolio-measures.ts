/** Measures that only a group of customers has; all else it shares with representatives. */

import type { LocalizedText } from '../indicators/rule-set.ts'
import { customerActivity, largestSeller, nextActivityChangeOn } from '../portfolio/measures.ts'
import { nextExpectedEndOn, sumExpected } from '../representatives/expected-orders.ts'
import { sumRepOpen } from '../representatives/measures.ts'
import type { RepCurrencyBook, SalesRepBook } from '../representatives/state.ts'
import { earliest } from './earliest.ts'
import type { Measure, MeasuredAmount } from './measure.ts'
import { receivableAmount } from './sales-rep-measures.ts'

const REPRESENTATIVES_OWED = { zh: '名下客户有应收余额的代表数', en: 'representatives whose customers owe something' }

export const openByRep = byRepresentative(
  { zh: '全部代表应收余额', en: 'open balance of all representatives' },
  {
    zh: '全部客户的未结清应收余额，样本按现任销售代表计',
    en: 'Open balance of all customers, its sample counted in their present representatives',
  },
  (book, on) => ({ amountMinor: sumRepOpen(book, on).openMinor }),
)

export const largestRepOpen = byRepresentative(
  { zh: '最大代表应收余额', en: 'open balance of the largest representative' },
  {
    zh: '名下客户欠款最多的一位现任销售代表的未结清应收余额',
    en: 'Open balance of the customers of the one present representative whose customers owe most',
  },
  (book) => {
    const largest = largestSeller(book)
    if (largest === undefined) return { amountMinor: 0 }
    return { amountMinor: largest.openMinor, subject: { id: largest.salesRepId, name: null } }
  },
)

export const customersBuying = customerCount(
  { zh: '老客户数', en: 'customers that bought before' },
  {
    zh: '首单在 90 天以前、且最近 180 天内下过单的客户数',
    en: 'Customers whose first order lies more than 90 days back and who ordered in the last 180 days',
  },
  'buying',
)

export const customersSilent = customerCount(
  { zh: '已停止下单的客户数', en: 'customers that stopped ordering' },
  { zh: '其中最近 90 天没有下单的客户数', en: 'Of them: those that did not order in the last 90 days' },
  'silent',
)

/** The forecast of a group: what each of its customers may bring, added up. */
export const groupExpectedOrderWeek: Measure<SalesRepBook> = {
  unit: 'money',
  label: { zh: '未来 7 天预计订单额', en: 'orders expected in 7 days' },
  meaning: {
    zh: '各客户未来 7 天预计订单净额之和，各为其最近一次有业务变动之日所得；只含有通常一周的客户（至少 8 周历史、半数以上的周有订单、沉默不超过 5 周），零散客户的订单不在其中，因此偏低。价值有限：在一家批发商一年的公开数据上，这些客户占全部订单的一成到四分之一；对其自身订单，平时一周的预计为实际的 0.6 至 1.5 倍，秋季旺季因无往年同期只及四分之一至四分之三',
    en: 'The sum of what its customers may order in the next 7 days, less cancellations, each as of the last day on which something of it changed; only customers with a usual week are in it (8 weeks known, orders in half of them or more, silent for 5 weeks at most), so it falls short by what occasional customers order. Worth: in the public orders of a wholesaler over one year these customers had a tenth to a quarter of all orders; of what they ordered themselves it foresaw 0.6 to 1.5 times in usual weeks, and a quarter to three quarters in the autumn peak, of which no earlier year was known',
  },
  sample: { zh: '计入的客户数', en: 'customers in the sum' },
  reads: ['orders'],
  measure({ currencies }, on) {
    const amounts = currencies.map((book) => {
      const { expectedMinor, customers } = sumExpected(book, on)
      return { currency: book.currency, amountMinor: expectedMinor, sample: customers }
    })
    return { kind: 'money', amounts: amounts.filter(({ sample }) => sample > 0) }
  },
  nextChangeOn({ currencies }, on) {
    let next: number | undefined
    for (const book of currencies) next = earliest(next, nextExpectedEndOn(book, on))
    return next
  },
}

function byRepresentative(
  label: LocalizedText,
  meaning: LocalizedText,
  amountOf: (book: RepCurrencyBook, on: number) => Omit<MeasuredAmount, 'currency' | 'sample'>,
): Measure<SalesRepBook> {
  return receivableAmount(label, meaning, REPRESENTATIVES_OWED, (book, on) => {
    return { sample: book.sellers.length, ...amountOf(book, on) }
  })
}

function customerCount(
  label: LocalizedText,
  meaning: LocalizedText,
  counted: 'buying' | 'silent',
): Measure<SalesRepBook> {
  return {
    unit: 'count',
    label,
    meaning,
    sample: { zh: '老客户数', en: 'customers that bought before' },
    reads: ['orders'],
    measure(book, on) {
      const activity = customerActivity(book, on)
      return { kind: 'number', value: activity[counted], sample: activity.buying }
    },
    nextChangeOn: nextActivityChangeOn,
  }
}
