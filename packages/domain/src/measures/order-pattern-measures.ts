import { nextOrderWindowChangeOn, orderCountIn } from '../sales-history/measures.ts'
import { LEAST_ORDER_GAPS, orderRhythm, SHORTEST_RHYTHM_DAYS } from '../sales-history/order-rhythm.ts'
import { nextWeeklyOrdersChangeOn, type WeeklyOrders, weeklyOrders } from '../sales-history/weekly-orders.ts'
import type { CustomerFacts } from './customer-facts.ts'
import { earliest } from './earliest.ts'
import type { Measure } from './measure.ts'

const QUARTER_DAYS = 90

export const ordersQuarter: Measure<CustomerFacts> = {
  unit: 'count',
  label: { zh: '近 90 天订单数', en: 'orders in 90 days' },
  meaning: { zh: '最近 90 天下单数', en: 'Orders placed in the last 90 days' },
  sample: { zh: '同值', en: 'the same number' },
  reads: ['orders'],
  measure({ orders }, on) {
    const count = orderCountIn(orders, on, QUARTER_DAYS)
    return { kind: 'number', value: count, sample: count }
  },
  nextChangeOn: ({ orders }, on) => nextOrderWindowChangeOn(orders, on, QUARTER_DAYS),
}

export const weeklyOrdersMean = weeklyAmount(
  { zh: '每周平均订单净额', en: 'average week of orders' },
  {
    zh: '截至最近下单的那一周，最近至多 21 个整周（周一至周日，首单之后）平均每周的订单额，减去取消与退货；不足 13 周或已沉默 5 周以上时为无',
    en: 'Mean of what was ordered, less cancellations and returns, over up to 21 whole weeks (Monday to Sunday, since the first order) through the week of the latest order; nothing with fewer than 13 or after 5 weeks of silence',
  },
  ({ meanMinor }) => meanMinor,
)

export const weeklyOrdersSpread = weeklyAmount(
  { zh: '每周订单额的波动', en: 'spread of weekly orders' },
  {
    zh: '同一批整周订单净额的标准差；不用稳健估计，因为它恰好会忽略忽高忽低的那几周',
    en: 'Standard deviation of the same weeks; not a robust one, which would leave out the very weeks that make sales volatile',
  },
  ({ spreadMinor }) => spreadMinor,
)

export const usualOrderGap: Measure<CustomerFacts> = {
  unit: 'days',
  label: { zh: '通常下单间隔', en: 'usual gap between orders' },
  meaning: {
    zh: `最近至多 12 次下单间隔（按天）的中位数，至少 ${SHORTEST_RHYTHM_DAYS} 天；不足 ${LEAST_ORDER_GAPS} 次时为未知`,
    en: `Median of the latest gaps between order days, up to 12; at least ${SHORTEST_RHYTHM_DAYS} days; unknown with fewer than ${LEAST_ORDER_GAPS} gaps`,
  },
  sample: { zh: '间隔次数', en: 'gaps' },
  reads: ['orders'],
  measure({ orders }) {
    const rhythm = orderRhythm(orders)
    if (rhythm === undefined) return { kind: 'unknown' }
    return { kind: 'number', value: rhythm.usualGapDays, sample: rhythm.gaps }
  },
  nextChangeOn: () => undefined,
}

/** Looked at again on the days on which it reaches a level: for a quiet customer these are few. */
export const orderGapsPassed: Measure<CustomerFacts> = {
  unit: 'count',
  label: { zh: '已过去的通常下单间隔数', en: 'usual gaps without an order' },
  meaning: {
    zh: '距最近一次下单的天数 ÷ 该客户通常的下单间隔；间隔未知时为未知',
    en: "Days since the latest order ÷ the customer's usual gap between orders; unknown while that is",
  },
  sample: { zh: '通常间隔所依据的间隔次数', en: 'gaps that the usual one rests on' },
  reads: ['orders'],
  measure({ orders }, on) {
    const rhythm = orderRhythm(orders)
    if (rhythm === undefined) return { kind: 'unknown' }
    const { lastOrderOn, usualGapDays, gaps } = rhythm
    return { kind: 'number', value: Math.max(0, on - lastOrderOn) / usualGapDays, sample: gaps }
  },
  nextChangeOn({ orders }, on) {
    const rhythm = orderRhythm(orders)
    return rhythm === undefined ? undefined : Math.max(on, rhythm.lastOrderOn) + 1
  },
  nextCrossingOn({ orders }, on, { thresholds }) {
    const rhythm = orderRhythm(orders)
    if (rhythm === undefined) return undefined
    let next: number | undefined
    for (const level of thresholds) {
      // A product that binary fractions make a little too large must not put the day off.
      const reachedOn = rhythm.lastOrderOn + Math.ceil(level * rhythm.usualGapDays - 1e-6)
      if (reachedOn > on) next = earliest(next, reachedOn)
    }
    return next
  },
}

function weeklyAmount(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  amountOf: (weeks: WeeklyOrders) => number,
): Measure<CustomerFacts> {
  return {
    unit: 'money',
    label,
    meaning,
    sample: {
      zh: '整周数；过半的周没有订单时为 0，因为断续下单本身就会使波动很大',
      en: 'whole weeks; 0 when orders came in fewer than half of them, because ordering now and then is a spread of its own',
    },
    reads: ['orders'],
    measure({ orders }, on) {
      const amounts = weeklyOrders(orders, on).map((each) => {
        const sample = each.weeksWithOrders * 2 >= each.weeks ? each.weeks : 0
        return { currency: each.currency, amountMinor: amountOf(each), sample }
      })
      return { kind: 'money', amounts }
    },
    nextChangeOn: ({ orders }, on) => nextWeeklyOrdersChangeOn(orders, on),
  }
}
