import { MEMORY_DAYS } from '../receivables/bounds.ts'
import {
  daysUnapplied,
  idleMinorOf,
  nextIdleOn,
  nextPaidWindowChangeOn,
  type PaidInvoices,
  paidIn,
} from '../receivables/measures.ts'
import { currencyExponent } from '../values/money.ts'
import type { CustomerFacts } from './customer-facts.ts'
import { earliest } from './earliest.ts'
import type { CurrencyValue, Measure, MeasuredAmount } from './measure.ts'

const WINDOW_DAYS = 90

export const invoicesPaid = paidInvoiceCount(
  { zh: '已付清发票数', en: 'invoices paid' },
  {
    zh: '最近 90 天付清的发票数（所有币种，每种币种至多最近 64 张；核销与红冲不计）',
    en: 'Invoices paid off in the last 90 days, all currencies, the latest 64 of each; write-offs and credit notes do not count',
  },
  ({ paidInvoices }) => paidInvoices,
)

export const invoicesPaidLate = paidInvoiceCount(
  { zh: '其中逾期付清', en: 'paid late' },
  {
    zh: '最近 90 天付清的发票中，在到期日之后才付清的张数（按起息日）',
    en: 'Of the invoices paid off in the last 90 days, those paid after their due day, by value date',
  },
  ({ paidLateInvoices }) => paidLateInvoices,
)

/**
 * Early counts as 0: what a credit controller plans with is how long the money is missing, and an invoice paid three weeks
 * early must not hide one paid three weeks late.
 */
export const averageDaysLate: Measure<CustomerFacts> = {
  unit: 'days',
  label: { zh: '平均逾期付款天数', en: 'average days late' },
  meaning: {
    zh: '最近 90 天付清的发票平均晚付的天数，每张发票权重相同；提前付款按 0 天计；没有付清的发票时为未知',
    en: 'Mean days late of the invoices paid off in the last 90 days, each counting the same; early counts as 0; unknown when none was paid off',
  },
  sample: { zh: '最近 90 天付清的发票数', en: 'invoices paid off in the last 90 days' },
  reads: ['payments'],
  measure({ receivables }, on) {
    const { paidInvoices, daysLate } = paidIn(receivables, on, WINDOW_DAYS)
    if (paidInvoices === 0) return { kind: 'unknown' }
    return { kind: 'number', value: daysLate / paidInvoices, sample: paidInvoices }
  },
  nextChangeOn: ({ receivables }, on) => nextPaidWindowChangeOn(receivables, on, WINDOW_DAYS),
}

export const unappliedCash: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '未核销收款', en: 'unapplied cash' },
  meaning: {
    zh: '未核销到任何发票的收款与红冲，最低为 0；指定发票尚未到达的收款 120 天内不计（见 unmatched-payment-days）',
    en: 'Cash and credit notes that pay no invoice, at least 0; payments that name an invoice which has not arrived do not count for 120 days (see unmatched-payment-days)',
  },
  sample: { zh: '恒为 1', en: 'always 1' },
  reads: ['payments'],
  measure({ receivables }, on) {
    const amounts: MeasuredAmount[] = []
    for (const book of receivables.currencies) {
      amounts.push({ currency: book.currency, amountMinor: Math.max(0, idleMinorOf(book, on)), sample: 1 })
    }
    return { kind: 'money', amounts }
  },
  nextChangeOn: ({ receivables }, on) => nextIdleOn(receivables, on),
}

/**
 * Days, not a share of what is open: the ledger lets no cash lie beside an invoice that it may pay, so what is unapplied
 * was overpaid, paid twice, or names an invoice that nobody has booked. What matters is for how long nobody has asked.
 */
export const unappliedCashDays: Measure<CustomerFacts> = {
  unit: 'days',
  standsAlone: true,
  label: { zh: '最早未核销收款已搁置', en: 'oldest unapplied cash' },
  meaning: {
    zh: '最早一笔未核销收款已搁置的天数，至多 120 天；没有时为 0；指定发票尚未到达的收款不计',
    en: 'For how many days the oldest unapplied cash has lain, 120 at most; 0 when there is none; payments that name an invoice which has not arrived do not count',
  },
  sample: {
    zh: '未核销收款的金额，以整元（该币种的主单位）计：小额尾差不值得追查',
    en: 'the unapplied cash in whole units of its currency: a difference of cents is not worth a call',
  },
  reads: ['payments'],
  measure({ receivables }, on) {
    const values: CurrencyValue[] = []
    for (const book of receivables.currencies) {
      const days = daysUnapplied(book, on)
      if (days === undefined) continue
      const { currency } = book
      const unappliedMinor = idleMinorOf(book, on)
      const sample = Math.floor(unappliedMinor / 10 ** currencyExponent(currency))
      const beside = [{ measure: 'unapplied-cash', value: unappliedMinor, sample: 1, currency }]
      values.push({ currency, value: days, sample, beside })
    }
    return { kind: 'by-currency', values }
  },
  nextChangeOn(facts, on) {
    const starts = startsOfUnapplied(facts, on)
    let next = nextIdleOn(facts.receivables, on)
    for (const from of starts) next = earliest(next, Math.max(on, from) + 1)
    return next
  },
  countsFrom: startsOfUnapplied,
}

/** The days from which on the oldest cash of each currency has lain: until it is as old as cash is remembered. */
function startsOfUnapplied({ receivables }: CustomerFacts, on: number): readonly number[] {
  const starts: number[] = []
  for (const book of receivables.currencies) {
    const days = daysUnapplied(book, on)
    if (days !== undefined && days < MEMORY_DAYS) starts.push(on - days)
  }
  return starts
}

function paidInvoiceCount(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  countOf: (paid: PaidInvoices) => number,
): Measure<CustomerFacts> {
  return {
    unit: 'count',
    label,
    meaning,
    sample: { zh: '最近 90 天付清的发票数', en: 'invoices paid off in the last 90 days' },
    reads: ['payments'],
    measure({ receivables }, on) {
      const paid = paidIn(receivables, on, WINDOW_DAYS)
      return { kind: 'number', value: countOf(paid), sample: paid.paidInvoices }
    },
    nextChangeOn: ({ receivables }, on) => nextPaidWindowChangeOn(receivables, on, WINDOW_DAYS),
  }
}
