import { CUSTOMER_RISK_INPUTS } from '@tocsin/processors'
import { Heap } from '@tocsin/stream'
import type { RecordedEvent, RecordedStep } from './recorded-step.ts'

interface Waiting {
  readonly step: RecordedEvent
  readonly topicIndex: number
  readonly arrival: number
}

/**
 * Holds events back until none that belongs before them can come any more, when none comes more than `withinMs` after
 * its place; then gives them in the order of a log: time, topic, the source's own number.
 */
export function createReordering(withinMs: number, take: (step: RecordedStep) => void) {
  const waiting = new Heap<Waiting>(compareWaiting)
  let greatestMs = Number.NEGATIVE_INFINITY
  let arrivals = 0
  const giveThrough = (throughMs: number) => {
    for (let first = waiting.items[0]; first !== undefined && first.step.atMs <= throughMs; first = waiting.items[0]) {
      waiting.pop()
      take(first.step)
    }
  }
  return {
    give(step: RecordedStep): void {
      if (step.kind !== 'event') {
        take(step)
        return
      }
      arrivals += 1
      waiting.push({ step, topicIndex: TOPIC_ORDER.indexOf(step.topic), arrival: arrivals })
      greatestMs = Math.max(greatestMs, step.atMs)
      // An event of the very same moment may still come: it must not be overtaken.
      giveThrough(greatestMs - withinMs - 1)
    },
    giveRest: () => giveThrough(Number.POSITIVE_INFINITY),
  }
}

const TOPIC_ORDER: readonly string[] = CUSTOMER_RISK_INPUTS

function compareWaiting(left: Waiting, right: Waiting): number {
  return (
    left.step.atMs - right.step.atMs ||
    left.topicIndex - right.topicIndex ||
    (left.step.event.sequence ?? 0) - (right.step.event.sequence ?? 0) ||
    left.arrival - right.arrival
  )
}
