import { LONGEST_ALERT_AGE_MS } from '@tocsin/domain'
import type { NotificationEvent, NotificationRequested, NotificationWithdrawn } from '@tocsin/events'
import {
  CAUSE_HEADER,
  type Cause,
  causeLine,
  compareCauses,
  decodeCause,
  headerText,
  type LogRecord,
} from '@tocsin/stream'
import type { Claim, OpenRequest } from './open-request.ts'

/** What a record changes for whoever delivers. */
export type Change =
  | { readonly kind: 'opened'; readonly open: OpenRequest }
  | { readonly kind: 'withdrawn'; readonly open: OpenRequest }
  | { readonly kind: 'claimed'; readonly open: OpenRequest }
  | { readonly kind: 'answered'; readonly open: OpenRequest }

/**
 * What one partition of `risk.notifications` says: which requests have no answer, and who has begun to send which. Holds
 * open requests and one cause a line, nothing of what is over.
 *
 * M1. A request whose cause is not above its line's high-water mark is a repeat: the notifier was rebuilt, or published
 *     twice. It is never sent. Where nothing else of it is open it is answered as withdrawn: nobody waits for that
 *     answer, unless the notifier was rebuilt under other routes, which then asks by a cause of its own.
 * M2. The first attempt on the log has the right to send; whoever finds another's before its own does not send.
 * M3. What is read next time begins below each request without an answer, and below the last input of each line, by which
 *     M1 knows every earlier one. Only a line that is older than any alert may ever be is left behind: whatever it asks
 *     for again is too old to be sent.
 * M4. It begins below the attempts of the last minute, too: whoever sends next has that much less to send.
 */
export class PartitionMemory {
  readonly #open = new Map<string, OpenRequest>()
  readonly #highWater = new Map<string, HighWater>()
  /** Of late, in the order of the log. At most `MAX_ATTEMPTS` twice over. */
  #attempts: Attempt[] = []
  #tidyAt = LEAST_ATTEMPTS
  /** The position up to which the partition has been read. */
  nextOffset = 0

  open(): readonly OpenRequest[] {
    return [...this.#open.values()]
  }

  /** What was sent, or about to be, within the last minute or so, whatever came of it. */
  recentAttempts(nowMs: number): readonly Attempt[] {
    return this.#attempts.filter(({ keptUntilMs }) => keptUntilMs > nowMs)
  }

  /** M3, M4. */
  readFrom(nowMs: number): number {
    const lines = [...this.#highWater.values()].filter(({ atMs }) => atMs >= nowMs - LONGEST_ALERT_AGE_MS - DAY_MS)
    const needed = [...this.#open.values(), ...lines, ...this.recentAttempts(nowMs)]
    return needed.reduce((lowest, { offset }) => Math.min(lowest, offset), this.nextOffset)
  }

  has(open: OpenRequest): boolean {
    return this.#open.get(open.request.notificationId) === open
  }

  /** @param nowMs by this process's clock, whatever the record's says */
  apply(event: NotificationEvent, record: LogRecord, nowMs: number): Change | undefined {
    switch (event.type) {
      case 'notification-requested':
        if (this.#isNew(event, record)) return this.#opened(event, record, false)
        return this.#open.has(event.notificationId) ? undefined : this.#opened(event, record, true)
      case 'notification-withdrawn': {
        const open = this.#isNew(event, record) ? this.#matching(event) : undefined
        if (open === undefined) return undefined
        open.isWithdrawn = true
        return { kind: 'withdrawn', open }
      }
      case 'notification-attempted': {
        const { deliverer, messageId, channel, at: atMs } = event
        this.#remember({ deliverer, messageId, atMs, channel, offset: record.offset }, nowMs)
        const open = this.#matching(event)
        if (open === undefined || open.claim !== null) return undefined
        open.claim = { deliverer, messageId, atMs }
        return { kind: 'claimed', open }
      }
      case 'notification-delivered':
      case 'notification-failed': {
        const open = this.#matching(event)
        if (open === undefined) return undefined
        this.#open.delete(event.notificationId)
        return { kind: 'answered', open }
      }
      case 'notification-omitted':
        return undefined
    }
  }

  /** M4. */
  #remember(attempt: Omit<Attempt, 'keptUntilMs'>, nowMs: number): void {
    const keptUntilMs = Math.min(attempt.atMs, nowMs) + ATTEMPTS_KEPT_MS
    if (keptUntilMs <= nowMs) return
    this.#attempts.push({ ...attempt, keptUntilMs })
    if (this.#attempts.length < this.#tidyAt) return
    this.#attempts = this.recentAttempts(nowMs).slice(-MAX_ATTEMPTS)
    this.#tidyAt = Math.max(LEAST_ATTEMPTS, 2 * this.#attempts.length)
  }

  #opened(request: NotificationRequested, { partition, offset, key }: LogRecord, isRepeat: boolean): Change {
    const place = { partition, offset, key: key ?? new Uint8Array() }
    const open: OpenRequest = { ...place, request, isRepeat, isWithdrawn: false, claim: null }
    this.#open.set(request.notificationId, open)
    return { kind: 'opened', open }
  }

  #matching({ notificationId, attempt }: Named) {
    const open = this.#open.get(notificationId)
    return open?.request.attempt === attempt ? open : undefined
  }

  /** M1. */
  #isNew(event: NotificationRequested | NotificationWithdrawn, { headers, offset }: LogRecord): boolean {
    const cause = decodeCause(headerText(headers[CAUSE_HEADER]) ?? '')
    if (cause === undefined) return true
    const line = causeLine(cause)
    const highWater = this.#highWater.get(line)
    if (highWater !== undefined && compareCauses(cause, highWater.cause) <= 0) return false
    // Under other routes the same input may ask for the same in another place among what it asks for.
    const name = `${event.notificationId}#${event.attempt}`
    const isSameInput = highWater !== undefined && compareCauses(inputOf(cause), inputOf(highWater.cause)) === 0
    if (isSameInput && highWater.names.has(name)) return false
    const atMs = event.type === 'notification-requested' ? event.requestedAt : event.at
    const input = isSameInput ? highWater : { offset, names: new Set<string>() }
    this.#highWater.set(line, { cause, offset: input.offset, names: input.names.add(name), atMs })
    return true
  }
}

/** One request's part in a message; the others of the same message have the same id and moment. */
export interface Attempt extends Claim {
  readonly channel: string
  readonly offset: number
  /** By the clock of whoever reads it: another machine's may be ahead. */
  readonly keptUntilMs: number
}

type Named = Pick<NotificationRequested, 'notificationId' | 'attempt'>

interface HighWater {
  readonly cause: Cause
  /** Of the first record that came of the same input. */
  readonly offset: number
  /** What its input has asked for so far. */
  readonly names: Set<string>
  readonly atMs: number
}

/** So long what was sent counts at a channel's pace, the longest of whose times is a minute; and a little more, see `lane.ts`. */
const ATTEMPTS_KEPT_MS = 70_000
const LEAST_ATTEMPTS = 100
/** More than any channel takes in that time; the latest count. */
const MAX_ATTEMPTS = 10_000

/** Clocks of two services differ a little: an alert may be younger than the request that speaks of it. */
const DAY_MS = 86_400_000

function inputOf(cause: Cause): Cause {
  return { ...cause, ordinal: 0 }
}
