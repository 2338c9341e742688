/**
 * A task's digest: what was too old to be told one by one and is still so. Some time after the last of it, one message
 * a receiver names those alerts; what ends before that is left out, and what ends while nobody knows whether it has been
 * named is on the next one, so that no end is told before its beginning.
 */
import { addressed, representativeOf, sha256Hex } from '@tocsin/domain'
import type { NotifiedAlert } from '@tocsin/events'
import { type Failure, firstAttempt, scheduleRetry } from './attempts.ts'
import {
  type Audience,
  type DigestState,
  MAX_DIGEST_ALERTS,
  MAX_GIVEN_UP_DIGESTS,
  type PendingDigest,
  type WaitingDigest,
} from './state.ts'
import { omit, type Turn } from './turn.ts'

/** So long after the last alert that was put on it, a digest is told. */
export const DIGEST_QUIET_MS = 60_000

/** Puts an alert on the receiver's digest, and returns the number of that digest. */
export function putOnDigest(turn: Turn, receiver: string, salesRepId: string | null, alert: NotifiedAlert): number {
  const audience = audienceOf(turn.digest, receiver, salesRepId)
  const waiting = waitingOf(turn, audience, alert)
  waiting.alerts.push(alert)
  waiting.alerts.sort((left, right) => rank(left) - rank(right) || right.at - left.at)
  if (waiting.alerts.length > MAX_DIGEST_ALERTS) {
    waiting.alerts.pop()
    waiting.moreAlerts += 1
  }
  return waiting.id
}

/** The digest that the audience gets next, which waits a little from now on. */
function waitingOf(
  { digest, asOfMs }: Turn,
  audience: Audience,
  { entityType, entityId }: Pick<NotifiedAlert, 'entityType' | 'entityId'>,
): WaitingDigest {
  const dueAtMs = asOfMs + DIGEST_QUIET_MS
  audience.waiting ??= { id: ++digest.lastId, entityType, entityId, dueAtMs, alerts: [], moreAlerts: 0 }
  audience.waiting.dueAtMs = dueAtMs
  return audience.waiting
}

/**
 * Takes an alert off the digest with this number, where that has certainly not been told. Else: `asked`, nobody knows
 * whether it has been; `over`, it is told, or was given up.
 */
export function takeOffDigest({ audiences }: DigestState, digestId: number, alertId: string): 'off' | 'asked' | 'over' {
  for (const { waiting, pending } of audiences) {
    const digest = [waiting, pending].find((each) => each?.id === digestId)
    if (!digest) continue
    if (digest === pending && (pending.retryAtMs === null || pending.isAmbiguous)) return 'asked'
    takeOff(digest, alertId)
    return 'off'
  }
  return 'over'
}

function takeOff(digest: WaitingDigest | PendingDigest, alertId: string): void {
  const named = digest.alerts.length
  digest.alerts = digest.alerts.filter((alert) => alert.alertId !== alertId)
  if (digest.alerts.length === named) digest.moreAlerts = Math.max(0, digest.moreAlerts - 1)
}

/** What the task's timer brings: digests that are due, and retries. */
export function onDigestTimer(turn: Turn): void {
  const { digest, asOfMs } = turn
  // A stand-in may join while the digests are gone through; its own turn comes later.
  for (const audience of [...digest.audiences]) {
    if (audience.waiting !== null && audience.waiting.dueAtMs <= asOfMs) begin(turn, audience, audience.waiting)
    retryDigest(turn, audience)
  }
  digest.audiences = digest.audiences.filter(({ waiting, pending }) => waiting !== null || pending !== null)
}

export function digestDelivered({ digest }: Turn, notificationId: string): void {
  const audience = digest.audiences.find(({ pending }) => pending?.notificationId === notificationId)
  if (audience !== undefined) audience.pending = null
}

export function digestFailed(turn: Turn, notificationId: string, attempt: number, failure: Failure): void {
  const audience = turn.digest.audiences.find(({ pending }) => pending?.notificationId === notificationId)
  const pending = audience?.pending
  if (!audience || !pending || pending.attempt !== attempt || pending.retryAtMs !== null) return
  if (failure.kind === 'retryable' || failure.kind === 'deferred') {
    scheduleRetry(turn, pending, 'warning', failure)
    if (!pending.isAmbiguous) leaveOutEnded(audience, pending)
    return
  }
  giveUp(turn, audience, pending, failure)
}

/** When the task's digest has something to do next. */
export function nextDigestTimer({ audiences }: DigestState): number | null {
  const times = audiences.flatMap(({ waiting, pending }) => [waiting?.dueAtMs ?? [], pending?.retryAtMs ?? []].flat())
  return times.length === 0 ? null : Math.min(...times)
}

/** Alerts that ended while a digest was under way that has not arrived: neither the beginning nor the end is told. */
function leaveOutEnded({ waiting }: Audience, pending: PendingDigest): void {
  if (waiting === null) return
  const ended = waiting.alerts.filter(({ transition }) => transition === 'resolved')
  for (const { alertId } of ended) {
    takeOff(waiting, alertId)
    takeOff(pending, alertId)
  }
}

function begin(turn: Turn, audience: Audience, waiting: WaitingDigest): void {
  const { receiver } = audience
  if (isEmpty(waiting)) {
    audience.waiting = null
    return
  }
  if (audience.pending !== null) {
    waiting.dueAtMs = turn.asOfMs + DIGEST_QUIET_MS
    return
  }
  const { id, entityType, entityId, alerts, moreAlerts, standsFor = [] } = waiting
  const identity = JSON.stringify(['digest', receiver, id, entityType, entityId, turn.asOfMs])
  const deadlineAtMs = turn.asOfMs + turn.routing.maxAlertAgeMs
  const attempts = firstAttempt(sha256Hex(identity).slice(0, 24), deadlineAtMs)
  audience.pending = { ...attempts, id, entityType, entityId, alerts, moreAlerts, standsFor }
  audience.waiting = null
  requestDigest(turn, audience, audience.pending)
}

function retryDigest(turn: Turn, audience: Audience): void {
  const { pending } = audience
  if (pending === null || pending.retryAtMs === null || pending.retryAtMs > turn.asOfMs) return
  if (isEmpty(pending)) {
    audience.pending = null
    const reason = { zh: '摘要中的预警均已解除', en: 'every alert on the digest has ended' }
    omit(turn, { ...identityOf(audience, pending), omission: 'overtaken', reason })
    return
  }
  if (turn.asOfMs > pending.deadlineAtMs) {
    giveUp(turn, audience, pending, { ...GIVEN_UP, kind: 'expired' })
    return
  }
  pending.retryAtMs = null
  requestDigest(turn, audience, pending)
}

/** All have ended. One may have nothing to name and still count some. */
function isEmpty({ alerts, moreAlerts }: WaitingDigest | PendingDigest): boolean {
  return alerts.length === 0 && moreAlerts === 0
}

const GIVEN_UP = { isAmbiguous: false, afterMs: null, reason: 'maxAlertAge is over' } as const

function requestDigest(turn: Turn, audience: Audience, pending: PendingDigest): void {
  const { receiver, salesRepId } = audience
  const { reached, unaddressed } = addressed(turn.routing, receiver, { salesRepId })
  if (reached === undefined) {
    const reason = unaddressed[0]?.reason.en ?? 'there is nobody to reach'
    giveUp(turn, audience, pending, { ...GIVEN_UP, kind: 'rejected', reason })
    return
  }
  const { entityType, entityId, notificationId, attempt, alerts, moreAlerts, isAmbiguous, deadlineAtMs } = pending
  turn.outputs.push({
    type: 'notification-requested',
    eventId: `${notificationId}-${attempt}-requested`,
    notificationId,
    entityType,
    entityId,
    kind: 'digest',
    attempt,
    receiver,
    channel: reached.channel,
    recipients: reached.recipients.map(({ id, ...person }) => ({ personId: id, ...person })),
    severity: 'warning',
    alerts,
    moreAlerts,
    isResend: isAmbiguous,
    requestedAt: turn.asOfMs,
    deadlineAt: deadlineAtMs,
    reasonEn: 'alerts still open after a time in which nobody was told',
    reasonZh: '未逐条通知的时段之后仍未解除的预警',
  })
}

/** The alerts of a digest that nobody will get; a stand-in gets them, where there is one. */
function giveUp(turn: Turn, audience: Audience, pending: PendingDigest, { kind, reason }: Failure): void {
  audience.pending = null
  if (!pending.isAmbiguous) leaveOutEnded(audience, pending)
  const fallback = turn.routing.receivers.find(({ id }) => id === audience.receiver)?.fallback ?? null
  const isHandedOn = kind === 'rejected' && fallback !== null
  omit(turn, {
    ...identityOf(audience, pending),
    omission: kind === 'rejected' ? 'rejected' : 'expired',
    isDigested: isHandedOn,
    reason: { zh: `摘要未能送达：${reason}`, en: `the digest could not be told: ${reason}` },
  })
  // What may have arrived counts as told.
  const untoldIds = pending.isAmbiguous ? [] : [...(pending.standsFor ?? []), pending.id]
  if (!isHandedOn) {
    turn.digest.givenUpIds = [...(turn.digest.givenUpIds ?? []), ...untoldIds].slice(-MAX_GIVEN_UP_DIGESTS)
    return
  }
  const repOf = (alert: NotifiedAlert) => representativeOf(turn.routing, fallback, alert.salesRepId ?? null)
  for (const alert of pending.alerts) putOnDigest(turn, fallback, repOf(alert), alert)
  const [first] = pending.alerts
  const standIn = audienceOf(turn.digest, fallback, first ? repOf(first) : null)
  const waiting = waitingOf(turn, standIn, pending)
  waiting.moreAlerts += pending.moreAlerts
  waiting.standsFor = [...(waiting.standsFor ?? []), ...untoldIds].slice(-MAX_GIVEN_UP_DIGESTS)
}

function identityOf({ receiver }: Audience, { notificationId, entityType, entityId }: PendingDigest) {
  return { alertId: notificationId, revision: 0, entityType, entityId, receiver }
}

function audienceOf(digest: DigestState, receiver: string, salesRepId: string | null): Audience {
  const isIt = (audience: Audience) => audience.receiver === receiver && audience.salesRepId === salesRepId
  const known = digest.audiences.find(isIt)
  if (known !== undefined) return known
  const audience: Audience = { receiver, salesRepId, waiting: null, pending: null }
  digest.audiences.push(audience)
  return audience
}

function rank({ severity }: NotifiedAlert): number {
  return severity === 'critical' ? 0 : 1
}
