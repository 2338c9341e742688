import {
  adoptMeasures,
  type BusinessCalendar,
  type CompiledRolling,
  HOURS_A_DAY,
  type RollingState,
  rollEvent,
} from '@tocsin/domain'
import type { SalesEvent } from '@tocsin/events'
import { type Change, type EventDays, NO_CHANGE, REPEATED } from '../change.ts'

interface RollingRules {
  readonly rolling: CompiledRolling
  readonly calendar: BusinessCalendar
}

interface RolledRecord {
  readonly event: SalesEvent
  readonly timestampMs: number
  readonly days: EventDays
  /** What the fact changed otherwise. */
  readonly change: Change
}

/**
 * Counts a fact in the declared measures, once it was applied. A fact that the state held already is not counted again.
 * @returns what the fact changed altogether, and whether measures came or went with the rules
 */
export function rolled(
  rolling: RollingState,
  rules: RollingRules,
  { event, timestampMs, days, change }: RolledRecord,
): { readonly change: Change; readonly isAdopted: boolean } {
  const isAdopted = adoptMeasures(rolling, rules.rolling, days.today)
  if (change === REPEATED) return { change: NO_CHANGE, isAdopted }
  const known = change & ~REPEATED
  if (!rules.rolling.byEventType.has(event.type)) return { change: known, isAdopted }
  const hour = rules.rolling.hasHours ? hourOf(rules.calendar, days.recordedOn, timestampMs) : 0
  return { change: known | rollEvent(rolling, rules.rolling, event, { on: days.recordedOn, hour }), isAdopted }
}

/** Windows of hours end with the present hour while `look` runs, and with the day at all other times. */
export function withinHour<Result>(
  rolling: RollingState,
  rules: RollingRules,
  { on, atMs }: { readonly on: number; readonly atMs: number },
  look: () => Result,
): Result {
  if (!rules.rolling.hasHours) return look()
  rolling.asOfHour = hourOf(rules.calendar, on, atMs)
  try {
    return look()
  } finally {
    rolling.asOfHour = null
  }
}

function hourOf({ startOf }: BusinessCalendar, on: number, atMs: number): number {
  return on * HOURS_A_DAY + Math.min(HOURS_A_DAY - 1, Math.floor((atMs - startOf(on)) / HOUR_MS))
}

const HOUR_MS = 3_600_000
