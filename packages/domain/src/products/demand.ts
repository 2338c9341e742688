/**
 * What one customer orders of each product, day by day, from the lines of its orders. Plain data, changed in place by the
 * functions below. It is kept for no measure of the customer's own: it is what is told on to the products, so it reaches
 * back only as far as it may still change.
 *
 * | what | bound |
 * |---|---|
 * | days | the last `DEMAND_CHANGE_DAYS`; `MAX_DEMAND_DAYS` of all products together: beyond, the oldest that was told goes; `MAX_OWED_DEMAND_DAYS` that are still to be told: beyond, the oldest is not counted |
 * | orders | those of the same days; `MAX_DEMAND_LINES` lines in all of them: beyond, the oldest order goes, and counts as it stands |
 *
 * D1. An order counts on the day on which it was placed; an amendment with lines takes its place, a cancellation takes it
 *     off that day again (in part: the same share of each line, since it names none), also where it came first. What the
 *     two mean together: sales-history/as-meant.ts. A cancellation that names no order is of no product.
 * D2. Orders without lines are not here and cost nothing. What comes back, was delivered or billed changes no demand.
 * D3. Whole sums are told. Once a bound has taken something of a day, what is missing of it and of days before is left as
 *     it was told: nobody knows any more what else was ordered.
 */
import { keepOnly } from '../representatives/keep-only.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { toQuantityMilli } from './quantity.ts'

export interface Demand {
  /** By day, then product. */
  readonly days: DemandDay[]
  /** In the order they arrived. */
  readonly orders: DemandOrder[]
  /** The latest day of which a bound has taken something, as long as it may still change; null: none. */
  forgottenThroughOn: CalendarDay | null
}

export interface DemandDay {
  readonly day: CalendarDay
  readonly productId: string
  /** In thousandths of the unit. */
  quantityMilli: number
  /** It differs from what was told. */
  isOwed: boolean
}

export interface DemandOrder {
  readonly orderId: string
  readonly placedOn: CalendarDay
  /** What of it is not cancelled. */
  amountMinor: number
  /** Each product once. */
  lines: readonly DemandLine[]
}

export interface DemandLine {
  readonly productId: string
  readonly quantityMilli: number
}

/** An order of more days ago is hardly amended or cancelled; one recorded later than that is no demand of a known day. */
export const DEMAND_CHANGE_DAYS = 35
/** Fifteen products a day, on each day on which something can still change: 6 KB. */
export const MAX_DEMAND_DAYS = 512
/** So many products are ordered by one customer on one day; until its end, 40 KB. */
export const MAX_OWED_DEMAND_DAYS = 4096
export const MAX_DEMAND_LINES = 256

export interface OrderWithLines {
  readonly orderId: string
  readonly amountMinor: number
  readonly lines?: readonly OrderedLine[] | undefined
}

export interface OrderedLine {
  readonly productId: string
  readonly quantity: number
}

export function emptyDemand(): Demand {
  return { days: [], orders: [], forgottenThroughOn: null }
}

/** To be called with each order that the order history has taken as new. Never throws. */
export function demandPlaced(demand: Demand, order: OrderWithLines, placedOn: CalendarDay, today: CalendarDay): void {
  const lines = linesOf(order)
  if (lines.length === 0 || placedOn <= today - DEMAND_CHANGE_DAYS || orderNamed(demand, order.orderId)) return
  addLines(demand, placedOn, lines, 1)
  demand.orders.push({ orderId: order.orderId, placedOn, amountMinor: order.amountMinor, lines })
  pruneDemand(demand, today)
}

/** An amendment that names no lines says nothing about quantities. */
export function demandAmended(demand: Demand, order: OrderWithLines, today: CalendarDay): void {
  const held = orderNamed(demand, order.orderId)
  if (held === undefined) return
  held.amountMinor = order.amountMinor
  const lines = linesOf(order)
  if (lines.length > 0) replaceLines(demand, held, lines)
  pruneDemand(demand, today)
}

export function demandCancelled(
  demand: Demand,
  { orderId, amountMinor }: { readonly orderId?: string | null | undefined; readonly amountMinor: number },
  today: CalendarDay,
): void {
  const held = orderId == null ? undefined : orderNamed(demand, orderId)
  if (held === undefined) return
  const leftMinor = Math.max(0, held.amountMinor - amountMinor)
  const leftRatio = held.amountMinor > 0 ? leftMinor / held.amountMinor : 0
  held.amountMinor = leftMinor
  const left = held.lines.map(({ productId, quantityMilli }) => {
    return { productId, quantityMilli: Math.round(quantityMilli * leftRatio) }
  })
  replaceLines(
    demand,
    held,
    left.filter(({ quantityMilli }) => quantityMilli !== 0),
  )
  pruneDemand(demand, today)
}

/** What is to be told, by day and product. Afterwards nothing is owed. */
export function takeOwedDemand({ days }: Demand): readonly Readonly<DemandDay>[] {
  const owed = days.filter(({ isOwed }) => isOwed)
  for (const day of owed) day.isOwed = false
  return owed
}

/** Forgets what can change no more, once it was told. */
export function pruneDemand(demand: Demand, today: CalendarDay): void {
  if (isEmptyDemand(demand)) return
  const { days, orders } = demand
  const firstOn = today - DEMAND_CHANGE_DAYS + 1
  if (demand.forgottenThroughOn !== null && demand.forgottenThroughOn < firstOn) demand.forgottenThroughOn = null
  keepOnly(orders, ({ placedOn, lines }) => placedOn >= firstOn && lines.length > 0)
  let lineCount = orders.reduce((count, { lines }) => count + lines.length, 0)
  while (lineCount > MAX_DEMAND_LINES) lineCount -= orders.shift()?.lines.length ?? 0
  keepOnly(days, ({ day, quantityMilli, isOwed }) => isOwed || (day >= firstOn && quantityMilli !== 0))
  let excess = days.length - MAX_DEMAND_DAYS
  if (excess <= 0) return
  forget(demand, ({ isOwed }) => !isOwed && excess-- > 0)
  excess = days.length - MAX_OWED_DEMAND_DAYS
  if (excess > 0) forget(demand, () => excess-- > 0)
}

export function isEmptyDemand({ days, orders, forgottenThroughOn }: Demand): boolean {
  return days.length === 0 && orders.length === 0 && forgottenThroughOn === null
}

function forget(demand: Demand, isForgotten: (entry: DemandDay) => boolean): void {
  keepOnly(demand.days, (entry) => {
    if (!isForgotten(entry)) return true
    demand.forgottenThroughOn = Math.max(demand.forgottenThroughOn ?? entry.day, entry.day)
    return false
  })
}

const NO_LINES: readonly DemandLine[] = []

function linesOf({ lines = [] }: OrderWithLines): readonly DemandLine[] {
  if (lines.length === 0) return NO_LINES
  const byProduct = new Map<string, number>()
  for (const { productId, quantity } of lines) {
    byProduct.set(productId, (byProduct.get(productId) ?? 0) + toQuantityMilli(quantity))
  }
  const merged = [...byProduct].map(([productId, quantityMilli]) => ({ productId, quantityMilli }))
  return merged.filter(({ quantityMilli }) => quantityMilli > 0)
}

function orderNamed({ orders }: Demand, orderId: string): DemandOrder | undefined {
  return orders.find((order) => order.orderId === orderId)
}

function replaceLines(demand: Demand, held: DemandOrder, lines: readonly DemandLine[]): void {
  addLines(demand, held.placedOn, held.lines, -1)
  addLines(demand, held.placedOn, lines, 1)
  held.lines = lines
}

function addLines(demand: Demand, day: CalendarDay, lines: readonly DemandLine[], sign: 1 | -1): void {
  for (const { productId, quantityMilli } of lines) {
    const own = dayOf(demand, day, productId)
    if (own === undefined) continue
    own.quantityMilli += sign * quantityMilli
    own.isOwed = true
  }
}

/** Put in its place when it is not there yet; undefined where it may have been forgotten (D3). */
function dayOf({ days, forgottenThroughOn }: Demand, day: CalendarDay, productId: string): DemandDay | undefined {
  let low = 0
  let high = days.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(days[middle] as DemandDay, day, productId)) low = middle + 1
    else high = middle
  }
  const found = days[low]
  if (found?.day === day && found.productId === productId) return found
  if (forgottenThroughOn !== null && day <= forgottenThroughOn) return undefined
  const added: DemandDay = { day, productId, quantityMilli: 0, isOwed: false }
  days.splice(low, 0, added)
  return added
}

function isBefore(entry: DemandDay, day: CalendarDay, productId: string): boolean {
  return entry.day === day ? entry.productId < productId : entry.day < day
}
