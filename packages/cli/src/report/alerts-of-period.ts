/** What risk.alerts says of a period: what fired and ended in it, how long it stood, and what was open when it ended. */
import type { CalendarDay, LocalizedText } from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import type { AlertEpisode } from '../alerts/alert-history.ts'
import { type OpenRisk, riskRegister } from '../risks/risk-register.ts'
import type { ReportPeriod } from './period.ts'

export interface AlertsOfPeriod {
  readonly fired: number
  /** Of them: those that were, or became, critical before the period ended. */
  readonly firedCritical: number
  /** Alerts that rose from warning to critical in the period, whenever they had fired. */
  readonly raised: number
  readonly resolved: number
  /** Why, by the word of the topic: recovered, expired, indicator-removed, rebuilt. */
  readonly resolvedBecause: Readonly<Record<string, number>>
  /** At the end of the period. */
  readonly open: number
  readonly openCritical: number
  readonly byIndicator: readonly IndicatorOfPeriod[]
}

export interface IndicatorOfPeriod {
  readonly indicator: string
  readonly name: LocalizedText
  readonly fired: number
  readonly firedCritical: number
  readonly resolved: number
  /** Business days from firing to end, of those that ended in the period; null: none did. */
  readonly daysStood: { readonly median: number; readonly longest: number } | null
  readonly open: number
}

/**
 * The business day that an instant of an alert belongs to. What is found at the end of a day carries the first instant
 * after it, and belongs to the day that ended.
 */
export type DayOfAlert = (atMs: number) => CalendarDay

/** @param dayOf of the calendar in the zone of the rules */
export function dayOfAlert(dayOf: (instantMs: number) => CalendarDay): DayOfAlert {
  return (atMs) => dayOf(atMs - 1)
}

export function alertsOfPeriod(
  episodes: readonly AlertEpisode[],
  { fromOn, throughOn }: ReportPeriod,
  dayOf: DayOfAlert,
): AlertsOfPeriod {
  const within = (on: CalendarDay) => on >= fromOn && on <= throughOn
  const indicators = new Map<string, Tally>()
  const total = emptyTally({ zh: '', en: '' })
  const resolvedBecause: Record<string, number> = {}
  let raised = 0
  let openCritical = 0
  for (const { transitions } of episodes) {
    const known = transitions.filter(({ at }) => dayOf(at) <= throughOn)
    const [first, last] = [known[0], known.at(-1)]
    if (first === undefined || last === undefined) continue
    const own = tallyOf(indicators, last)
    const firedOn = dayOf(first.at)
    if (within(firedOn)) {
      const isCritical = known.some(({ severity }) => severity === 'critical')
      for (const tally of [total, own]) {
        tally.fired += 1
        if (isCritical) tally.firedCritical += 1
      }
    }
    raised += known.filter((event) => isRise(event) && within(dayOf(event.at))).length
    if (last.type !== 'alert-resolved') {
      total.open += 1
      own.open += 1
      if (last.severity === 'critical') openCritical += 1
      continue
    }
    if (!within(dayOf(last.at))) continue
    total.resolved += 1
    own.resolved += 1
    own.daysStood.push(dayOf(last.at) - firedOn)
    const because = last.resolution ?? 'recovered'
    resolvedBecause[because] = (resolvedBecause[because] ?? 0) + 1
  }
  const { fired, firedCritical, resolved, open } = total
  const byIndicator = [...indicators].map(([indicator, tally]) => toFigures(indicator, tally)).filter(isWorthALine)
  byIndicator.sort(
    (left, right) => right.fired - left.fired || right.open - left.open || (left.indicator < right.indicator ? -1 : 1),
  )
  return { fired, firedCritical, raised, resolved, resolvedBecause, open, openCritical, byIndicator }
}

/** What was open when the period ended, as it stood then; the worst first. */
export function risksAtEnd(
  episodes: readonly AlertEpisode[],
  { throughOn }: ReportPeriod,
  dayOf: DayOfAlert,
): OpenRisk[] {
  const latest = episodes.flatMap(({ transitions }) => {
    const last = transitions.findLast(({ at }) => dayOf(at) <= throughOn)
    return last === undefined || last.type === 'alert-resolved' ? [] : [last]
  })
  return riskRegister(latest, {})
}

interface Tally {
  name: LocalizedText
  fired: number
  firedCritical: number
  resolved: number
  open: number
  readonly daysStood: number[]
}

function emptyTally(name: LocalizedText): Tally {
  return { name, fired: 0, firedCritical: 0, resolved: 0, open: 0, daysStood: [] }
}

/** The latest name counts: rule files change what people call an indicator, not its id. */
function tallyOf(tallies: Map<string, Tally>, { indicator, indicatorNameZh, indicatorNameEn }: AlertEvent): Tally {
  const name = { zh: indicatorNameZh || indicator, en: indicatorNameEn || indicator }
  const tally = tallies.get(indicator) ?? emptyTally(name)
  tally.name = name
  tallies.set(indicator, tally)
  return tally
}

function toFigures(indicator: string, { daysStood, ...tally }: Tally): IndicatorOfPeriod {
  const sorted = daysStood.sort((left, right) => left - right)
  const [median, longest] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted.at(-1)]
  return {
    indicator,
    ...tally,
    daysStood: median === undefined || longest === undefined ? null : { median, longest },
  }
}

function isWorthALine({ fired, resolved, open }: IndicatorOfPeriod): boolean {
  return fired + resolved + open > 0
}

function isRise(event: AlertEvent): boolean {
  return event.type === 'alert-severity-changed' && event.severity === 'critical'
}
