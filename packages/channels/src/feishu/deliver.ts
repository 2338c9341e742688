import type { Channel, ChannelLimits, Delivery } from '../channel.ts'
import { type Answer, answered, deliverByPost, type HttpTarget } from '../http/deliver-by-post.ts'
import type { ContentSettings } from '../messages/content.ts'
import { renderFeishu } from './render.ts'
import { feishuSignature } from './signature.ts'

export interface FeishuSettings extends ContentSettings, HttpTarget {
  readonly limits: ChannelLimits
  /** Where the bot checks signatures. */
  readonly secret: string | undefined
}

/** A custom bot of Feishu, or of Lark: only the host differs. */
export function createFeishuChannel(settings: FeishuSettings): Channel {
  const { channel: name, languages, limits } = settings
  return {
    name,
    kind: 'feishu',
    languages,
    limits,
    deliver: (notification) => {
      const payload = renderFeishu(notification, settings, limits.payloadBytes)
      return deliverByPost(settings, { body: JSON.stringify({ ...signed(settings), ...payload }), readSuccess })
    },
  }
}

/** Computed for each attempt: a kept signature grows too old. */
function signed({ secret, now }: FeishuSettings): { timestamp?: string; sign?: string } {
  if (secret === undefined) return {}
  const timestamp = Math.floor(now() / 1000)
  return { timestamp: String(timestamp), sign: feishuSignature(timestamp, secret) }
}

/** Long enough for the bot's minute to pass. */
const FREQUENCY_PAUSE_MS = 60_000

/** With status 200 the body's `code` decides; old bots say `StatusCode` instead. */
function readSuccess(answer: Answer): Delivery {
  const { code, said } = verdictOf(answer.body)
  if (code === 0) return { kind: 'delivered' }
  const reason = answered(answer)
  if (code === undefined) {
    return {
      kind: 'retryable',
      cause: 'unknown-answer',
      reason: `${reason} Is the address that of a bot?`,
      ambiguous: true,
    }
  }
  if (code === 11232 || (code === 9499 && /too many|frequen/iu.test(said))) {
    return { kind: 'retryable', cause: 'too-many-requests', reason, afterMs: FREQUENCY_PAUSE_MS, ambiguous: false }
  }
  const remedy = REJECTIONS[code]
  if (remedy !== undefined) return { kind: 'rejected', cause: remedy.cause, reason: `${reason} ${remedy.hint}` }
  // A code that we do not know yet: nothing was posted, and it may pass.
  return { kind: 'retryable', cause: 'unknown-answer', reason, ambiguous: false }
}

const REJECTIONS: Readonly<
  Record<number, { readonly cause: 'not-authorized' | 'address-gone' | 'message-refused'; readonly hint: string }>
> = {
  9499: { cause: 'message-refused', hint: 'The bot does not understand the message.' },
  19001: { cause: 'address-gone', hint: 'The bot is gone, or its address is wrong.' },
  19002: { cause: 'message-refused', hint: 'The bot does not understand the message.' },
  19021: {
    cause: 'not-authorized',
    hint: "Compare the signing secret with the bot's, and this machine's clock with the true time.",
  },
  19022: { cause: 'not-authorized', hint: "This machine's address is not on the bot's list of allowed addresses." },
  19024: {
    cause: 'message-refused',
    hint: 'The bot asks for a keyword that our messages do not hold: let it check signatures instead.',
  },
}

function verdictOf(body: string): { readonly code: number | undefined; readonly said: string } {
  try {
    const answer = JSON.parse(body) as { code?: unknown; StatusCode?: unknown; msg?: unknown } | null
    const code = answer?.code ?? answer?.StatusCode
    return { code: typeof code === 'number' ? code : undefined, said: String(answer?.msg ?? '') }
  } catch {
    // A page of a proxy, say.
    return { code: undefined, said: '' }
  }
}
