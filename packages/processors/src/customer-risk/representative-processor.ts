import {
  type BusinessCalendar,
  ContradictionError,
  createBusinessCalendar,
  type RepRecord,
  type RuleSet,
  rememberEvent,
  wasSeen,
} from '@tocsin/domain'
import type { RepresentativeDescribed, RepresentativeEvent } from '@tocsin/events'
import { InvalidRecordError, type RecordInput, type Reduction } from '@tocsin/stream'
import { onRepresentativeEvent } from './on-representative-event.ts'
import type { RepresentativeState } from './representative-state.ts'

export type ReceivedRepresentativeEvent = RepresentativeEvent & { readonly source?: string; readonly sequence?: number }

export type RepresentativeReduction = Reduction<RepresentativeState, RepresentativeDescribed>

/**
 * Facts about representatives themselves: put on record, and told on to sales-rep-risk as all that is on record. There is
 * no timer: whoever measures forgets by itself what is over.
 */
export function representativeReducer(
  ruleSet: RuleSet,
): (
  state: RepresentativeState,
  input: RecordInput<ReceivedRepresentativeEvent>,
  asOfMs: number,
) => RepresentativeReduction {
  const calendar = createBusinessCalendar(ruleSet.businessZone)
  return (state, input, asOfMs) => onRecord(calendar, state, input, asOfMs)
}

function onRecord(
  calendar: BusinessCalendar,
  state: RepresentativeState,
  input: RecordInput<ReceivedRepresentativeEvent>,
  asOfMs: number,
): RepresentativeReduction {
  const { event, topic, partition, offset } = input
  if (event.salesRepId !== input.key) {
    throw new InvalidRecordError(
      'invalid-key',
      `the record's key is ${input.key}, its salesRepId is ${event.salesRepId}`,
    )
  }
  const identity = { source: `${event.source ?? ''}|${topic}`, eventId: event.eventId, sequence: event.sequence }
  if (wasSeen(state.seen, identity)) return { states: [state], nextTimers: [null], outputs: [] }

  const days = { today: calendar.dayOf(asOfMs), recordedOn: calendar.dayOf(input.timestampMs) }
  const effect = applied(state.record, event, days)
  rememberEvent(state.seen, identity)
  const fact = described(state.record, event.salesRepId, days.today, `${topic}-${partition}-${offset}-0`)
  return { states: [state], nextTimers: [null], outputs: effect === 'repeated' ? [] : [fact] }
}

/** @throws InvalidRecordError when the fact cannot be true beside what is known; the record is unchanged then */
function applied(record: RepRecord, event: RepresentativeEvent, days: { today: number; recordedOn: number }) {
  try {
    return onRepresentativeEvent(record, event, days)
  } catch (error) {
    if (error instanceof ContradictionError) throw new InvalidRecordError('contradicts-state', error.message)
    throw error
  }
}

/** The record as it is now: what comes later must not change a fact that is still to be written. */
function described(record: RepRecord, salesRepId: string, on: number, eventId: string): RepresentativeDescribed {
  const { name, team, manager, region, targets, limits, findings, reviewedOn } = record
  return {
    type: 'representative-described',
    eventId,
    salesRepId,
    on,
    name,
    team,
    manager,
    region,
    targets: [...targets],
    limits: [...limits],
    findings: [...findings],
    reviewedOn,
  }
}
