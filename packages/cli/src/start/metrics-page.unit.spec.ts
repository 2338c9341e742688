import { expect, test } from '@jest/globals'
import { figuresOf, parseMetrics } from './metrics-page.ts'

const page = (applied: number, lag: number, seconds: number) => `
# HELP tocsin_records_processed_total Input records by what became of them.
# TYPE tocsin_records_processed_total counter
tocsin_records_processed_total{topic="sales.orders",outcome="applied"} ${applied}
tocsin_records_processed_total{topic="sales.orders",outcome="dead-lettered"} 2
tocsin_dead_letters_total{topic="sales.orders",reason="undecodable"} 2
tocsin_consumer_lag_records{topic="sales.orders"} ${lag}
tocsin_consumer_lag_seconds ${seconds}
tocsin_outbox_pending 1
tocsin_tasks{phase="live"} 4
`

test('the pages of several processes are added up; lag in seconds is the worst', () => {
  expect(figuresOf([page(10, 3, 1.5), page(20, 4, 0.5)])).toEqual({
    appliedRecords: 30,
    deadLetters: 4,
    lagRecords: 7,
    lagSeconds: 1.5,
    outboxPending: 2,
    tasksByPhase: { live: 8 },
    lateRecords: 0,
  })
})

test('what a service reads that another has written counts as lag, not as facts from outside', () => {
  const second = `
tocsin_records_processed_total{topic="risk.alerts",outcome="applied"} 7
tocsin_late_records_total 6
tocsin_consumer_lag_records{topic="risk.alerts"} 2
tocsin_tasks{phase="live"} 8
`
  const figures = figuresOf([page(10, 3, 1.5), second])
  expect(figures).toMatchObject({ appliedRecords: 10, lateRecords: 0, lagRecords: 5, tasksByPhase: { live: 12 } })
})

test('label values may hold what they like', () => {
  expect(parseMetrics('a{b="c,d=\\"e\\"",f="g"} 1e3')).toEqual([
    { name: 'a', labels: { b: 'c,d=\\"e\\"', f: 'g' }, value: 1000 },
  ])
})
