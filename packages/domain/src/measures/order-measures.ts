import { daysSinceLastOrder, nextOrderWindowChangeOn, orderCountIn } from '../sales-history/measures.ts'
import type { CustomerFacts } from './customer-facts.ts'
import { earliest } from './earliest.ts'
import type { Measure } from './measure.ts'

const RECENT_DAYS = 30
const BASELINE_DAYS = 90

export const ordersRecent: Measure<CustomerFacts> = {
  unit: 'count',
  label: { zh: '近 30 天订单数', en: 'orders in 30 days' },
  meaning: { zh: '最近 30 天下单数', en: 'Orders placed in the last 30 days' },
  sample: { zh: '同值', en: 'the same number' },
  reads: ['orders'],
  measure({ orders }, on) {
    const count = orderCountIn(orders, on, RECENT_DAYS)
    return { kind: 'number', value: count, sample: count }
  },
  nextChangeOn: ({ orders }, on) => nextOrderWindowChangeOn(orders, on, RECENT_DAYS),
}

export const ordersBaseline: Measure<CustomerFacts> = {
  unit: 'count',
  label: { zh: '此前每 30 天订单数', en: 'orders per 30 days before' },
  meaning: {
    zh: '此前 90 天（不含最近 30 天）平均每 30 天下单数',
    en: 'Orders per 30 days, on average over the 90 days before the last 30',
  },
  sample: {
    zh: '这 90 天内的下单数；首单晚于窗口起点时为 0',
    en: 'orders in these 90 days; 0 while the first order lies inside them, because the window is not covered',
  },
  reads: ['orders'],
  measure({ orders }, on) {
    const all = RECENT_DAYS + BASELINE_DAYS
    const count = orderCountIn(orders, on, all) - orderCountIn(orders, on, RECENT_DAYS)
    const isCovered = orders.firstOrderOn !== null && orders.firstOrderOn <= on - all + 1
    return { kind: 'number', value: (count * RECENT_DAYS) / BASELINE_DAYS, sample: isCovered ? count : 0 }
  },
  nextChangeOn({ orders }, on) {
    const all = RECENT_DAYS + BASELINE_DAYS
    const coveredOn = orders.firstOrderOn === null ? undefined : orders.firstOrderOn + all - 1
    const windowOn = earliest(
      nextOrderWindowChangeOn(orders, on, RECENT_DAYS),
      nextOrderWindowChangeOn(orders, on, all),
    )
    return coveredOn !== undefined && coveredOn > on ? earliest(windowOn, coveredOn) : windowOn
  },
}

export const daysSinceOrder: Measure<CustomerFacts> = {
  unit: 'days',
  label: { zh: '未下单天数', en: 'days since the latest order' },
  meaning: {
    zh: '距最近一次下单的天数；从未下单为 0',
    en: 'Days since the latest order; 0 for a customer that never ordered',
  },
  sample: {
    zh: '0 从未下单，1 只在一天下过单，2 在多天下过单',
    en: '0 = never ordered, 1 = on one day only, 2 = on several days',
  },
  reads: ['orders'],
  measure({ orders }, on) {
    const sample = orders.lastOrderOn === null ? 0 : orders.lastOrderOn === orders.firstOrderOn ? 1 : 2
    return { kind: 'number', value: Math.max(0, daysSinceLastOrder(orders, on) ?? 0), sample }
  },
  nextChangeOn: ({ orders }, on) => (orders.lastOrderOn === null ? undefined : Math.max(on, orders.lastOrderOn) + 1),
  countsFrom: ({ orders }) => (orders.lastOrderOn === null ? [] : [orders.lastOrderOn]),
}
