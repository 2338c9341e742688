import { describe, expect, test } from '@jest/globals'
import { compareRisks, type RiskCell, type RiskMatrix, riskCell } from './risk-matrix.ts'

const name = { zh: '样例', en: 'sample' }
const matrix: RiskMatrix = {
  likelihood: [
    { id: 'unlikely', name, from: 0 },
    { id: 'possible', name, from: 30 },
    { id: 'likely', name, from: 60 },
  ],
  severityPoints: { warning: 30, critical: 60 },
  impact: [
    { id: 'minor', name, fromMinor: { CNY: 0, USD: 0 } },
    { id: 'major', name, fromMinor: { CNY: 1_000_00, USD: 150_00 } },
  ],
  cells: [
    ['low', 'medium'],
    ['low', 'high'],
    ['medium', 'extreme'],
  ],
}
const cny = (amountMinor: number) => [{ currency: 'CNY', amountMinor }]

describe('where an open risk lies', () => {
  test('likelihood: 100 − score, or what the severity says where that is more', () => {
    const of = (severity: 'warning' | 'critical', score: number | undefined) =>
      riskCell(matrix, { severity, score, amounts: cny(0) })?.likelihood
    expect(of('warning', 90)).toBe('possible')
    expect(of('warning', 40)).toBe('likely')
    expect(of('warning', 40.01)).toBe('possible')
    expect(of('critical', 90)).toBe('likely')
    expect(of('warning', undefined)).toBe('possible')
  })

  test('impact: the worst currency that the matrix knows, from the amount on', () => {
    const of = (amounts: readonly { currency: string; amountMinor: number }[]) =>
      riskCell(matrix, { severity: 'warning', score: undefined, amounts })?.impact
    expect(of(cny(999_99))).toBe('minor')
    expect(of(cny(1_000_00))).toBe('major')
    expect(of([...cny(5), { currency: 'USD', amountMinor: 150_00 }])).toBe('major')
    expect(of([{ currency: 'JPY', amountMinor: 9_999_999 }])).toBeUndefined()
    expect(of([])).toBeUndefined()
  })

  test('high likelihood and high impact come first', () => {
    const cells = [
      ['warning', 90, 0],
      ['critical', 90, 1_000_00],
      ['warning', 90, 1_000_00],
      ['critical', 90, 0],
    ] as const
    const risks = cells.map(
      ([severity, score, amount]) => riskCell(matrix, { severity, score, amounts: cny(amount) }) as RiskCell,
    )
    expect(risks.sort((left, right) => compareRisks(matrix, left, right)).map(({ level }) => level)).toEqual([
      'extreme',
      'high',
      'medium',
      'low',
    ])
  })
})
