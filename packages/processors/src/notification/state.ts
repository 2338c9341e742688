/**
 * What the notifier remembers. One state per entity (`<entityType>:<entityId>`), and one per task for its digest.
 *
 * Bounds. An alert keeps its text only while something about it is pending or withheld; other open alerts that were told keep ids and
 * numbers alone, closed ones a line each, the latest `MAX_CLOSED_ALERTS`. A digest names `MAX_DIGEST_ALERTS` a receiver
 * and counts the rest.
 */
import type { AlertSubject, LocalizedText } from '@tocsin/domain'
import type { NotifiedAlert } from '@tocsin/events'

/** Key of the task's one digest: no entity's key, for those hold a colon. */
export const DIGEST_ENTITY = 'digest'
export const MAX_CLOSED_ALERTS = 64
export const MAX_DIGEST_ALERTS = 50
/** Beyond, the oldest counts as told: an alert that stood on it alone is of months ago. */
export const MAX_GIVEN_UP_DIGESTS = 64

export type NotifierState = EntityState | DigestState

export interface EntityState {
  readonly kind: 'entity'
  alerts: AlertMemory[]
  /** Alerts that have ended, the newest last: a revision that comes again is known as such. */
  closed: { readonly alertId: string; readonly revision: number }[]
}

export interface AlertMemory {
  readonly alertId: string
  /** The last revision that was taken (G2). */
  revision: number
  isResolved: boolean
  /** What it is about and how severe it stands. Missing in what was stored before there were inhibitions. */
  subject?: AlertSubject
  /** True while somebody is not told, because another open alert of the entity says the same. */
  isWithheld?: boolean
  /** The transitions that something pending speaks of, and the newest. */
  transitions: NotifiedAlert[]
  tellings: Telling[]
}

/** How it stands between one alert and one receiver; another representative of the customer is another receiver. */
export interface Telling {
  readonly receiver: string
  /** Where the receiver is the alert's representative: which one. */
  readonly salesRepId: string | null
  sendResolved: boolean
  reason: LocalizedText
  /** The newest revision that the receiver is known to have; 0 = none. */
  toldRevision: number
  /** True when a message may have arrived that nobody acknowledged. */
  isMaybeTold: boolean
  /** The digest that names the alert, or has named it. */
  digestId: number | null
  /** True once the receiver is told that the same fires again: the end of this one is told no more. */
  firesAgain: boolean
  pending: Pending | null
}

/** One notification on its way. One per alert and receiver at a time, so that transitions arrive in order. */
export interface Pending extends Attempts {
  readonly revision: number
  /** True when the deliverer has been told not to send it. */
  isWithdrawn: boolean
}

export interface Attempts {
  readonly notificationId: string
  /** The attempt that was asked for last, or that will be at `retryAtMs`. */
  attempt: number
  /** Attempts that reached the channel and failed: they decide how long to wait. */
  failures: number
  /** Null while an answer is awaited. */
  retryAtMs: number | null
  /** True when an attempt may have arrived: the next one is a resend. */
  isAmbiguous: boolean
  readonly deadlineAtMs: number
}

export interface DigestState {
  readonly kind: 'digest'
  /** Number of the last digest that was begun. */
  lastId: number
  /** Those that wait, and those that are under way. */
  audiences: Audience[]
  /** Numbers of digests that nobody ever had, the newest last. Missing where there was none. */
  givenUpIds?: readonly number[]
}

/** A receiver, and where it is the alert's representative, which one. */
export interface Audience {
  readonly receiver: string
  readonly salesRepId: string | null
  waiting: WaitingDigest | null
  pending: PendingDigest | null
}

export interface WaitingDigest extends DigestIdentity {
  /** When it is told, unless another alert comes before. */
  dueAtMs: number
  /** At most `MAX_DIGEST_ALERTS`, critical ones and new ones first. */
  alerts: NotifiedAlert[]
  moreAlerts: number
}

export interface PendingDigest extends Attempts, DigestIdentity {
  alerts: readonly NotifiedAlert[]
  moreAlerts: number
}

interface DigestIdentity {
  readonly id: number
  /** The digests of others that this one tells in their place. Missing where there is none; at most `MAX_GIVEN_UP_DIGESTS`. */
  standsFor?: readonly number[]
  /** An entity of this task, so that the answer comes back to it. */
  readonly entityType: string
  readonly entityId: string
}

export function initialNotifierState(entityId: string): NotifierState {
  return entityId === DIGEST_ENTITY
    ? { kind: 'digest', lastId: 0, audiences: [] }
    : { kind: 'entity', alerts: [], closed: [] }
}
