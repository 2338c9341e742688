import {
  type BusinessCalendar,
  type CompiledRuleSet,
  changesAt,
  closeDay,
  compileRuleSet,
  createBusinessCalendar,
  type EntityType,
  earliest,
  facetBit,
  inForce,
  isAtRest,
  isNothing,
  type ProductRecord,
  type RepRecord,
  type RiskMatrix,
  type RuleSet,
  type RuleTimeline,
  type SalesRepBook,
  type Traits,
  timelineOf,
} from '@tocsin/domain'
import type { AlertEvent, ScoreEvent } from '@tocsin/events'
import { InvalidRecordError, type Processor, type RecordInput, type Reduction, type TimerInput } from '@tocsin/stream'
import { endRemoved } from '../evaluation/end-removed.ts'
import { evaluateIndicators } from '../evaluation/evaluate.ts'
import { type EvidenceInputs, rememberInput } from '../evaluation/evidence.ts'
import { nextMoveAfter } from '../evaluation/foresee.ts'
import { salesRepExtent } from '../evaluation/risk-extent.ts'
import { contributionId, isContributionId } from './entity-ids.ts'
import { forgetAtMs } from './forget-contribution.ts'
import { type SalesRepScoring, standingAtDayEnd, withStanding } from './standing.ts'
import {
  type ContributionState,
  initialStateOf,
  openDayOf,
  type SalesRepRiskState,
  type SalesRepState,
} from './state.ts'

/** Alerts about the representative or group; of a representative also its score and tier. */
export type SalesRepRiskOutput = AlertEvent | ScoreEvent

export type BookProcessor<Fact> = Processor<SalesRepRiskState, Fact, SalesRepRiskOutput>

/** Whom a book is about. */
export interface BookOwner {
  readonly entityType: Exclude<EntityType, 'customer'>
  readonly entityId: string
  /** The representative to be told; null: nobody. */
  readonly salesRepId: string | null
  /** What is known of it without the book. */
  readonly traits: Traits
}

/** What is on record about a book's owner itself, all of it: a representative or a product. */
export type OnRecord = { readonly record: RepRecord } | { readonly product: ProductRecord }

/** What tells one kind of book from another. */
export interface BookSubject<Fact> {
  /** The field of a fact that names its book. */
  readonly keyField: string
  keyOf(fact: Fact): string
  /** Undefined for a key that names nothing. */
  ownerOf(key: string): BookOwner | undefined
  /** Whose contribution the fact tells; undefined when it is about the owner itself. */
  customerOf(fact: Fact): string | undefined
  /**
   * Puts a fact in the place of what the customer told before, and what that moves into `movements()`.
   * @returns the bits of the facets that moved
   */
  contribute(contribution: ContributionState, movements: () => SalesRepBook, fact: Fact): number
  /** What the fact puts on record about the owner itself. */
  recordOf?(fact: Fact): OnRecord | undefined
  /** Without it, nothing is scored. */
  scorecardOf?(ruleSet: RuleSet): SalesRepScoring | undefined
}

/**
 * The rules of a book: the sums over many customers that a representative, or a group of customers, is judged by. Many
 * customers' tasks tell of one book, and are not equally far: time here (`asOf`) is what all of them have passed.
 *
 * Q1. A fact moves what its customer contributed before to what it contributes now. The movement waits in its business
 *     day, so that a source which is ahead shows nothing of a later day in an earlier one. A fact tells nothing by
 *     itself: there are alerts at day ends alone. What is on record about its owner itself waits likewise.
 * Q2. A book has one timer: the first instant after the earliest day that is to be looked at, which is one with
 *     movements, or the day after the last one looked at, as long as anything is open or stands in a window, or the day
 *     on which its tier asks for a new score, or one on which a review that is owed reaches a level. At rest, and without
 *     a scorecard, there is none.
 * Q3. The timer due at the start of day D + 1 closes D: its movements are added to the book, then indicators look at D as
 *     it ended. It fires when every source has passed that instant, so nothing of D is to come.
 * Q4. A fact that says what is known changes nothing; one for a day that is closed (which no source sends) counts from
 *     the first open day on.
 * Q5. Each input is judged by the rules of its moment. When they change, alerts of indicators that are gone end at once; all
 *     else is looked at at the end of the day.
 * Q6. What a customer contributed to a product has a timer of its own, and is gone once it has left every window: see
 *     forget-contribution.ts.
 */
export function bookProcessor<Fact extends { readonly on: number }>(
  rules: RuleSet | RuleTimeline,
  topics: readonly string[],
  subject: BookSubject<Fact>,
): BookProcessor<Fact> {
  const timeline = timelineOf(rules)
  const calendar = createBusinessCalendar(timeline.at(0).businessZone)
  const rulesAt = inForce(timeline, (ruleSet): Rules<Fact> => {
    const indicatorsOf = compileRuleSet(ruleSet)
    const scoring = subject.scorecardOf?.(ruleSet)
    const { matrix, version: ruleSetVersion } = ruleSet
    return { subject, timeline, indicatorsOf, scoring, matrix, calendar, topics, ruleSetVersion }
  })
  return {
    initialState: initialStateOf,
    keys: (input) => {
      if (input.kind === 'timer') return [input.entityId]
      const { key, event } = input
      const customerId = subject.customerOf(event)
      return customerId === undefined ? [key] : [key, contributionId(key, customerId)]
    },
    reduce(states, input, asOfMs) {
      const inForceNow = rulesAt(asOfMs)
      if (input.kind === 'record') return onRecord(inForceNow, states, input, asOfMs)
      // Timers of contributions are set for that alone: what is told in between moves them.
      if (isContributionId(input.entityId)) return { states: [null], nextTimers: [null], outputs: [] }
      return onTimer(inForceNow, states, input, asOfMs)
    },
  }
}

interface Rules<Fact = unknown> {
  readonly subject: BookSubject<Fact>
  readonly timeline: RuleTimeline
  readonly indicatorsOf: CompiledRuleSet
  readonly scoring: SalesRepScoring | undefined
  readonly matrix: RiskMatrix | undefined
  readonly calendar: BusinessCalendar
  readonly topics: readonly string[]
  readonly ruleSetVersion: string
}

type SalesRepReduction = Reduction<SalesRepRiskState, SalesRepRiskOutput>

function onRecord<Fact extends { readonly on: number }>(
  rules: Rules<Fact>,
  states: readonly SalesRepRiskState[],
  input: RecordInput<Fact>,
  asOfMs: number,
): SalesRepReduction {
  const { event: fact, key } = input
  const { subject } = rules
  const named = subject.keyOf(fact)
  if (named !== key) {
    throw new InvalidRecordError('invalid-key', `the record's key is ${key}, its ${subject.keyField} is ${named}`)
  }
  const owner = subject.ownerOf(key)
  if (owner === undefined) {
    throw new InvalidRecordError('invalid-key', `the record's key is ${key}: no entity has such a key`)
  }
  const salesRep = salesRepIn(states[0])
  const on = Math.max(fact.on, rules.calendar.dayOf(asOfMs), (salesRep.closedOn ?? fact.on - 1) + 1)
  const remember = (facet: number) => {
    const place = { topicIndex: rules.topics.indexOf(input.topic), offset: input.offset }
    rememberInput(openDayOf(salesRep, on).evidence, input.partition, place, facet)
  }
  const told = subject.recordOf?.(fact)
  if (told !== undefined) {
    if (!isKnown(told, salesRep)) {
      Object.assign(openDayOf(salesRep, on).movements, told)
      remember(facetBit('credit'))
    }
    return { states: [salesRep], nextTimers: [nextTimer(rules, owner, salesRep, asOfMs)], outputs: [] }
  }
  const contribution = contributionIn(states[1])
  const facet = subject.contribute(contribution, () => openDayOf(salesRep, on).movements, fact)
  if (facet !== 0) remember(facet)
  const isGone = isNothing(contribution)
  const entityId = contributionId(key, subject.customerOf(fact) ?? '')
  const forgottenAtMs = isGone ? null : forgetAtMs(entityId, contribution, rules.calendar, asOfMs)
  return {
    states: [salesRep, isGone ? null : contribution],
    nextTimers: [nextTimer(rules, owner, salesRep, asOfMs), forgottenAtMs],
    outputs: [],
  }
}

/** It says what was told last, be that day closed or not. Records are small: their text is compared. */
function isKnown(told: OnRecord, { book, openDays }: SalesRepState): boolean {
  const kind = 'record' in told ? 'record' : 'product'
  const latest = openDays.findLast(({ movements }) => movements[kind] !== null)?.movements[kind] ?? book[kind]
  return JSON.stringify('record' in told ? told.record : told.product) === JSON.stringify(latest)
}

/** Q3, Q5. */
function onTimer<Fact>(
  rules: Rules<Fact>,
  states: readonly SalesRepRiskState[],
  { entityId, dueAtMs }: TimerInput,
  asOfMs: number,
): SalesRepReduction {
  const salesRep = salesRepIn(states[0])
  const owner = rules.subject.ownerOf(entityId)
  if (owner === undefined) throw new Error(`a book belongs to ${entityId}, which is nobody's key`)
  const isDayEnd = dayEndTimer(rules, owner, salesRep, dueAtMs - 1) === dueAtMs
  const on = rules.calendar.dayOf(isDayEnd ? dueAtMs - 1 : dueAtMs)
  const hasMoved = isDayEnd && closeDays(salesRep, on)
  const { book: facts, episodes, evidence } = salesRep
  const { ruleSetVersion, topics, matrix } = rules
  const context = { on, asOfMs, ruleSetVersion, topics, lateFacets: 0, matrix }
  // First how it stands: its tier is what conditions of indicators ask for.
  const isChange = changesAt(rules.timeline, dueAtMs)
  if (isChange && !isDayEnd && facts.standing) facts.standing.dueOn = on
  const scored = { salesRepId: entityId, hasMoved: hasMoved || isChange, ...context }
  const scores = isDayEnd ? standingAtDayEnd(facts, rules.scoring, scored) : []
  const traits = traitsOf(owner, facts)
  const about = { ...owner, entityName: facts.record?.name ?? facts.product?.name ?? null, traits }
  const indicators = rules.indicatorsOf[owner.entityType]
  const extentOn = (day: number) => salesRepExtent(facts, day)
  const entity = { ...about, facts, episodes, evidence, extentOn }
  const ended = endRemoved(entity, owner.entityType, { timeline: rules.timeline, indicators }, context)
  const alerts = isDayEnd ? evaluateIndicators(entity, indicators, context) : []
  const outputs = [...scores, ...ended, ...alerts]
  return { states: [salesRep], nextTimers: [nextTimer(rules, owner, salesRep, asOfMs)], outputs }
}

/**
 * Afterwards the book is that of the end of `on`.
 * @returns whether anything moved on the days that were open
 */
function closeDays(salesRep: SalesRepState, on: number): boolean {
  const { book, openDays, evidence } = salesRep
  const closing = openDays.filter((openDay) => openDay.on <= on)
  openDays.splice(0, closing.length)
  closeDay(
    book,
    closing.map(({ movements }) => movements),
    on,
  )
  for (const { evidence: newer } of closing) addEvidence(evidence, newer)
  salesRep.closedOn = on
  salesRep.isAtRest = isAtRest(book)
  return closing.length > 0
}

function addEvidence(evidence: EvidenceInputs, newer: EvidenceInputs): void {
  for (const [index, places] of newer.byFacet.entries()) {
    for (const place of places) rememberInput(evidence, newer.partition, place, 1 << index)
  }
}

/** The end of the next day that is to be looked at, or the next change of the rules. */
function nextTimer<Fact>(rules: Rules<Fact>, owner: BookOwner, salesRep: SalesRepState, asOfMs: number): number | null {
  const dayEndMs = dayEndTimer(rules, owner, salesRep, asOfMs) ?? undefined
  return earliest(dayEndMs, rules.timeline.nextChangeAfter(asOfMs)) ?? null
}

function dayEndTimer<Fact>(
  rules: Rules<Fact>,
  owner: BookOwner,
  salesRep: SalesRepState,
  asOfMs: number,
): number | null {
  const { calendar } = rules
  const lookOn = earliest(nextLookOn(rules, owner, salesRep), salesRep.openDays[0]?.on)
  // Without a score nothing else is asked of the book, which is left unread.
  let on = rules.scoring === undefined ? lookOn : withStanding(lookOn, salesRep.book, rules.scoring)
  if (on === undefined) return null
  // A day that the zone skipped has ended before it began: the day after takes its place.
  while (calendar.startOf(on + 1) <= asOfMs) on += 1
  return calendar.startOf(on + 1)
}

/** The next day to be looked at though nothing moves: every one until the book is at rest; then what is foreseen. */
function nextLookOn<Fact>(
  { indicatorsOf, scoring }: Rules<Fact>,
  owner: BookOwner,
  salesRep: SalesRepState,
): number | undefined {
  const { closedOn, episodes } = salesRep
  if (closedOn === null) return undefined
  if (!salesRep.isAtRest) return closedOn + 1
  // Without a score nothing is owed of a book at rest.
  if (scoring === undefined) return undefined
  const { book: facts } = salesRep
  return nextMoveAfter(
    { facts, traits: traitsOf(owner, facts), episodes },
    indicatorsOf[owner.entityType],
    closedOn,
    undefined,
  )
}

function traitsOf({ traits }: BookOwner, { standing }: SalesRepBook): Traits {
  return { ...traits, tier: standing?.effectiveTier }
}

function salesRepIn(state: SalesRepRiskState | undefined): SalesRepState {
  if (state?.kind !== 'sales-rep') throw new Error('the state of a representative is that of something else')
  return state
}

function contributionIn(state: SalesRepRiskState | undefined): ContributionState {
  if (state?.kind !== 'contribution') throw new Error('the state of a contribution is that of something else')
  return state
}
