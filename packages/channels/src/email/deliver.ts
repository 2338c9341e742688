import MailComposer from 'nodemailer/lib/mail-composer'
import type { Channel, ChannelLimits, Delivery, Notification } from '../channel.ts'
import { withoutSecrets } from '../http/deliver-by-post.ts'
import type { ContentSettings } from '../messages/content.ts'
import type { Redact } from '../text/redact.ts'
import { type MailAddress, mailAddresses } from './addresses.ts'
import { Reached } from './reached.ts'
import { renderMail } from './render.ts'
import { type SmtpServer, sendBySmtp } from './send-by-smtp.ts'
import { smtpDelivery } from './smtp-delivery.ts'

export interface EmailSettings extends ContentSettings {
  readonly limits: ChannelLimits
  readonly server: SmtpServer
  readonly from: MailAddress
  /** Who gets what names no recipient with an address. */
  readonly to: readonly MailAddress[]
  readonly redact: Redact
}

/** Mail by SMTP: one message to all recipients of a notification, as HTML and as text. */
export function createEmailChannel(settings: EmailSettings): Channel {
  const { channel: name, languages, limits } = settings
  const reached = new Reached()
  return {
    name,
    kind: 'email',
    languages,
    limits,
    deliver: async (notification) => withoutSecrets(await deliver(notification, settings, reached), settings.redact),
  }
}

async function deliver(notification: Notification, settings: EmailSettings, reached: Reached): Promise<Delivery> {
  const { server, from, limits } = settings
  const named = mailAddresses(notification.recipients)
  const to = named.length > 0 ? named : settings.to
  if (to.length === 0) {
    const reason = 'No recipient has a mail address, and the channel has no `to` of its own.'
    return { kind: 'rejected', cause: 'no-address', reason }
  }
  const message = await composed(notification, to, settings)
  const { notificationId } = notification
  const left = to.map(({ address }) => address).filter((address) => !reached.has(notificationId, address))
  if (left.length === 0) return { kind: 'delivered' }
  const sent = await sendBySmtp(server, { from: from.address, to: left, message, timeoutMs: limits.timeoutMs })
  const delivery = smtpDelivery(sent, server, limits.timeoutMs)
  if (sent.kind === 'accepted' && delivery.kind === 'retryable') reached.note(notificationId, sent.by)
  // The others have it: for them it has not been refused.
  if (delivery.kind === 'rejected' && left.length < to.length) return { kind: 'delivered', remark: delivery.reason }
  return delivery
}

function composed(notification: Notification, to: readonly MailAddress[], settings: EmailSettings): Promise<Buffer> {
  const { from, limits } = settings
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  const mail = renderMail(notification, settings, domain, limits.payloadBytes)
  return new MailComposer({
    from,
    to: [...to],
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    ...(mail.references === undefined ? {} : { inReplyTo: mail.references, references: mail.references }),
    headers: { ...mail.headers },
    ...(mail.isUrgent ? { priority: 'high' } : {}),
    // Nothing in an alert may make us read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    xMailer: false,
    textEncoding: 'base64',
  })
    .compile()
    .build()
}
