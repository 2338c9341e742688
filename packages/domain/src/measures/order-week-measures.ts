import {
  lastOrderWeek,
  nextOrderWeekChangeOn,
  nextUsualOrderWeekChangeOn,
  usualOrderWeeks,
} from '../sales-history/order-weeks.ts'
import type { CustomerFacts } from './customer-facts.ts'
import type { Measure } from './measure.ts'

export const orderWeek: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '近 7 天订单额', en: 'orders in 7 days' },
  meaning: {
    zh: '最近 7 天的订单额，减去取消与退货',
    en: 'Amount ordered in the last 7 days, less cancellations and returns',
  },
  sample: { zh: '这 7 天的下单数', en: 'orders placed in these 7 days' },
  reads: ['orders'],
  measure({ orders }, on) {
    const weeks = lastOrderWeek(orders, on)
    const amounts = weeks.map(({ currency, netMinor, placed }) => ({ currency, amountMinor: netMinor, sample: placed }))
    return { kind: 'money', amounts }
  },
  nextChangeOn: ({ orders }, on) => nextOrderWeekChangeOn(orders, on),
}

export const usualOrderWeek: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '通常一周', en: 'usual week' },
  meaning: {
    zh: '此前至多 26 个整周订单额的中位数；首单之前的周不计，不足 8 周或多数周没有订单时为无',
    en: 'Median of the amounts ordered in up to 26 whole weeks before the last 7 days, from the first order on; nothing with fewer than 8 weeks, or when most of them are empty',
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

export const orderWeekDeviation: Measure<CustomerFacts> = {
  unit: 'deviations',
  standsAlone: true,
  label: { zh: '与通常一周的偏离', en: 'deviation from the usual week' },
  meaning: {
    zh: '最近 7 天的订单额偏离通常一周多少，高低都算：差额 ÷ 常见波动（绝对中位差 × 1.4826，至少为通常一周的四分之一）',
    en: 'How far the last 7 days lie from the usual week, to either side: the difference ÷ the usual spread (median absolute deviation × 1.4826, at least a quarter of the usual week)',
  },
  sample: {
    zh: '所比较的整周数；同向偏离同样大的周超过十分之一时为 0，因为那是习惯',
    en: 'weeks compared with; 0 when more than one in ten of them deviated as far to the same side, because that is a habit',
  },
  reads: ['orders'],
  measure({ orders }, on) {
    const values = usualOrderWeeks(orders, on).map(({ currency, netMinor, usualMinor, spreadMinor, weeks, isRare }) => {
      const sample = isRare ? weeks : 0
      const beside = [
        { measure: 'order-week', value: netMinor, sample, currency },
        { measure: 'usual-order-week', value: usualMinor, sample: weeks, currency },
      ]
      return { currency, value: Math.abs(netMinor - usualMinor) / spreadMinor, sample, beside }
    })
    return { kind: 'by-currency', values }
  },
  nextChangeOn: ({ orders }, on) => nextUsualOrderWeekChangeOn(orders, on),
}
