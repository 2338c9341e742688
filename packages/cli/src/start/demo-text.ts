import type { Language } from '../terminal.ts'
import type { ServiceFigures } from './metrics-page.ts'

/** How far the demo is; the figures change, the phase tells which sentence is true. */
export interface DemoProgress {
  readonly phase: 'history' | 'catching-up' | 'live' | 'watching'
  readonly historyPublished: number
  readonly historyTotal: number
  readonly livePublished: number
  readonly liveTotal: number
  readonly recordsPerSecond: number
  readonly alerts: number
  readonly openWarnings: number
  readonly openCriticals: number
  /** That the inbox got. */
  readonly messages: number
}

export function statusLines(progress: DemoProgress, figures: ServiceFigures, language: Language): string[] {
  const phases = Object.entries(figures.tasksByPhase)
    .filter(([, count]) => count > 0)
    .map(([phase, count]) => `${count} ${language === 'zh' ? (PHASES_ZH[phase] ?? phase) : phase}`)
  const number = (value: number) => Math.round(value).toLocaleString('en')
  const rate = number(progress.recordsPerSecond)
  const lag = number(figures.lagRecords)
  // History lies months behind: only live do seconds say something.
  const isLive = progress.phase === 'live' || progress.phase === 'watching'
  const seconds = isLive ? figures.lagSeconds.toFixed(1) : undefined
  const deadLetters = figures.deadLetters
  if (language === 'zh') {
    return [
      phaseZh(progress, number),
      `${rate} 条/秒 · 积压 ${lag} 条${seconds ? `，${seconds} 秒` : ''} · 任务 ${phases.join('，') || '启动中'}`,
      `预警 ${progress.alerts} 条，未解除：严重 ${progress.openCriticals}，警告 ${progress.openWarnings} · 收到消息 ${progress.messages} 条` +
        (deadLetters > 0 ? ` · 拒收 ${deadLetters} 条` : ''),
    ]
  }
  return [
    phaseEn(progress, number),
    `${rate} events/s · lag ${lag} events${seconds ? `, ${seconds} s` : ''} · tasks ${phases.join(', ') || 'starting'}`,
    `alerts ${progress.alerts}, open: ${progress.openCriticals} critical, ${progress.openWarnings} warning · messages ${progress.messages}` +
      (deadLetters > 0 ? ` · dead letters ${deadLetters}` : ''),
  ]
}

const PHASES_ZH: Readonly<Record<string, string>> = {
  taking: '接管中',
  following: '按标记重放',
  history: '读历史',
  'waiting-for-live': '等待 live',
  live: '实时',
  'backing-off': '等待重试',
  stopped: '已停止',
}

function phaseEn(progress: DemoProgress, number: (value: number) => string): string {
  switch (progress.phase) {
    case 'history':
      return `writing history: ${number(progress.historyPublished)} of ${number(progress.historyTotal)}`
    case 'catching-up':
      return `history is written (${number(progress.historyTotal)}); the engine catches up`
    case 'live':
      return `live: ${progress.livePublished} of ${progress.liveTotal} events`
    case 'watching':
      return 'live: nothing more is written'
  }
}

function phaseZh(progress: DemoProgress, number: (value: number) => string): string {
  switch (progress.phase) {
    case 'history':
      return `写入历史 ${number(progress.historyPublished)} / ${number(progress.historyTotal)}`
    case 'catching-up':
      return `历史已写入（${number(progress.historyTotal)}），引擎追赶中`
    case 'live':
      return `实时事件 ${progress.livePublished} / ${progress.liveTotal}`
    case 'watching':
      return '实时：不再写入'
  }
}
