import { createHash } from 'node:crypto'
import type { Notification } from '../channel.ts'
import { type ContentSettings, contentOf } from '../messages/content.ts'
import { cutTo, utf8Bytes } from '../text/cut.ts'
import { largestFitting } from '../text/fit.ts'
import { idToken } from '../text/id-token.ts'
import { mailHtml } from './html.ts'
import { mailText } from './plain-text.ts'

/** A mail but for its sender and its date. */
export interface MailContent {
  readonly subject: string
  readonly text: string
  readonly html: string
  /** With brackets; the same at every attempt, so that a repeat is known as one. */
  readonly messageId: string
  /** The first message about the alert, real or not: readers show its transitions as one conversation. */
  readonly references: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly isUrgent: boolean
}

/** Base64 makes three bytes four, and 76 characters a line of 78. */
const ENCODED_RATIO = (4 / 3) * (78 / 76)
const HEADER_BYTES = 8_000
const SUBJECT = 200

/** `domain` is that of the sender. The encoded mail stays within `payloadBytes` whatever the notification holds. */
export function renderMail(
  notification: Notification,
  settings: ContentSettings,
  domain: string,
  payloadBytes: number,
): MailContent {
  const content = contentOf(notification, settings)
  const longest = Math.max(...content.sections.map((section) => (section.kind === 'list' ? section.entries.length : 0)))
  const { text, html } = largestFitting(
    { least: Math.min(1, longest), most: longest },
    (shown) => ({ text: mailText(content, shown), html: mailHtml(content, shown) }),
    (parts) => (utf8Bytes(parts.text) + utf8Bytes(parts.html)) * ENCODED_RATIO + HEADER_BYTES,
    payloadBytes,
  )
  const id = idToken(notification.notificationId)
  const [only, ...others] = notification.alerts
  const isOne = notification.kind === 'alert' && only !== undefined && others.length === 0
  return {
    subject: cutTo(content.title, SUBJECT, utf8Bytes),
    text,
    html,
    messageId: `<${id}@${domain}>`,
    references: isOne ? `<alert.${hashOf(only.alertId)}@${domain}>` : undefined,
    headers: {
      'List-Id': `Tocsin <risk-alerts.${domain}>`,
      'X-Tocsin-Notification-Id': id,
      // Out-of-office answers to a robot help nobody (RFC 3834; the second is Exchange's).
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    isUrgent: content.tone === 'critical',
  }
}

function hashOf(id: string): string {
  return createHash('sha256').update(id.toWellFormed()).digest('hex').slice(0, 24)
}
