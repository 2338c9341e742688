import type { NotificationEvent, NotificationRequested } from '@tocsin/events'
import {
  CAUSE_HEADER,
  type Cause,
  causeLine,
  compareCauses,
  decodeCause,
  headerText,
  type LogRecord,
} from '@tocsin/stream'
import type { OpenRequest } from './open-request.ts'

/** What a record changes for whoever delivers. */
export type Change =
  | { readonly kind: 'opened'; readonly open: OpenRequest }
  | { readonly kind: 'withdrawn'; readonly open: OpenRequest }
  | { readonly kind: 'claimed'; readonly open: OpenRequest }
  | { readonly kind: 'answered'; readonly open: OpenRequest }

/**
 * What one partition of `risk.notifications` says, read from its beginning: which requests have no answer, and who has
 * begun to send which. Holds open requests and one cause a line, nothing of what is over.
 *
 * M1. A request whose cause is not above its line's high-water mark is a repeat: the notifier was rebuilt, or published
 *     twice. It is never sent. Where nothing else of it is open it is answered as withdrawn: nobody waits for that
 *     answer, unless the notifier was rebuilt under other routes, which then asks by a cause of its own.
 * M2. The first attempt on the log has the right to send; whoever finds another's before its own does not send.
 */
export class PartitionMemory {
  readonly #open = new Map<string, OpenRequest>()
  readonly #highWater = new Map<string, HighWater>()
  /** The position up to which the partition has been read. */
  nextOffset = 0

  open(): readonly OpenRequest[] {
    return [...this.#open.values()]
  }

  has(open: OpenRequest): boolean {
    return this.#open.get(open.request.notificationId) === open
  }

  apply(event: NotificationEvent, record: LogRecord): Change | undefined {
    switch (event.type) {
      case 'notification-requested':
        if (this.#isNew(event, record)) return this.#opened(event, record, false)
        return this.#open.has(event.notificationId) ? undefined : this.#opened(event, record, true)
      case 'notification-withdrawn': {
        const open = this.#isNew(event, record) ? this.#matching(event) : undefined
        return open && { kind: 'withdrawn', open }
      }
      case 'notification-attempted': {
        const open = this.#matching(event)
        if (open === undefined || open.claim !== null) return undefined
        open.claim = { deliverer: event.deliverer, messageId: event.messageId, atMs: event.at }
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

  #opened(request: NotificationRequested, { partition, key }: LogRecord, isRepeat: boolean): Change {
    const open: OpenRequest = { partition, key: key ?? new Uint8Array(), request, isRepeat, claim: null }
    this.#open.set(request.notificationId, open)
    return { kind: 'opened', open }
  }

  #matching({ notificationId, attempt }: Named) {
    const open = this.#open.get(notificationId)
    return open?.request.attempt === attempt ? open : undefined
  }

  /** M1. */
  #isNew({ notificationId, attempt }: Named, { headers }: LogRecord): boolean {
    const cause = decodeCause(headerText(headers[CAUSE_HEADER]) ?? '')
    if (cause === undefined) return true
    const line = causeLine(cause)
    const highWater = this.#highWater.get(line)
    if (highWater !== undefined && compareCauses(cause, highWater.cause) <= 0) return false
    // Under other routes the same input may ask for the same in another place among what it asks for.
    const name = `${notificationId}#${attempt}`
    const isSameInput = highWater !== undefined && compareCauses(inputOf(cause), inputOf(highWater.cause)) === 0
    if (isSameInput && highWater.names.has(name)) return false
    const names = isSameInput ? highWater.names : new Set<string>()
    this.#highWater.set(line, { cause, names: names.add(name) })
    return true
  }
}

type Named = Pick<NotificationRequested, 'notificationId' | 'attempt'>

interface HighWater {
  readonly cause: Cause
  /** What its input has asked for so far. */
  readonly names: Set<string>
}

function inputOf(cause: Cause): Cause {
  return { ...cause, ordinal: 0 }
}
