import type { Assessment } from '../indicators/assessment.ts'
import type { Severity } from '../indicators/rule-set.ts'

/** `resolved` is the memory of an ended episode; it goes when its day is over. `acknowledged` is a person's doing. */
export const EPISODE_PHASES = ['inactive', 'pending', 'firing', 'acknowledged', 'resolved'] as const
export type EpisodePhase = (typeof EPISODE_PHASES)[number]

/** The one table of what may follow what. Severity rises and falls inside firing and acknowledged. */
export const NEXT_PHASES = {
  inactive: ['pending', 'firing'],
  pending: ['inactive', 'firing'],
  firing: ['firing', 'acknowledged', 'resolved'],
  acknowledged: ['acknowledged', 'resolved'],
  resolved: ['inactive', 'pending', 'firing'],
} as const satisfies Readonly<Record<EpisodePhase, readonly EpisodePhase[]>>

/** One indicator's breach at one entity, from its first day to its end. No episode = `inactive`. */
export interface Episode {
  readonly phase: Exclude<EpisodePhase, 'inactive'>
  readonly severity: Severity
  /** Business day on which the breach began: part of the alert's identity. */
  readonly breachedOn: number
  /** 1 for the first fired episode that began on that day. */
  readonly nth: number
  /** Of the last transition told; 0 while pending. */
  readonly revision: number
}

/** What happened to the episode, and what is to be told. */
export type Transition =
  | { readonly kind: 'none'; readonly episode: Episode | undefined }
  | {
      readonly kind: 'fired' | 'severity-changed' | 'resolved'
      readonly episode: Episode
      readonly from: Severity | undefined
    }

/** The severity an assessment starts from: hysteresis belongs to alerts that were told, not to pending ones. */
export function presentSeverity(episode: Episode | undefined): Severity | undefined {
  return episode?.phase === 'firing' || episode?.phase === 'acknowledged' ? episode.severity : undefined
}

/**
 * One step of the life cycle. `on` is the business day that is evaluated.
 *
 * A breach fires when it has lasted `holdDays` days without a break: with 0 at once, with 2 at the end of the second day
 * after the one on which it began. A pending breach ends without a word. While an alert is open, whatever happens
 * belongs to its episode; after it was resolved, the next breach is a new alert.
 */
export function step(episode: Episode | undefined, assessment: Assessment, holdDays: number, on: number): Transition {
  switch (episode?.phase) {
    case 'firing':
    case 'acknowledged':
      return stepOpen(episode, assessment)
    case 'pending':
    case 'resolved':
    case undefined:
      return stepQuiet(episode, assessment, holdDays, on)
  }
}

function stepOpen(episode: Episode, assessment: Assessment): Transition {
  const { severity } = assessment
  if (severity === episode.severity) return { kind: 'none', episode }
  const revision = episode.revision + 1
  if (severity === undefined)
    return { kind: 'resolved', episode: { ...episode, phase: 'resolved', revision }, from: episode.severity }
  return { kind: 'severity-changed', episode: { ...episode, severity, revision }, from: episode.severity }
}

function stepQuiet(episode: Episode | undefined, assessment: Assessment, holdDays: number, on: number): Transition {
  const memory = episode?.phase === 'resolved' && episode.breachedOn === on ? episode : undefined
  if (assessment.kind !== 'breached') return { kind: 'none', episode: memory }
  const breachedOn = episode?.phase === 'pending' ? episode.breachedOn : on
  const nth = episode?.phase === 'pending' ? episode.nth : (memory?.nth ?? 0) + 1
  const { severity } = assessment
  if (on < breachedOn + holdDays)
    return { kind: 'none', episode: { phase: 'pending', severity, breachedOn, nth, revision: 0 } }
  return { kind: 'fired', episode: { phase: 'firing', severity, breachedOn, nth, revision: 1 }, from: undefined }
}
