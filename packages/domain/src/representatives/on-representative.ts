/** What is told of a representative itself, put on record. */
import { onCreditLimitSet } from '../sales-history/credit-limits.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { ContradictionError, type Effect } from '../values/contradiction.ts'
import { keepOnly } from './keep-only.ts'
import {
  CLOSED_FINDING_DAYS,
  type ComplianceFinding,
  type FindingSeverity,
  MAX_FINDINGS,
  MAX_LIMITS,
  MAX_TARGETS,
  type RepRecord,
  type SalesTarget,
} from './record.ts'

type Optional<T> = T | null | undefined

export interface RepresentativeRegistered {
  readonly name: string
  readonly team?: Optional<string>
  readonly manager?: Optional<string>
  readonly region?: Optional<string>
}

export interface RepresentativeLimitSet {
  readonly currency: string
  readonly limitMinor: number
  readonly validToOn?: Optional<CalendarDay>
}

export interface ComplianceFindingRecorded {
  readonly findingId: string
  readonly category: string
  readonly severity: FindingSeverity
  readonly foundOn: CalendarDay
  readonly closedOn?: Optional<CalendarDay>
}

export interface ComplianceFindingClosed {
  readonly findingId: string
  readonly closedOn: CalendarDay
}

/** What is left out is not known any more: a registration is the whole of it. */
export function onRepresentativeRegistered(record: RepRecord, fact: RepresentativeRegistered): Effect {
  record.name = fact.name
  record.team = fact.team ?? null
  record.manager = fact.manager ?? null
  record.region = fact.region ?? null
  return 'applied'
}

/** A target for the same days and currency takes the place of the earlier one. */
export function onSalesTargetSet(record: RepRecord, fact: SalesTarget, today: CalendarDay): Effect {
  const { targets } = record
  const { fromOn, toOn, currency, amountMinor } = fact
  const target = { fromOn, toOn, currency, amountMinor }
  const index = targets.findIndex((held) => compareTargets(held, target) === 0)
  if (index < 0) targets.push(target)
  else targets[index] = target
  targets.sort(compareTargets)
  pruneRepRecord(record, today)
  return 'applied'
}

/** As a customer's: see `onCreditLimitSet`. */
export function onRepresentativeLimitSet(record: RepRecord, fact: RepresentativeLimitSet, setOn: CalendarDay): Effect {
  const { limits } = record
  onCreditLimitSet(limits, fact, setOn)
  limits.sort((left, right) => (left.currency < right.currency ? -1 : 1))
  if (limits.length > MAX_LIMITS)
    limits.splice(
      earliestOf(limits, ({ setOn: day }) => day),
      1,
    )
  return 'applied'
}

/** The same finding told again takes the place of the earlier one. */
export function onComplianceFindingRecorded(
  record: RepRecord,
  fact: ComplianceFindingRecorded,
  today: CalendarDay,
): Effect {
  const { findingId, category, severity, foundOn } = fact
  const finding: ComplianceFinding = { findingId, category, severity, foundOn, closedOn: fact.closedOn ?? null }
  const index = record.findings.findIndex((held) => held.findingId === findingId)
  if (index < 0) record.findings.push(finding)
  else record.findings[index] = finding
  pruneRepRecord(record, today)
  return 'applied'
}

/** @throws ContradictionError when no such finding is on record, or it was found later than it was closed */
export function onComplianceFindingClosed(
  record: RepRecord,
  { findingId, closedOn }: ComplianceFindingClosed,
  today: CalendarDay,
): Effect {
  const index = record.findings.findIndex((held) => held.findingId === findingId)
  const held = record.findings[index]
  if (held === undefined) throw new ContradictionError(`no finding ${findingId} is on record that could be closed`)
  if (closedOn < held.foundOn) throw new ContradictionError(`finding ${findingId} is closed before it was found`)
  if (held.closedOn === closedOn) return 'repeated'
  record.findings[index] = { ...held, closedOn }
  pruneRepRecord(record, today)
  return 'applied'
}

/** Forgets what no measure asks for on `today` or later. */
export function pruneRepRecord({ targets, findings }: RepRecord, today: CalendarDay): void {
  keepOnly(targets, ({ toOn }) => toOn >= today - KEPT_TARGET_DAYS)
  while (targets.length > MAX_TARGETS) targets.shift()
  keepOnly(findings, ({ closedOn }) => closedOn === null || closedOn >= today - CLOSED_FINDING_DAYS)
  while (findings.length > MAX_FINDINGS) findings.splice(leastMissed(findings), 1)
}

/** Progress comes a little late: the day that is closed next may lie some days behind the one that was told last. */
const KEPT_TARGET_DAYS = 31

function leastMissed(findings: readonly ComplianceFinding[]): number {
  const isClosed = findings.some(({ closedOn }) => closedOn !== null)
  return isClosed ? earliestOf(findings, ({ closedOn }) => closedOn ?? Number.POSITIVE_INFINITY) : 0
}

function earliestOf<Entry>(entries: readonly Entry[], dayOf: (entry: Entry) => number): number {
  let earliest = 0
  for (const [index, entry] of entries.entries()) if (dayOf(entry) < dayOf(entries[earliest] as Entry)) earliest = index
  return earliest
}

function compareTargets(left: SalesTarget, right: SalesTarget): number {
  if (left.fromOn !== right.fromOn) return left.fromOn - right.fromOn
  if (left.toOn !== right.toOn) return left.toOn - right.toOn
  return left.currency === right.currency ? 0 : left.currency < right.currency ? -1 : 1
}
