import {
  type Billing,
  billedBetween,
  billedInMonthBefore,
  coversBilling,
  nextBillingChangeOn,
  nextMonthBeforeChangeOn,
} from '../receivables/issued-days.ts'
import { sumOpenItems } from '../receivables/measures.ts'
import type { CurrencyBook } from '../receivables/state.ts'
import type { CustomerFacts } from './customer-facts.ts'
import type { CurrencyValue, Measure, MeasuredAmount } from './measure.ts'

const WINDOW_DAYS = 90

/** Where nothing was billed in the window, days cannot be counted any more: values stop here. */
const MOST_DAYS = 999

const INVOICES = { zh: '这些发票数', en: 'these invoices' }

export const billed = recentlyBilled(
  { zh: '近 90 天净开票', en: 'billed in 90 days' },
  {
    zh: '最近 90 天开具的发票金额，减去对这些发票的红冲，最低为 0',
    en: 'Amount of the invoices issued in the last 90 days, less credit notes on them; at least 0',
  },
  netMinorOf,
)

export const invoiced = recentlyBilled(
  { zh: '近 90 天开票', en: 'invoiced in 90 days' },
  { zh: '最近 90 天开具的发票金额，红冲不减', en: 'Amount of the invoices issued in the last 90 days, as invoiced' },
  ({ billedMinor }) => billedMinor,
)

export const credited = recentlyBilled(
  { zh: '其中已红冲', en: 'of it credited' },
  {
    zh: '对最近 90 天开具的发票所开的红冲金额；台账已不再保存的发票不计',
    en: 'Credit notes on the invoices issued in the last 90 days; those on invoices that the ledger holds no longer do not count',
  },
  ({ creditedMinor }) => creditedMinor,
)

export const invoicedLastMonth = lastMonthBilled(
  { zh: '上月开票', en: 'invoiced last month' },
  { zh: '上一个自然月开具的发票金额，红冲不减', en: 'Amount of the invoices issued in the calendar month before' },
  ({ billedMinor }) => billedMinor,
)

export const creditedAfterMonthEnd = lastMonthBilled(
  { zh: '月结后红冲', en: 'credited after the month’s end' },
  {
    zh: '对上一个自然月开具的发票，在次月前 10 天内开出的红冲金额',
    en: 'Credit notes dated in the first 10 days of this month, on invoices of the calendar month before',
  },
  ({ creditedAfterCloseMinor }) => creditedAfterCloseMinor,
)

/**
 * Open balance ÷ sales on credit in a period × days of the period: the formula of the textbooks ("accounts receivable
 * ÷ net credit sales × number of days", for instance Brealey, Myers and Allen, Principles of Corporate Finance). A
 * quarter is the period: a month swings with single invoices, a year hides what has changed.
 */
export const daysSalesOutstanding: Measure<CustomerFacts> = {
  unit: 'days',
  standsAlone: true,
  label: { zh: '应收账款周转天数', en: 'days sales outstanding' },
  meaning: {
    zh: '应收余额 ÷ 最近 90 天净开票金额 × 90（DSO），至多 999 天；没有开票而仍有欠款时为 999',
    en: 'Open balance ÷ amount billed in the last 90 days × 90 (DSO), 999 at most; 999 when nothing was billed and something is owed',
  },
  sample: {
    zh: '最近 90 天开具的发票数；首张发票开具未满 90 天时为 0：窗口尚未覆盖，欠款都还没到付的时候',
    en: 'invoices issued in the last 90 days; 0 until the first one is 90 days back: before, nothing was due yet and all is open',
  },
  reads: ['receivables'],
  measure({ receivables }, on) {
    const values: CurrencyValue[] = []
    for (const book of receivables.currencies) {
      const { openMinor, openInvoices } = sumOpenItems(book, on)
      const billing = recent(book, on)
      const billedMinor = netMinorOf(billing)
      if (openMinor === 0 && billing.invoices === 0) continue
      const { currency } = book
      const beside = [
        { measure: 'open', value: openMinor, sample: openInvoices, currency },
        { measure: 'billed', value: billedMinor, sample: billing.invoices, currency },
      ]
      const sample = coversBilling(book, on, WINDOW_DAYS) ? billing.invoices : 0
      values.push({ currency, value: daysOf(openMinor, billedMinor), sample, beside })
    }
    return { kind: 'by-currency', values }
  },
  nextChangeOn: ({ receivables }, on) => nextBillingChangeOn(receivables, on, WINDOW_DAYS),
}

function daysOf(openMinor: number, billedMinor: number): number {
  if (openMinor === 0) return 0
  return billedMinor === 0 ? MOST_DAYS : Math.min(MOST_DAYS, (openMinor / billedMinor) * WINDOW_DAYS)
}

function recent(book: CurrencyBook, on: number): Billing {
  return billedBetween(book, on - WINDOW_DAYS + 1, on)
}

function netMinorOf({ billedMinor, creditedMinor }: Billing): number {
  return Math.max(0, billedMinor - creditedMinor)
}

function recentlyBilled(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  amountOf: (billing: Billing) => number,
): Measure<CustomerFacts> {
  return {
    ...billingAmount(label, meaning, amountOf, recent),
    nextChangeOn: ({ receivables }, on) => nextBillingChangeOn(receivables, on, WINDOW_DAYS),
  }
}

function lastMonthBilled(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  amountOf: (billing: Billing) => number,
): Measure<CustomerFacts> {
  return {
    ...billingAmount(label, meaning, amountOf, billedInMonthBefore),
    nextChangeOn: ({ receivables }, on) => nextMonthBeforeChangeOn(receivables, on),
  }
}

function billingAmount(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  amountOf: (billing: Billing) => number,
  billingOf: (book: CurrencyBook, on: number) => Billing,
): Omit<Measure<CustomerFacts>, 'nextChangeOn'> {
  return {
    unit: 'money',
    label,
    meaning,
    sample: INVOICES,
    reads: ['receivables'],
    measure({ receivables }, on) {
      const amounts: MeasuredAmount[] = []
      for (const book of receivables.currencies) {
        const billing = billingOf(book, on)
        amounts.push({ currency: book.currency, amountMinor: amountOf(billing), sample: billing.invoices })
      }
      return { kind: 'money', amounts }
    },
  }
}
