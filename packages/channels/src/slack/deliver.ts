import type { Channel, ChannelLimits, Delivery } from '../channel.ts'
import { type Answer, answered, deliverByPost, type HttpTarget } from '../http/deliver-by-post.ts'
import type { ContentSettings } from '../messages/content.ts'
import { renderSlack } from './render.ts'

export interface SlackSettings extends ContentSettings, HttpTarget {
  readonly limits: ChannelLimits
}

/** A Slack incoming webhook. */
export function createSlackChannel(settings: SlackSettings): Channel {
  const { channel: name, languages, limits } = settings
  return {
    name,
    kind: 'slack',
    languages,
    limits,
    deliver: (notification) =>
      deliverByPost(settings, {
        body: JSON.stringify(renderSlack(notification, settings, limits.payloadBytes)),
        readSuccess,
        readStatus,
      }),
  }
}

/** Slack says `ok` in plain text; anything else with status 200 comes from something in between. */
function readSuccess(answer: Answer): Delivery {
  if (answer.body.trim() === 'ok') return { kind: 'delivered' }
  const reason = `${answered(answer)} Slack itself answers "ok": is the address that of a Slack webhook?`
  return { kind: 'retryable', cause: 'unknown-answer', reason, ambiguous: true }
}

/** docs.slack.dev, incoming webhooks, handling errors: these say something else than their status does elsewhere. */
function readStatus(answer: Answer): Delivery | undefined {
  const said = answer.body.trim()
  if (said === 'channel_is_archived' || said === 'channel_not_found' || said === 'no_service' || said === 'no_team') {
    const reason = `${answered(answer)} The webhook or its Slack channel is gone: make a new webhook and put its address in place.`
    return { kind: 'rejected', cause: 'address-gone', reason }
  }
  return undefined
}
