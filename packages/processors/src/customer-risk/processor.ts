import {
  adoptMeasures,
  type BusinessCalendar,
  type CompiledIndicator,
  type CompiledRolling,
  ContradictionError,
  type CustomerFacts,
  changesAt,
  compileRolling,
  compileRuleSet,
  createBusinessCalendar,
  earliest,
  facetBit,
  inForce,
  measuresOf,
  pruneAgreements,
  pruneContractFunnel,
  pruneDemand,
  pruneFeedback,
  pruneFulfilment,
  pruneOrderHistory,
  prunePromises,
  pruneReceivables,
  pruneRolling,
  type RiskMatrix,
  type RuleTimeline,
  rememberEvent,
  scorecardsOf,
  seriesName,
  settlePromises,
  sha256Hex,
  TRAITS_BIT,
  wasSeen,
} from '@tocsin/domain'
import type { AlertEvent, EventOfCustomer, PortfolioFact, SalesEvent, SalesRepFact, ScoreEvent } from '@tocsin/events'
import { InvalidRecordError, type Processor, type RecordInput, type Reduction, type TimerInput } from '@tocsin/stream'
import { endRemoved } from '../evaluation/end-removed.ts'
import { type EvaluatedEntity, type EvaluationContext, evaluateIndicators } from '../evaluation/evaluate.ts'
import { rememberInput } from '../evaluation/evidence.ts'
import { forgetOutlook, inView, noteChange, rulesKeyOf, type WatchingRules } from '../evaluation/outlook.ts'
import { customerExtent } from '../evaluation/risk-extent.ts'
import { type Change, type EventDays, NO_CHANGE } from './change.ts'
import {
  contributionFacts,
  contributionsBefore,
  contributionsBeforeDayEnd,
  type FactContext,
} from './day-end/contributions.ts'
import { nextLookAfter, nextLookOn, releasesAwaitedCash } from './day-end/foresee.ts'
import { releaseScore } from './day-end/held-score.ts'
import { owePortfolio, portfolioFacts, rememberGroups } from './day-end/portfolio.ts'
import {
  bringForward,
  type CustomerScoring,
  certainScore,
  customerScoring,
  owesStanding,
  standingAtDayEnd,
} from './day-end/standing.ts'
import { onSalesEvent } from './events/on-sales-event.ts'
import { rolled, withinHour } from './events/rolling-event.ts'
import { type CustomerState, emptyCustomerState } from './state.ts'
import { traitsOf } from './traits.ts'

/** A sales event as it was received: where its source names itself and numbers its events, a repeat is told at any age. */
export type ReceivedSalesEvent = SalesEvent & { readonly source?: string; readonly sequence?: number }
export type ReceivedCustomerEvent = EventOfCustomer & { readonly source?: string; readonly sequence?: number }

/** Alerts about the customer, its score and tier, and what it contributes to representatives, to its groups and to products. */
export type CustomerRiskOutput = AlertEvent | ScoreEvent | SalesRepFact | PortfolioFact

export type CustomerProcessor = Processor<CustomerState, ReceivedCustomerEvent, CustomerRiskOutput>

/**
 * The rules of customer risk, for one customer.
 *
 * P1. A record is applied at `asOf`, once; indicators that are looked at on change are looked at when a facet they read
 *     has changed.
 * P2. A customer has one timer: the first instant after the next business day at whose end an episode may move: today,
 *     when it would as things stand, or when a late record came today; else the day that the state itself foresees. At
 *     rest there is none. So a day end without a timer is one that would have told nothing. Of the indicators those alone
 *     are looked at that read what has changed, or whose own foreseen day has come: no other would have told anything.
 * P3. The timer due at the start of day D + 1 looks at day D as it ended; records of day D + 1 come after it.
 * P4. What a customer contributes to a representative is told when it has changed: whole, and never twice the same.
 *     So is how it stands: its score, rating and tier move at the end of a day with a change, or when its tier asks. What
 *     it contributes to its groups is told at the end of a day with a change; where nothing else is due, nothing else is
 *     looked at then.
 * P5. What is too old is forgotten at day ends alone: a refused record leaves nothing changed.
 * P6. Each input is judged by the rules of its moment. When they change, every customer is looked at: alerts of indicators
 *     that are gone end, what is looked at on change is looked at at once, all else at the end of that day. What only earlier
 *     rules had collected is dropped.
 * P7. A declared measure that these states have not collected from the beginning is unknown, whatever the process knows.
 */
export function customerProcessor(timeline: RuleTimeline, topics: readonly string[]): CustomerProcessor {
  const calendar = createBusinessCalendar(timeline.at(0).businessZone)
  const rulesOf = whereCollected((collected) =>
    inForce(timeline, (ruleSet, atMs): Rules => {
      const indicators = compileRuleSet(ruleSet).customer
      const onChange = indicators.filter(({ indicator }) => indicator.evaluate === 'on-change')
      const measures = measuresOf(timeline.versionsFrom(atMs))
      const rolling = compileRolling(measures.filter((measure) => collected?.includes(seriesName(measure)) ?? true))
      const scoring = customerScoring(scorecardsOf(ruleSet).customer)
      const { matrix, version: ruleSetVersion } = ruleSet
      const rulesKey = rulesKeyOf(ruleSetVersion)
      return { timeline, indicators, rulesKey, onChange, rolling, scoring, matrix, calendar, topics, ruleSetVersion }
    }),
  )
  return {
    initialState: emptyCustomerState,
    keys: (input) => [input.kind === 'record' ? input.key : input.entityId],
    reduce(states, input, asOfMs, collected) {
      const state = states[0] ?? emptyCustomerState()
      const rules = rulesOf(collected)(asOfMs)
      if (input.kind === 'record') return onRecord(rules, state, input, asOfMs)
      if (isTellingAlone(rules, state, input)) return onTelling(rules, state, input, asOfMs)
      return isDayEnd(rules, state, input) ? onDayEnd(rules, state, input, asOfMs) : onChangedRules(rules, state, input)
    },
  }
}

/** Whatever is made for what states collect; the tasks of a process take turns with few different answers. */
function whereCollected<Made>(make: (collected: readonly string[] | undefined) => Made) {
  const byNames = new Map<string, Made>()
  let last: { readonly collected: readonly string[] | undefined; readonly made: Made } | undefined
  return (collected: readonly string[] | undefined): Made => {
    if (last !== undefined && last.collected === collected) return last.made
    const names = collected?.join() ?? '*'
    const made = byNames.get(names) ?? make(collected)
    if (byNames.size >= MAX_COLLECTIONS) byNames.clear()
    byNames.set(names, made)
    last = { collected, made }
    return made
  }
}

/** Tasks differ only while rules change. */
const MAX_COLLECTIONS = 8

interface Rules extends WatchingRules<CustomerFacts> {
  readonly timeline: RuleTimeline
  readonly onChange: readonly CompiledIndicator[]
  readonly rolling: CompiledRolling
  readonly scoring: CustomerScoring | undefined
  readonly matrix: RiskMatrix | undefined
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
  rememberGroups(state, event)
  const effect = applied(state, event, days)
  owePortfolio(state, event, effect, days.today)
  const fact = { event, timestampMs: input.timestampMs, days, change: effect }
  const { change, isAdopted } = rolled(state.rolling, rules, fact)
  const isStandingOwed = owesStanding(state, rules.scoring, event, change, days.today)
  rememberEvent(state.seen, identity)
  if (change === NO_CHANGE && !isAdopted && !isStandingOwed) return reduction(rules, state, [], asOfMs)

  noteChange(state.outlook, change)
  if (isAdopted) forgetForeseen(state)
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
    state.nextEvaluationOn = isStandingOwed ? days.today : nextLookOn(state, rules, days.today)
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

/** The groups are to be told, and nothing else is due at this moment. */
function isTellingAlone({ calendar, timeline }: Rules, state: CustomerState, { dueAtMs }: TimerInput): boolean {
  const { nextEvaluationOn, portfolio } = state
  const isDue = (on: number | null) => on !== null && calendar.startOf(on + 1) <= dueAtMs
  return isDue(portfolio.owedOn) && !isDue(nextEvaluationOn) && !changesAt(timeline, dueAtMs)
}

function onTelling(rules: Rules, state: CustomerState, input: TimerInput, asOfMs: number): CustomerReduction {
  const on = rules.calendar.dayOf(input.dueAtMs - 1)
  return reduction(rules, state, portfolioFacts(state, dayEndOf(input, on)), asOfMs)
}

function isDayEnd({ calendar }: Rules, { nextEvaluationOn }: CustomerState, { dueAtMs }: TimerInput): boolean {
  const isMidnight = calendar.startOf(calendar.dayOf(dueAtMs)) === dueAtMs
  return isMidnight || (nextEvaluationOn !== null && calendar.startOf(nextEvaluationOn + 1) <= dueAtMs)
}

/** P6. */
function onChangedRules(rules: Rules, state: CustomerState, { entityId, dueAtMs }: TimerInput): CustomerReduction {
  const on = rules.calendar.dayOf(dueAtMs)
  const entity = entityOf(state, entityId)
  const context = contextOf(rules, on, dueAtMs, 0)
  const ended = endRemoved(entity, 'customer', rules, context)
  adoptMeasures(state.rolling, rules.rolling, on)
  const alerts = withinHour(state.rolling, rules, { on, atMs: dueAtMs }, () =>
    evaluateIndicators(entity, rules.onChange, context),
  )
  forgetForeseen(state)
  state.nextEvaluationOn = on
  state.standing.dueOn = on
  return reduction(rules, state, [...ended, ...alerts], dueAtMs)
}

function onDayEnd(rules: Rules, state: CustomerState, input: TimerInput, asOfMs: number): CustomerReduction {
  const on = rules.calendar.dayOf(input.dueAtMs - 1)
  const before = contributionsBeforeDayEnd(state, on)
  if (releasesAwaitedCash(state.receivables, on)) {
    noteChange(state.outlook, facetBit('receivables') | facetBit('payments'))
    releaseScore(state.standing)
  }
  if (adoptMeasures(state.rolling, rules.rolling, on)) forgetForeseen(state)
  const certain = certainScore(state, rules.scoring, on)
  prune(state, on)
  pruneRolling(state.rolling, rules.rolling, on)
  const context = contextOf(rules, on, asOfMs, state.lateFacets)
  // P6, where the rules change with the day: this is the end of the day.
  if (changesAt(rules.timeline, input.dueAtMs)) {
    forgetForeseen(state)
    state.standing.dueOn = on
  }
  // First how the customer stands: its tier is what conditions of indicators ask for.
  const tierBefore = state.standing.effectiveTier
  const scores = standingAtDayEnd(state, rules.scoring, { customerId: input.entityId, ...context }, certain)
  if (state.standing.effectiveTier !== tierBefore) noteChange(state.outlook, TRAITS_BIT)
  const entity = entityOf(state, input.entityId)
  const ended = endRemoved(entity, 'customer', rules, context)
  const alerts = evaluateIndicators(entity, inView(state.outlook, rules, on), context)
  bringForward(state, on, alerts.length > 0)
  state.lateFacets = 0
  state.nextEvaluationOn = nextLookAfter(state, rules, on)
  const facts = contributionFacts(state, before, dayEndOf(input, on))
  const isOwed = state.portfolio.owedOn !== null || facts.length > 0
  const toGroups = isOwed ? portfolioFacts(state, dayEndOf(input, on)) : []
  return reduction(rules, state, [...scores, ...ended, ...alerts, ...facts, ...toGroups], asOfMs)
}

/** Whatever was foreseen may be otherwise. */
function forgetForeseen({ outlook, standing }: CustomerState): void {
  forgetOutlook(outlook)
  releaseScore(standing)
}

/** The day end of one customer, with a name. Ids of events have 200 characters at most, as those of customers have. */
function dayEndOf({ entityId: customerId }: TimerInput, on: number): FactContext {
  const name = customerId.length <= MAX_ENTITY_ID_IN_ORIGIN ? customerId : sha256Hex(customerId)
  return { customerId, on, origin: `day-end-${on}-${name}` }
}

const MAX_ENTITY_ID_IN_ORIGIN = 150

function entityOf(state: CustomerState, customerId: string): EvaluatedEntity<CustomerFacts> {
  const { profile, episodes, evidence } = state
  const salesRepId = profile?.salesRepId ?? null
  const about = { entityId: customerId, entityName: profile?.name ?? null, salesRepId, traits: traitsOf(state) }
  return { ...about, facts: state, episodes, evidence, extentOn: (on) => customerExtent(state, on) }
}

function contextOf(rules: Rules, on: number, asOfMs: number, lateFacets: number): EvaluationContext {
  const { ruleSetVersion, topics, matrix } = rules
  return { on, asOfMs, lateFacets, ruleSetVersion, topics, matrix }
}

function reduction(
  rules: Rules,
  state: CustomerState,
  outputs: CustomerRiskOutput[],
  asOfMs: number,
): CustomerReduction {
  const on = earliest(state.nextEvaluationOn ?? undefined, state.portfolio.owedOn ?? undefined)
  // Causes must keep rising: a timer is never due at or before the moment that sets it.
  const dayEndMs = on === undefined ? undefined : Math.max(rules.calendar.startOf(on + 1), asOfMs + 1)
  const nextTimer = earliest(dayEndMs, rules.timeline.nextChangeAfter(asOfMs)) ?? null
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
  pruneAgreements(state.agreements, today)
  // Else it is, once it was told.
  if (state.portfolio.owedOn === null) pruneDemand(state.demand, today)
}
