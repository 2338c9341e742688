import {
  type BusinessCalendar,
  type CompiledIndicator,
  closeDay,
  compileRuleSet,
  createBusinessCalendar,
  earliest,
  facetBit,
  isAtRest,
  isNothing,
  type RuleSet,
  type SalesRepBook,
} from '@tocsin/domain'
import type { AlertEvent, SalesRepFact } from '@tocsin/events'
import { InvalidRecordError, type Processor, type RecordInput, type Reduction, type TimerInput } from '@tocsin/stream'
import { evaluateIndicators } from '../evaluation/evaluate.ts'
import { type EvidenceInputs, rememberInput } from '../evaluation/evidence.ts'
import { contributionId } from './entity-ids.ts'
import { onFact, recordOf } from './on-fact.ts'
import {
  type ContributionState,
  initialStateOf,
  openDayOf,
  type SalesRepRiskState,
  type SalesRepState,
} from './state.ts'

export type SalesRepProcessor = Processor<SalesRepRiskState, SalesRepFact, AlertEvent>

/**
 * The rules of sales representatives' risk. Many customers' tasks tell of one representative, and are not equally far:
 * time here (`asOf`) is what all of them have passed.
 *
 * Q1. A fact moves what its customer contributed before to what it contributes now. The movement waits in its business
 *     day, so that a source which is ahead shows nothing of a later day in an earlier one. A fact tells nothing by
 *     itself: there are alerts at day ends alone. What is on record about the representative itself waits likewise.
 * Q2. A representative has one timer: the first instant after the earliest day that is to be looked at, which is one with
 *     movements, or the day after the last one looked at, as long as anything is open or stands in a window. At rest
 *     there is none.
 * Q3. The timer due at the start of day D + 1 closes D: its movements are added to the book, then indicators look at D as
 *     it ended. It fires when every source has passed that instant, so nothing of D is to come.
 * Q4. A fact that says what is known changes nothing; one for a day that is closed (which no source sends) counts from
 *     the first open day on.
 */
export function salesRepRiskProcessor(ruleSet: RuleSet, topics: readonly string[]): SalesRepProcessor {
  const rules: Rules = {
    indicators: compileRuleSet(ruleSet)['sales-rep'],
    calendar: createBusinessCalendar(ruleSet.businessZone),
    topics,
    ruleSetVersion: ruleSet.version,
  }
  return {
    initialState: initialStateOf,
    keys: (input) => {
      if (input.kind === 'timer') return [input.entityId]
      const { key, event } = input
      return event.type === 'representative-described' ? [key] : [key, contributionId(key, event.customerId)]
    },
    reduce: (states, input, asOfMs) =>
      input.kind === 'record' ? onRecord(rules, states, input, asOfMs) : onDayEnd(rules, states, input, asOfMs),
  }
}

interface Rules {
  readonly indicators: readonly CompiledIndicator<SalesRepBook>[]
  readonly calendar: BusinessCalendar
  readonly topics: readonly string[]
  readonly ruleSetVersion: string
}

type SalesRepReduction = Reduction<SalesRepRiskState, AlertEvent>

function onRecord(
  rules: Rules,
  states: readonly SalesRepRiskState[],
  input: RecordInput<SalesRepFact>,
  asOfMs: number,
): SalesRepReduction {
  const { event: fact, key } = input
  if (fact.salesRepId !== key) {
    throw new InvalidRecordError('invalid-key', `the record's key is ${key}, its salesRepId is ${fact.salesRepId}`)
  }
  const salesRep = salesRepIn(states[0])
  const on = Math.max(fact.on, rules.calendar.dayOf(asOfMs), (salesRep.closedOn ?? fact.on - 1) + 1)
  const remember = (facet: number) => {
    const place = { topicIndex: rules.topics.indexOf(input.topic), offset: input.offset }
    rememberInput(openDayOf(salesRep, on).evidence, input.partition, place, facet)
  }
  if (fact.type === 'representative-described') {
    openDayOf(salesRep, on).movements.record = recordOf(fact)
    remember(facetBit('credit'))
    return { states: [salesRep], nextTimers: [nextTimer(rules, salesRep, asOfMs)], outputs: [] }
  }
  const contribution = contributionIn(states[1])
  const facet = onFact(contribution, () => openDayOf(salesRep, on).movements, fact)
  if (facet !== 0) remember(facet)
  return {
    states: [salesRep, isNothing(contribution) ? null : contribution],
    nextTimers: [nextTimer(rules, salesRep, asOfMs), null],
    outputs: [],
  }
}

function onDayEnd(
  rules: Rules,
  states: readonly SalesRepRiskState[],
  { entityId, dueAtMs }: TimerInput,
  asOfMs: number,
): SalesRepReduction {
  const salesRep = salesRepIn(states[0])
  const on = rules.calendar.dayOf(dueAtMs - 1)
  closeDays(salesRep, on)
  const { book: facts, episodes, evidence } = salesRep
  const outputs = evaluateIndicators(
    { entityId, entityName: facts.record?.name ?? null, salesRepId: entityId, facts, episodes, evidence },
    rules.indicators,
    { on, asOfMs, ruleSetVersion: rules.ruleSetVersion, topics: rules.topics, lateFacets: 0 },
  )
  return { states: [salesRep], nextTimers: [nextTimer(rules, salesRep, asOfMs)], outputs }
}

/** Afterwards the book is that of the end of `on`. */
function closeDays(salesRep: SalesRepState, on: number): void {
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
}

function addEvidence(evidence: EvidenceInputs, newer: EvidenceInputs): void {
  for (const [index, places] of newer.byFacet.entries()) {
    for (const place of places) rememberInput(evidence, newer.partition, place, 1 << index)
  }
}

function nextTimer({ calendar }: Rules, { book, closedOn, openDays }: SalesRepState, asOfMs: number): number | null {
  const waits = closedOn !== null && !isAtRest(book) ? closedOn + 1 : undefined
  let on = earliest(waits, openDays[0]?.on)
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
