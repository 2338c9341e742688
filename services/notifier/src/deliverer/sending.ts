/**
 * How this process sends a message: it says so first (D2), gives the channel its time, and writes down what came of it.
 * The numbers are those of `deliverer.ts`.
 */
import type { Channel, Delivery } from '@tocsin/channels'
import { type Clock, RetryableError } from '@tocsin/stream'
import type { NotificationEvent as NotificationTold } from '@tocsin/telemetry'
import type { Answers, Failure } from './answers.ts'
import { messageIdOf, notificationOf } from './compose.ts'
import type { Outcome } from './lane.ts'
import type { OpenRequest } from './open-request.ts'
import type { OwnedPartition } from './owned-partition.ts'

interface SendingSettings {
  readonly clock: Clock
  /** So much longer than its own limit a channel may take before it counts as hung. */
  readonly sendMarginMs: number
  /** Random, this process's own. */
  readonly deliverer: string
  readonly answers: Answers
  /** Undefined for a partition that is not owned any more. */
  partition(number: number): OwnedPartition | undefined
  refuse(open: OpenRequest, failure: Failure): void
  emit(event: NotificationTold): void
  /** What only a programming error can bring about. */
  failed(error: unknown): void
}

export class Sending {
  readonly #settings: SendingSettings
  /** Requests of which this process is sending a message right now. */
  readonly #underWay = new Set<string>()

  constructor(settings: SendingSettings) {
    this.#settings = settings
  }

  isUnderWay(open: OpenRequest): boolean {
    return this.#underWay.has(attemptOf(open))
  }

  /** Sends these as one message. */
  async send(channel: Channel, members: readonly OpenRequest[]): Promise<Outcome> {
    const { clock, emit, failed } = this.#settings
    const attempts = members.map(attemptOf)
    for (const attempt of attempts) this.#underWay.add(attempt)
    try {
      const owned = members.filter((open) => this.#isOwned(open))
      const young = owned.filter((open) => !open.isWithdrawn && !this.#isTooOld(open))
      for (const open of owned) {
        if (open.isWithdrawn) this.withdraw(open)
        else this.expireTooOld(open)
      }
      if (young.length === 0) return { kind: 'not-sent' }
      const messageId = messageIdOf(young)
      const claimed = await this.#claim(young, messageId)
      if (claimed === 'log-away') return { kind: 'log-away' }
      const ours = claimed.filter((open) => !open.isWithdrawn)
      for (const open of claimed) if (open.isWithdrawn) this.withdraw(open)
      if (ours.length === 0) return { kind: 'not-sent' }
      const startedAtMs = clock.now()
      const outcome = await this.#deliver(channel, ours, messageId)
      const tookMs = clock.now() - startedAtMs
      await this.#answer(ours, messageId, outcome)
      const isResend = ours.some(({ request }) => request.isResend === true)
      const reason = outcome.kind === 'delivered' ? outcome.remark : outcome.reason
      emit({
        type: 'NotificationAttempted',
        channel: channel.name,
        notificationId: messageId,
        outcome: outcome.kind === 'retryable' && outcome.ambiguous ? 'ambiguous' : outcome.kind,
        isResend,
        tookMs,
        ...(reason !== undefined && { reason }),
      })
      return outcome
    } catch (error) {
      failed(error)
      return { kind: 'not-sent' }
    } finally {
      for (const attempt of attempts) this.#underWay.delete(attempt)
    }
  }

  withdraw(open: OpenRequest): void {
    this.#settings.refuse(open, { failure: 'withdrawn', reason: 'overtaken before it was sent' })
  }

  /** D4. Returns whether it was. */
  expireTooOld(open: OpenRequest): boolean {
    if (!this.#isTooOld(open)) return false
    this.#settings.refuse(open, { failure: 'expired', reason: 'older than maxAlertAge by the wall clock' })
    return true
  }

  #isTooOld({ request }: OpenRequest): boolean {
    return request.deadlineAt < this.#settings.clock.now()
  }

  #isOwned(open: OpenRequest): boolean {
    return this.#settings.partition(open.partition)?.memory.has(open) === true
  }

  /** D2: those that this process may send. What another process claimed first is left to it. */
  async #claim(members: readonly OpenRequest[], messageId: string): Promise<readonly OpenRequest[] | 'log-away'> {
    let offsets: readonly number[]
    try {
      offsets = await this.#settings.answers.attempted(members, messageId)
    } catch (error) {
      if (error instanceof RetryableError) return 'log-away'
      throw error
    }
    const isRead = await Promise.all(
      members.map((open, index) => this.#settings.partition(open.partition)?.untilRead((offsets[index] as number) + 1)),
    )
    return members.filter(
      (open, index) =>
        isRead[index] === true && this.#isOwned(open) && open.claim?.deliverer === this.#settings.deliverer,
    )
  }

  async #deliver(channel: Channel, members: readonly OpenRequest[], messageId: string): Promise<Delivery> {
    const limitMs = channel.limits.timeoutMs + this.#settings.sendMarginMs
    let cancel: () => void = () => undefined
    const hung = new Promise<Delivery>((resolve) => {
      cancel = this.#settings.clock.setTimer(limitMs, () =>
        resolve({ kind: 'retryable', reason: `no end after ${limitMs} ms`, ambiguous: true }),
      )
    })
    try {
      return await Promise.race([channel.deliver(notificationOf(members, messageId)), hung])
    } catch (error) {
      // A channel never throws; should one, no other message shall wait for its mending. Its words may hold a secret.
      const name = error instanceof Error ? error.name : typeof error
      return { kind: 'rejected', reason: `a fault of this channel's code: no message could be made (${name})` }
    } finally {
      cancel()
    }
  }

  async #answer(members: readonly OpenRequest[], messageId: string, outcome: Delivery): Promise<void> {
    switch (outcome.kind) {
      case 'delivered':
        return this.#settings.answers.delivered(members, messageId)
      case 'retryable': {
        const { reason, afterMs = null, ambiguous: isAmbiguous } = outcome
        return this.#settings.answers.failed(members, { failure: 'retryable', reason, afterMs, isAmbiguous })
      }
      case 'rejected':
        return this.#settings.answers.failed(members, { failure: 'rejected', reason: outcome.reason })
    }
  }
}

function attemptOf({ request }: OpenRequest): string {
  return `${request.notificationId}#${request.attempt}`
}
