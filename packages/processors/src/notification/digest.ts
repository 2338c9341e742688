/**
 * A task's digest: what was too old to be told one by one and is still so. Some time after the last of it, one message
 * a receiver names those alerts; what ends before that is left out.
 */
import { addressed, SALES_REP_RECIPIENT, sha256Hex } from '@tocsin/domain'
import type { NotifiedAlert } from '@tocsin/events'
import { type Failure, firstAttempt, scheduleRetry } from './attempts.ts'
import { type Audience, type DigestState, MAX_DIGEST_ALERTS, type PendingDigest } from './state.ts'
import { omit, type Turn } from './turn.ts'

/** So long after the last alert that was put on it, a digest is told. */
export const DIGEST_QUIET_MS = 60_000

/** Puts an alert on the receiver's digest, and returns the number of that digest. */
export function putOnDigest(turn: Turn, receiver: string, alert: NotifiedAlert): number {
  const { digest, asOfMs } = turn
  const audience = audienceOf(turn, receiver, alert)
  audience.waiting ??= { id: ++digest.lastId, alerts: [], moreAlerts: 0 }
  const { waiting } = audience
  waiting.alerts.push(alert)
  waiting.alerts.sort((left, right) => rank(left) - rank(right) || right.at - left.at)
  if (waiting.alerts.length > MAX_DIGEST_ALERTS) {
    waiting.alerts.pop()
    waiting.moreAlerts += 1
  }
  digest.dueAtMs = asOfMs + DIGEST_QUIET_MS
  return waiting.id
}

/** Takes an alert off the digest with this number. False when it no longer waits: it has been told, or is about to be. */
export function forgetFromDigest({ audiences }: DigestState, digestId: number | null, alertId: string): boolean {
  const waiting = audiences.find((audience) => audience.waiting?.id === digestId)?.waiting
  if (!waiting) return false
  const at = waiting.alerts.findIndex((alert) => alert.alertId === alertId)
  if (at >= 0) waiting.alerts.splice(at, 1)
  else waiting.moreAlerts = Math.max(0, waiting.moreAlerts - 1)
  return true
}

/** What the task's timer brings: digests that are due, and retries. */
export function onDigestTimer(turn: Turn): void {
  const { digest, asOfMs } = turn
  const isDue = digest.dueAtMs !== null && digest.dueAtMs <= asOfMs
  if (isDue) digest.dueAtMs = null
  // A stand-in may join while the digests are gone through; its own turn comes later.
  for (const audience of [...digest.audiences]) {
    if (isDue) begin(turn, audience)
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
    return
  }
  giveUp(turn, audience, pending, failure)
}

/** When the task's digest has something to do next. */
export function nextDigestTimer({ audiences, dueAtMs }: DigestState): number | null {
  const retries = audiences.flatMap(({ pending }) => pending?.retryAtMs ?? [])
  const times = dueAtMs === null ? retries : [...retries, dueAtMs]
  return times.length === 0 ? null : Math.min(...times)
}

function begin(turn: Turn, audience: Audience): void {
  const { waiting, receiver } = audience
  if (waiting === null) return
  const [first] = waiting.alerts
  if (first === undefined) {
    // All that were named have ended; those that were only counted can be named by nobody.
    audience.waiting = null
    return
  }
  if (audience.pending !== null) {
    turn.digest.dueAtMs = turn.asOfMs + DIGEST_QUIET_MS
    return
  }
  const identity = JSON.stringify(['digest', receiver, waiting.id, first.alertId, turn.asOfMs])
  const deadlineAtMs = turn.asOfMs + turn.routing.maxAlertAgeMs
  const { alerts, moreAlerts } = waiting
  audience.pending = { ...firstAttempt(sha256Hex(identity).slice(0, 24), deadlineAtMs), alerts, moreAlerts }
  audience.waiting = null
  requestDigest(turn, audience, audience.pending)
}

function retryDigest(turn: Turn, audience: Audience): void {
  const { pending } = audience
  if (pending === null || pending.retryAtMs === null || pending.retryAtMs > turn.asOfMs) return
  if (turn.asOfMs > pending.deadlineAtMs) {
    giveUp(turn, audience, pending, { ...GIVEN_UP, kind: 'expired' })
    return
  }
  pending.retryAtMs = null
  requestDigest(turn, audience, pending)
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
  const { entityType, entityId } = pending.alerts[0] as NotifiedAlert
  const { notificationId, attempt, alerts, moreAlerts, isAmbiguous, deadlineAtMs } = pending
  turn.outputs.push({
    type: 'notification-requested',
    eventId: `${notificationId}-${attempt}-requested`,
    notificationId,
    // A key of this task, so that the answer comes back to it.
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
  const { entityType, entityId } = pending.alerts[0] as NotifiedAlert
  const { receiver } = audience
  const fallback = turn.routing.receivers.find(({ id }) => id === receiver)?.fallback ?? null
  const isHandedOn = kind === 'rejected' && fallback !== null
  omit(turn, {
    alertId: pending.notificationId,
    revision: 0,
    entityType,
    entityId,
    receiver,
    omission: kind === 'rejected' ? 'rejected' : 'expired',
    isDigested: isHandedOn,
    reason: { zh: `摘要未能送达：${reason}`, en: `the digest could not be told: ${reason}` },
  })
  if (!isHandedOn) return
  for (const alert of pending.alerts) putOnDigest(turn, fallback, alert)
  const standIn = audienceOf(turn, fallback, pending.alerts[0] as NotifiedAlert)
  if (standIn.waiting !== null) standIn.waiting.moreAlerts += pending.moreAlerts
}

function audienceOf({ routing, digest }: Turn, receiver: string, alert: NotifiedAlert): Audience {
  const recipients = routing.receivers.find(({ id }) => id === receiver)?.recipients ?? []
  const salesRepId = recipients.includes(SALES_REP_RECIPIENT) ? (alert.salesRepId ?? null) : null
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
