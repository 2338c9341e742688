/**
 * How well alerts warned of an outcome.
 *
 * The signals approach of Kaminsky, Lizondo and Reinhart, "Leading Indicators of Currency Crises", IMF Staff Papers 45
 * (1998): a signal is good when the outcome follows within a stated horizon, else it is a false alarm. Precision and
 * recall as in van Rijsbergen, "Information Retrieval" (2nd ed. 1979), chapter 7.
 *
 * - A warning: an alert about the same entity that reached the level at least one day before the outcome's day, and at
 *   most `horizonDays` before.
 * - Precision = alerts that an outcome followed ÷ alerts that can be judged. An alert that nothing has followed yet, and
 *   whose horizon lies beyond the end of the data, cannot be judged and is counted apart.
 * - Recall = outcomes that were warned of ÷ all outcomes.
 * - False alarms per week = judged alerts that nothing followed ÷ weeks whose alerts can be judged.
 * - Lead time = days from the first warning to the outcome, over the outcomes warned of. Quartiles interpolate linearly
 *   (type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50, 1996).
 */
import type { Severity } from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import type { Occurrence } from './occurrences.ts'
import { quantile } from './quantile.ts'

export interface JudgedPeriod {
  /** The first business day whose alerts and outcomes count. */
  readonly fromOn: number
  /** The last business day of the data. */
  readonly untilOn: number
  readonly horizonDays: number
}

export interface Verdict {
  readonly alerts: number
  /** Of the alerts: an outcome followed. */
  readonly followed: number
  /** Of the alerts: nothing followed within the horizon. */
  readonly falseAlarms: number
  /** Of the alerts: their horizon lies beyond the end of the data, and nothing has followed so far. */
  readonly undecided: number
  readonly outcomes: number
  /** Of the outcomes: an alert came before. */
  readonly warned: number
  /** Null where there is nothing to divide by. */
  readonly precision: number | null
  readonly recall: number | null
  readonly falseAlarmsPerWeek: number | null
  /** Days; null when no outcome was warned of. */
  readonly leadDays: { readonly lowerQuartile: number; readonly median: number; readonly upperQuartile: number } | null
}

/** An alert that reached a level: about whom, and on which day a person could know of it. */
export interface Signal {
  readonly entityId: string
  readonly on: number
}

/**
 * The alerts of one indicator that reached a level. `warning` is reached by every alert; `critical` on the day on which
 * the severity first was that.
 * @param alerts transitions of one indicator, in their order
 */
export function signalsOf(alerts: readonly AlertEvent[], level: Severity, dayOf: (atMs: number) => number): Signal[] {
  const seen = new Set<string>()
  const signals: Signal[] = []
  for (const { type, alertId, entityId, severity, at } of alerts) {
    if (type === 'alert-resolved' || seen.has(alertId)) continue
    if (level === 'critical' && severity !== 'critical') continue
    seen.add(alertId)
    signals.push({ entityId, on: dayOf(at) })
  }
  return signals
}

export function judge(
  signals: readonly Signal[],
  occurrences: readonly Occurrence[],
  entityOf: (occurrence: Occurrence) => string | null,
  period: JudgedPeriod,
): Verdict {
  const { fromOn, untilOn, horizonDays } = period
  const outcomesBy = daysByEntity(
    occurrences.map((occurrence) => ({ entityId: entityOf(occurrence), on: occurrence.on })),
  )
  const counted = signals.filter(({ on }) => on >= fromOn)
  let followed = 0
  let undecided = 0
  for (const { entityId, on } of counted) {
    if ((outcomesBy.get(entityId) ?? []).some((day) => day > on && day <= on + horizonDays)) followed += 1
    else if (on + horizonDays > untilOn) undecided += 1
  }
  const falseAlarms = counted.length - followed - undecided

  const signalsBy = daysByEntity(signals)
  const leads: number[] = []
  let outcomes = 0
  for (const [entityId, days] of outcomesBy) {
    for (const day of days) {
      if (day < fromOn) continue
      outcomes += 1
      const first = (signalsBy.get(entityId) ?? []).find((on) => on < day && on >= day - horizonDays)
      if (first !== undefined) leads.push(day - first)
    }
  }
  leads.sort((left, right) => left - right)
  const weeks = (untilOn - horizonDays - fromOn + 1) / 7
  return {
    alerts: counted.length,
    followed,
    falseAlarms,
    undecided,
    outcomes,
    warned: leads.length,
    precision: ratio(followed, followed + falseAlarms),
    recall: ratio(leads.length, outcomes),
    falseAlarmsPerWeek: weeks > 0 ? falseAlarms / weeks : null,
    leadDays:
      leads.length === 0
        ? null
        : { lowerQuartile: quantile(leads, 0.25), median: quantile(leads, 0.5), upperQuartile: quantile(leads, 0.75) },
  }
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

/** Days in their order, by entity; what belongs to no entity is left out. */
function daysByEntity(happenings: readonly { entityId: string | null; on: number }[]): Map<string, number[]> {
  const days = new Map<string, number[]>()
  for (const { entityId, on } of happenings) {
    if (entityId === null) continue
    const own = days.get(entityId)
    if (own === undefined) days.set(entityId, [on])
    else own.push(on)
  }
  for (const own of days.values()) own.sort((left, right) => left - right)
  return days
}
