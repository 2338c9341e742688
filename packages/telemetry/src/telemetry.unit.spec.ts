import { describe, expect, test } from '@jest/globals'
import { DEAD_LETTER_REASONS, type StreamEvent, type TaskStatus } from '@tocsin/stream'
import { createTelemetry } from './telemetry.ts'

const INPUTS = ['sales.customers', 'sales.contracts', 'sales.orders', 'sales.invoices', 'sales.payments']
const OUTPUTS = ['risk.alerts', 'risk.customer-risk.marks', ...INPUTS.map((topic) => `${topic}.dead-letter`)]
const INDICATORS = ['days-past-due', 'overdue-ratio', 'order-drop', 'contract-signing-rate', 'credit-utilization']
const task = { topology: 'customer-risk', partition: 3 }

function telemetryFor(logLevel: 'debug' | 'info' | 'silent' = 'silent', inputTopics: readonly string[] = INPUTS) {
  const lines: string[] = []
  const stdout = { write: (line: string) => lines.push(line) }
  const options = { service: 'customer-risk', version: '0.1.0', inputTopics, outputTopics: OUTPUTS }
  return { telemetry: createTelemetry({ ...options, logLevel, stdout, now: () => 100_000 }), lines }
}

const batch = (overrides: Partial<Extract<StreamEvent, { type: 'BatchCommitted' }>> = {}): StreamEvent => ({
  type: 'BatchCommitted',
  task,
  commitNumber: 7,
  records: { 'sales.invoices': 3 },
  lateRecords: 1,
  repeatedRecords: 2,
  timersFired: 4,
  statesWritten: 3,
  outboxEntries: 2,
  marked: true,
  taskTimeMs: 1,
  applyMs: 20,
  commitMs: 4,
  ...overrides,
})

const status = (overrides: Partial<TaskStatus> = {}): TaskStatus => ({
  task,
  phase: 'live',
  detail: '',
  taskTimeMs: 0,
  commitNumber: 1,
  inputs: { 'sales.orders': { nextOffset: 5, endOffset: 12, live: true, queued: 0 } },
  waitingForLive: [],
  outboxPending: 2,
  oldestOutboxAgeMs: 1500,
  nextTimerDueAtMs: 97_000,
  lagMs: 4000,
  ...overrides,
})

describe('metrics', () => {
  test('a batch is counted by topic, in seconds and in records', async () => {
    const { telemetry } = telemetryFor()
    telemetry.emit(batch())
    const text = await telemetry.metricsText()
    expect(text).toContain('tocsin_records_processed_total{topic="sales.invoices",outcome="applied"} 3')
    expect(text).toContain('tocsin_late_records_total 1')
    expect(text).toContain('tocsin_repeated_records_total 2')
    expect(text).toContain('tocsin_timers_fired_total 4')
    expect(text).toContain('tocsin_marks_total 1')
    expect(text).toContain('tocsin_batch_commit_seconds_sum 0.004')
    expect(text).toContain('tocsin_commits_total{outcome="committed"} 1')
  })

  test('a rebuild is counted apart from what is processed', async () => {
    const { telemetry } = telemetryFor()
    telemetry.emit({ type: 'RebuildStarted', task, reason: 'requested', generation: 2, records: 30 })
    telemetry.emit({ type: 'RebuildProgressed', task, records: 12, recordsDone: 12, recordsToDo: 30 })
    telemetry.emit({ type: 'GenerationSwitched', task, generation: 2, records: 30, told: 4, tookMs: 9 })
    const text = await telemetry.metricsText()
    for (const [outcome, count] of [
      ['started', 1],
      ['switched', 1],
      ['declined', 0],
    ]) {
      expect(text).toContain(`tocsin_rebuilds_total{outcome="${outcome}"} ${count}`)
    }
    expect(text).toContain('tocsin_rebuilt_records_total 12')
    expect(text).toContain('tocsin_rebuild_told_total 4')
    expect(text).toContain('tocsin_records_processed_total{topic="sales.invoices",outcome="applied"} 0')
  })

  test('sources answer for what they wrote; imported files together, a refusal counted from zero on', async () => {
    const { telemetry } = telemetryFor()
    const payments = { matched: 5, unmatched: 2, undesignated: 1 }
    telemetry.observeSources(() => [
      { source: 'erp', records: 40, repeated: 3, payments, latestRecordedAtMs: 1_500_000 },
    ])
    expect(await telemetry.metricsText()).toContain('tocsin_source_dead_letters_total{source="erp"} 0')
    const refused = { type: 'RecordDeadLettered', task, topic: 'sales.orders', offset: 1, message: '' } as const
    telemetry.emit({ ...refused, reason: 'undecodable', source: 'erp' })
    telemetry.emit({ ...refused, reason: 'undecodable', source: 'import:0123' })
    telemetry.emit({ ...refused, reason: 'undecodable' })
    const text = await telemetry.metricsText()
    for (const line of [
      'tocsin_source_records_total{source="erp"} 40',
      'tocsin_source_repeated_records_total{source="erp"} 3',
      'tocsin_source_payments_total{source="erp",match="unmatched"} 2',
      'tocsin_source_latest_record_time_seconds{source="erp"} 1500',
      'tocsin_source_dead_letters_total{source="erp"} 1',
      'tocsin_source_dead_letters_total{source="import"} 1',
      'tocsin_source_dead_letters_total{source="unnamed"} 1',
    ]) {
      expect(text).toContain(line)
    }
  })

  test('ingest tells by source what it took, and invoices without a due date apart', async () => {
    const { telemetry } = telemetryFor()
    telemetry.emit({ type: 'ApiKeysLoaded', file: 'k.yaml', names: ['erp'], sources: ['erp'] })
    expect(await telemetry.metricsText()).toContain('tocsin_ingest_missing_due_dates_total{source="erp"} 0')
    const refused = { type: 'IngestRefused', apiKey: 'erp', source: 'erp', status: 422 } as const
    telemetry.emit({ ...refused, faults: [{ code: 'missing', pointer: '/data/dueOn' }] })
    telemetry.emit({ ...refused, faults: [{ code: 'not-a-day', pointer: '/data/dueOn' }] })
    telemetry.emit({ ...refused, faults: [{ code: 'missing', pointer: '/data/issuedOn' }] })
    telemetry.emit({ type: 'IngestCounted', apiKey: 'erp', source: 'erp', outcome: 'refused', count: 3 })
    const text = await telemetry.metricsText()
    expect(text).toContain('tocsin_ingest_missing_due_dates_total{source="erp"} 1')
    expect(text).toContain('tocsin_ingest_source_events_total{source="erp",outcome="refused"} 3')
  })

  test('every dead-letter reason that a topic can meet starts at zero: a fact from outside has no cause to miss', async () => {
    const text = await telemetryFor().telemetry.metricsText()
    const declared = DEAD_LETTER_REASONS.filter((reason) =>
      text.includes(`tocsin_dead_letters_total{topic="sales.orders",reason="${reason}"} 0`),
    )
    expect(declared).toEqual(DEAD_LETTER_REASONS.filter((reason) => reason !== 'missing-cause'))
    const secondHop = telemetryFor('silent', ['risk.sales-rep-facts']).telemetry
    expect(await secondHop.metricsText()).toContain(
      'tocsin_dead_letters_total{topic="risk.sales-rep-facts",reason="missing-cause"} 0',
    )
  })

  test('tasks answer for lag, outbox, timers and phases, summed over the process', async () => {
    const { telemetry } = telemetryFor()
    telemetry.observeStatus(() => [status(), status({ phase: 'waiting-for-live', waitingForLive: ['sales.orders'] })])
    const text = await telemetry.metricsText()
    expect(text).toContain('tocsin_consumer_lag_records{topic="sales.orders"} 14')
    expect(text).toContain('tocsin_consumer_lag_seconds 4')
    expect(text).toContain('tocsin_outbox_pending 4')
    expect(text).toContain('tocsin_outbox_oldest_age_seconds 1.5')
    expect(text).toContain('tocsin_tasks_with_timer_due 2')
    expect(text).toContain('tocsin_timer_overdue_seconds 3')
    expect(text).toContain('tocsin_tasks{phase="live"} 1')
    expect(text).toContain('tocsin_inputs_waiting_for_live{topic="sales.orders"} 1')
  })

  test('10,000 customers, a thousand unheard-of topics and many indicators stay below 500 series', async () => {
    const { telemetry } = telemetryFor()
    telemetry.emit({ type: 'RuleSetLoaded', version: 'v1', file: 'indicators.yaml', indicators: INDICATORS })
    telemetry.observeStatus(() =>
      Array.from({ length: 8 }, (_, partition) => status({ task: { topology: 'customer-risk', partition } })),
    )
    for (let number = 0; number < 10_000; number++) {
      telemetry.emit(batch({ task: { topology: 'customer-risk', partition: number % 8 } }))
      telemetry.emit({
        type: 'AlertPublished',
        indicator: INDICATORS[number % INDICATORS.length] ?? '',
        severity: number % 2 ? 'warning' : 'critical',
        transition: 'fired',
        alertId: `alert-${number}`,
        revision: 1,
        entityId: `C${number}`,
      })
      telemetry.emit({
        type: 'RecordDeadLettered',
        task,
        topic: INPUTS[number % INPUTS.length] ?? '',
        offset: number,
        reason: DEAD_LETTER_REASONS[number % DEAD_LETTER_REASONS.length] ?? 'undecodable',
        message: `record of C${number}`,
      })
    }
    const series = (await telemetry.metricsText()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(series.length).toBeLessThan(500)
    expect(series.join('\n')).not.toMatch(/alert-|"C\d/u)
  })

  test('each of a hundred indicators is counted under its own name', async () => {
    const { telemetry } = telemetryFor()
    const indicators = Array.from({ length: 100 }, (_, number) => `indicator-${number}`)
    telemetry.emit({ type: 'RuleSetLoaded', version: 'v1', file: 'rules', indicators, entityType: 'portfolio' })
    const about = { severity: 'warning', transition: 'fired', alertId: 'A1', revision: 1, entityId: 'all' } as const
    telemetry.emit({ type: 'AlertPublished', indicator: 'indicator-99', entityType: 'portfolio', ...about })
    const text = await telemetry.metricsText()
    const labels = 'indicator="indicator-99",severity="warning",transition="fired",entity_type="portfolio"'
    expect(text).toContain(`tocsin_alerts_published_total{${labels}} 1`)
    expect(text).not.toContain('indicator="other"')
  })

  test('an undeclared label value beyond the bound is counted as other', async () => {
    const { telemetry } = telemetryFor()
    for (let number = 0; number < 1000; number++) telemetry.emit(batch({ records: { [`topic-${number}`]: 1 } }))
    const text = await telemetry.metricsText()
    expect(text).toContain('tocsin_records_processed_total{topic="other",outcome="applied"}')
    expect(text.match(/tocsin_records_processed_total\{topic="topic-/gu)?.length).toBeLessThan(32)
  })

  test('a new rule set replaces the old one in the info metric', async () => {
    const { telemetry } = telemetryFor()
    telemetry.emit({ type: 'RuleSetLoaded', version: 'v1', file: 'a.yaml', indicators: [] })
    telemetry.emit({ type: 'RuleSetLoaded', version: 'v2', file: 'a.yaml', indicators: [] })
    const text = await telemetry.metricsText()
    expect(text).toContain('tocsin_rule_set_info{version="v2"} 1')
    expect(text).not.toContain('version="v1"')
  })
})

describe('log lines', () => {
  test('one JSON object per event, with its level, its sentence and its fields', () => {
    const { telemetry, lines } = telemetryFor('info')
    telemetry.emit({ type: 'CommitFenced', task, noticedBy: 'commit' })
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      event: 'CommitFenced',
      service: 'customer-risk',
      task,
    })
  })

  test('what happens many times a second is not logged at info', () => {
    const { telemetry, lines } = telemetryFor('info')
    telemetry.emit(batch())
    expect(lines).toEqual([])
  })

  test('passwords in addresses are hidden, in messages and in fields', () => {
    const { telemetry, lines } = telemetryFor('info')
    telemetry.logger.warn({ url: 'redis://tocsin:hunter2@cache:6379/0' }, 'cannot reach redis://:hunter2@cache:6379')
    expect(lines[0]).not.toContain('hunter2')
    expect(lines[0]).toContain('redis://tocsin:[hidden]@cache:6379/0')
  })
})
