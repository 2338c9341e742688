/** The mail server, the chat rooms and the systems that messages reach in a chaos run; each counts what it accepted. */
import { feishuTexts, startFeishuStub, startSlackStub, startSmtpStub, startWebhookStub } from '@tocsin/channels/testing'

/** A message, as a person would read it, and when it came. */
export interface Arrival {
  readonly atMs: number
  readonly text: string
}

export interface Receivers {
  /** What the shipped channels file wants to know of them. */
  readonly environment: Readonly<Record<string, string>>
  /** How often each message, by the id it carries, was accepted by mail server and systems; chat rooms show no id. */
  acceptedByMessageId(): ReadonlyMap<string, number>
  /** Mails, and cards in the risk room, in the order in which they came. */
  readonly arrivals: { readonly mails: readonly Arrival[]; readonly cards: readonly Arrival[] }
  /** Messages accepted by the chat rooms. */
  chatMessages(): number
  stop(): Promise<void>
}

export async function startReceivers(): Promise<Receivers> {
  const mails: Arrival[] = []
  const cards: Arrival[] = []
  const [mail, slack, feishu, systems] = await Promise.all([
    startSmtpStub({ onReceived: ({ text }) => void mails.push({ atMs: Date.now(), text }) }),
    startSlackStub(),
    startFeishuStub({ onReceived: (card) => void cards.push({ atMs: Date.now(), text: feishuTexts(card) }) }),
    startWebhookStub(),
  ])
  return {
    environment: {
      TOCSIN_SMTP_URL: mail.url,
      TOCSIN_SLACK_URL: slack.url,
      TOCSIN_FEISHU_URL: feishu.url,
      TOCSIN_FEISHU_SECRET: feishu.secret,
      TOCSIN_WEBHOOK_URL: systems.url,
      TOCSIN_WEBHOOK_SECRET: systems.secret,
    },
    acceptedByMessageId() {
      const ids = [
        ...mail.received.map(({ messageId }) => messageId.replace(/^<|@[^@]*>$/gu, '')),
        ...systems.received.map(({ id }) => id),
      ]
      const counts = new Map<string, number>()
      for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
      return counts
    },
    arrivals: { mails, cards },
    chatMessages: () => slack.received.length + feishu.received.length,
    async stop() {
      await Promise.all([mail.stop(), slack.stop(), feishu.stop(), systems.stop()])
    },
  }
}
