/** Twenty customers of six to forty orders a day, each with a season of its own. */
import type { InventedCustomer } from './invented-seasons.ts'

const ORDERS_PER_DAY = [6, 8, 12, 20, 10, 30, 15, 40, 25, 18]
const AMPLITUDES = [0.15, 0.3, 0.45, 0.6]
const TRENDS = [-0.1, 0, 0.1, 0.25]
const HOLIDAY_RATIOS = [0.05, 0, 0.3]
const PROMOTIONS = [1, 2.5, 4]
const NOISES = [0.3, 0.4, 0.5]

export const INVENTED_CUSTOMERS: readonly InventedCustomer[] = Array.from({ length: 20 }, (_, index) => ({
  name: `C${index + 1}`,
  seed: 1000 + index * 77,
  ordersPerDay: pick(ORDERS_PER_DAY, index),
  averageOrderMinor: 500_00 * (1 + index),
  amplitude: pick(AMPLITUDES, index),
  peakDay: (index * 53) % 365,
  trend: pick(TRENDS, index >> 1),
  holidayRatio: pick(HOLIDAY_RATIOS, index),
  promotionFactor: pick(PROMOTIONS, index),
  amountNoise: pick(NOISES, index >> 2),
}))

function pick(values: readonly number[], index: number): number {
  return values[index % values.length]!
}
