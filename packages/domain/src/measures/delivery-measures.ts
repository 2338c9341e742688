import {
  deliveriesIn,
  nextDeliveryWindowChangeOn,
  nextMonthReturnChangeOn,
  nextPromiseDayOn,
  nextReturnWindowChangeOn,
  pastPromise,
  returnsBetween,
} from '../fulfilment/measures.ts'
import { firstOfMonth } from '../fulfilment/months.ts'
import { nextOrderWindowChangeOn, placedBetween } from '../sales-history/measures.ts'
import type { CustomerFacts } from './customer-facts.ts'
import type { Measure } from './measure.ts'

const WINDOW_DAYS = 90
const PROMISED_DELIVERIES = {
  zh: '最近 90 天完整交付、且有承诺交期的订单数',
  en: 'orders with a promised day delivered in 90 days',
}

export const orderProcessingDays: Measure<CustomerFacts> = {
  unit: 'days',
  label: { zh: '平均订单处理时间', en: 'average order processing time' },
  meaning: {
    zh: '最近 90 天完整交付的订单，从下单到交付平均用了多少天；没有交付时为未知',
    en: 'Mean days from placing to complete delivery, of the orders delivered in the last 90 days; unknown when none was',
  },
  sample: { zh: '最近 90 天完整交付的订单数', en: 'orders delivered completely in 90 days' },
  reads: ['deliveries'],
  measure({ fulfilment }, on) {
    const { delivered, processingDays } = deliveriesIn(fulfilment, on, WINDOW_DAYS)
    return delivered === 0
      ? { kind: 'unknown' }
      : { kind: 'number', value: processingDays / delivered, sample: delivered }
  },
  nextChangeOn: ({ fulfilment }, on) => nextDeliveryWindowChangeOn(fulfilment, on, WINDOW_DAYS),
}

export const deliveries: Measure<CustomerFacts> = {
  unit: 'count',
  label: { zh: '已交付订单数', en: 'orders delivered' },
  meaning: {
    zh: '最近 90 天完整交付、且有承诺交期的订单数（含预付和已开票订单）',
    en: 'Orders with a promised day that were delivered completely in the last 90 days, billed and prepaid ones included',
  },
  sample: PROMISED_DELIVERIES,
  reads: ['deliveries'],
  measure({ fulfilment }, on) {
    const { promised } = deliveriesIn(fulfilment, on, WINDOW_DAYS)
    return { kind: 'number', value: promised, sample: promised }
  },
  nextChangeOn: ({ fulfilment }, on) => nextDeliveryWindowChangeOn(fulfilment, on, WINDOW_DAYS),
}

export const deliveriesOnTime: Measure<CustomerFacts> = {
  unit: 'count',
  label: { zh: '按期交付数', en: 'delivered on time' },
  meaning: {
    zh: '其中不晚于最后承诺的交期交付的订单数',
    en: 'Of them: no later than on the day that was promised last',
  },
  sample: PROMISED_DELIVERIES,
  reads: ['deliveries'],
  measure({ fulfilment }, on) {
    const { promised, onTime } = deliveriesIn(fulfilment, on, WINDOW_DAYS)
    return { kind: 'number', value: onTime, sample: promised }
  },
  nextChangeOn: ({ fulfilment }, on) => nextDeliveryWindowChangeOn(fulfilment, on, WINDOW_DAYS),
}

/** Looked at again on the days on which an order reaches a level, not every day; see `nextCrossingOn`. */
export const daysPastPromise: Measure<CustomerFacts> = {
  unit: 'days',
  label: { zh: '最长超过承诺交期', en: 'longest past promise' },
  meaning: {
    zh: '未完整交付的订单中，最早的承诺交期已过的天数；没有时为 0；取消的、以及超期 190 天仍未交付的订单不再计入',
    en: 'Days since the earliest promised day among orders that are not delivered completely; 0 when none is past it; orders cancelled, or undelivered for 190 days, no longer count',
  },
  sample: { zh: '超过承诺交期的未交付订单数', en: 'undelivered orders past their promised day' },
  reads: ['deliveries'],
  measure({ fulfilment }, on) {
    const { orders, promisedOn } = pastPromise(fulfilment, on)
    return { kind: 'number', value: promisedOn === undefined ? 0 : on - promisedOn, sample: orders }
  },
  nextChangeOn({ fulfilment }, on) {
    const isPast = pastPromise(fulfilment, on).orders > 0
    return isPast ? on + 1 : nextPromiseDayOn(fulfilment, on, [1])
  },
  nextCrossingOn({ fulfilment }, on, { thresholds }) {
    // On the day after its promise an order adds to the sample.
    return nextPromiseDayOn(fulfilment, on, [1, ...thresholds.map(Math.ceil)])
  },
}

export const ordered: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '近 90 天订单额', en: 'ordered in 90 days' },
  meaning: {
    zh: '最近 90 天的订单额，取消与退货不减',
    en: 'Amount ordered in the last 90 days, whatever was cancelled or returned',
  },
  sample: { zh: '这 90 天的下单数', en: 'orders placed in these 90 days' },
  reads: ['orders'],
  measure({ orders }, on) {
    return { kind: 'money', amounts: amountsOf(placedBetween(orders, on - WINDOW_DAYS + 1, on)) }
  },
  nextChangeOn: ({ orders }, on) => nextOrderWindowChangeOn(orders, on, WINDOW_DAYS),
}

export const returned: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '近 90 天退货额', en: 'returned in 90 days' },
  meaning: { zh: '最近 90 天的退货额', en: 'Amount of goods that came back in the last 90 days' },
  sample: { zh: '这 90 天的退货次数', en: 'returns in these 90 days' },
  reads: ['deliveries'],
  measure({ fulfilment }, on) {
    const amounts = returnsBetween(fulfilment, on - WINDOW_DAYS + 1, on).map((window) => {
      return { currency: window.currency, amountMinor: window.returnedMinor, sample: window.returns }
    })
    return { kind: 'money', amounts }
  },
  nextChangeOn: ({ fulfilment }, on) => nextReturnWindowChangeOn(fulfilment, on, WINDOW_DAYS),
}

export const orderedLastMonth: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '上月订单额', en: 'ordered last month' },
  meaning: {
    zh: '上一个日历月的订单额，取消与退货不减',
    en: 'Amount ordered in the calendar month before, whatever was cancelled or returned',
  },
  sample: { zh: '上月下单数', en: 'orders placed in that month' },
  reads: ['orders'],
  measure({ orders }, on) {
    return { kind: 'money', amounts: amountsOf(placedBetween(orders, firstOfMonth(on, -1), firstOfMonth(on) - 1)) }
  },
  nextChangeOn({ orders }, on) {
    const latest = orders.days.at(-1)
    // Orders of this month become those of the month before when it ends, those of that month leave.
    return latest !== undefined && latest.day >= firstOfMonth(on, -1) ? firstOfMonth(on, 1) : undefined
  },
}

export const returnedAfterMonthEnd: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '月初退回的上月订单额', en: 'of last month returned' },
  meaning: {
    zh: '本月前 10 天退回的、上月下单的货物金额；未写明订单的退货计入',
    en: 'Amount of goods ordered in the month before that came back in the first 10 days of this month; returns that name no order count',
  },
  sample: { zh: '本月退货次数', en: 'returns in this month' },
  reads: ['deliveries'],
  measure({ fulfilment }, on) {
    const amounts = returnsBetween(fulfilment, firstOfMonth(on), on).map((window) => {
      return { currency: window.currency, amountMinor: window.ofMonthBeforeMinor, sample: window.returns }
    })
    return { kind: 'money', amounts }
  },
  nextChangeOn: ({ fulfilment }, on) => nextMonthReturnChangeOn(fulfilment, on),
}

function amountsOf(
  placed: readonly { readonly currency: string; readonly placed: number; readonly placedMinor: number }[],
) {
  return placed.map((each) => ({ currency: each.currency, amountMinor: each.placedMinor, sample: each.placed }))
}
