import { describe, expect, test } from '@jest/globals'
import { lineChart } from './line-chart.ts'

const SCALE = {
  levels: [10, 20, 30],
  levelText: (level: number) => `${level} days`,
  marks: [{ level: 20, text: 'warning & more' }],
  most: 1,
  valueText: (value: number) => value.toFixed(2),
}

describe('lines over levels', () => {
  test('leave a gap where there is no value, and mark levels', () => {
    const plot = lineChart('Precision', [{ name: 'precision', style: 'line-1', values: [0.5, null, 1] }], SCALE)
    expect(plot.match(/<circle/gu)).toHaveLength(2)
    expect(plot).not.toContain('<polyline')
    expect(plot).toContain('warning &amp; more')
    expect(plot).toContain('<title>30 days: 1.00</title>')
  })

  test('join neighbours, higher values higher up', () => {
    const plot = lineChart('Recall', [{ name: 'recall', style: 'line-2', values: [1, 0.5, 0] }], SCALE)
    const [, points = ''] = /<polyline class="line-2" points="([^"]+)"/u.exec(plot) ?? []
    const heights = points.split(' ').map((point) => Number(point.split(',')[1]))
    expect(heights).toHaveLength(3)
    expect(heights).toEqual([...heights].sort((left, right) => left - right))
  })

  test('are nothing without two levels, or without a value', () => {
    expect(lineChart('x', [{ name: 'x', style: 'line-1', values: [1] }], { ...SCALE, levels: [10] })).toBe('')
    expect(lineChart('x', [{ name: 'x', style: 'line-1', values: [null, null, null] }], SCALE)).toBe('')
  })
})
