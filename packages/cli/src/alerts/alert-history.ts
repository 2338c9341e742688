import type { AlertEvent } from '@tocsin/events'

/** One alert from firing to its end, or until now: its transitions in order. */
export interface AlertEpisode {
  readonly alertId: string
  readonly transitions: readonly [AlertEvent, ...AlertEvent[]]
}

/** What a reader of `risk.alerts` keeps: repeats are dropped by the rule of guarantee G2. */
export interface AlertHistory {
  /** False for a repeat: a revision not greater than the last one taken for that alert. */
  add(event: AlertEvent): boolean
  episodes(): readonly AlertEpisode[]
  open(): readonly AlertEpisode[]
}

export function createAlertHistory(): AlertHistory {
  const byId = new Map<string, [AlertEvent, ...AlertEvent[]]>()

  function add(event: AlertEvent): boolean {
    const transitions = byId.get(event.alertId)
    if (!transitions) {
      byId.set(event.alertId, [event])
      return true
    }
    if (event.revision <= (transitions.at(-1)?.revision ?? 0)) return false
    transitions.push(event)
    return true
  }

  const episodes = () => [...byId].map(([alertId, transitions]) => ({ alertId, transitions }))
  return { add, episodes, open: () => episodes().filter(isOpen) }
}

export function isOpen(episode: AlertEpisode): boolean {
  return latestOf(episode).type !== 'alert-resolved'
}

export function latestOf(episode: AlertEpisode): AlertEvent {
  return episode.transitions.at(-1) ?? episode.transitions[0]
}

/** Episodes whose id is, or begins with, the text a person typed. */
export function matchingEpisodes(history: AlertHistory, typed: string): readonly AlertEpisode[] {
  const all = history.episodes()
  const exact = all.filter((episode) => episode.alertId === typed)
  return exact.length > 0 ? exact : all.filter((episode) => episode.alertId.startsWith(typed))
}
