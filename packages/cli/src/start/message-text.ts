import type { ChannelKind } from '@tocsin/channels'
import type { AlertTextOptions } from '../alerts/alert-text.ts'
import { zonedText } from '../business-zone.ts'
import type { Language } from '../terminal.ts'
import type { InboxMessage } from './inbox/inbox.ts'

export const CHANNEL_WORDS: Readonly<Record<ChannelKind, Readonly<Record<Language, string>>>> = {
  email: { en: 'mail', zh: '邮件' },
  slack: { en: 'Slack', zh: 'Slack' },
  feishu: { en: 'Feishu', zh: '飞书' },
  dingtalk: { en: 'DingTalk', zh: '钉钉' },
  webhook: { en: 'webhook', zh: 'Webhook' },
}

/** The two lines of a received message: over which channel and to whom, then its subject or title. */
export function messageLines(
  { kind, to, title, receivedAtMs }: InboxMessage,
  options: AlertTextOptions,
): [string, string] {
  const { language, colours, zone } = options
  const what = colours.cyan(language === 'zh' ? '收到消息' : 'MESSAGE ')
  const whom = to.length === 0 ? '' : ` → ${to.join(', ')}`
  const channel = colours.bold(CHANNEL_WORDS[kind][language])
  return [`${colours.dim(zonedText(receivedAtMs, zone))}  ${what}  ${channel}${whom}`, `    ${title}`]
}
