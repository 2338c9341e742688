/** How a customer has paid since it was first known; `payment-measures.ts` looks at the last 90 days. */
import { type PaymentHistory, paymentHistoryOf, TREND_DAYS } from '../payment-record/measures.ts'
import { FRESH_HALF_LIFE_DAYS, LATE_DAYS, RECENT_HALF_LIFE_DAYS, VERY_LATE_DAYS } from '../payment-record/record.ts'
import type { InvoiceItem } from '../receivables/state.ts'
import type { CustomerFacts } from './customer-facts.ts'
import type { Measure, MeasuredAmount } from './measure.ts'

const PAID_SAMPLE = { zh: '历来付清的发票数', en: 'invoices ever paid off' }

export const invoicesSettled = historyCount(
  { zh: '历来付清发票数', en: 'invoices ever paid' },
  {
    zh: '自有记录以来付清的发票数（所有币种；核销与红冲不计；后被冲回的付款不计）',
    en: 'Invoices ever paid off, all currencies; write-offs, credit notes and payments that were taken back do not count',
  },
  ({ settledInvoices }) => settledInvoices,
)

export const invoicesSettledLate = historyCount(
  { zh: `历来逾期超过 ${LATE_DAYS} 天`, en: `ever paid over ${LATE_DAYS} days late` },
  {
    zh: `历来付清的发票中，晚付超过 ${LATE_DAYS} 天的张数（按起息日）`,
    en: `Of the invoices ever paid off, those paid more than ${LATE_DAYS} days late, by value date`,
  },
  ({ lateInvoices }) => lateInvoices,
)

export const invoicesSettledVeryLate = historyCount(
  { zh: `历来逾期超过 ${VERY_LATE_DAYS} 天`, en: `ever paid over ${VERY_LATE_DAYS} days late` },
  {
    zh: `历来付清的发票中，晚付超过 ${VERY_LATE_DAYS} 天的张数（按起息日）`,
    en: `Of the invoices ever paid off, those paid more than ${VERY_LATE_DAYS} days late, by value date`,
  },
  ({ veryLateInvoices }) => veryLateInvoices,
)

/** Early counts below zero: a customer that pays early is another customer than one that pays on the day. */
export const meanDaysLateEver = historyDays(
  { zh: '历来平均逾期天数', en: 'mean days late ever' },
  {
    zh: '历来付清的发票平均晚付的天数，提前付款为负；单张发票按 −60 至 120 天计',
    en: 'Mean days late of the invoices ever paid off, early below zero; one invoice counts between −60 and 120 days',
  },
  ({ daysLate, settledInvoices }) => (settledInvoices === 0 ? undefined : daysLate / settledInvoices),
)

export const recentDaysLate = historyDays(
  { zh: '近期平均逾期天数', en: 'recent days late' },
  {
    zh: `历来付清的发票平均晚付的天数，提前付款为负，越近权重越大：每过 ${RECENT_HALF_LIFE_DAYS} 天权重减半`,
    en: `Mean days late of the invoices ever paid off, early below zero, recent ones weighing more: half the weight for each ${RECENT_HALF_LIFE_DAYS} days`,
  },
  (history) => history.recentDaysLate,
)

export const latestDaysLate = historyDays(
  { zh: '最近平均逾期天数', en: 'latest days late' },
  {
    zh: `同近期平均逾期天数，但忘得更快：每过 ${FRESH_HALF_LIFE_DAYS} 天权重减半`,
    en: `As recent days late, but quicker to forget: half the weight for each ${FRESH_HALF_LIFE_DAYS} days`,
  },
  (history) => history.freshDaysLate,
)

/**
 * Two means that forget at different speed, instead of two windows beside one another: it needs no list of invoices, and
 * moves with every payment. When the customer turns from x to y days late, it comes to nearly half of y − x after four
 * months, and back to 0 as the new habit becomes the old one.
 */
export const daysLateTrend: Measure<CustomerFacts> = {
  unit: 'days',
  label: { zh: '逾期天数趋势', en: 'days late, trend' },
  meaning: {
    zh: `最近的平均逾期天数（每过 ${FRESH_HALF_LIFE_DAYS} 天权重减半）减去较长期的（每过 ${RECENT_HALF_LIFE_DAYS} 天权重减半）：大于 0 为越付越晚；${TREND_DAYS} 天没有付清发票后为未知`,
    en: `Mean days late of late (half the weight for each ${FRESH_HALF_LIFE_DAYS} days) less that of long (for each ${RECENT_HALF_LIFE_DAYS} days): above 0, the customer pays later and later; unknown once nothing was paid off for ${TREND_DAYS} days`,
  },
  sample: {
    zh: '近期付清的发票数，按权重折算：付清越久计得越少',
    en: 'invoices paid off of late, by weight: the longer ago, the less they count',
  },
  reads: ['payments'],
  measure({ receivables }, on) {
    const { freshDaysLate, recentDaysLate: longer, freshInvoices, lastSettledOn } = paymentHistoryOf(receivables)
    if (freshDaysLate === undefined || longer === undefined || lastSettledOn === undefined) return { kind: 'unknown' }
    if (on - lastSettledOn > TREND_DAYS) return { kind: 'unknown' }
    return { kind: 'number', value: freshDaysLate - longer, sample: freshInvoices }
  },
  nextChangeOn({ receivables }, on) {
    const { lastSettledOn } = paymentHistoryOf(receivables)
    if (lastSettledOn === undefined || lastSettledOn + TREND_DAYS < on) return undefined
    return lastSettledOn + TREND_DAYS + 1
  },
}

export const usualInvoice: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '通常发票金额', en: 'usual invoice' },
  meaning: {
    zh: `历来付清的发票的平均金额，越近权重越大：每过 ${RECENT_HALF_LIFE_DAYS} 天权重减半`,
    en: `Mean amount of the invoices ever paid off, recent ones weighing more: half the weight for each ${RECENT_HALF_LIFE_DAYS} days`,
  },
  sample: PAID_SAMPLE,
  reads: ['payments'],
  measure({ receivables }) {
    const amounts: MeasuredAmount[] = []
    for (const { currency, paid } of receivables.currencies) {
      if (paid.settledInvoices === 0) continue
      amounts.push({ currency, amountMinor: paid.usualMinor, sample: paid.settledInvoices })
    }
    return { kind: 'money', amounts }
  },
  nextChangeOn: () => undefined,
}

export const latestInvoice: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '最新发票金额', en: 'latest invoice' },
  meaning: {
    zh: '未结清发票中开票日最晚的一张的金额；同日多张取最大的一张；没有未结清发票的币种不计',
    en: 'Amount of the open invoice that was issued last, the largest of several of one day; nothing in currencies without an open invoice',
  },
  sample: { zh: '恒为 1', en: 'always 1' },
  reads: ['receivables'],
  measure({ receivables }) {
    const amounts: MeasuredAmount[] = []
    for (const { currency, open } of receivables.currencies) {
      const latest = latestOf(open)
      if (latest !== undefined) amounts.push({ currency, amountMinor: latest.amountMinor, sample: 1 })
    }
    return { kind: 'money', amounts }
  },
  nextChangeOn: () => undefined,
}

/** Invoices that were merged at the bound are the oldest. */
function latestOf(open: readonly InvoiceItem[]): InvoiceItem | undefined {
  let latest: InvoiceItem | undefined
  for (const item of open) {
    if (item.invoices > 1) continue
    const isLater = latest === undefined || item.issuedOn > latest.issuedOn
    const isLarger = latest?.issuedOn === item.issuedOn && item.amountMinor > latest.amountMinor
    if (isLater || isLarger) latest = item
  }
  return latest
}

function historyCount(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  countOf: (history: PaymentHistory) => number,
): Measure<CustomerFacts> {
  return {
    unit: 'count',
    label,
    meaning,
    sample: PAID_SAMPLE,
    reads: ['payments'],
    measure({ receivables }) {
      const history = paymentHistoryOf(receivables)
      return { kind: 'number', value: countOf(history), sample: history.settledInvoices }
    },
    nextChangeOn: () => undefined,
  }
}

function historyDays(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  daysOf: (history: PaymentHistory) => number | undefined,
): Measure<CustomerFacts> {
  return {
    unit: 'days',
    label,
    meaning,
    sample: PAID_SAMPLE,
    reads: ['payments'],
    measure({ receivables }) {
      const history = paymentHistoryOf(receivables)
      const value = daysOf(history)
      return value === undefined ? { kind: 'unknown' } : { kind: 'number', value, sample: history.settledInvoices }
    },
    nextChangeOn: () => undefined,
  }
}
