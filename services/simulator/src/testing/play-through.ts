/** A world through the real rules without a log: events in the order they are written, timers at their moment. */
import type { RuleSet } from '@tocsin/domain'
import { type AlertEvent, isSalesRepFact } from '@tocsin/events'
import { type CustomerState, customerRiskProcessor } from '@tocsin/processors'
import { SALES_TOPICS } from '../world/customer-book.ts'
import type { TimedEvent } from '../world/timed-event.ts'

export interface Played {
  readonly alerts: readonly AlertEvent[]
  /** Refused events with the refusal. */
  readonly refused: readonly { readonly timed: TimedEvent; readonly message: string }[]
}

/** Plays all events as one task, then fires what is due up to `endMs`. */
export function playThrough(ruleSet: RuleSet, events: Iterable<TimedEvent>, endMs: number): Played {
  const processor = customerRiskProcessor(ruleSet, SALES_TOPICS)
  const states = new Map<string, CustomerState>()
  const timers = new Map<string, number>()
  const alerts: AlertEvent[] = []
  const refused: { timed: TimedEvent; message: string }[] = []
  let taskTimeMs = 0
  let offset = 0
  /** Nothing is due before this: most events need no look at the timers. */
  let nothingBeforeMs = 0

  const reduce = (input: Parameters<typeof processor.reduce>[1], asOfMs: number) => {
    const [entityId] = processor.keys(input) as [string]
    const reduction = processor.reduce([states.get(entityId) ?? processor.initialState(entityId)], input, asOfMs)
    states.set(entityId, reduction.states[0]!)
    const dueAtMs = reduction.nextTimers[0] ?? null
    if (dueAtMs === null) timers.delete(entityId)
    else timers.set(entityId, dueAtMs)
    if (dueAtMs !== null) nothingBeforeMs = Math.min(nothingBeforeMs, dueAtMs)
    for (const output of reduction.outputs) if (!isSalesRepFact(output)) alerts.push(output)
    taskTimeMs = asOfMs
  }
  const fireThrough = (throughMs: number) => {
    while (nothingBeforeMs <= throughMs) {
      let first: { entityId: string; dueAtMs: number } | undefined
      for (const [entityId, dueAtMs] of timers) {
        const isEarlier =
          first === undefined || dueAtMs < first.dueAtMs || (dueAtMs === first.dueAtMs && entityId < first.entityId)
        if (isEarlier) first = { entityId, dueAtMs }
      }
      nothingBeforeMs = first?.dueAtMs ?? Number.POSITIVE_INFINITY
      if (first === undefined || first.dueAtMs > throughMs) return
      timers.delete(first.entityId)
      reduce({ kind: 'timer', ...first }, Math.max(first.dueAtMs, taskTimeMs))
    }
  }

  for (const timed of events) {
    const asOfMs = Math.max(timed.recordedAtMs, taskTimeMs)
    fireThrough(asOfMs)
    const { topic, event, recordedAtMs: timestampMs } = timed
    const place = { topic, partition: 0, offset: offset++, timestampMs, key: event.customerId }
    try {
      reduce({ kind: 'record', ...place, event, late: timestampMs < taskTimeMs }, asOfMs)
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'InvalidRecordError') throw error
      refused.push({ timed, message: error.message })
      taskTimeMs = asOfMs
    }
  }
  fireThrough(endMs)
  return { alerts, refused }
}
