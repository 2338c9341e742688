import { describe, expect, test } from '@jest/globals'
import { barChart } from './charts.ts'

/** Where the bars of a chart begin, and what stands before them. */
function drawn(...labels: readonly string[]) {
  const plot = barChart(
    'Recall',
    labels.map((label) => ({ label, value: 1 })),
  )
  const [, left = ''] = /<rect class="weak" x="(\d+)"/u.exec(plot) ?? []
  return { left: Number(left), labels: [...plot.matchAll(/text-anchor="end">([^<]*)</gu)].map(([, label]) => label) }
}

describe('labels before bars', () => {
  test('are not cut while they can be read in one line, and have the room they need', () => {
    const long = drawn('portfolio-customer-concentration · critical', 'late-cash')
    expect(long.labels).toEqual(['portfolio-customer-concentration · critical', 'late-cash'])
    expect(long.left).toBeGreaterThan(43 * 6.3)
    expect(drawn('late-cash').left).toBeLessThan(100)
  })

  test('of Chinese count double', () => {
    expect(drawn('应收账款周转天数').left).toBeGreaterThan(8 * 12)
  })

  test('end in an ellipsis where they are longer than a third of the plot', () => {
    const [cut = ''] = drawn('x'.repeat(200)).labels
    expect(cut).toMatch(/^x+…$/)
    expect(drawn('x'.repeat(200)).left).toBeLessThan(330)
  })
})
