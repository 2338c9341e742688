/** Measures of what a representative sold, and of what came of what it promised. */
import type { LocalizedText } from '../indicators/rule-set.ts'
import {
  nextOutcomesChangeOn,
  nextQuarterChangeOn,
  repOrdersOfQuarter,
  repOutcomesIn,
} from '../representatives/measures.ts'
import {
  nextSalesWeekOn,
  nextTargetProgressOn,
  type RepSalesWeeks,
  repSalesWeeks,
  repTargetProgress,
} from '../representatives/sales-measures.ts'
import type { OutcomeKind, SalesRepBook } from '../representatives/state.ts'
import type { Facet, Measure } from './measure.ts'

/** Which facts move what is counted. */
export const FACET_OF_OUTCOME: Readonly<Record<OutcomeKind, Facet>> = {
  deliveries: 'orders',
  fulfilments: 'contracts',
  complaints: 'feedback',
  surveys: 'feedback',
}

const ELAPSED_DAYS = { zh: '目标期内已过的天数', en: 'days of the period that have passed' }

export const repSoldInTargetPeriod: Measure<SalesRepBook> = {
  unit: 'money',
  label: { zh: '目标期内销售净额', en: 'sold in the target period' },
  meaning: {
    zh: '正在进行的销售目标期内的订单额，减去取消与退货，最低为 0；同时有几个目标时取最早结束的一个',
    en: 'Amount ordered since the first day of the running sales target, less what was cancelled and returned, at least 0; of several targets the one that ends first',
  },
  sample: ELAPSED_DAYS,
  reads: ['orders', 'credit'],
  measure: (book, on) => ({
    kind: 'money',
    amounts: repTargetProgress(book, on).map(({ currency, soldMinor, elapsedDays }) => ({
      currency,
      amountMinor: soldMinor,
      sample: elapsedDays,
    })),
  }),
  nextChangeOn: nextTargetProgressOn,
}

export const repTargetToDate: Measure<SalesRepBook> = {
  unit: 'money',
  label: { zh: '目标进度应达金额', en: 'target to date' },
  meaning: {
    zh: '销售目标乘以目标期已过天数的比例；首单晚于期初时自首单日起算；同时有几个目标时取最早结束的一个',
    en: 'The sales target times the share of its period that has passed, from the first order of all on where that came later; of several targets the one that ends first',
  },
  sample: ELAPSED_DAYS,
  reads: ['orders', 'credit'],
  measure: (book, on) => ({
    kind: 'money',
    amounts: repTargetProgress(book, on).map(({ currency, dueMinor, elapsedDays }) => ({
      currency,
      amountMinor: dueMinor,
      sample: elapsedDays,
    })),
  }),
  nextChangeOn: nextTargetProgressOn,
}

export const repWeeklySales = weekAmount(
  { zh: '周均销售净额', en: 'average week' },
  {
    zh: '截至当日、最近至多 13 周的平均订单净额；首单之前的周不计',
    en: 'Amount ordered, less cancellations and returns, in an average week of the last 13 at most; from the first order on',
  },
  ({ averageMinor }) => Math.max(0, averageMinor),
)

export const repWeeklySalesSpread = weekAmount(
  { zh: '周销售波动', en: 'spread of weekly sales' },
  {
    zh: '这些周订单净额的标准差',
    en: 'Standard deviation of the net amount ordered in these weeks',
  },
  ({ spreadMinor }) => spreadMinor,
)

export const repOrdersQuarter: Measure<SalesRepBook> = {
  unit: 'count',
  label: { zh: '近 90 天订单数', en: 'orders in 90 days' },
  meaning: { zh: '名下全部客户最近 90 天下单数', en: 'Orders placed by all customers in the last 90 days' },
  sample: { zh: '同值', en: 'the same number' },
  reads: ['orders'],
  measure(book, on) {
    const orders = repOrdersOfQuarter(book, on)
    return { kind: 'number', value: orders, sample: orders }
  },
  nextChangeOn: nextQuarterChangeOn,
}

const DELIVERED = { zh: '最近 90 天有承诺交期的完整交付数', en: 'orders with a promised day delivered in 90 days' }

export const repDeliveries = outcomeCount(
  { zh: '已交付订单数', en: 'orders delivered' },
  {
    zh: '最近 90 天完整交付、且有承诺交期的订单数',
    en: 'Orders with a promised day that were delivered completely in the last 90 days',
  },
  DELIVERED,
  'deliveries',
  'counted',
)

export const repDeliveriesOnTime = outcomeCount(
  { zh: '按期交付数', en: 'delivered on time' },
  { zh: '其中不晚于承诺交期的订单数', en: 'Of them: no later than on the promised day' },
  DELIVERED,
  'deliveries',
  'good',
)

const ENDED = { zh: '最近 365 天有履约结果的合同数', en: 'contracts that ended in 365 days' }

export const repContractsEnded = outcomeCount(
  { zh: '有履约结果的合同数', en: 'contracts ended' },
  {
    zh: '最近 365 天履行完毕、由客户提前终止或违约的合同数',
    en: 'Contracts of all customers that in the last 365 days were fulfilled, or ended early or broken by the customer',
  },
  ENDED,
  'fulfilments',
  'counted',
)

export const repContractsFulfilled = outcomeCount(
  { zh: '履行完毕的合同数', en: 'contracts fulfilled' },
  { zh: '其中履行完毕的合同数', en: 'Of them: fulfilled' },
  ENDED,
  'fulfilments',
  'good',
)

export const repComplaints = outcomeCount(
  { zh: '客户投诉数', en: 'complaints' },
  { zh: '最近 90 天名下全部客户的投诉数', en: 'Complaints of all customers in the last 90 days' },
  { zh: '同值', en: 'the same number' },
  'complaints',
  'counted',
)

export const repAverageSatisfaction: Measure<SalesRepBook> = {
  unit: 'points',
  label: { zh: '平均满意度', en: 'average satisfaction' },
  meaning: {
    zh: '最近 365 天针对这位销售代表的满意度调查平均分，折算为 0（最差）至 100（最好）',
    en: 'Mean of the answers about the representative in the last 365 days, from 0 (worst) to 100 (best) whatever the scale',
  },
  sample: { zh: '最近 365 天的答卷数', en: 'answers in the last 365 days' },
  reads: ['feedback'],
  measure(book, on) {
    const { counted, good } = repOutcomesIn(book, 'surveys', on)
    return counted === 0 ? { kind: 'unknown' } : { kind: 'number', value: good / counted / 100, sample: counted }
  },
  nextChangeOn: (book, on) => nextOutcomesChangeOn(book, 'surveys', on),
}

function weekAmount(
  label: LocalizedText,
  meaning: LocalizedText,
  amountOf: (weeks: RepSalesWeeks) => number,
): Measure<SalesRepBook> {
  return {
    unit: 'money',
    label,
    meaning,
    sample: { zh: '所看的周数', en: 'weeks looked at' },
    reads: ['orders'],
    measure: (book, on) => ({
      kind: 'money',
      amounts: repSalesWeeks(book, on).map((weeks) => ({
        currency: weeks.currency,
        amountMinor: amountOf(weeks),
        sample: weeks.weeks,
      })),
    }),
    nextChangeOn: nextSalesWeekOn,
  }
}

function outcomeCount(
  label: LocalizedText,
  meaning: LocalizedText,
  sample: LocalizedText,
  kind: OutcomeKind,
  counted: 'counted' | 'good',
): Measure<SalesRepBook> {
  return {
    unit: 'count',
    label,
    meaning,
    sample,
    reads: [FACET_OF_OUTCOME[kind]],
    measure(book, on) {
      const outcomes = repOutcomesIn(book, kind, on)
      return { kind: 'number', value: outcomes[counted], sample: outcomes.counted }
    },
    nextChangeOn: (book, on) => nextOutcomesChangeOn(book, kind, on),
  }
}
