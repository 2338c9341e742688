/**
 * One rule set over recorded events: the processors of the live engine, in memory.
 *
 * T1. A record is applied at max(its time, the time of its task); timers due by then fire before it, as live.
 * T2. Facts reach representatives and groups of customers at once and wait in their day; a day is closed when the least of all tasks has
 *     passed it (S3 and S4 of second-hop.ts).
 * T3. What is measured at the end of day D is measured after the timers that close D and before the first record of
 *     D + 1.
 * T4. Alerts carry the identity, revision and body that the live engine gives them over the same log. Two things differ:
 *     alerts about representatives and groups name no records (facts are not written down here, so that they have no offset), and a
 *     source without offsets has those that a publication into empty topics gives.
 */
import {
  type BusinessCalendar,
  catalogueOf,
  createBusinessCalendar,
  type MeasureCatalogue,
  type RuleSet,
  type RuleTimeline,
} from '@tocsin/domain'
import {
  type AlertEvent,
  type EventOfCustomer,
  isEventOfCustomer,
  isPortfolioFact,
  isSalesRepFact,
  isScoreEvent,
  type PortfolioFact,
  recordKeyOf,
  type SalesRepFact,
} from '@tocsin/events'
import {
  CUSTOMER_RISK_INPUTS,
  type CustomerRiskOutput,
  type CustomerRiskState,
  type CustomerState,
  customerRiskProcessor,
  isCustomerState,
  PORTFOLIO_RISK_INPUTS,
  portfolioRiskProcessor,
  type ReceivedSalesEvent,
  SALES_REP_RISK_INPUTS,
  type SalesRepRiskOutput,
  type SalesRepRiskState,
  salesRepRiskProcessor,
} from '@tocsin/processors'
import { InvalidRecordError, partitionOf } from '@tocsin/stream'
import { type MeasuredDay, measureCustomer, measureGroup, measureSalesRep } from './measured-day.ts'
import { MemoryTask } from './memory-task.ts'
import type { RecordedEvent, RecordedSource, RecordedStep } from './recorded-step.ts'

/** Looks at customers as records change them: for what is asked beside the alerts. */
export interface PlayObserver {
  beforeRecord?(state: CustomerState | undefined, event: EventOfCustomer, on: number): void
  /** Not called for a refused record. */
  afterRecord?(state: CustomerState, event: EventOfCustomer, on: number): void
}

export interface BacktestRunSettings {
  readonly ruleSet: RuleSet
  /** Versions over time, by which each event is judged instead; what is measured and told of the rules is `ruleSet`'s. */
  readonly timeline?: RuleTimeline
  readonly source: Pick<RecordedSource, 'isOrdered' | 'partitionCount'>
  /** Business days at whose end every entity is measured. */
  readonly measuresOn?: readonly number[]
  readonly observer?: PlayObserver
}

export interface Refusal {
  readonly eventId: string | null
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly reason: string
  readonly message: string
}

type CustomerTask = MemoryTask<CustomerRiskState, ReceivedSalesEvent, CustomerRiskOutput>

interface Partition {
  readonly number: number
  readonly task: CustomerTask
  /** By topic: what a record without a place gets next. */
  readonly nextOffsets: number[]
  /** Of `measuresOn`: how many this task has passed. */
  measuredDays: number
  closedBeforeMs: number
}

export class BacktestRun {
  readonly ruleSet: RuleSet
  readonly calendar: BusinessCalendar
  readonly alerts: AlertEvent[] = []
  readonly refusals: Refusal[] = []
  readonly measuredDays: readonly MeasuredDay[]
  events = 0
  lateEvents = 0
  facts = 0
  readonly #catalogue: MeasureCatalogue
  readonly #isOrdered: boolean
  readonly #observer: PlayObserver | undefined
  readonly #partitions: readonly Partition[]
  readonly #salesReps: MemoryTask<SalesRepRiskState, SalesRepFact, SalesRepRiskOutput>
  readonly #groups: MemoryTask<SalesRepRiskState, PortfolioFact, SalesRepRiskOutput>
  readonly #partitionByKey = new Map<string, number>()
  #salesRepsMeasured = 0
  /** Of an ordered source: the end of the business day that its records have reached. */
  #dayEndMs = Number.NEGATIVE_INFINITY

  constructor({ ruleSet, timeline, source, measuresOn = [], observer }: BacktestRunSettings) {
    this.ruleSet = ruleSet
    this.#catalogue = catalogueOf(ruleSet)
    this.calendar = createBusinessCalendar(ruleSet.businessZone)
    this.#isOrdered = source.isOrdered
    this.#observer = observer
    const days = [...new Set(measuresOn)].sort((left, right) => left - right)
    this.measuredDays = days.map((on) => ({ on, entities: [], receivables: new Map() }))
    const salesRepProcessor = salesRepRiskProcessor(timeline ?? ruleSet, SALES_REP_RISK_INPUTS)
    this.#salesReps = new MemoryTask(salesRepProcessor, (output) => {
      if (!isScoreEvent(output)) this.alerts.push(withoutPlaces(output))
    })
    const groupProcessor = portfolioRiskProcessor(timeline ?? ruleSet, PORTFOLIO_RISK_INPUTS)
    this.#groups = new MemoryTask(groupProcessor, (output) => {
      if (!isScoreEvent(output)) this.alerts.push(withoutPlaces(output))
    })
    const processor = customerRiskProcessor(timeline ?? ruleSet, CUSTOMER_RISK_INPUTS)
    const onOutput = (output: CustomerRiskOutput) => this.#onOutput(output)
    this.#partitions = Array.from({ length: source.partitionCount }, (_, number) => ({
      number,
      task: new MemoryTask(processor, onOutput),
      nextOffsets: CUSTOMER_RISK_INPUTS.map(() => 0),
      measuredDays: 0,
      closedBeforeMs: 0,
    }))
  }

  get timersFired(): number {
    const ofSecondHops = this.#salesReps.timersFired + this.#groups.timersFired
    return this.#partitions.reduce((sum, { task }) => sum + task.timersFired, ofSecondHops)
  }

  get customers(): number {
    let count = 0
    for (const { task } of this.#partitions)
      for (const { state } of task.entities()) if (isCustomerState(state)) count += 1
    return count
  }

  get salesReps(): number {
    let count = 0
    for (const { state } of this.#salesReps.entities()) if (state.kind === 'sales-rep') count += 1
    return count
  }

  take(step: RecordedStep): void {
    switch (step.kind) {
      case 'event':
        this.#record(step)
        return
      case 'time':
        this.#passTimeTo(this.#partitionAt(step.partition), step.atMs)
        return
      case 'refused': {
        const { topic, partition, offset, reason, message } = step
        this.refusals.push({ eventId: null, topic, partition, offset, reason, message })
        return
      }
    }
  }

  /** Every task comes to this moment, its timers included. */
  passAllTimeTo(atMs: number): void {
    for (const partition of this.#partitions) this.#passTimeTo(partition, atMs, false)
    this.#closeDays()
  }

  #record(step: RecordedEvent): void {
    const { event, topic, atMs } = step
    const topicIndex = CUSTOMER_RISK_INPUTS.indexOf(topic as (typeof CUSTOMER_RISK_INPUTS)[number])
    if (topicIndex < 0) return
    if (this.#isOrdered && atMs >= this.#dayEndMs) {
      const day = this.calendar.dayOf(atMs)
      this.passAllTimeTo(this.calendar.startOf(day))
      this.#dayEndMs = this.calendar.startOf(day + 1)
    }
    const key = recordKeyOf(event)
    const partition = this.#partitionAt(step.place?.partition ?? this.#partitionOf(key))
    const { task } = partition
    this.#passTimeTo(partition, atMs)
    const late = atMs < task.timeMs
    const offset = step.place?.offset ?? (partition.nextOffsets[topicIndex] as number)
    partition.nextOffsets[topicIndex] = offset + 1
    this.events += 1
    if (late) this.lateEvents += 1
    const observer = this.#observer
    const about = observer !== undefined && isEventOfCustomer(event) ? event : undefined
    const on = this.calendar.dayOf(task.timeMs)
    if (about !== undefined) observer?.beforeRecord?.(customerIn(task, key), about, on)
    const place = { topic, partition: partition.number, offset }
    try {
      task.apply({ kind: 'record', ...place, timestampMs: atMs, key, event, late }, task.timeMs)
    } catch (error) {
      if (!(error instanceof InvalidRecordError)) throw error
      const { reason, message } = error
      this.refusals.push({ eventId: event.eventId, ...place, reason, message })
      return
    }
    if (about === undefined) return
    const state = customerIn(task, key)
    if (state !== undefined) observer?.afterRecord?.(state, about, on)
  }

  #partitionAt(number: number): Partition {
    const partition = this.#partitions[number]
    if (partition === undefined) throw new Error(`there is no partition ${number} of ${this.#partitions.length}`)
    return partition
  }

  #partitionOf(key: string): number {
    let partition = this.#partitionByKey.get(key)
    if (partition === undefined) {
      partition = partitionOf(encoder.encode(key), this.#partitions.length)
      this.#partitionByKey.set(key, partition)
    }
    return partition
  }

  #passTimeTo(partition: Partition, atMs: number, closesDays = true): void {
    const { task } = partition
    for (;;) {
      const day = this.measuredDays[partition.measuredDays]
      const dayEndMs = day === undefined ? Number.POSITIVE_INFINITY : this.calendar.startOf(day.on + 1)
      if (day === undefined || dayEndMs > atMs) break
      task.passTimeTo(dayEndMs)
      for (const { entityId, state } of task.entities())
        if (isCustomerState(state)) measureCustomer(day, this.#catalogue, entityId, state)
      partition.measuredDays += 1
    }
    task.passTimeTo(atMs)
    const boundaryMs = this.calendar.startOf(this.calendar.dayOf(task.timeMs))
    if (boundaryMs <= partition.closedBeforeMs) return
    partition.closedBeforeMs = boundaryMs
    if (closesDays) this.#closeDays()
  }

  /** T2. */
  #closeDays(): void {
    let leastMs = Number.POSITIVE_INFINITY
    for (const { closedBeforeMs } of this.#partitions) leastMs = Math.min(leastMs, closedBeforeMs)
    for (;;) {
      const day = this.measuredDays[this.#salesRepsMeasured]
      const dayEndMs = day === undefined ? Number.POSITIVE_INFINITY : this.calendar.startOf(day.on + 1)
      if (day === undefined || dayEndMs > leastMs) break
      this.#salesReps.passTimeTo(dayEndMs)
      for (const { entityId, state } of this.#salesReps.entities())
        measureSalesRep(day, this.#catalogue, entityId, state)
      this.#groups.passTimeTo(dayEndMs)
      for (const { entityId, state } of this.#groups.entities()) measureGroup(day, this.#catalogue, entityId, state)
      this.#salesRepsMeasured += 1
    }
    this.#salesReps.passTimeTo(leastMs)
    this.#groups.passTimeTo(leastMs)
  }

  #onOutput(output: CustomerRiskOutput): void {
    // Scores are measured again, at the days that are asked for.
    if (isScoreEvent(output)) return
    if (isPortfolioFact(output)) {
      this.#tellGroup(output)
      return
    }
    if (!isSalesRepFact(output)) {
      this.alerts.push(output)
      return
    }
    const [topic] = SALES_REP_RISK_INPUTS
    const place = { topic, partition: 0, offset: this.facts }
    this.facts += 1
    const { timeMs } = this.#salesReps
    const record = { kind: 'record', ...place, timestampMs: timeMs, key: output.salesRepId, late: false } as const
    this.#salesReps.apply({ ...record, event: output }, timeMs)
  }

  #tellGroup(event: PortfolioFact): void {
    const [topic] = PORTFOLIO_RISK_INPUTS
    const place = { topic, partition: 0, offset: this.facts }
    this.facts += 1
    const { timeMs } = this.#groups
    this.#groups.apply({ kind: 'record', ...place, timestampMs: timeMs, key: event.group, event, late: false }, timeMs)
  }
}

const encoder = new TextEncoder()

function customerIn(task: CustomerTask, customerId: string): CustomerState | undefined {
  const state = task.stateOf(customerId)
  return state !== undefined && isCustomerState(state) ? state : undefined
}

function withoutPlaces(alert: AlertEvent): AlertEvent {
  return { ...alert, evidence: { ...alert.evidence, inputs: [] } }
}
