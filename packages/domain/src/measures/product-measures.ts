/** Measures of a product: what is ordered of it, and how far its stock goes. Quantities in units of the product. */
import type { LocalizedText } from '../indicators/rule-set.ts'
import {
  type Demanded,
  demandIn,
  expectedDemandWeek,
  leastUsualDemand,
  nextForecastOn,
  nextRecentDemandOn,
  nextStockCoverOn,
  nextStockTurnoverOn,
  nextUsualDemandOn,
  onHand,
  RECENT_DEMAND_DAYS,
  stockCover,
  stockTurnover,
  usualDemand,
} from '../products/measures.ts'
import type { SalesRepBook } from '../representatives/state.ts'
import type { Measure, Measurement } from './measure.ts'

const FORTNIGHTS_WITH_ORDERS: LocalizedText = { zh: '其中有订货的双周数', en: 'fortnights with orders among them' }
const DAYS_WITH_ORDERS: LocalizedText = { zh: '这 28 天内有订货的天数', en: 'days with orders among the 28' }

export const demandRecent: Measure<SalesRepBook> = {
  unit: 'count',
  label: { zh: '近 28 天订货量', en: 'ordered in 28 days' },
  meaning: {
    zh: '最近 28 天订单行中该产品的数量，已扣除取消',
    en: 'Quantity of the product on the lines of orders of the last 28 days, less what was cancelled',
  },
  sample: DAYS_WITH_ORDERS,
  reads: ['orders'],
  measure: (book, on) => ofDemand(demandIn(book, on, RECENT_DEMAND_DAYS)),
  nextChangeOn: nextRecentDemandOn,
}

export const demandUsual: Measure<SalesRepBook> = {
  unit: 'count',
  label: { zh: '通常 28 天订货量', en: 'usual in 28 days' },
  meaning: {
    zh: '最近 28 天之前至多 13 个整双周订货量的中位数乘以 2；首次订货之前不计，没有时为未知',
    en: 'Twice the median of what was ordered in each of up to 13 whole fortnights before the last 28 days, from the first order on; unknown without one',
  },
  sample: FORTNIGHTS_WITH_ORDERS,
  reads: ['orders'],
  measure: (book, on) => ofDemand(usualDemand(book, on)),
  nextChangeOn: nextUsualDemandOn,
}

export const demandLeast: Measure<SalesRepBook> = {
  unit: 'count',
  label: { zh: '通常 28 天最低订货量', en: 'least usual in 28 days' },
  meaning: {
    zh: '通常 28 天订货量减去四倍的常见波动（各双周与中位数之差的上四分位数 × 0.8693 × √2，至少为通常量的 5%），最低为 0；没有整双周时为未知',
    en: 'What is usual in 28 days less four usual spreads (upper quartile of how far the fortnights lie from their median × 0.8693 × √2, at least 5 % of what is usual), at least 0; unknown without a whole fortnight',
  },
  sample: FORTNIGHTS_WITH_ORDERS,
  reads: ['orders'],
  measure: (book, on) => ofDemand(leastUsualDemand(book, on)),
  nextChangeOn: nextUsualDemandOn,
}

export const expectedDemand: Measure<SalesRepBook> = {
  unit: 'count',
  label: { zh: '今后 7 天预计订货量', en: 'expected in the next 7 days' },
  meaning: {
    zh: '按最近至多 12 个整周的稳健趋势线（泰尔-森）外推一周，最低为 0；不足 6 周时为未知',
    en: 'The robust trend line (Theil–Sen) through the last 12 whole weeks at most, one week further, at least 0; unknown with fewer than 6 weeks',
  },
  sample: { zh: '其中有订货的周数', en: 'weeks with orders among them' },
  reads: ['orders'],
  measure: (book, on) => ofDemand(expectedDemandWeek(book, on)),
  nextChangeOn: nextForecastOn,
}

export const stockOnHand: Measure<SalesRepBook> = {
  unit: 'count',
  label: { zh: '库存量', en: 'in stock' },
  meaning: {
    zh: '最近一次盘点的数量加其后的出入库；从未盘点时为未知',
    en: 'What was counted last, with what was moved since; unknown when it was never counted',
  },
  sample: { zh: '1：已盘点', en: '1 = it was counted' },
  reads: ['credit'],
  measure: (book) => {
    const quantity = onHand(book)
    return quantity === undefined ? UNKNOWN : { kind: 'number', value: quantity, sample: 1 }
  },
  nextChangeOn: () => undefined,
}

export const stockCoverDays: Measure<SalesRepBook> = {
  unit: 'days',
  label: { zh: '库存可用天数', en: 'days the stock lasts' },
  meaning: {
    zh: '库存量 ÷ 最近 28 天（新产品为已知天数）日均订货量，最多 999；28 天内无订货或从未盘点时为未知',
    en: 'Stock ÷ what was ordered per day in the last 28 (of a new product: since it is known), at most 999; unknown when nothing was ordered in them or the stock was never counted',
  },
  sample: DAYS_WITH_ORDERS,
  reads: ['orders', 'credit'],
  measure: (book, on) => ofDays(stockCover(book, on)),
  nextChangeOn: nextStockCoverOn,
}

export const stockTurnoverDays: Measure<SalesRepBook> = {
  unit: 'days',
  label: { zh: '库存周转天数', en: 'days to turn the stock over' },
  meaning: {
    zh: '库存量 ÷ 最近 90 天（新产品为已知天数）日均订货量，最多 999；有库存而不再有人订货时为 999，从未盘点或从未有人订货（订单可能不带明细行）时为未知',
    en: 'Stock ÷ what was ordered per day in the last 90 (of a new product: since it is known), at most 999; 999 for stock that nobody orders any more, unknown when it was never counted or nothing was ever ordered (orders may be told without lines)',
  },
  sample: { zh: '所依据的天数', en: 'days it rests on' },
  reads: ['orders', 'credit'],
  measure: (book, on) => ofDays(stockTurnover(book, on)),
  nextChangeOn: nextStockTurnoverOn,
}

export const stockCountAge: Measure<SalesRepBook> = {
  unit: 'days',
  label: { zh: '距上次盘点天数', en: 'days since the count' },
  meaning: {
    zh: '距最近一次盘点的天数；从未盘点或账面已无库存时为未知',
    en: 'Days since the stock was counted last; unknown when it never was, or there is none left',
  },
  sample: { zh: '1：已盘点', en: '1 = it was counted' },
  reads: ['credit'],
  measure(book, on) {
    const countedOn = countOfStockOn(book)
    if (countedOn === undefined) return UNKNOWN
    return { kind: 'number', value: Math.max(0, on - countedOn), sample: 1 }
  },
  nextChangeOn: (book, on) => {
    const countedOn = countOfStockOn(book)
    return countedOn === undefined ? undefined : Math.max(on, countedOn) + 1
  },
  countsFrom: (book) => {
    const countedOn = countOfStockOn(book)
    return countedOn === undefined ? [] : [countedOn]
  },
}

export const replenishmentLeadTime: Measure<SalesRepBook> = {
  unit: 'days',
  label: { zh: '补货周期', en: 'lead time' },
  meaning: {
    zh: '从补货下单到入库的天数；未登记时为未知',
    en: 'Days from ordering more of the product to having it; unknown when nobody told it',
  },
  sample: DAYS_WITH_ORDERS,
  reads: ['orders', 'credit'],
  measure: (book, on) => {
    const days = book.product?.leadTimeDays ?? undefined
    return ofDays(days === undefined ? undefined : { days, sample: demandIn(book, on, RECENT_DEMAND_DAYS).sample })
  },
  nextChangeOn: (book, on) => (book.product?.leadTimeDays == null ? undefined : nextRecentDemandOn(book, on)),
}

const UNKNOWN: Measurement = { kind: 'unknown' }

function ofDemand(demanded: Demanded | undefined): Measurement {
  if (demanded === undefined) return UNKNOWN
  return { kind: 'number', value: demanded.quantity, sample: demanded.sample }
}

function ofDays(found: { readonly days: number; readonly sample: number } | undefined): Measurement {
  return found === undefined ? UNKNOWN : { kind: 'number', value: found.days, sample: found.sample }
}

/** Of stock that there is; undefined where there is none, or it was never counted. */
function countOfStockOn({ product }: SalesRepBook): number | undefined {
  if (product === null || product.countedOn === null || (product.onHandMilli ?? 0) <= 0) return undefined
  return product.countedOn
}
