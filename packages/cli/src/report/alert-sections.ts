import type { Section } from '@tocsin/backtest'
import { formatCalendarDay, SEVERITY_WORDS } from '@tocsin/domain'
import { LEVEL_WORDS, whoseRisk } from '../risks/risk-register.ts'
import type { Language } from '../terminal.ts'
import { leftOut } from './left-out.ts'
import type { RiskReport } from './risk-report.ts'

/** What each role had on its desk when the period ended. */
export function ownerSection({ risks, owners, now }: RiskReport, language: Language): Section {
  const zh = language === 'zh'
  const roles = [...new Set(risks.map(({ ownerRole }) => ownerRole))]
  const rows = roles.map((role) => {
    const own = risks.filter(({ ownerRole }) => ownerRole === role)
    const oldest = Math.min(...own.map(({ breachedOn }) => breachedOn))
    const critical = own.filter(({ severity }) => severity === 'critical').length
    return { role, open: own.length, critical, oldest }
  })
  rows.sort((left, right) => right.open - left.open || (left.role < right.role ? -1 : 1))
  return {
    id: 'by-owner',
    title: zh ? '期末未解除的风险，按负责角色' : 'Open risks at the end of the period, by owner',
    notes: [source('risk.alerts', formatCalendarDay(now.asOfOn), language)],
    header: zh ? ['负责角色', '未解除', '其中严重', '最早突破日'] : ['owner', 'open', 'critical', 'oldest breach'],
    rows: rows.map(({ role, open, critical, oldest }) => [
      owners[role]?.[language] ?? role,
      String(open),
      String(critical),
      formatCalendarDay(oldest),
    ]),
    numeric: [1, 2],
  }
}

export function openRiskSection({ risks, owners, now }: RiskReport, language: Language, limit: number): Section {
  const zh = language === 'zh'
  const shown = risks.slice(0, limit)
  return {
    id: 'open-risks',
    title: zh ? '期末未解除的风险，最严重的在前' : 'Open risks at the end of the period, the worst first',
    notes: [
      source('risk.alerts', formatCalendarDay(now.asOfOn), language),
      ...leftOut(shown.length, risks.length, language),
    ],
    header: zh
      ? ['风险等级', '级别', '指标', '对象', '突破日', '负责角色']
      : ['risk', 'severity', 'indicator', 'about', 'breached on', 'owner'],
    rows: shown.map((risk) => [
      risk.riskLevel === null ? '–' : LEVEL_WORDS[language][risk.riskLevel],
      SEVERITY_WORDS[risk.severity][language],
      risk.indicatorName[language],
      whoseRisk(risk, language),
      formatCalendarDay(risk.breachedOn),
      owners[risk.ownerRole]?.[language] ?? risk.ownerRole,
    ]),
  }
}

/** What fired and ended, indicator by indicator, and how long it stood. */
export function indicatorSection({ now, before }: RiskReport, language: Language): Section {
  const zh = language === 'zh'
  const { byIndicator, resolvedBecause } = now.alerts
  const formerly = new Map(before.alerts.byIndicator.map(({ indicator, fired }) => [indicator, fired]))
  const reasons = Object.entries(resolvedBecause).sort(([, left], [, right]) => right - left)
  const because = reasons.map(([reason, count]) => `${RESOLUTION_WORDS[reason]?.[language] ?? reason} ${count}`)
  const range = `${formatCalendarDay(now.period.fromOn)} … ${formatCalendarDay(now.period.throughOn)}`
  const ended = zh ? `解除原因：${because.join('，')}。` : `Why alerts ended: ${because.join(', ')}.`
  return {
    id: 'by-indicator',
    title: zh ? '期内的预警，按指标' : 'Alerts of the period, by indicator',
    notes: [source('risk.alerts', range, language), ...(because.length > 0 ? [ended] : [])],
    header: zh
      ? [
          '指标',
          '触发',
          '其中严重',
          `上期触发（${before.period.name}）`,
          '解除',
          '持续天数（中位／最长）',
          '期末未解除',
        ]
      : [
          'indicator',
          'fired',
          'critical',
          `fired in ${before.period.name}`,
          'resolved',
          'days it stood (median / longest)',
          'open at the end',
        ],
    rows: byIndicator.map(({ indicator, name, fired, firedCritical, resolved, daysStood, open }) => [
      name[language],
      String(fired),
      String(firedCritical),
      String(formerly.get(indicator) ?? 0),
      String(resolved),
      daysStood === null ? '–' : `${daysStood.median} / ${daysStood.longest}`,
      String(open),
    ]),
    numeric: [1, 2, 3, 4, 5, 6],
  }
}

const RESOLUTION_WORDS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  recovered: { zh: '恢复', en: 'recovered' },
  expired: { zh: '失效', en: 'expired' },
  'indicator-removed': { zh: '指标已移除', en: 'indicator removed' },
  rebuilt: { zh: '重建后不再成立', en: 'gone after a rebuild' },
}

/** Which topic the figures below are from, and of when. */
export function source(topic: string, when: string, language: Language): string {
  return language === 'zh' ? `来源：${topic}，${when}。` : `From ${topic}, ${when}.`
}
