import type {
  NotificationAttempted,
  NotificationDelivered,
  NotificationEvent,
  NotificationFailed,
} from '@tocsin/events'
import { NOTIFICATIONS_TOPIC } from '@tocsin/processors'
import { type Clock, type LogPort, type OutgoingRecord, RetryableError } from '@tocsin/stream'
import type { OpenRequest } from './open-request.ts'

export type Failure = Pick<NotificationFailed, 'failure' | 'reason'> &
  Partial<Pick<NotificationFailed, 'isAmbiguous' | 'afterMs'>>

interface AnswersSettings {
  readonly log: Pick<LogPort, 'append'>
  readonly clock: Clock
  /** Random, this process's own. */
  readonly deliverer: string
  encode(event: NotificationEvent): Uint8Array
  /** What only a programming error, or a person's refusal, can bring about. */
  failed(error: unknown): void
}

interface Writing {
  readonly records: readonly OutgoingRecord[]
  readonly done: () => void
}

const MAX_RECORDS_PER_APPEND = 500
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000

/** Writes what the deliverer has to say, in order, however long the log is away. */
export class Answers {
  readonly #settings: AnswersSettings
  #waiting: Writing[] = []
  #backlog = 0
  #isWriting = false
  #isStopped = false

  constructor(settings: AnswersSettings) {
    this.#settings = settings
  }

  /** Records that are not on the log yet. */
  get backlog(): number {
    return this.#backlog
  }

  /**
   * Says, before it is sent, that a message is about to be; returns the offset of each member's record.
   * @throws RetryableError when the log is away: then nothing may be sent
   */
  async attempted(members: readonly OpenRequest[], messageId: string): Promise<readonly number[]> {
    const { clock, deliverer, log } = this.#settings
    const at = clock.now()
    return log.append(
      members.map((open) => {
        const event: NotificationAttempted = {
          type: 'notification-attempted',
          ...this.#identity(open, `attempted-${deliverer}`),
          messageId,
          deliverer,
          at,
        }
        return this.#record(open, event)
      }),
    )
  }

  delivered(members: readonly OpenRequest[], messageId: string): Promise<void> {
    const at = this.#settings.clock.now()
    return this.#write(
      members.map((open): OutgoingRecord => {
        const event: NotificationDelivered = {
          type: 'notification-delivered',
          ...this.#identity(open, 'delivered'),
          messageId,
          at,
        }
        return this.#record(open, event)
      }),
    )
  }

  failed(members: readonly OpenRequest[], failure: Failure): Promise<void> {
    const at = this.#settings.clock.now()
    return this.#write(
      members.map((open): OutgoingRecord => {
        const event: NotificationFailed = {
          type: 'notification-failed',
          ...this.#identity(open, failure.failure),
          isAmbiguous: false,
          afterMs: null,
          ...failure,
          at,
        }
        return this.#record(open, event)
      }),
    )
  }

  /** Gives up what the log has not taken: it stays open there, and its next owner finds it. */
  stop(): void {
    this.#isStopped = true
  }

  #identity({ request }: OpenRequest, what: string) {
    const { notificationId, entityType, entityId, kind, attempt, receiver, channel } = request
    const eventId = `${notificationId}-${attempt}-${what}`
    return { eventId, notificationId, entityType, entityId, kind, attempt, receiver, channel }
  }

  #record({ partition, key }: OpenRequest, event: NotificationEvent): OutgoingRecord {
    const { clock, encode } = this.#settings
    const headers = {
      ce_id: event.eventId,
      ce_source: 'notifier-delivery',
      ce_type: event.type,
      ce_subject: event.entityId,
    }
    return { topic: NOTIFICATIONS_TOPIC, partition, key, value: encode(event), timestampMs: clock.now(), headers }
  }

  #write(records: readonly OutgoingRecord[]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push({ records, done: resolve })
    this.#backlog += records.length
    if (!this.#isWriting) void this.#drain()
    return promise
  }

  async #drain(): Promise<void> {
    this.#isWriting = true
    // What is answered in the same turn goes out in one append.
    await Promise.resolve()
    for (let waitMs = FIRST_WAIT_MS; this.#waiting.length > 0; ) {
      const taken = this.#take()
      try {
        await this.#settings.log.append(taken.flatMap(({ records }) => records))
        waitMs = FIRST_WAIT_MS
      } catch (error) {
        this.#waiting.unshift(...taken)
        if (!(error instanceof RetryableError)) this.#settings.failed(error)
        if (!(error instanceof RetryableError) || this.#isStopped) break
        await new Promise<void>((resolve) => void this.#settings.clock.setTimer(waitMs, resolve))
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
        continue
      }
      for (const { records, done } of taken) {
        this.#backlog -= records.length
        done()
      }
    }
    for (const { done } of this.#waiting.splice(0)) done()
    this.#backlog = 0
    this.#isWriting = false
  }

  #take(): Writing[] {
    let count = 0
    for (let records = 0; count < this.#waiting.length && records < MAX_RECORDS_PER_APPEND; count++) {
      records += this.#waiting[count]?.records.length ?? 0
    }
    return this.#waiting.splice(0, count)
  }
}
