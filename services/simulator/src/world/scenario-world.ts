/** A scenario, set in time: all events of its history, its live events, and the alerts that must follow. */
import { type BusinessCalendar, createBusinessCalendar } from '@tocsin/domain'
import { type SalesEvent, topicOf } from '@tocsin/events'
import type { ExpectedAlert, ExpectedDay } from '../compare-alerts.ts'
import type { ExpectedAlertEntry, LiveFact, Scenario } from '../scenario/format.ts'
import { type BackgroundBehaviour, liveQuietly } from './background-life.ts'
import { castDocumentId, liveAsWritten } from './cast-life.ts'
import { inLogOrder } from './customer-book.ts'
import { createRandom } from './random.ts'
import { restamped, type TimedEvent } from './timed-event.ts'

export interface ScenarioWorld {
  /** Everything up to `nowMs`, in the order of the log. */
  readonly history: readonly TimedEvent[]
  /** What follows `live`, in the order it is to be written, with times from `startMs` on. */
  liveEvents(startMs: number): TimedEvent[]
  readonly expectedAlerts: readonly ExpectedAlert[]
  readonly customerCount: number
}

/** How many days of the population's future are at hand for the live part. */
const FUTURE_DAYS = 45

/**
 * The same scenario, seed and `nowMs` give the same events, byte for byte.
 * @param nowMs where history ends; its business day is day 0 of the scenario
 */
export function buildWorld(scenario: Scenario, nowMs: number): ScenarioWorld {
  const calendar = createBusinessCalendar(scenario.businessZone)
  const today = calendar.dayOf(nowMs)
  const fromDay = today - scenario.historyDays
  const random = createRandom(scenario.seed)
  const { currency } = scenario

  const cast = scenario.cast.map((customer) =>
    liveAsWritten(customer, { calendar, currency, today, fromDay }, random.fork(customer.id)),
  )
  const background = populate(scenario).map(({ customerId, behaviour, rep }) =>
    liveQuietly(
      { customerId, behaviour, salesRepId: rep.id, signsRatio: rep.signsRatio },
      { calendar, currency, fromDay, throughDay: today + FUTURE_DAYS },
      random.fork(customerId),
    ),
  )
  const salesReps = {
    entries: scenario.salesReps.flatMap((rep) => [
      ...registered(rep, calendar.startOf(fromDay)),
      ...reviewed(rep.id, { calendar, fromDay, today }),
    ]),
  }
  const all = inLogOrder([salesReps, ...cast, ...background])
  const history = all.filter((timed) => timed.recordedAtMs <= nowMs)
  const future = inLogOrder(background).filter((timed) => timed.recordedAtMs > nowMs)

  return {
    history,
    customerCount: cast.length + background.length,
    liveEvents: (startMs) => {
      const facts = scenario.live.facts.map((fact, index) => {
        const customer = scenario.cast.find((one) => one.id === fact.customer)!
        const startOn = calendar.dayOf(startMs + fact.afterSeconds * 1_000)
        return liveFactEvent(fact, index, { startMs, startOn, currency, salesRepId: customer.salesRep })
      })
      const paceMs = 1_000 / scenario.live.eventsPerSecond
      const filler = future.slice(0, scenario.live.backgroundEvents).map((timed, index) => {
        const recordedAtMs = startMs + Math.round((index + 1) * paceMs)
        return restamped(timed, recordedAtMs, calendar)
      })
      return [...facts, ...filler].sort((left, right) => writtenAtMs(left) - writtenAtMs(right))
    },
    expectedAlerts: scenario.expectedAlerts.map((entry) => toExpectedAlert(entry, today)),
  }
}

/** Before anybody orders anything; one without a name stays an id. */
function registered({ id, name }: Scenario['salesReps'][number], recordedAtMs: number): TimedEvent[] {
  if (name === undefined) return []
  const common = { eventId: `${id}-registered`, salesRepId: id, name: `${name.zh} ${name.en}` }
  return [{ topic: 'sales.representatives', recordedAtMs, event: { type: 'representative-registered', ...common } }]
}

/** As often as the tier of the highest risk asks for, the last time yesterday: nobody's review is owed, now or for weeks. */
const DAYS_BETWEEN_REVIEWS = 28

function reviewed(
  salesRepId: string,
  { calendar, fromDay, today }: { calendar: BusinessCalendar; fromDay: number; today: number },
): TimedEvent[] {
  const entries: TimedEvent[] = []
  for (let reviewedOn = today - 1; reviewedOn > fromDay; reviewedOn -= DAYS_BETWEEN_REVIEWS) {
    const reviewId = `${salesRepId}-V${entries.length + 1}`
    const review = { eventId: `${reviewId}-reviewed`, salesRepId, reviewId, reviewedOn, reviewer: 'Ada Sample' }
    const recordedAtMs = calendar.startOf(reviewedOn) + REVIEW_TIME_MS
    entries.push({
      topic: 'sales.representatives',
      recordedAtMs,
      event: { type: 'representative-reviewed', ...review },
    })
  }
  return entries.reverse()
}

/** Ten in the morning. */
const REVIEW_TIME_MS = 10 * 3_600_000

interface PopulationMember {
  readonly customerId: string
  readonly behaviour: BackgroundBehaviour
  readonly rep: Scenario['salesReps'][number]
}

function populate({ population, salesReps }: Scenario): PopulationMember[] {
  const behaviours: BackgroundBehaviour[] = [
    ...Array<BackgroundBehaviour>(population.prompt).fill('prompt'),
    ...Array<BackgroundBehaviour>(population.punctual).fill('punctual'),
    ...Array<BackgroundBehaviour>(population.lastDay).fill('lastDay'),
  ]
  const reps = salesReps.filter((rep) => rep.hasPopulation)
  return behaviours.map((behaviour, index) => ({
    customerId: `C${String(index + 1).padStart(3, '0')}`,
    behaviour,
    rep: reps[index % reps.length]!,
  }))
}

interface LivePlace {
  readonly startMs: number
  readonly startOn: number
  readonly currency: string
  readonly salesRepId: string
}

function liveFactEvent(fact: LiveFact, index: number, place: LivePlace): TimedEvent {
  const appendAtMs = place.startMs + Math.round(fact.afterSeconds * 1_000)
  const earlierMs = fact.kind === 'payment-received' ? Math.round(fact.recordedHoursEarlier * 3_600_000) : 0
  const event = toSalesEvent(fact, index, place)
  return { topic: topicOf(event.type), recordedAtMs: appendAtMs - earlierMs, appendAtMs, event }
}

function toSalesEvent(fact: LiveFact, index: number, { startOn, currency, salesRepId }: LivePlace): SalesEvent {
  const customerId = fact.customer
  const base = { eventId: `${customerId}-L${index + 1}`, customerId }
  const named = (id: string) => castDocumentId(customerId, id)
  const money = { amountMinor: fact.amountMinor, currency }
  switch (fact.kind) {
    case 'order-placed':
      return { type: 'order-placed', ...base, orderId: named(fact.order), salesRepId, ...money }
    case 'invoice-issued':
      return {
        type: 'invoice-issued',
        ...base,
        invoiceId: named(fact.invoice),
        salesRepId,
        ...money,
        issuedOn: startOn,
        dueOn: startOn + fact.termDays,
      }
    case 'payment-received':
      return {
        type: 'payment-received',
        ...base,
        paymentId: named(fact.payment),
        ...money,
        receivedOn: startOn,
        ...(fact.invoice === undefined ? {} : { invoiceId: named(fact.invoice) }),
      }
    case 'credit-limit-set':
      return { type: 'credit-limit-set', ...base, limitMinor: fact.amountMinor, currency }
    case 'contract-lost':
      return { type: 'contract-lost', ...base, contractId: named(fact.contract), lostOn: startOn, reason: 'price' }
  }
}

function writtenAtMs(timed: TimedEvent): number {
  return timed.appendAtMs ?? timed.recordedAtMs
}

function toExpectedAlert(entry: ExpectedAlertEntry, today: number): ExpectedAlert {
  // Live events may be written after midnight when the run began before it.
  const dayOf = (day: number | 'live'): ExpectedDay =>
    day === 'live' ? { earliest: today, latest: today + 1 } : { earliest: today + day, latest: today + day }
  return {
    indicatorId: entry.indicator,
    ...subjectOf(entry),
    severity: entry.severity,
    breachedOn: dayOf(entry.breachedOnDay),
    severityChanges: entry.severityChanges.map(({ to, onDay }) => ({ to, onDay: dayOf(onDay) })),
    resolvedOn: entry.resolvedOnDay === undefined ? undefined : dayOf(entry.resolvedOnDay),
    because: entry.because,
  }
}

/** The reader of scenarios sees to it that there is one of the two. */
function subjectOf({ customer, salesRep }: ExpectedAlertEntry): Pick<ExpectedAlert, 'entityType' | 'entityId'> {
  if (customer !== undefined) return { entityType: 'customer', entityId: customer }
  return { entityType: 'sales-rep', entityId: salesRep! }
}
