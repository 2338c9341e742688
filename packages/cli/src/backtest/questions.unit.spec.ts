import { describe, expect, test } from '@jest/globals'
import { type BacktestOptions, readQuestions } from './questions.ts'

const OPTIONS: BacktestOptions = {
  rules: 'deploy/rules',
  horizon: '90',
  leastPaid: '3',
  reorderWithin: '0',
  partitions: '8',
}

describe('the questions of a backtest', () => {
  test('are an outcome, and an indicator to be swept', () => {
    const { outcome } = readQuestions(
      { ...OPTIONS, outcome: 'paid-late:7', sweep: 'days-past-due=5..30/5', horizon: '60' },
      ['events.jsonl'],
    )
    expect(outcome).toEqual({
      outcome: { kind: 'paid-late', days: 7 },
      horizonDays: 60,
      leastPaidInvoices: 3,
      sweep: { indicator: 'days-past-due', range: { from: 5, to: 30, step: 5 } },
    })
  })

  test('are refused with all that cannot be read, at once', () => {
    const ask = () =>
      readQuestions({ ...OPTIONS, outcome: 'paid-late', sweep: 'days-past-due=30..5', horizon: '0', to: 'today' }, [])
    expect(ask).toThrow('Which events?')
    expect(ask).toThrow('--to: "today" is not a calendar day')
    expect(ask).toThrow('--outcome: "paid-late" is no outcome')
    expect(ask).toThrow('--sweep: 30..5 holds nothing')
    expect(ask).toThrow('--horizon: "0" is no whole number from 1 to 3650')
  })

  test('of a sweep need an outcome', () => {
    expect(() => readQuestions({ ...OPTIONS, sweep: 'days-past-due' }, ['events.jsonl'])).toThrow('with --outcome')
  })
})
