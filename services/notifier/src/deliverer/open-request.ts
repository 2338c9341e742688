import type { NotificationRequested } from '@tocsin/events'

/** A request that has no answer yet. */
export interface OpenRequest {
  readonly partition: number
  readonly offset: number
  /** Key of its record: the answer carries the same. */
  readonly key: Uint8Array
  readonly request: NotificationRequested
  /** True when it is asked for again by a cause that was seen before: it is answered, and never sent. */
  readonly isRepeat: boolean
  /** True once the notifier has overtaken it: not to be sent any more. */
  isWithdrawn: boolean
  /** The deliverer whose attempt stands first on the log, and the message it meant to send; null while nobody's does. */
  claim: Claim | null
}

export interface Claim {
  readonly deliverer: string
  readonly messageId: string
  readonly atMs: number
}
