import type { Channel, ChannelLimits, Delivery, DeliveryCause } from '../channel.ts'
import { type Answer, answered, deliverByPost, type HttpTarget } from '../http/deliver-by-post.ts'
import type { ContentSettings } from '../messages/content.ts'
import { renderDingtalk } from './render.ts'
import { signedAddress } from './signature.ts'

export interface DingtalkSettings extends ContentSettings, HttpTarget {
  readonly limits: ChannelLimits
  /** Where the robot checks signatures. */
  readonly secret: string | undefined
}

/** A custom robot of a DingTalk group. */
export function createDingtalkChannel(settings: DingtalkSettings): Channel {
  const { channel: name, languages, limits, url, secret, now } = settings
  return {
    name,
    kind: 'dingtalk',
    languages,
    limits,
    deliver: (notification) => {
      const body = JSON.stringify(renderDingtalk(notification, settings, limits.payloadBytes))
      // Signed for each attempt: a kept signature grows too old.
      const target = secret === undefined ? settings : { ...settings, url: signedAddress(url, now(), secret) }
      return deliverByPost(target, { body, readSuccess })
    },
  }
}

/** Who sent more than 20 in a minute is not heard for ten. */
const BLOCKED_MS = 10 * 60_000
const TOO_MANY: readonly number[] = [130101, 410100]

/** With status 200 the body's `errcode` decides. */
function readSuccess(answer: Answer): Delivery {
  const code = errcodeOf(answer.body)
  if (code === 0) return { kind: 'delivered' }
  const reason = answered(answer)
  if (code === undefined) {
    const hint = 'Is the address that of a robot?'
    return { kind: 'retryable', cause: 'unknown-answer', reason: `${reason} ${hint}`, ambiguous: true }
  }
  if (TOO_MANY.includes(code)) {
    return { kind: 'retryable', cause: 'too-many-requests', reason, afterMs: BLOCKED_MS, ambiguous: false }
  }
  const remedy = REJECTIONS[code]
  if (remedy !== undefined) return { kind: 'rejected', cause: remedy.cause, reason: `${reason} ${remedy.hint}` }
  // A code that we do not know yet: nothing was posted, and it may pass.
  return { kind: 'retryable', cause: 'unknown-answer', reason, ambiguous: false }
}

const GONE = { cause: 'address-gone', hint: 'The robot is gone or switched off, or its address is wrong.' } as const
const CONTENT = { cause: 'message-refused', hint: 'DingTalk does not let this text or link pass.' } as const

const REJECTIONS: Readonly<Record<number, { readonly cause: DeliveryCause; readonly hint: string }>> = {
  300001: GONE,
  300005: GONE,
  310000: {
    cause: 'not-authorized',
    hint:
      "Compare the signing secret with the robot's, and this machine's clock with the true time. A robot that checks " +
      'keywords or addresses refuses so too: let it check signatures instead.',
  },
  400013: GONE,
  400101: GONE,
  400102: GONE,
  400105: { cause: 'message-refused', hint: 'The robot does not understand the message.' },
  400106: GONE,
  430101: CONTENT,
  430102: CONTENT,
  430104: CONTENT,
  460101: { cause: 'message-refused', hint: 'The message is too long.' },
}

function errcodeOf(body: string): number | undefined {
  try {
    const answer = JSON.parse(body) as { errcode?: unknown } | null
    return typeof answer?.errcode === 'number' ? answer.errcode : undefined
  } catch {
    // A page of a proxy, say.
    return undefined
  }
}
