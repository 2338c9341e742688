import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChannelKind } from '@tocsin/channels'
import { startFeishuStub, startSlackStub, startSmtpStub, startWebhookStub } from '@tocsin/channels/testing'
import { feishuPage, feishuTitle, slackPage, slackTitle, webhookPage } from './chat-page.ts'

/** A message that somebody got, as the receiving side saw it. */
export interface InboxMessage {
  readonly kind: ChannelKind
  readonly receivedAtMs: number
  /** Mailboxes; empty where the channel itself is the place. */
  readonly to: readonly string[]
  /** Its subject or the title of its card. */
  readonly title: string
  /** By which the notifier knows it; undefined in chats, where messages show none. */
  readonly messageId: string | undefined
  /** The page that a person can open. */
  readonly file: string
}

/** A mail server, two chats and a receiver of webhooks on this machine, which keep what they get as files. */
export interface Inbox {
  readonly folder: string
  /** What the shipped channels file wants to know of them. */
  readonly environment: Readonly<Record<string, string>>
  /** In the order in which they came. */
  readonly messages: readonly InboxMessage[]
  stop(): Promise<void>
}

/**
 * Opens an empty inbox on free ports. A mail becomes an `.eml` and an `.html` file, a card `.json` and `.html`.
 * @param folder is emptied
 */
export async function startInbox(folder: string): Promise<Inbox> {
  rmSync(folder, { recursive: true, force: true })
  const messages: InboxMessage[] = []

  function keep(
    message: Omit<InboxMessage, 'receivedAtMs' | 'file'>,
    contents: { readonly page: string; readonly original: string; readonly extension: string },
  ): void {
    // Before each file: a second demo in memory may just have emptied the folder.
    mkdirSync(folder, { recursive: true })
    const [mailbox] = message.to
    const number = String(messages.length + 1).padStart(3, '0')
    const name = [number, message.kind, ...(mailbox === undefined ? [] : [fileNameOf(mailbox)])].join('-')
    const file = join(folder, `${name}.html`)
    writeFileSync(join(folder, `${name}.${contents.extension}`), contents.original, 'latin1')
    writeFileSync(file, contents.page)
    messages.push({ ...message, receivedAtMs: Date.now(), file })
  }

  const [mail, slack, feishu, webhook] = await Promise.all([
    startSmtpStub({
      onReceived: ({ to, subject, messageId, html, raw }) =>
        keep(
          { kind: 'email', to, title: subject, messageId: idOf(messageId) },
          { page: html, original: raw, extension: 'eml' },
        ),
    }),
    startSlackStub({
      onReceived: (message) =>
        keep(
          { kind: 'slack', to: [], title: slackTitle(message), messageId: undefined },
          { page: slackPage(message), ...asJson(message) },
        ),
    }),
    startFeishuStub({
      onReceived: (message) =>
        keep(
          { kind: 'feishu', to: [], title: feishuTitle(message), messageId: undefined },
          { page: feishuPage(message), ...asJson(message) },
        ),
    }),
    startWebhookStub({
      onReceived: (message) =>
        keep(
          { kind: 'webhook', to: [], title: message.payload.data.title, messageId: message.id },
          { page: webhookPage(message), ...asJson(message) },
        ),
    }),
  ])
  return {
    folder,
    environment: {
      TOCSIN_SMTP_URL: mail.url,
      TOCSIN_SLACK_URL: slack.url,
      TOCSIN_FEISHU_URL: feishu.url,
      TOCSIN_FEISHU_SECRET: feishu.secret,
      TOCSIN_WEBHOOK_URL: webhook.url,
      TOCSIN_WEBHOOK_SECRET: webhook.secret,
    },
    messages,
    async stop() {
      await Promise.all([mail.stop(), slack.stop(), feishu.stop(), webhook.stop()])
    },
  }
}

/** Mails carry the notifier's id in angle brackets, with the sender's domain. */
function idOf(messageId: string): string {
  return messageId.replace(/^<|@[^@]*>$/gu, '')
}

function fileNameOf(mailbox: string): string {
  return mailbox.replaceAll(/[^\w.@-]/gu, '_')
}

/** As bytes written one by one (a mail's are), so that Chinese stays what it is. */
function asJson(message: unknown): { readonly original: string; readonly extension: 'json' } {
  return {
    original: Buffer.from(`${JSON.stringify(message, null, 2)}\n`, 'utf8').toString('latin1'),
    extension: 'json',
  }
}
