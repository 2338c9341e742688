import {
  adoptMeasures,
  type BusinessCalendar,
  type CompiledIndicator,
  type CompiledRolling,
  ContradictionError,
  type CustomerFacts,
  compileRolling,
  compileRuleSet,
  createBusinessCalendar,
  pruneContractFunnel,
  pruneFeedback,
  pruneFulfilment,
  pruneOrderHistory,
  prunePromises,
  pruneReceivables,
  pruneRolling,
  type RuleSet,
  rememberEvent,
  settlePromises,
  sha256Hex,
  wasSeen,
} from '@tocsin/domain'
import type { AlertEvent, EventOfCustomer, SalesEvent, SalesRepFact } from '@tocsin/events'
import { InvalidRecordError, type Processor, type RecordInput, type Reduction, type TimerInput } from '@tocsin/stream'
import { type EvaluatedEntity, type EvaluationContext, evaluateIndicators } from '../evaluation/evaluate.ts'
import { rememberInput } from '../evaluation/evidence.ts'
import { type Change, type EventDays, NO_CHANGE } from './change.ts'
import { contributionFacts, contributionsBefore, contributionsBeforeDayEnd } from './contributions.ts'
import { nextLookAfter, nextLookOn } from './foresee.ts'
import { onSalesEvent } from './on-sales-event.ts'
import { rolled, withinHour } from './rolling-event.ts'
import { type CustomerState, emptyCustomerState } from './state.ts'

/** A sales event as it was received: where its source names itself and numbers its events, a repeat is told at any age. */
export type ReceivedSalesEvent = SalesEvent & { readonly source?: string; readonly sequence?: number }
export type ReceivedCustomerEvent = EventOfCustomer & { readonly source?: string; readonly sequence?: number }

/** Alerts about the customer, and what it contributes to representatives. */
export type CustomerRiskOutput = AlertEvent | SalesRepFact

export type CustomerProcessor = Processor<CustomerState, ReceivedCustomerEvent, CustomerRiskOutput>

/**
 * The rules of customer risk, for one customer.
 *
 * P1. A record is applied at `asOf`, once; indicators that are looked at on change are looked at when a facet they read
 *     has changed.
 * P2. A customer has one timer: the first instant after the next business day at whose end an episode may move: today,
 *     when it would as things stand, or when a late record came today; else the day that the state itself foresees. At
 *     rest there is none. So a day end without a timer is one that would have told nothing.
 * P3. The timer due at the start of day D + 1 looks at day D as it ended; records of day D + 1 come after it.
 * P4. What a customer contributes to a representative is told when it has changed: whole, and never twice the same.
 * P5. What is too old is forgotten at day ends alone: a refused record leaves nothing changed.
 */
export function customerProcessor(ruleSet: RuleSet, topics: readonly string[]): CustomerProcessor {
  const indicators = compileRuleSet(ruleSet).customer
  const onChange = indicators.filter(({ indicator }) => indicator.evaluate === 'on-change')
  const calendar = createBusinessCalendar(ruleSet.businessZone)
  const rolling = compileRolling(ruleSet.measures)
  const rules: Rules = { indicators, onChange, rolling, calendar, topics, ruleSetVersion: ruleSet.version }
  return {
    initialState: emptyCustomerState,
    keys: (input) => [input.kind === 'record' ? input.key : input.entityId],
    reduce(states, input, asOfMs) {
      const state = states[0] ?? emptyCustomerState()
      return input.kind === 'record' ? onRecord(rules, state, input, asOfMs) : onDayEnd(rules, state, input, asOfMs)
    },
  }
}

interface Rules {
  readonly indicators: readonly CompiledIndicator[]
  readonly onChange: readonly CompiledIndicator[]
  readonly rolling: CompiledRolling
  readonly calendar: BusinessCalendar
  readonly topics: readonly string[]
  readonly ruleSetVersion: string
}

type CustomerReduction = Reduction<CustomerState, CustomerRiskOutput>
type RecordOfCustomer = RecordInput<ReceivedCustomerEvent>

function onRecord(rules: Rules, state: CustomerState, input: RecordOfCustomer, asOfMs: number): CustomerReduction {
  const { event } = input
  if (event.customerId !== input.key) {
    throw new InvalidRecordError(
      'invalid-key',
      `the record's key is ${input.key}, its customerId is ${event.customerId}`,
    )
  }
  const identity = { source: `${event.source ?? ''}|${input.topic}`, eventId: event.eventId, sequence: event.sequence }
  if (wasSeen(state.seen, identity)) return reduction(rules, state, [], asOfMs)

  const days = { today: rules.calendar.dayOf(asOfMs), recordedOn: rules.calendar.dayOf(input.timestampMs) }
  const before = contributionsBefore(state, event, days)
  const effect = applied(state, event, days)
  const fact = { event, timestampMs: input.timestampMs, days, change: effect }
  const { change, isAdopted } = rolled(state.rolling, rules, fact)
  rememberEvent(state.seen, identity)
  if (change === NO_CHANGE && !isAdopted) return reduction(rules, state, [], asOfMs)

  const place = { topicIndex: rules.topics.indexOf(input.topic), offset: input.offset }
  rememberInput(state.evidence, input.partition, place, change)
  const affected = rules.onChange.filter(({ reads }) => (reads & change) !== 0)
  const lateFacets = input.late ? change : 0
  const context = contextOf(rules, days.today, asOfMs, lateFacets)
  const alerts = withinHour(state.rolling, rules, { on: days.today, atMs: asOfMs }, () =>
    evaluateIndicators(entityOf(state, input.key), affected, context),
  )
  if (input.late) {
    // The day's end has to know of the late facts, and to forget them.
    state.lateFacets |= change
    state.nextEvaluationOn = days.today
  } else if (state.nextEvaluationOn !== days.today) {
    state.nextEvaluationOn = nextLookOn(state, rules.indicators, days.today)
  }
  const origin = `${input.topic}-${input.partition}-${input.offset}`
  const facts = contributionFacts(state, before, { customerId: input.key, on: days.today, origin })
  return reduction(rules, state, [...alerts, ...facts], asOfMs)
}

/** @throws InvalidRecordError when the fact cannot be true beside what is known; the state is unchanged then */
function applied(state: CustomerState, event: EventOfCustomer, days: EventDays): Change {
  try {
    return onSalesEvent(state, event, days)
  } catch (error) {
    if (error instanceof ContradictionError) throw new InvalidRecordError('contradicts-state', error.message)
    throw error
  }
}

function onDayEnd(rules: Rules, state: CustomerState, input: TimerInput, asOfMs: number): CustomerReduction {
  const on = rules.calendar.dayOf(input.dueAtMs - 1)
  const before = contributionsBeforeDayEnd(state, on)
  adoptMeasures(state.rolling, rules.rolling, on)
  prune(state, on)
  pruneRolling(state.rolling, rules.rolling, on)
  const context = contextOf(rules, on, asOfMs, state.lateFacets)
  const alerts = evaluateIndicators(entityOf(state, input.entityId), rules.indicators, context)
  state.lateFacets = 0
  state.nextEvaluationOn = nextLookAfter(state, rules.indicators, on)
  const facts = contributionFacts(state, before, { customerId: input.entityId, on, origin: dayEndOf(input, on) })
  return reduction(rules, state, [...alerts, ...facts], asOfMs)
}

/** A name for the day end of one customer. Ids of events have 200 characters at most, as those of customers have. */
function dayEndOf({ entityId }: TimerInput, on: number): string {
  return `day-end-${on}-${entityId.length <= MAX_ENTITY_ID_IN_ORIGIN ? entityId : sha256Hex(entityId)}`
}

const MAX_ENTITY_ID_IN_ORIGIN = 150

function entityOf(state: CustomerState, customerId: string): EvaluatedEntity<CustomerFacts> {
  const { profile, episodes, evidence } = state
  const salesRepId = profile?.salesRepId ?? null
  return { entityId: customerId, entityName: profile?.name ?? null, salesRepId, facts: state, episodes, evidence }
}

function contextOf(rules: Rules, on: number, asOfMs: number, lateFacets: number): EvaluationContext {
  return { on, asOfMs, lateFacets, ruleSetVersion: rules.ruleSetVersion, topics: rules.topics }
}

function reduction(
  rules: Rules,
  state: CustomerState,
  outputs: CustomerRiskOutput[],
  asOfMs: number,
): CustomerReduction {
  const on = state.nextEvaluationOn
  // Causes must keep rising: a timer is never due at or before the moment that sets it.
  const nextTimer = on === null ? null : Math.max(rules.calendar.startOf(on + 1), asOfMs + 1)
  return { states: [state], nextTimers: [nextTimer], outputs }
}

function prune(state: CustomerState, today: number): void {
  pruneReceivables(state.receivables, today)
  if (state.promises.length > 0) {
    settlePromises(state.promises, state.receivables)
    prunePromises(state.promises, today)
  }
  pruneOrderHistory(state.orders, today)
  pruneContractFunnel(state.contracts, today)
  pruneFulfilment(state.fulfilment, today)
  pruneFeedback(state.feedback, today)
}
