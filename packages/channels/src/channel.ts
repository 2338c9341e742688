import type { Language, Severity } from '@tocsin/domain'

export const CHANNEL_KINDS = ['email', 'slack', 'feishu', 'dingtalk', 'webhook'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

/**
 * One way to reach people. `deliver` tries once and never throws: retries, order and pace are the deliverer's, who finds
 * in `limits` what the other side bears.
 */
export interface Channel {
  /** As the channels file and the routes call it. */
  readonly name: string
  readonly kind: ChannelKind
  readonly languages: readonly Language[]
  readonly limits: ChannelLimits
  deliver(notification: Notification): Promise<Delivery>
}

/** How much the other side takes. */
export interface ChannelLimits {
  readonly perMinute: number
  /** Absent where only the minute counts. */
  readonly perSecond?: number
  /** True: everybody's robots send at :00 and :30, and the other side refuses many of them; keep away by some seconds. */
  readonly avoidsRoundHalfHours: boolean
  /** UTF-8 bytes of one message; what is rendered never exceeds it. */
  readonly payloadBytes: number
  /** After this long an attempt without an answer is given up. */
  readonly timeoutMs: number
}

/** What came of one attempt. Reasons are plain English without any secret. */
export type Delivery =
  | { readonly kind: 'delivered' /** What the sender should know all the same. */; readonly remark?: string }
  | {
      readonly kind: 'retryable'
      readonly reason: string
      readonly cause?: DeliveryCause
      /** How long the other side asks to be left alone. */
      readonly afterMs?: number
      /** The message may have been accepted: no answer after it was sent, or one that says nothing about it. */
      readonly ambiguous: boolean
    }
  | { readonly kind: 'rejected'; readonly reason: string; readonly cause?: DeliveryCause }

/** Why a message was not delivered; a closed set, so that it can be a metric label and be explained in both languages. */
export const DELIVERY_CAUSES = [
  'name-not-found',
  'connection-refused',
  'unreachable',
  'insecure-connection',
  'timeout',
  'connection-cut',
  'too-many-requests',
  'server-error',
  'unknown-answer',
  'not-authorized',
  'address-gone',
  'message-refused',
  'redirected',
  'no-address',
  'address-refused',
] as const
export type DeliveryCause = (typeof DELIVERY_CAUSES)[number]

export interface Notification {
  /** The same at every attempt; the other side can tell a repeat by it. */
  readonly notificationId: string
  readonly kind: 'alert' | 'digest' | 'test'
  /** Empty where the channel itself is the place, as a chat group is. */
  readonly recipients: readonly Recipient[]
  readonly alerts: readonly NotifiedAlert[]
  /** How many more alerts a digest stands for without naming them. */
  readonly moreAlerts: number
}

export interface Recipient {
  readonly name: string
  readonly email?: string | null
  /** Member id in Slack (`U…`), to be mentioned there. */
  readonly slackUserId?: string | null
  /** Open id in Feishu (`ou_…`), to be mentioned there. */
  readonly feishuUserId?: string | null
}

/** A transition of an alert with all that a message says of it; the fields of `NotifiedAlert` in `schemas/risk.notifications`. */
export interface NotifiedAlert {
  readonly transition: 'fired' | 'severity-changed' | 'resolved'
  readonly alertId: string
  readonly revision: number
  readonly indicator: string
  readonly indicatorNameZh: string
  readonly indicatorNameEn: string
  readonly entityType: string
  readonly entityId: string
  readonly entityName: string | null
  readonly salesRepId: string | null
  /** After the transition; of a resolved alert: at its end. */
  readonly severity: Severity
  readonly previousSeverity: Severity | null
  readonly value: number
  /** days, count, ratio (0.25 = 25 %), money (minor units of `currency`). */
  readonly unit: string
  readonly currency: string | null
  readonly threshold: number
  /** Business day (days since 1970-01-01) on which the breach began. */
  readonly breachedOn: number
  /** Instant of the transition, in milliseconds. */
  readonly at: number
  readonly reasonZh: string
  readonly reasonEn: string
  readonly nextStepZh: string
  readonly nextStepEn: string
  readonly ownerRole: string
  readonly ruleSetVersion: string
}
