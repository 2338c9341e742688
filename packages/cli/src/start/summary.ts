import type { AlertEvent } from '@tocsin/events'
import { describeComparison } from '@tocsin/simulator'
import type { Language } from '../terminal.ts'
import type { DemoOutcome } from './run-demo.ts'

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
    ...(isWhole && once ? [describeComparison(outcome.comparison, language)] : []),
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

/** What to try in a second terminal while the demo runs, with an alert and a customer that are there. */
export function lookAroundLines(alerts: readonly AlertEvent[], language: Language): string[] {
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
