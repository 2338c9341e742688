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
  isNothing,
  type ProductRecord,
  type RepRecord,
  type RiskMatrix,
  type RuleSet,
  type RuleTimeline,
  type SalesRepBook,
  TRAITS_BIT,
  type Traits,
  timelineOf,
} from '@tocsin/domain'
import type { AlertEvent, ScoreEvent } from '@tocsin/events'
import { InvalidRecordError, type Processor, type RecordInput, type Reduction, type TimerInput } from '@tocsin/stream'
import { endRemoved } from '../evaluation/end-removed.ts'
import { type EvaluatedEntity, evaluateIndicators } from '../evaluation/evaluate.ts'
import { type EvidenceInputs, facetsOf, rememberInput } from '../evaluation/evidence.ts'
import { forgetOutlook, inView, lookAhead, MAX_DAYS_TRIED, noteChange, rulesKeyOf } from '../evaluation/outlook.ts'
import { salesRepExtent } from '../evaluation/risk-extent.ts'
import { contributionId, isContributionId } from './entity-ids.ts'
import { forgetAtMs } from './forget-contribution.ts'
import { type SalesRepScoring, standingAtDayEnd, standingDueOn } from './standing.ts'
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
 *     movements, or the day on which its tier asks for a new score, or the first one at whose end time alone may move an
 *     episode. At rest there is none.
 * Q3. The timer due at the start of day D + 1 closes D: its movements are added to the book, then those indicators look at
 *     D as it ended that read what has moved, or whose own foreseen day has come: no other would have told anything. It
 *     fires when every source has passed that instant, so nothing of D is to come.
 * Q4. A fact that says what is known changes nothing; one for a day that is closed (which no source sends) counts from
 *     the first open day on.
 * Q5. Each input is judged by the rules of its moment. When they change, alerts of indicators that are gone end at once; all
 *     else is looked at at the end of the day, whatever was foreseen.
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
    const rulesKey = rulesKeyOf(ruleSetVersion)
    return { subject, timeline, indicatorsOf, rulesKey, scoring, matrix, calendar, topics, ruleSetVersion }
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
  /** See `WatchingRules`. */
  readonly rulesKey: number
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
    return { states: [salesRep], nextTimers: [nextTimer(rules, salesRep, asOfMs)], outputs: [] }
  }
  const contribution = contributionIn(states[1])
  const facet = subject.contribute(contribution, () => openDayOf(salesRep, on).movements, fact)
  if (facet !== 0) remember(facet)
  const isGone = isNothing(contribution)
  const entityId = contributionId(key, subject.customerOf(fact) ?? '')
  const forgottenAtMs = isGone ? null : forgetAtMs(entityId, contribution, rules.calendar, asOfMs)
  return {
    states: [salesRep, isGone ? null : contribution],
    nextTimers: [nextTimer(rules, salesRep, asOfMs), forgottenAtMs],
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
  const isChange = changesAt(rules.timeline, dueAtMs)
  if (isChange) forgetOutlook(salesRep.outlook)
  const { calendar } = rules
  const today = calendar.dayOf(dueAtMs)
  // Rules that change with the day change at its end, be that a day that was to be looked at or not.
  const isDayEnd = calendar.startOf(today) === dueAtMs && hasBegun(salesRep, today)
  const outputs = isDayEnd
    ? onDayEnd(rules, owner, salesRep, { entityId, on: calendar.dayOf(dueAtMs - 1), asOfMs, isChange })
    : onChangedRules(rules, owner, salesRep, { on: today, asOfMs })
  return { states: [salesRep], nextTimers: [nextTimer(rules, salesRep, asOfMs)], outputs }
}

/** False while all that is told of it is of `today` and later, by sources that are ahead: there is no day to be looked at. */
function hasBegun({ closedOn, openDays }: SalesRepState, today: number): boolean {
  return closedOn !== null || openDays.some(({ on }) => on < today)
}

interface DayEnd {
  readonly entityId: string
  readonly on: number
  readonly asOfMs: number
  /** The rules change with the day. */
  readonly isChange: boolean
}

function onDayEnd<Fact>(
  rules: Rules<Fact>,
  owner: BookOwner,
  salesRep: SalesRepState,
  { entityId, on, asOfMs, isChange }: DayEnd,
): SalesRepRiskOutput[] {
  const { outlook, episodes } = salesRep
  const idleDays = on - (salesRep.closedOn ?? on)
  const hasMoved = closeDays(salesRep, on)
  const { book: facts } = salesRep
  const context = contextOf(rules, on, asOfMs)
  // First how it stands: its tier is what conditions of indicators ask for.
  const tierBefore = facts.standing?.effectiveTier
  const scored = { salesRepId: entityId, hasMoved: hasMoved || isChange, ...context }
  const scores = standingAtDayEnd(salesRep, rules.scoring, scored)
  if (facts.standing?.effectiveTier !== tierBefore) noteChange(outlook, TRAITS_BIT)
  const entity = entityOf(owner, salesRep)
  const watching = { rulesKey: rules.rulesKey, indicators: rules.indicatorsOf[owner.entityType] }
  const ended = endRemoved(entity, owner.entityType, { timeline: rules.timeline, ...watching }, context)
  const alerts = evaluateIndicators(entity, inView(outlook, watching, on), context)
  const known = { facts, traits: entity.traits, episodes }
  const otherwiseOn = standingDueOn(facts, rules.scoring)
  // What moves every day is looked at tomorrow anyway: the longer nothing came of it, the further it is worth trying.
  const daysTried = Math.min(2 * idleDays, MAX_DAYS_TRIED)
  salesRep.nextLookOn = lookAhead(outlook, watching, known, on, otherwiseOn, daysTried) ?? null
  return [...scores, ...ended, ...alerts]
}

/** Q5, within a day. */
function onChangedRules<Fact>(
  rules: Rules<Fact>,
  owner: BookOwner,
  salesRep: SalesRepState,
  { on, asOfMs }: { readonly on: number; readonly asOfMs: number },
): SalesRepRiskOutput[] {
  const { standing } = salesRep.book
  if (standing) standing.dueOn = on
  // A book of which no day was closed yet has nothing to be looked at.
  if (salesRep.closedOn !== null) salesRep.nextLookOn = on
  const watching = { timeline: rules.timeline, indicators: rules.indicatorsOf[owner.entityType] }
  return endRemoved(entityOf(owner, salesRep), owner.entityType, watching, contextOf(rules, on, asOfMs))
}

function contextOf<Fact>({ ruleSetVersion, topics, matrix }: Rules<Fact>, on: number, asOfMs: number) {
  return { on, asOfMs, ruleSetVersion, topics, lateFacets: 0, matrix }
}

function entityOf(owner: BookOwner, { book: facts, episodes, evidence }: SalesRepState): EvaluatedEntity<SalesRepBook> {
  const entityName = facts.record?.name ?? facts.product?.name ?? null
  const traits = { ...owner.traits, tier: facts.standing?.effectiveTier }
  return { ...owner, entityName, traits, facts, episodes, evidence, extentOn: (day) => salesRepExtent(facts, day) }
}

/**
 * Afterwards the book is that of the end of `on`, and what has moved is in view.
 * @returns whether anything moved on the days that were open
 */
function closeDays(salesRep: SalesRepState, on: number): boolean {
  const { book, openDays, evidence, outlook } = salesRep
  const closing = openDays.filter((openDay) => openDay.on <= on)
  openDays.splice(0, closing.length)
  closeDay(
    book,
    closing.map(({ movements }) => movements),
    on,
  )
  for (const { evidence: newer } of closing) {
    addEvidence(evidence, newer)
    noteChange(outlook, facetsOf(newer))
  }
  salesRep.closedOn = on
  return closing.length > 0
}

function addEvidence(evidence: EvidenceInputs, newer: EvidenceInputs): void {
  for (const [index, places] of newer.byFacet.entries()) {
    for (const place of places) rememberInput(evidence, newer.partition, place, 1 << index)
  }
}

/** The end of the next day that is to be looked at, or the next change of the rules. */
function nextTimer<Fact>(rules: Rules<Fact>, salesRep: SalesRepState, asOfMs: number): number | null {
  const dayEndMs = dayEndTimer(rules, salesRep, asOfMs) ?? undefined
  return earliest(dayEndMs, rules.timeline.nextChangeAfter(asOfMs)) ?? null
}

function dayEndTimer<Fact>(
  { calendar }: Rules<Fact>,
  { nextLookOn, openDays }: SalesRepState,
  asOfMs: number,
): number | null {
  let on = earliest(nextLookOn ?? undefined, openDays[0]?.on)
  if (on === undefined) return null
  // A day that the zone skipped has ended before it began: the day after takes its place.
  while (calendar.startOf(on + 1) <= asOfMs) on += 1
  return calendar.startOf(on + 1)
}

function salesRepIn(state: SalesRepRiskState | undefined): SalesRepState {
  if (state?.kind !== 'sales-rep') throw new Error('the state of a representative is that of something else')
  return state
}

function contributionIn(state: SalesRepRiskState | undefined): ContributionState {
  if (state?.kind !== 'contribution') throw new Error('the state of a contribution is that of something else')
  return state
}
