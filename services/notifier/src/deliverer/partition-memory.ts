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
 *     twice. It is dropped.
 * M2. The first attempt on the log has the right to send; whoever finds another's before its own does not send.
 */
export class PartitionMemory {
  readonly #open = new Map<string, OpenRequest>()
  readonly #highWater = new Map<string, Cause>()
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
        return this.#isNew(record) ? this.#opened(event, record) : undefined
      case 'notification-withdrawn': {
        const open = this.#isNew(record) ? this.#matching(event) : undefined
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

  #opened(request: NotificationRequested, { partition, key }: LogRecord): Change {
    const open: OpenRequest = { partition, key: key ?? new Uint8Array(), request, claim: null }
    this.#open.set(request.notificationId, open)
    return { kind: 'opened', open }
  }

  #matching({ notificationId, attempt }: { readonly notificationId: string; readonly attempt: number }) {
    const open = this.#open.get(notificationId)
    return open?.request.attempt === attempt ? open : undefined
  }

  /** M1. */
  #isNew({ headers }: LogRecord): boolean {
    const cause = decodeCause(headerText(headers[CAUSE_HEADER]) ?? '')
    if (cause === undefined) return true
    const line = causeLine(cause)
    const highWater = this.#highWater.get(line)
    if (highWater !== undefined && compareCauses(cause, highWater) <= 0) return false
    this.#highWater.set(line, cause)
    return true
  }
}
