import { lastOrderWeek, nextLastOrderWeekChangeOn, type OrderWeek } from '../sales-history/last-order-week.ts'
import { deviationOf } from '../sales-history/order-deviation.ts'
import {
  expectedOrderWeeks,
  nextExpectedOrderWeekChangeOn,
  nextOrderDeviationCrossingOn,
  nextUsualOrderWeekChangeOn,
  usualOrderWeeks,
} from '../sales-history/order-weeks.ts'
import type { CustomerFacts } from './customer-facts.ts'
import type { Measure } from './measure.ts'

export const orderWeek = lastWeekAmount(
  { zh: '近 7 天订单净额', en: 'orders in 7 days' },
  {
    zh: '最近 7 天的订单额，减去这 7 天内的取消与退货，最低为 0',
    en: 'Amount ordered in the last 7 days, less what was cancelled and returned in them; at least 0',
  },
  ({ netMinor }) => Math.max(0, netMinor),
)

export const orderWeekPlaced = lastWeekAmount(
  { zh: '近 7 天订单额', en: 'orders placed in 7 days' },
  {
    zh: '最近 7 天的订单额，取消与退货不减',
    en: 'Amount ordered in the last 7 days, whatever was cancelled or returned',
  },
  ({ placedMinor }) => placedMinor,
)

export const usualOrderWeek: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '通常一周', en: 'usual week' },
  meaning: {
    zh: '截至最近一单的 7 天之前，至多 21 个整周订单净额的中位数；有往年同期时，按这些周相对往年同期的增幅（中位数）乘以往年此时的水平，往年之间不一致时取其间最接近实际的值；首单之前的周不计；不足 8 周、多数周没有订单或已沉默 5 周以上时为无',
    en: 'Median of what was ordered, less cancellations, in up to 21 whole weeks before the 7 days up to the latest order, from the first order on; where the same weeks of the one or two years before are known, what was usual at this time of those years, times how much larger these weeks are than theirs (median), and where the years differ, the nearest to what was ordered of all between them; nothing with fewer than 8 weeks, when most of them are empty, or after 5 weeks of silence',
  },
  sample: { zh: '所比较的整周数', en: 'weeks compared with' },
  reads: ['orders'],
  measure({ orders }, on) {
    const weeks = usualOrderWeeks(orders, on)
    const amounts = weeks.map(({ currency, usualMinor, weeks }) => ({
      currency,
      amountMinor: usualMinor,
      sample: weeks,
    }))
    return { kind: 'money', amounts }
  },
  nextChangeOn: ({ orders }, on) => nextUsualOrderWeekChangeOn(orders, on),
}

/** The forecast that stocks are planned by. */
export const expectedOrderWeek: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '未来 7 天预计订单额', en: 'orders expected in 7 days' },
  meaning: {
    zh: '今后 7 天预计的订单净额：近期各周的中位数；有往年同期时，按往年此时的水平乘以近期增幅，多个结果取平均；没有通常一周时为无',
    en: 'What the next 7 days may bring, less cancellations: the median of the recent weeks and, where known, what was usual at that time of the one or two years before, times the growth since; the mean of these; nothing without a usual week',
  },
  sample: { zh: '所依据的整周数', en: 'weeks it rests on' },
  reads: ['orders'],
  measure({ orders }, on) {
    const weeks = expectedOrderWeeks(orders, on)
    const amounts = weeks.map(({ currency, expectedMinor, weeks }) => ({
      currency,
      amountMinor: expectedMinor,
      sample: weeks,
    }))
    return { kind: 'money', amounts }
  },
  nextChangeOn: ({ orders }, on) => nextExpectedOrderWeekChangeOn(orders, on),
}

export const orderWeekDeviation: Measure<CustomerFacts> = {
  unit: 'deviations',
  standsAlone: true,
  label: { zh: '与通常一周的偏离', en: 'deviation from the usual week' },
  meaning: {
    zh: '最近 7 天的订单额偏离通常一周多少，高低都算（偏高看净额，偏低看下单额）：差额 ÷ 常见波动（绝对中位差 × 1.4826，至少为通常一周的五分之一）；没有通常一周时为未知',
    en: 'How far the last 7 days lie from the usual week, to either side (above by what is left after cancellations, below by what was placed): the difference ÷ the usual spread (median absolute deviation × 1.4826, at least a fifth of the usual week); unknown without a usual week',
  },
  sample: {
    zh: '所比较的整周数；同向偏离同样大的周超过十分之一，或往年此时前后三周内也曾如此（节日、促销）时为 0，因为那是习惯',
    en: 'weeks compared with; 0 when more than one in ten of them deviated as far to the same side, or a year before did within three weeks of this time (a holiday, a promotion), because that is a habit',
  },
  reads: ['orders'],
  measure({ orders }, on) {
    const weeks = usualOrderWeeks(orders, on)
    if (weeks.length === 0) return { kind: 'unknown' }
    const values = weeks.map((week) => {
      const { currency, orderedMinor, usualMinor, weeks, isRare } = week
      const sample = isRare ? weeks : 0
      const beside = [
        {
          measure: orderedMinor < usualMinor ? 'order-week-placed' : 'order-week',
          value: orderedMinor,
          sample,
          currency,
        },
        { measure: 'usual-order-week', value: usualMinor, sample: weeks, currency },
      ]
      return { currency, value: deviationOf(week), sample, beside }
    })
    return { kind: 'by-currency', values }
  },
  nextChangeOn: ({ orders }, on) => nextUsualOrderWeekChangeOn(orders, on),
  nextCrossingOn: ({ orders }, on, levels) => nextOrderDeviationCrossingOn(orders, on, levels),
}

function lastWeekAmount(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  amountOf: (week: OrderWeek) => number,
): Measure<CustomerFacts> {
  return {
    unit: 'money',
    label,
    meaning,
    sample: { zh: '这 7 天的下单数', en: 'orders placed in these 7 days' },
    reads: ['orders'],
    measure({ orders }, on) {
      const amounts = lastOrderWeek(orders, on).map((week) => {
        return { currency: week.currency, amountMinor: amountOf(week), sample: week.placed }
      })
      return { kind: 'money', amounts }
    },
    nextChangeOn: ({ orders }, on) => nextLastOrderWeekChangeOn(orders, on),
  }
}
