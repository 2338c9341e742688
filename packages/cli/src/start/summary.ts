import { CHANNEL_KINDS } from '@tocsin/channels'
import type { AlertEvent } from '@tocsin/events'
import { describeComparison } from '@tocsin/simulator'
import type { Language } from '../terminal.ts'
import { CHANNEL_WORDS } from './message-text.ts'
import type { DemoOutcome } from './run-demo.ts'
import type { Untold } from './untold.ts'

interface SummaryOptions {
  readonly once: boolean
  readonly embedded: boolean
  readonly language: Language
}

/** What came of a demo, and what to do next. */
export function summaryLines(outcome: DemoOutcome, options: SummaryOptions): string[] {
  const { language, once } = options
  const isWhole = !outcome.interrupted
  return [
    '',
    figures(outcome, language),
    ...(isWhole && once
      ? [describeComparison(outcome.comparison, language), ...verdict(outcome.untold, language)]
      : []),
    ...received(outcome, language),
    ...nextSteps(options),
  ]
}

function figures(outcome: DemoOutcome, language: Language): string {
  const seconds = (ms: number | undefined) => (ms === undefined ? '–' : (ms / 1000).toFixed(1))
  const { historyRecords, liveRecords, customers, figures: told } = outcome
  if (language === 'zh') {
    return (
      `${customers} 家客户；历史 ${historyRecords} 条（${seconds(outcome.historyMs)} 秒内读完），实时 ${liveRecords} 条；` +
      `首条预警在命令发出后 ${seconds(outcome.firstAlertAfterMs)} 秒；拒收 ${told.deadLetters} 条，迟到 ${told.lateRecords} 条。`
    )
  }
  return (
    `${customers} customers; ${historyRecords} records of history read in ${seconds(outcome.historyMs)} s, ${liveRecords} live; ` +
    `first alert ${seconds(outcome.firstAlertAfterMs)} s after the command; ${told.deadLetters} dead letters, ${told.lateRecords} late records.`
  )
}

function received({ messages, inboxFolder, waitingForDigest }: DemoOutcome, language: Language): string[] {
  const zh = language === 'zh'
  const counts = CHANNEL_KINDS.map((kind) => {
    const count = messages.filter((message) => message.kind === kind).length
    return zh ? `${CHANNEL_WORDS[kind].zh} ${count} 条` : `${CHANNEL_WORDS[kind].en} ${count}`
  })
  return [
    zh
      ? `收到消息 ${messages.length} 条：${counts.join('，')}。`
      : `${messages.length} messages received: ${counts.join(', ')}.`,
    zh ? `  用浏览器打开查看：${inboxFolder}` : `  To see them, open the pages in ${inboxFolder}`,
    ...(waitingForDigest === 0 ? [] : [digestLine(waitingForDigest, zh)]),
  ]
}

function digestLine(count: number, zh: boolean): string {
  if (zh)
    return `  另有 ${count} 条历史预警仍未解除，早于一天，不逐条通知：约一分钟后以摘要告知（npm start 会等到它）。`
  const which = count === 1 ? '1 alert of history is' : `${count} alerts of history are`
  return (
    `  ${which} still open, too old to be told one by one: ` +
    'a digest names what is open about a minute later (npm start stays for it).'
  )
}

function verdict(untold: readonly Untold[], language: Language): string[] {
  const zh = language === 'zh'
  if (untold.length === 0) {
    return [zh ? '该通知的都已收到。' : 'Everybody who had to be told got the message.']
  }
  const words = UNTOLD_WORDS[language]
  return [
    zh ? `${untold.length} 条该通知而未收到：` : `${untold.length} had to be told, and nobody got it:`,
    ...untold.map(({ what, why }) => `  ${what}  ${words[why]}`),
  ]
}

const UNTOLD_WORDS = {
  en: {
    'nobody-asked': 'nobody asked for it to be told',
    'not-delivered': 'asked for, not delivered',
    'not-received': 'on record as delivered, not in the inbox',
  },
  zh: { 'nobody-asked': '没有通知请求', 'not-delivered': '已请求，未送达', 'not-received': '记录为已送达，但未收到' },
} as const

/** What to try in a second terminal while the demo runs, with an alert and a customer that are there. */
export function lookAroundLines(alerts: readonly AlertEvent[], inboxFolder: string, language: Language): string[] {
  const example = alerts.at(-1)
  return [
    '',
    language === 'zh'
      ? '可在另一个终端查看（Ctrl-C 结束）：'
      : 'Look around in a second terminal (Ctrl-C here ends it all):',
    `  npm run tocsin -- explain ${example?.alertId ?? '<alert-id>'}`,
    `  npm run tocsin -- state show customer ${example?.entityId ?? '<customer-id>'}`,
    '  npm run tocsin -- alerts tail --from-beginning',
    '  npm run tocsin -- doctor',
    language === 'zh' ? `收到的消息：${inboxFolder}` : `What people received: ${inboxFolder}`,
    '',
  ]
}

function nextSteps({ once, embedded, language }: SummaryOptions): string[] {
  const zh = language === 'zh'
  if (embedded)
    return [zh ? '接下来，用真实的 Kafka 与 Redis：npm start' : 'Next, with real Kafka and Redis: npm start']
  if (!once) return []
  return [
    zh
      ? 'Kafka 与 Redis 已随本次运行结束。接下来：npm start 会一直运行，可在另一个终端查看每条预警。'
      : 'Kafka and Redis have ended with this run. Next: npm start keeps them, for a look around in a second terminal.',
  ]
}
