/** Topics of an invented company in memory, for specs of the report: records as they are on the log, encoded. */
import { createBusinessCalendar, parseCalendarDay } from '@tocsin/domain'
import {
  type AlertEvent,
  createAlertCodec,
  createFixedRegistry,
  createPortfolioFactCodec,
  createScoreCodec,
  type PortfolioFact,
  recordKeyOf,
  type ScoreChanged,
  type ScoreEvent,
  type TierChanged,
} from '@tocsin/events'
import { CAUSE_HEADER, encodeCause, type LogRecord, progressRecord } from '@tocsin/stream'
import type { ReportTopics } from '../read-report.ts'

const ZONE = 'Asia/Shanghai'
const { startOf } = createBusinessCalendar(ZONE)
const schemas = { ...createFixedRegistry(), nowMs: () => 0 }

export const day = parseCalendarDay

/** The first instant after a day: what is found at its end carries it. */
export function endOf(on: string): number {
  return startOf(day(on) + 1)
}

export class SampleTopics implements ReportTopics {
  readonly taskCount = 2
  readonly schemas = schemas
  #records = new Map<string, LogRecord[]>()

  async *read(topic: string): AsyncGenerator<LogRecord> {
    yield* this.#records.get(topic) ?? []
  }

  alert(event: AlertEvent): void {
    this.add('risk.alerts', recordKeyOf(event), createAlertCodec(schemas).encode(event), event.at)
  }

  score(event: ScoreEvent): void {
    this.add('risk.scores', recordKeyOf(event), createScoreCodec(schemas).encode(event), event.at)
  }

  fact(fact: PortfolioFact): void {
    this.add('risk.portfolio-facts', fact.group, createPortfolioFactCodec(schemas).encode(fact), startOf(fact.on + 1))
  }

  /** One of the two tasks of customer-risk has told all of the days up to `on`. */
  progress(partition: number, on: string): void {
    const task = { topology: 'customer-risk', partition }
    const cause = encodeCause({ kind: 'timer', task, dueAtMs: endOf(on), entityId: 'x', ordinal: 0 })
    const { topic, key, value, headers } = progressRecord('risk.portfolio-facts', 0, endOf(on))
    const records = this.#recordsOf(topic)
    const place = { topic, partition: 0, offset: records.length, timestampMs: endOf(on) }
    records.push({ ...place, key, value, headers: { ...headers, [CAUSE_HEADER]: cause } })
  }

  add(topic: string, key: string, value: Uint8Array, timestampMs: number): void {
    const records = this.#recordsOf(topic)
    const encodedKey = new TextEncoder().encode(key)
    records.push({ topic, partition: 0, offset: records.length, timestampMs, headers: {}, key: encodedKey, value })
  }

  #recordsOf(topic: string): LogRecord[] {
    const records = this.#records.get(topic) ?? []
    this.#records.set(topic, records)
    return records
  }
}

export function scoreChanged(on: string, score: number | null, given: Partial<ScoreChanged> = {}): ScoreChanged {
  const nothingMoved = { reasonCodes: [], factors: [], changes: [], coverage: 1, overridden: false }
  const rated = { score, rating: score === null ? null : 'BBB', tier: 'medium', scorecard: 'customer' } as const
  const told = { eventId: `score-${given.entityId ?? 'C7'}-${on}`, on: day(on), at: endOf(on) }
  return { type: 'score-changed', ...who, ...rated, ...nothingMoved, ...told, ...given }
}

export function tierChanged(
  on: string,
  previousTier: TierChanged['tier'] | null,
  tier: TierChanged['tier'],
  given: Partial<TierChanged> = {},
): TierChanged {
  const told = { eventId: `tier-${given.entityId ?? 'C7'}-${on}`, on: day(on), at: endOf(on) }
  const terms = { termsZh: '款到发货', termsEn: 'Prepayment' }
  return { type: 'tier-changed', ...who, previousTier, tier, cause: 'score', ...terms, ...told, ...given }
}

/** What a customer owes on one due day, to one group. */
export function contributed(
  on: string,
  customerId: string,
  openMinor: number,
  dueOn: string,
  given: Partial<PortfolioFact & { readonly type: 'customer-contributed' }> = {},
): PortfolioFact {
  const amounts = { billedMinor: openMinor, openMinor, undisputedOpenMinor: openMinor, writtenOffMinor: 0 }
  const dueDays = [{ dueOn: day(dueOn), billedInvoices: 1, openInvoices: 1, ...amounts }]
  const receivables = openMinor === 0 ? [] : [{ currency: 'CNY', dueDays }]
  const about = { group: 'portfolio:all', customerId, customerName: `${customerId} Lantern Works`, on: day(on) }
  const told = { eventId: `told-${customerId}-${on}-${given.group ?? 'all'}`, receivables }
  return { type: 'customer-contributed', ...about, ...told, orderDays: [], contractDays: [], ...given }
}

const who = {
  entityType: 'customer',
  entityId: 'C7',
  entityName: 'Cinder Hollow Tools Ltd',
  reasonZh: '逾期增加。',
  reasonEn: 'More is overdue.',
  ruleSetVersion: '1.0.0+3f9a0c12',
} as const
