/**
 * Invented customers whose truth is known: what they order day by day over years, with the days of the week, a season, a
 * trend, holidays, promotions, chance and cancellations; and a level shift where one is asked for.
 */
import { type CalendarDay, parseCalendarDay } from '../../values/calendar-day.ts'

export interface InventedCustomer {
  readonly name: string
  readonly seed: number
  /** Orders on an average day. */
  readonly ordersPerDay: number
  readonly averageOrderMinor: number
  /** By how much the best time of the year exceeds the average: 0.4 = 40 %, and the worst falls short as much. */
  readonly amplitude: number
  /** Day of the year of the best time. */
  readonly peakDay: number
  /** Growth a year: 0.1 = 10 %. */
  readonly trend: number
  /** What is left of orders in the holidays. */
  readonly holidayRatio: number
  /** What the autumn promotion multiplies orders with. */
  readonly promotionFactor: number
  /** Standard deviation of the logarithm of an order's amount. */
  readonly amountNoise: number
  readonly shift?: LevelShift
}

export interface LevelShift {
  readonly on: CalendarDay
  readonly factor: number
}

export interface InventedOrder {
  readonly day: CalendarDay
  readonly amountMinor: number
  /** Cancelled so many days later. */
  readonly cancelledAfterDays: number | null
}

/** Mondays are strong, Sundays are closed. */
const WEEKDAYS = [1.5, 1.3, 1.1, 1.2, 1.3, 0.6, 0]

/** First days of the Spring Festival; offices close for nine days. */
const SPRING_FESTIVALS = ['2022-02-01', '2023-01-22', '2024-02-10', '2025-01-29', '2026-02-17'].map(parseCalendarDay)

export function inventedOrders(customer: InventedCustomer, fromOn: CalendarDay, toOn: CalendarDay): InventedOrder[] {
  const random = mulberry32(customer.seed)
  const orders: InventedOrder[] = []
  for (let day = fromOn; day <= toOn; day += 1) {
    const count = poisson(customer.ordersPerDay * intensityOn(customer, day, fromOn), random)
    for (let index = 0; index < count; index += 1) {
      const noise = Math.exp(customer.amountNoise * normal(random) - customer.amountNoise ** 2 / 2)
      const amountMinor = Math.max(1, Math.round(customer.averageOrderMinor * noise))
      const cancelledAfterDays = random() < 0.04 ? Math.floor(random() * 6) : null
      orders.push({ day, amountMinor, cancelledAfterDays })
    }
  }
  return orders
}

/** 1 on an average day. */
function intensityOn(customer: InventedCustomer, day: CalendarDay, fromOn: CalendarDay): number {
  const { amplitude, peakDay, trend, shift } = customer
  const season = 1 + amplitude * Math.cos((2 * Math.PI * (day - fromOn - peakDay)) / 365.25)
  const grown = (1 + trend) ** ((day - fromOn) / 365.25)
  const shifted = shift !== undefined && day >= shift.on ? shift.factor : 1
  return WEEKDAYS[(day + 3) % 7]! * season * grown * shifted * holidayFactor(customer, day)
}

function holidayFactor({ holidayRatio, promotionFactor }: InventedCustomer, day: CalendarDay): number {
  for (const festival of SPRING_FESTIVALS) {
    if (day >= festival - 1 && day <= festival + 7) return holidayRatio
    // Stocks are filled before the offices close.
    if (day >= festival - 12 && day < festival - 1) return 1.3
  }
  const date = new Date(day * 86_400_000)
  const monthAndDay = (date.getUTCMonth() + 1) * 100 + date.getUTCDate()
  if (monthAndDay >= 1001 && monthAndDay <= 1007) return holidayRatio
  if (monthAndDay >= 501 && monthAndDay <= 503) return holidayRatio
  return monthAndDay >= 1106 && monthAndDay <= 1111 ? promotionFactor : 1
}

/** Knuth's way; fine below some hundreds. */
function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count += 1
  return count
}

/** Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** A small generator of pseudo-random numbers in [0, 1), in the public domain (Tommy Ettinger): the same on every machine. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
