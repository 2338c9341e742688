import type { BusinessCalendar, LocalizedText } from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import type { AlertSeverity } from './compare-alerts.ts'

/** One alert from firing to its end, put together from its events; days since 1970-01-01. */
export interface AlertEpisode {
  readonly alertId: string
  readonly indicatorId: string
  readonly entityType: string
  readonly entityId: string
  readonly firedSeverity: AlertSeverity
  readonly breachedOn: number
  readonly severityChanges: readonly { readonly to: AlertSeverity; readonly onDay: number }[]
  readonly resolvedOn: number | undefined
  /** Its last reason. */
  readonly reason: LocalizedText
}

/**
 * Folds alert events, in the order of the log. An event whose revision is not above the last of its alert is a repeat
 * and changes nothing (G2).
 *
 * A transition belongs to the business day that ends with its instant: what a day end finds is of the day that ended.
 * @param calendar of the rule set's business zone
 */
export function episodesOf(events: Iterable<AlertEvent>, calendar: BusinessCalendar): AlertEpisode[] {
  const dayOf = (transition: AlertEvent) => calendar.dayOf(transition.at - 1)
  const episodes = new Map<string, { episode: AlertEpisode; revision: number }>()
  for (const event of events) {
    const known = episodes.get(event.alertId)
    if (known !== undefined && event.revision <= known.revision) continue
    const before = known?.episode ?? opened(event)
    episodes.set(event.alertId, { episode: after(before, event, dayOf), revision: event.revision })
  }
  return [...episodes.values()].map(({ episode }) => episode)
}

function opened(event: AlertEvent): AlertEpisode {
  return {
    alertId: event.alertId,
    indicatorId: event.indicator,
    entityType: event.entityType,
    entityId: event.entityId,
    firedSeverity: event.severity,
    breachedOn: event.breachedOn,
    severityChanges: [],
    resolvedOn: undefined,
    reason: reasonOf(event),
  }
}

function after(episode: AlertEpisode, event: AlertEvent, dayOf: (transition: AlertEvent) => number): AlertEpisode {
  switch (event.type) {
    case 'alert-fired':
      return episode
    case 'alert-severity-changed':
      return {
        ...episode,
        severityChanges: [...episode.severityChanges, { to: event.severity, onDay: dayOf(event) }],
        reason: reasonOf(event),
      }
    case 'alert-resolved':
      return { ...episode, resolvedOn: dayOf(event), reason: reasonOf(event) }
  }
}

function reasonOf({ reasonZh, reasonEn }: AlertEvent): LocalizedText {
  return { zh: reasonZh, en: reasonEn }
}
