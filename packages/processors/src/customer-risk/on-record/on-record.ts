/**
 * Whatever facts are told of besides customers: a representative, a product. What is told of it is put on record, and all
 * that is on record is told on. There is no timer: whoever measures looks at each day by itself.
 */
import {
  ContradictionError,
  createBusinessCalendar,
  type Effect,
  type RuleSet,
  rememberEvent,
  type SeenEvents,
  wasSeen,
} from '@tocsin/domain'
import { InvalidRecordError, type RecordInput, type Reduction } from '@tocsin/stream'
import type { EventDays } from '../change.ts'

/** As its record carries it. */
export type Received<Event> = Event & { readonly source?: string; readonly sequence?: number }

/** What tells one kind of entity from another. */
export interface Recorded<State, Event, Fact> {
  /** The field of an event that names the entity. */
  readonly keyField: string
  keyOf(event: Event): string
  /** @throws ContradictionError, before anything is changed, when the fact cannot be true beside what is known */
  apply(state: State, event: Event, days: EventDays): Effect
  /** All that is on record now: what comes later must not change a fact that is still to be written. */
  described(state: State, at: { readonly key: string; readonly on: number; readonly eventId: string }): Fact
  /** Whether the event, which was applied, changed what others are told; left out: always. */
  isTold?(state: State, event: Event): boolean
}

export type RecordReducer<State, Event, Fact> = (
  state: State,
  input: RecordInput<Event>,
  asOfMs: number,
) => Reduction<State, Fact>

export function recordReducer<
  State extends { readonly seen: SeenEvents },
  Event extends Received<{ readonly eventId: string }>,
  Fact,
>(ruleSet: RuleSet, kind: Recorded<State, Event, Fact>): RecordReducer<State, Event, Fact> {
  const calendar = createBusinessCalendar(ruleSet.businessZone)
  return (state, { key, event, topic, partition, offset, timestampMs }, asOfMs) => {
    const named = kind.keyOf(event)
    if (named !== key) {
      throw new InvalidRecordError('invalid-key', `the record's key is ${key}, its ${kind.keyField} is ${named}`)
    }
    const identity = { source: `${event.source ?? ''}|${topic}`, eventId: event.eventId, sequence: event.sequence }
    if (wasSeen(state.seen, identity)) return { states: [state], nextTimers: [null], outputs: [] }

    const days = { today: calendar.dayOf(asOfMs), recordedOn: calendar.dayOf(timestampMs) }
    const effect = applied(kind, state, event, days)
    rememberEvent(state.seen, identity)
    const isTold = effect === 'applied' && (kind.isTold?.(state, event) ?? true)
    const at = { key, on: days.today, eventId: `${topic}-${partition}-${offset}-0` }
    return { states: [state], nextTimers: [null], outputs: isTold ? [kind.described(state, at)] : [] }
  }
}

/** @throws InvalidRecordError when the fact cannot be true beside what is known; the state is unchanged then */
function applied<State, Event, Fact>(
  kind: Recorded<State, Event, Fact>,
  state: State,
  event: Event,
  days: EventDays,
): Effect {
  try {
    return kind.apply(state, event, days)
  } catch (error) {
    if (error instanceof ContradictionError) throw new InvalidRecordError('contradicts-state', error.message)
    throw error
  }
}
