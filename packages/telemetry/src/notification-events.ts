/** What the notifier tells about itself. Channels are those of the routing file: few, named by whoever wrote it. */

/** Closed sets: all are metric labels. */
export const NOTIFICATION_KINDS = ['alert', 'digest', 'test'] as const
/** `ambiguous`: the message may have been accepted, the answer is missing; the next attempt is a resend. */
export const ATTEMPT_OUTCOMES = ['delivered', 'retryable', 'ambiguous', 'rejected'] as const
/** Why people were not told of an alert on purpose; it is on record all the same. */
export const UNTOLD_REASONS = ['too-old', 'no-route'] as const

export type NotificationEvent =
  | {
      readonly type: 'RoutingLoaded'
      readonly version: string
      readonly file: string
      readonly channels: readonly string[]
    }
  | {
      readonly type: 'NotificationRequested'
      readonly channel: string
      readonly notificationKind: (typeof NOTIFICATION_KINDS)[number]
      readonly notificationId: string
      readonly alerts: number
    }
  | {
      /** One send, with what the channel made of it. */
      readonly type: 'NotificationAttempted'
      readonly channel: string
      readonly notificationId: string
      readonly outcome: (typeof ATTEMPT_OUTCOMES)[number]
      /** True when an earlier attempt was ambiguous: somebody may read this message twice. */
      readonly isResend: boolean
      readonly tookMs: number
      readonly reason?: string
    }
  | {
      readonly type: 'NotificationDelivered'
      readonly channel: string
      readonly notificationId: string
      /** From the moment of its earliest alert to the channel's acknowledgement. */
      readonly sinceAlertMs: number
    }
  | {
      /** Given up: rejected by the channel, or out of retries. */
      readonly type: 'NotificationFailed'
      readonly channel: string
      readonly notificationId: string
      readonly reason: string
    }
  | {
      readonly type: 'AlertNotNotified'
      readonly alertId: string
      readonly revision: number
      readonly reason: (typeof UNTOLD_REASONS)[number]
    }
  | {
      /** The channel is left alone for a while: it asked for it, or it failed too often. */
      readonly type: 'ChannelRested'
      readonly channel: string
      readonly forMs: number
      readonly reason: string
    }

/** How a channel stands when asked (metrics, health). */
export interface ChannelStatus {
  readonly channel: string
  /** Notifications requested and neither delivered nor given up. */
  readonly waiting: number
  /** Age of the oldest of them since its request; 0 when none waits. */
  readonly oldestWaitingMs: number
  /** How long the channel will still be left alone; 0 when it is in use. */
  readonly restingMs: number
}
