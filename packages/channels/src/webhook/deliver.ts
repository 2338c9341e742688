import type { Channel, ChannelLimits, Delivery } from '../channel.ts'
import { type Answer, answered, deliverByPost, type HttpTarget } from '../http/deliver-by-post.ts'
import type { ContentSettings } from '../messages/content.ts'
import { idToken } from '../text/id-token.ts'
import { renderWebhook } from './render.ts'
import { webhookSignature } from './signature.ts'

export interface WebhookSettings extends ContentSettings, HttpTarget {
  readonly limits: ChannelLimits
  /** The one in use, and during a change the one before. */
  readonly secrets: readonly string[]
}

/** A receiver of its own kind, by the Standard Webhooks specification (standardwebhooks.com). */
export function createWebhookChannel(settings: WebhookSettings): Channel {
  const { channel: name, languages, limits, secrets, now } = settings
  return {
    name,
    kind: 'webhook',
    languages,
    limits,
    deliver: (notification) => {
      const sentAtMs = now()
      const timestamp = Math.floor(sentAtMs / 1000)
      const id = idToken(notification.notificationId)
      const body = JSON.stringify(renderWebhook(notification, settings, sentAtMs, limits.payloadBytes))
      const headers = {
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': webhookSignature(id, timestamp, body, secrets),
      }
      return deliverByPost(settings, { body, headers, readSuccess, readStatus })
    },
  }
}

function readSuccess(): Delivery {
  return { kind: 'delivered' }
}

/**
 * A receiver that is being deployed, or whose secret is being changed, answers 401, 403 or 404 for a while, so these are
 * tried again. What speaks of the message itself, or says that the address is gone for good, is final.
 */
function readStatus(answer: Answer): Delivery | undefined {
  const { status } = answer
  if (status === 401 || status === 403) {
    const reason = `${answered(answer)} Does the receiver know our signing secret?`
    return { kind: 'retryable', cause: 'not-authorized', reason, ambiguous: false }
  }
  if (status === 404 || status === 405) {
    return {
      kind: 'retryable',
      cause: 'address-gone',
      reason: `${answered(answer)} Look at the address.`,
      ambiguous: false,
    }
  }
  return undefined
}
