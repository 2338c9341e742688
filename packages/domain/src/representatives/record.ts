/**
 * What is on record about a sales representative itself: who it is, what it is to sell, how far it is trusted, what
 * audits found, when somebody reviewed it last. Plain data, changed in place by the functions beside it.
 *
 * | what | bound |
 * |---|---|
 * | sales targets | `MAX_TARGETS`; forgotten 31 days after their last day |
 * | limits | one in each of `MAX_LIMITS` currencies |
 * | findings | `MAX_FINDINGS`; one that is closed is forgotten after `CLOSED_FINDING_DAYS` |
 */
import type { CreditLimit } from '../sales-history/credit-limits.ts'
import type { CalendarDay } from '../values/calendar-day.ts'

export interface RepRecord {
  /** For people; null where nobody told it. */
  name: string | null
  team: string | null
  manager: string | null
  region: string | null
  /** By first day, then last day, then currency. */
  readonly targets: SalesTarget[]
  /** By currency code. */
  readonly limits: CreditLimit[]
  /** In the order in which they were first told. */
  readonly findings: ComplianceFinding[]
  /** The day of the latest review by a person; null = none. */
  reviewedOn: CalendarDay | null
}

/** What is to be sold in a period, net of cancellations and returns. */
export interface SalesTarget {
  readonly fromOn: CalendarDay
  readonly toOn: CalendarDay
  readonly currency: string
  readonly amountMinor: number
}

export const FINDING_SEVERITIES = ['minor', 'major', 'critical'] as const
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number]

export interface ComplianceFinding {
  readonly findingId: string
  readonly category: string
  readonly severity: FindingSeverity
  readonly foundOn: CalendarDay
  /** Null while it is open. */
  readonly closedOn: CalendarDay | null
}

/** A year, be it a leap year: what was sold is kept for as long. */
export const MAX_TARGET_DAYS = 366
/** Month, quarter and year at once, in three currencies, for the year that is and the next. */
export const MAX_TARGETS = 64
export const MAX_LIMITS = 8
/** Beyond, the one that was closed first goes, else the one that was told first. */
export const MAX_FINDINGS = 64
export const CLOSED_FINDING_DAYS = 366

export function emptyRepRecord(): RepRecord {
  return {
    name: null,
    team: null,
    manager: null,
    region: null,
    targets: [],
    limits: [],
    findings: [],
    reviewedOn: null,
  }
}
