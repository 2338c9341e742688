import type { ChannelKind } from './channel.ts'

/** What each kind of channel bears, by its documentation; a channels file may ask for less, not for more. */
interface KindLimits {
  readonly perMinute: number
  /** The most that may be set; absent where it is a matter between us and the receiver. */
  readonly maxPerMinute?: number
  /** Absent where only the minute counts. */
  readonly perSecond?: number
  readonly avoidsRoundHalfHours: boolean
  readonly payloadBytes: number
}

export const KIND_LIMITS: Readonly<Record<ChannelKind, KindLimits>> = {
  // A mailbox bears more, its reader does not. 100 KB is where common mail readers cut a message.
  email: { perMinute: 120, avoidsRoundHalfHours: false, payloadBytes: 100_000 },
  // api.slack.com/docs/rate-limits: about one message a second for each incoming webhook; apps that do not heed it are
  // switched off. The size is ours: Slack counts blocks and characters (slack/render.ts).
  slack: { perMinute: 60, maxPerMinute: 60, perSecond: 1, avoidsRoundHalfHours: false, payloadBytes: 60_000 },
  // open.feishu.cn, custom bot guide: 100 a minute, 5 a second, 20 KB; it asks to keep away from :00 and :30.
  feishu: { perMinute: 100, maxPerMinute: 100, perSecond: 5, avoidsRoundHalfHours: true, payloadBytes: 20_000 },
  // open.dingtalk.com, custom robot: 20 a minute, and who sends more is not heard for ten minutes; so fewer, since what is
  // delayed on the way comes closer together. 20,000 bytes (errcode 460101).
  dingtalk: {
    perMinute: 18,
    maxPerMinute: 20,
    perSecond: 1,
    avoidsRoundHalfHours: false,
    payloadBytes: 20_000,
  },
  // Standard Webhooks asks for payloads below 20 KB.
  webhook: { perMinute: 600, avoidsRoundHalfHours: false, payloadBytes: 20_000 },
}

/** Standard Webhooks: a receiver that has not answered after 15 s has not taken it. */
export const DEFAULT_TIMEOUT_MS = 15_000
