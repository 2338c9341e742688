import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar, type DeclaredMeasure, type Indicator, parseCalendarDay } from '@tocsin/domain'
import * as sample from '../testing/sample-events.ts'
import { declared } from '../testing/sample-measures.ts'
import { rulesWith, sampleIndicators } from '../testing/sample-rules.ts'
import { dayEnds, on, storyUnder } from '../testing/story.ts'
import { customerStateCodec } from './codecs/state-codec.ts'
import { HistoryRun } from './history-run.ts'
import { customerRiskProcessor } from './processor-of-task.ts'
import { describeCustomerState } from './showing/describe-state.ts'
import { emptyCustomerState } from './state.ts'
import { CUSTOMER_RISK_INPUTS } from './topology.ts'

const promises = declared({ id: 'promises-made', over: ['payment-promised'] })

describe('a declared measure', () => {
  test('makes alerts over events that no other measure reads, and names itself in their text and evidence', () => {
    const outcome = storyUnder(watching(promises, { warning: 2 }))
      .given(promised('2026-01-05'))
      .when(promised('2026-01-07'), dayEnds('2026-03-31'))
    outcome.thenAlerts({ type: 'alert-fired', value: 2 }, { type: 'alert-resolved' })
    expect(outcome.alerts[0]).toMatchObject({
      evidence: {
        measures: [{ name: 'promises-made', value: 2, unit: 'count', currency: null }],
        inputs: [{ topic: 'sales.payments' }, { topic: 'sales.payments' }],
      },
    })
  })

  test('counts a fact once, though it is told again under another id', () => {
    const orders = declared({ id: 'orders-made', over: ['order-placed'], reads: ['orders'] })
    const placed = sample.orderPlaced({ orderId: 'O1' })
    storyUnder(watching(orders, { warning: 2 }))
      .given(on('2026-01-05', placed))
      .when(on('2026-01-06', { ...placed, eventId: 'again' }), dayEnds('2026-02-28'))
      .thenNothingHappened()
  })

  test('counts a late fact on the day on which it was recorded, and says that it corrected the figures', () => {
    const run = runUnder(promises, { warning: 2 })
    record(run, '2026-01-20', 12, promise('A'))
    record(run, '2026-02-10', 12, promise('B'))
    record(run, '2026-01-15', 12, promise('C'))
    expect(run.alerts).toEqual([])
    run.passTimeTo(startOf('2026-02-11'))
    // On 10 February, 30 days reach back to 12 January.
    expect(run.alerts).toMatchObject([{ type: 'alert-fired', value: 3 }])
    run.passTimeTo(startOf('2026-04-01'))
    expect(run.alerts.slice(1)).toMatchObject([{ type: 'alert-resolved', value: 1 }])
  })

  test('with a window of hours fires with the event itself, and ends with the day', () => {
    const hasty = declared({ id: 'orders-in-hours', over: ['order-placed'], window: { hours: 2 }, reads: ['orders'] })
    const run = runUnder(hasty, { warning: 3 }, { evaluate: 'on-change' })
    for (const [hour, orderId] of [
      [8, 'A'],
      [9, 'B'],
      [11, 'C'],
      [11, 'D'],
      [12, 'E'],
    ] as const) {
      record(run, '2026-01-05', hour, sample.orderPlaced({ orderId, eventId: orderId }))
    }
    expect(run.alerts).toMatchObject([{ type: 'alert-fired', value: 3, at: startOf('2026-01-05') + 12 * HOUR_MS }])
    run.passTimeTo(startOf('2026-01-07'))
    expect(run.alerts.slice(1)).toMatchObject([{ type: 'alert-resolved', at: startOf('2026-01-06') }])
  })

  test('that customers from before do not have is unknown until its window is covered, then found without any traffic', () => {
    const before = runUnder(declared({ id: 'other', over: ['order-placed'] }), { warning: 2 })
    record(before, '2026-01-05', 12, promise('A'))
    const [stored] = before.storedStates()
    if (stored === undefined) throw new Error('no state')
    const [customerId, bytes] = stored
    const processor = customerRiskProcessor(watching(promises, { warning: 2 }), CUSTOMER_RISK_INPUTS)
    const state = customerStateCodec.decode(bytes, customerId)
    const place = { kind: 'record', topic: 'sales.payments', partition: 0, key: customerId, late: false } as const
    const outputs = ['B', 'C', 'D'].flatMap((id, offset) => {
      const atMs = startOf('2026-01-20') + offset * 24 * HOUR_MS
      return processor.reduce([state], { ...place, offset, timestampMs: atMs, event: promise(id) }, atMs).outputs
    })
    expect(outputs).toEqual([])
    // Whole days from the 21st on: 30 of them are over at the end of 19 February, with the two of the 21st and the 22nd.
    const dueAtMs = startOf('2026-02-20')
    expect(state.nextEvaluationOn).toBe(parseCalendarDay('2026-02-19'))
    const shown = describeCustomerState(state, parseCalendarDay('2026-01-22'), watching(promises, { warning: 2 }))
    expect(shown).toMatchObject({ measuresKnownFrom: { 'promises-made': '2026-02-19' } })
    expect(shown).toHaveProperty(['measures', 'promises-made'], 'unknown')
    const { outputs: told } = processor.reduce([state], { kind: 'timer', entityId: customerId, dueAtMs }, dueAtMs)
    expect(told.filter((output) => 'alertId' in output)).toMatchObject([{ type: 'alert-fired', value: 2 }])
  })
})

describe('what declared measures keep', () => {
  test('comes back from its bytes as it was', () => {
    const state = emptyCustomerState()
    expect(customerStateCodec.decode(customerStateCodec.encode(state), 'C')).toEqual(state)
    const bytes = customerStateCodec.encode(state).length
    state.rolling.isNew = false
    expect(customerStateCodec.encode(state).length).toBe(bytes)
    state.rolling.series.push(
      { definition: 2 ** 32 - 1, since: 20_000, buckets: [] },
      { definition: 0, since: null, buckets: [{ at: 20_000, currency: '', count: 3, value: 0 }] },
      {
        definition: 7,
        since: null,
        buckets: [
          { at: 480_001, currency: 'CNY', count: 1, value: -Number.MAX_SAFE_INTEGER },
          { at: 480_001, currency: 'USD', count: 300, value: Number.MAX_SAFE_INTEGER },
          { at: 490_000, currency: '', count: 1, value: 2 ** 53 - 1 },
        ],
      },
    )
    expect(customerStateCodec.decode(customerStateCodec.encode(state), 'C')).toEqual(state)
  })
})

const HOUR_MS = 3_600_000
const calendar = createBusinessCalendar('Asia/Shanghai')

function startOf(day: string): number {
  return calendar.startOf(parseCalendarDay(day))
}

function watching(measure: DeclaredMeasure, thresholds: Indicator['thresholds'], more: Partial<Indicator> = {}) {
  const indicator: Indicator = {
    ...sampleIndicators.daysPastDue,
    id: 'watched',
    value: { kind: 'measure', measure: measure.id },
    unit: 'count',
    thresholds,
    clear: thresholds,
    ...more,
  }
  return { ...rulesWith(indicator), measures: [measure] }
}

function runUnder(...rules: Parameters<typeof watching>): HistoryRun {
  return new HistoryRun(customerRiskProcessor(watching(...rules), CUSTOMER_RISK_INPUTS))
}

function record(run: HistoryRun, day: string, hour: number, event: Parameters<HistoryRun['record']>[0]['event']): void {
  run.record({ atMs: startOf(day) + hour * HOUR_MS, event })
}

function promise(promiseId: string) {
  return sample.paymentPromised({ promiseId, promisedOn: parseCalendarDay('2026-06-30'), eventId: promiseId })
}

function promised(day: string) {
  return on(day, promise(`P-${day}`))
}
