import { describe, expect, test } from '@jest/globals'
import type { LogRecord } from '../contract.ts'
import { liveRecord } from '../control.ts'
import { InputQueue } from './input-queue.ts'
import { type Plan, type PlanLimits, planBatch } from './plan.ts'

const NOW = 1_000
const LIMITS: PlanLimits = {
  maxSteps: 100,
  nowMs: NOW,
  taskTimeMs: 0,
  allowedSkewMs: 50,
  patienceMs: 10,
  marks: [],
  endOffsets: undefined,
}

describe('a plan', () => {
  test('merges by time, at equal times by topic order (P1)', () => {
    const queues = [queue('orders', [30, 20]), queue('payments', [10, 30])]
    expect(shown(planBatch(queues, LIMITS))).toBe('payments@10 orders@30 orders@20 | starved')
  })

  test('waits for an empty topic that has not read live, caught up or not (P2)', () => {
    const empty = queue('payments', [])
    expect(shown(planBatch([queue('orders', [10]), empty], LIMITS))).toBe(' | starved')
    empty.live = true
    expect(shown(planBatch([queue('orders', [10], { live: true }), empty], LIMITS))).toBe('orders@10 | caught-up')
  })

  test('waits for an empty live topic only while the log is known to hold more of it, and not for ever (P2)', () => {
    const behind = queue('payments', [], { live: true, endOffset: 5 })
    const orders = queue('orders', [10], { live: true })
    expect(shown(planBatch([orders, behind], LIMITS))).toBe(' | starved')
    expect(shown(planBatch([orders, behind], { ...LIMITS, nowMs: NOW + 11 }))).toBe('orders@10 | caught-up')
  })

  test('a live record read on the way opens its topic for the rest of the plan', () => {
    const orders = queue('orders', [10, 'live@20'])
    const payments = queue('payments', [5, 30], { live: true })
    expect(shown(planBatch([orders, payments], LIMITS))).toBe('payments@5 orders@10 live@20 payments@30 | caught-up')
  })

  test('a record stamped after now waits; beyond the skew it is refused, and its topic goes on (P3)', () => {
    const queues = [queue('orders', [NOW + 40], { live: true }), queue('payments', [NOW + 51, 900], { live: true })]
    const plan = planBatch(queues, LIMITS)
    expect(shown(plan)).toBe('refused@1051 payments@900 | early')
    expect(plan.end).toEqual({ kind: 'early', untilMs: NOW + 40 })
  })

  test('a clock that has gone back refuses nothing that a replay of the mark would take (P3, P4)', () => {
    const taskTimeMs = NOW + 500
    const given = () => [queue('orders', [NOW + 400], { live: true }), queue('payments', [], { live: true })]
    expect(shown(planBatch(given(), { ...LIMITS, taskTimeMs }))).toBe(`orders@${NOW + 400} | caught-up`)
    const marks = [{ nextOffsets: [1, 0], taskTimeMs }]
    expect(shown(planBatch(given(), { ...LIMITS, marks }))).toBe(`orders@${NOW + 400} mark@${taskTimeMs} | followed`)
  })

  test('followed marks say how far each input goes, whatever the clock says, and end the plan (P4)', () => {
    const queues = [queue('orders', [10, 20, 90]), queue('payments', [15, 25])]
    const marks = [
      { nextOffsets: [1, 1], taskTimeMs: 15 },
      { nextOffsets: [2, 1], taskTimeMs: 22 },
    ]
    expect(shown(planBatch(queues, { ...LIMITS, nowMs: 0, marks }))).toBe(
      'orders@10 payments@15 mark@15 orders@20 mark@22 | followed',
    )
  })

  test('what the clock refused when a mark was made is refused again when it is followed (P4)', () => {
    const marks = [{ nextOffsets: [2, 0], taskTimeMs: 20 }]
    const queues = [queue('orders', [500, 20]), queue('payments', [])]
    expect(shown(planBatch(queues, { ...LIMITS, marks }))).toBe('refused@500 orders@20 mark@20 | followed')
  })

  test('a followed mark waits for records that have not been fetched yet', () => {
    const marks = [{ nextOffsets: [2, 1], taskTimeMs: 20 }]
    expect(shown(planBatch([queue('orders', [10]), queue('payments', [5])], { ...LIMITS, marks }))).toBe(
      'payments@5 orders@10 | starved',
    )
  })

  test('a bounded run ends at the offsets it began with, without live records', () => {
    const queues = [queue('orders', [10, 20]), queue('payments', [15, 25])]
    expect(shown(planBatch(queues, { ...LIMITS, endOffsets: [2, 1] }))).toBe(
      'orders@10 payments@15 orders@20 | finished',
    )
  })

  test('a plan holds at most the steps asked for', () => {
    expect(shown(planBatch([queue('orders', [1, 2, 3])], { ...LIMITS, maxSteps: 2 }))).toBe('orders@1 orders@2 | full')
  })
})

/** A queue holding records of these times; `live@20` is a live record stamped 20. */
function queue(
  topic: string,
  times: readonly (number | string)[],
  given: { live?: boolean; endOffset?: number } = {},
): InputQueue {
  const made = new InputQueue(topic, topic === 'orders' ? 0 : 1, 0, 0, given.live ?? false)
  const records = times.map((time, offset): LogRecord => {
    const timestampMs = typeof time === 'number' ? time : Number(time.split('@')[1])
    const content = { key: new Uint8Array([1]), value: new Uint8Array([1]), headers: {} }
    const { key, value, headers } = typeof time === 'number' ? content : liveRecord(topic, 0, timestampMs)
    return { topic, partition: 0, offset, timestampMs, key, value, headers }
  })
  const nextOffset = records.length
  made.receive(
    { topic, partition: 0, fetchedOffset: 0, nextOffset, endOffset: given.endOffset ?? nextOffset, records },
    NOW,
  )
  return made
}

function shown(plan: Plan): string {
  const steps = plan.steps.map((step) => {
    if (step.kind === 'mark') return `mark@${step.mark.taskTimeMs}`
    return `${step.kind === 'record' ? step.queue.topic : step.kind}@${step.record.timestampMs}`
  })
  return `${steps.join(' ')} | ${plan.end.kind}`
}
