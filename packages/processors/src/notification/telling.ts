/**
 * The road of one alert to one receiver. One notification is under way at a time: what happens meanwhile is told after
 * its answer, and only what is still true then.
 *
 * T1. A transition overtakes the one before it that has not been told: that one is withdrawn, and nobody is told both.
 * T2. An end is told only where the alert was told, or may have been.
 * T3. What is too old is put on record, and on the receiver's digest while the alert is open.
 * T4. An attempt that may have arrived is repeated with the same id, as a resend.
 * T5. An end that has not been told when the same fires again is told no more.
 */
import { addressed, type LocalizedText, representativeOf, sha256Hex } from '@tocsin/domain'
import type { NotifiedAlert } from '@tocsin/events'
import { type Failure, firstAttempt, scheduleRetry } from './attempts.ts'
import { putOnDigest, takeOffDigest } from './digest.ts'
import type { AlertMemory, DigestState, Pending, Telling } from './state.ts'
import { type Omission, omit, type Turn } from './turn.ts'

/** Does what the newest transition asks for, as far as it can be done now. */
export function advance(turn: Turn, memory: AlertMemory, telling: Telling): void {
  const newest = memory.transitions.at(-1)
  if (newest === undefined || newest.revision <= telling.toldRevision) return
  const { pending } = telling
  if (pending !== null && pending.retryAtMs === null) {
    withdraw(turn, newest, pending)
    return
  }
  if (pending !== null) overtake(turn, newest, telling, pending)
  if (telling.firesAgain) return
  const { digestId } = telling
  const onDigest = digestId === null ? 'off' : takeOffDigest(turn.digest, digestId, newest.alertId)
  if (onDigest === 'off') telling.digestId = null
  if (newest.transition === 'resolved') {
    const isTold = telling.toldRevision > 0 || telling.isMaybeTold || telling.digestId !== null
    if (!isTold) {
      overtaken(turn, newest, telling.receiver)
      return
    }
    if (!telling.sendResolved) {
      const reason = { zh: '该路由不通知预警解除', en: 'its route does not tell of ends' }
      omit(turn, { ...identity(newest), receiver: telling.receiver, omission: 'unwanted', reason })
      return
    }
    if (onDigest === 'asked') {
      telling.digestId = putOnDigest(turn, telling.receiver, telling.salesRepId, newest)
      return
    }
  }
  ask(turn, memory, newest, telling)
}

/** T5. What waits at the deliverer is withdrawn first. */
export function endNoMore(turn: Turn, memory: AlertMemory, telling: Telling): void {
  const { pending } = telling
  const newest = memory.transitions.at(-1)
  telling.firesAgain = true
  if (pending === null || newest === undefined) return
  if (pending.retryAtMs !== null) overtake(turn, newest, telling, pending)
  else if (!pending.isWithdrawn) {
    pending.isWithdrawn = true
    putWithdrawal(turn, newest, pending, 'the same fires again')
  }
}

/** Asks the deliverer to tell the receiver, unless it is too late. */
function ask(turn: Turn, memory: AlertMemory, alert: NotifiedAlert, telling: Telling): void {
  const deadlineAtMs = alert.at + turn.routing.maxAlertAgeMs
  if (turn.asOfMs > deadlineAtMs) {
    expire(turn, alert, telling)
    return
  }
  const notificationId = notificationIdOf(alert, telling)
  telling.pending = { ...firstAttempt(notificationId, deadlineAtMs), revision: alert.revision, isWithdrawn: false }
  request(turn, memory, alert, telling)
}

/** 24 hexadecimal digits, as an alert's: the same for the same alert, revision and receiver, whenever it is made. */
function notificationIdOf({ alertId, revision }: NotifiedAlert, { receiver, salesRepId }: Telling): string {
  const addressee = salesRepId === null ? [receiver] : [receiver, salesRepId]
  return sha256Hex(JSON.stringify([alertId, revision, ...addressee])).slice(0, 24)
}

function request(turn: Turn, memory: AlertMemory, alert: NotifiedAlert, telling: Telling): void {
  const pending = telling.pending as Pending
  const salesRepId = telling.salesRepId ?? alert.salesRepId ?? null
  const { reached, unaddressed } = addressed(turn.routing, telling.receiver, { salesRepId })
  if (reached?.receiver !== telling.receiver) {
    drop(telling)
    const reason = unaddressed[0]?.reason ?? NOBODY
    omit(turn, { ...identity(alert), receiver: telling.receiver, omission: 'unaddressed', reason })
    const standIn = reached && standInFor(turn, memory, telling, reached.receiver, alert)
    if (standIn && !memory.isResolved) advance(turn, memory, standIn)
    return
  }
  const { entityType, entityId, severity } = alert
  const { notificationId, attempt, isAmbiguous, deadlineAtMs } = pending
  turn.outputs.push({
    type: 'notification-requested',
    eventId: `${notificationId}-${attempt}-requested`,
    notificationId,
    entityType,
    entityId,
    kind: 'alert',
    attempt,
    receiver: telling.receiver,
    channel: reached.channel,
    recipients: reached.recipients.map(({ id, ...person }) => ({ personId: id, ...person })),
    severity,
    alerts: [alert],
    moreAlerts: 0,
    isResend: isAmbiguous,
    requestedAt: turn.asOfMs,
    deadlineAt: deadlineAtMs,
    reasonEn: telling.reason.en,
    reasonZh: telling.reason.zh,
  })
}

const NOBODY: LocalizedText = { zh: '没有可送达的人', en: 'there is nobody to reach' }

/** T1. The answer says whether it came in time. */
function withdraw(turn: Turn, newest: NotifiedAlert, pending: Pending): void {
  if (pending.isWithdrawn || pending.revision >= newest.revision) return
  pending.isWithdrawn = true
  putWithdrawal(turn, newest, pending, `revision ${newest.revision} overtook it: ${newest.transition}`)
}

function putWithdrawal(turn: Turn, { entityType, entityId }: NotifiedAlert, pending: Pending, reasonEn: string): void {
  const { notificationId, attempt } = pending
  turn.outputs.push({
    type: 'notification-withdrawn',
    eventId: `${notificationId}-${attempt}-withdrawn`,
    notificationId,
    entityType,
    entityId,
    kind: 'alert',
    attempt,
    reasonEn,
    at: turn.asOfMs,
  })
}

/** Nothing is on its way any more; what may have arrived is remembered. */
function drop(telling: Telling): void {
  if (telling.pending?.isAmbiguous) telling.isMaybeTold = true
  telling.pending = null
}

/** T1, while a retry is waited for: no retry any more. */
function overtake(turn: Turn, newest: NotifiedAlert, telling: Telling, pending: Pending): void {
  drop(telling)
  const reason = pending.isAmbiguous ? OVERTAKEN_UNSURE : OVERTAKEN
  overtaken(turn, { ...newest, revision: pending.revision }, telling.receiver, reason)
}

function overtaken(turn: Turn, alert: NotifiedAlert, receiver: string, reason: LocalizedText = OVERTAKEN): void {
  omit(turn, { ...identity(alert), receiver, omission: 'overtaken', reason })
}

const OVERTAKEN: LocalizedText = {
  zh: '在能够通知之前，该预警已有新的变化或已解除',
  en: 'the alert went on, or ended, before this could be told',
}

const OVERTAKEN_UNSURE: LocalizedText = {
  zh: '消息可能已经送达；该预警已有新的变化或已解除，不再重发',
  en: 'it may have arrived, and is not sent again: the alert went on, or ended',
}

/** T3. */
function expire(turn: Turn, alert: NotifiedAlert, telling: Telling): void {
  drop(telling)
  const isDigested = alert.transition !== 'resolved'
  const reason = {
    zh: '早于 maxAlertAge，仅记录不逐条通知',
    en: 'older than maxAlertAge: put on record, not told one by one',
  }
  omit(turn, { ...identity(alert), receiver: telling.receiver, omission: 'expired', isDigested, reason })
  if (isDigested) telling.digestId = putOnDigest(turn, telling.receiver, telling.salesRepId, alert)
}

/** The receiver has it. */
export function delivered(turn: Turn, memory: AlertMemory, telling: Telling, attempt: number): void {
  const pending = telling.pending as Pending
  telling.toldRevision = Math.max(telling.toldRevision, pending.revision)
  if (attempt < pending.attempt && pending.retryAtMs === null) {
    // A late answer to an attempt that was taken for lost: the one after it need not go out.
    if (!pending.isWithdrawn) {
      pending.isWithdrawn = true
      putWithdrawal(turn, speaking(memory, pending), pending, 'an earlier attempt has arrived after all')
    }
    return
  }
  telling.pending = null
  advance(turn, memory, telling)
}

/** The receiver does not have it, or nobody knows. */
export function failed(turn: Turn, memory: AlertMemory, telling: Telling, failure: Failure): void {
  const pending = telling.pending as Pending
  const alert = speaking(memory, pending)
  const isNewest = pending.revision === memory.revision
  if (pending.revision <= telling.toldRevision) {
    telling.pending = null
    advance(turn, memory, telling)
    return
  }
  switch (failure.kind) {
    case 'retryable':
    case 'deferred':
      scheduleRetry(turn, pending, alert.severity, failure)
      // No retry of what is no longer so.
      if (telling.firesAgain) overtake(turn, alert, telling, pending)
      else if (!isNewest) advance(turn, memory, telling)
      return
    case 'withdrawn':
      overtake(turn, alert, telling, pending)
      advance(turn, memory, telling)
      return
    case 'expired':
      if (isNewest) {
        expire(turn, alert, telling)
        return
      }
      overtake(turn, alert, telling, pending)
      advance(turn, memory, telling)
      return
    case 'rejected':
      reject(turn, memory, telling, failure.reason)
      return
  }
}

/** The channel will never take it: who stands in for the receiver is told. */
function reject(turn: Turn, memory: AlertMemory, telling: Telling, said: string): void {
  const alert = speaking(memory, telling.pending as Pending)
  drop(telling)
  const fallback = turn.routing.receivers.find(({ id }) => id === telling.receiver)?.fallback ?? null
  const salesRepId = telling.salesRepId ?? alert.salesRepId ?? null
  const reached = fallback === null ? undefined : addressed(turn.routing, fallback, { salesRepId }).reached
  const standIn = reached && standInFor(turn, memory, telling, reached.receiver, alert)
  const reason = {
    zh: `渠道拒收：${said}${standIn ? `；改为通知 ${standIn.receiver}` : ''}`,
    en: `the channel refused it: ${said}${standIn ? `; ${standIn.receiver} is told instead` : ''}`,
  }
  omit(turn, { ...identity(alert), receiver: telling.receiver, omission: 'rejected', reason })
  // An alert that ended meanwhile has nothing to say to somebody new.
  if (standIn && !memory.isResolved) advance(turn, memory, standIn)
  if (alert.revision < memory.revision) advance(turn, memory, telling)
}

/** Who is told in the receiver's place; undefined when that one is told anyway. */
function standInFor(
  { routing }: Turn,
  { tellings }: AlertMemory,
  { receiver, sendResolved, ...telling }: Telling,
  standIn: string,
  alert: NotifiedAlert,
): Telling | undefined {
  const salesRepId = representativeOf(routing, standIn, telling.salesRepId ?? alert.salesRepId ?? null)
  if (tellings.some((each) => each.receiver === standIn && each.salesRepId === salesRepId)) return undefined
  const because = { zh: `代替 ${receiver}`, en: `in place of ${receiver}` }
  const next = newTelling(standIn, salesRepId, sendResolved, because)
  tellings.push(next)
  return next
}

export function newTelling(
  receiver: string,
  salesRepId: string | null,
  sendResolved: boolean,
  reason: LocalizedText,
): Telling {
  const nothing = { toldRevision: 0, isMaybeTold: false, digestId: null, firesAgain: false, pending: null }
  return { receiver, salesRepId, sendResolved, reason, ...nothing }
}

/**
 * Nothing has arrived, nothing is on its way, and no digest names it but one that was given up itself: the receiver does
 * not know of the alert.
 */
export function isGivenUp(
  { toldRevision, isMaybeTold, digestId, pending }: Telling,
  { givenUpIds = [] }: DigestState,
): boolean {
  if (toldRevision > 0 || isMaybeTold || pending !== null) return false
  return digestId === null || givenUpIds.includes(digestId)
}

/** Asks again where the time has come. */
export function retry(turn: Turn, memory: AlertMemory, telling: Telling): void {
  const { pending } = telling
  if (pending === null || pending.retryAtMs === null || pending.retryAtMs > turn.asOfMs) return
  const alert = speaking(memory, pending)
  if (turn.asOfMs > pending.deadlineAtMs) {
    expire(turn, alert, telling)
    return
  }
  pending.retryAtMs = null
  request(turn, memory, alert, telling)
}

/** The transition that a notification speaks of. */
function speaking(memory: AlertMemory, pending: Pending): NotifiedAlert {
  const alert = memory.transitions.find(({ revision }) => revision === pending.revision)
  if (alert === undefined) throw new Error(`alert ${memory.alertId}: revision ${pending.revision} was forgotten`)
  return alert
}

function identity({
  alertId,
  revision,
  entityType,
  entityId,
}: NotifiedAlert): Pick<Omission, 'alertId' | 'revision' | 'entityType' | 'entityId'> {
  return { alertId, revision, entityType, entityId }
}
