import type { Section } from '@tocsin/backtest'
import { formatCalendarDay } from '@tocsin/domain'
import { zonedText } from '../business-zone.ts'
import type { Language } from '../terminal.ts'
import { indicatorSection, openRiskSection, ownerSection } from './alert-sections.ts'
import { matrixSection } from './matrix-section.ts'
import { groupSection, portfolioSection } from './portfolio-sections.ts'
import { isComplete, type RiskReport } from './risk-report.ts'
import { scoreMoveSection, tierMoveSection, tierSection } from './score-sections.ts'

/** How much of a long list is shown; the rest is counted. JSON has all of it. */
export interface ReportLimits {
  readonly risks: number
  readonly moves: number
  readonly groups: number
}

/** The report as tables, for a terminal or a page: what it shows is written once. Tables of nothing are left out. */
export function riskReportSections(report: RiskReport, language: Language, limits: ReportLimits): Section[] {
  return [
    glanceSection(report, language),
    portfolioSection(report, language),
    matrixSection(report, language),
    ownerSection(report, language),
    openRiskSection(report, language, limits.risks),
    indicatorSection(report, language),
    tierSection(report, language),
    tierMoveSection(report, language, limits.moves),
    scoreMoveSection(report, language, limits.moves),
    groupSection(report, language, limits.groups),
    sourceSection(report, language),
  ].filter(({ rows }) => rows.length > 0)
}

/** The few figures that a reader of one page looks at, beside those of the period before. */
function glanceSection(report: RiskReport, language: Language): Section {
  const { now, before } = report
  const zh = language === 'zh'
  const row = (name: string, of: (figures: typeof now) => number): string[] => {
    const [is, was] = [of(now), of(before)]
    return [name, String(is), String(was), is === was ? '=' : `${is > was ? '+' : '−'}${Math.abs(is - was)}`]
  }
  return {
    id: 'at-a-glance',
    title: zh ? '概览' : 'At a glance',
    notes: [...completeness(report, language)],
    header: [zh ? '项目' : 'figure', now.period.name, before.period.name, zh ? '变化' : 'change'],
    rows: [
      row(zh ? '期内触发的预警' : 'alerts fired', ({ alerts }) => alerts.fired),
      row(zh ? '– 其中达到严重' : '– of them critical by its end', ({ alerts }) => alerts.firedCritical),
      row(zh ? '期内由警告升为严重' : 'alerts raised to critical', ({ alerts }) => alerts.raised),
      row(zh ? '期内解除的预警' : 'alerts resolved', ({ alerts }) => alerts.resolved),
      row(zh ? '期末未解除' : 'open at the end', ({ alerts }) => alerts.open),
      row(zh ? '– 其中严重' : '– of them critical', ({ alerts }) => alerts.openCritical),
      row(zh ? '风险等级变差' : 'moves to a riskier tier', ({ scores }) => scores.worse),
      row(zh ? '风险等级变好' : 'moves to a safer tier', ({ scores }) => scores.better),
      row(zh ? '首次评级' : 'rated for the first time', ({ scores }) => scores.newlyRated),
    ],
    numeric: [1, 2, 3],
  }
}

function completeness(report: RiskReport, language: Language): string[] {
  const { now, zone, createdAtMs, closedThroughOn, ruleSet } = report
  const zh = language === 'zh'
  const [from, through] = [formatCalendarDay(now.period.fromOn), formatCalendarDay(now.period.throughOn)]
  const head = zh
    ? `${from} 至 ${through} 的营业日（${zone}）。编制于 ${zonedText(createdAtMs, zone)}；名称取自规则集 ${ruleSet.name} ${ruleSet.version}。`
    : `Business days ${from} to ${through} (${zone}). Written ${zonedText(createdAtMs, zone)}; names are those of the rule set ${ruleSet.name} ${ruleSet.version}.`
  if (isComplete(report)) return [head]
  const closed = closedThroughOn === null ? undefined : formatCalendarDay(closedThroughOn)
  if (zh) {
    const reach = closed === undefined ? '引擎尚未结束任何一天' : `引擎只处理到 ${closed} 日终`
    return [head, `注意：${reach}，期末数字还可能变化。`]
  }
  const reach = closed === undefined ? 'the engine has closed no day yet' : `the engine has closed days up to ${closed}`
  return [head, `Not final: ${reach}; figures of the end of the period may still change.`]
}

/** Where each figure comes from, and how far that reached. */
function sourceSection({ sources, zone }: RiskReport, language: Language): Section {
  const zh = language === 'zh'
  return {
    id: 'sources',
    title: zh ? '数据来源' : 'Where the figures come from',
    notes: [],
    header: zh
      ? ['主题', '记录数', '无法读取', `最后一条的时间（${zone}）`]
      : ['topic', 'records', 'unreadable', `time of the latest (${zone})`],
    rows: sources.map(({ topic, records, unreadable, latestAtMs }) => [
      topic,
      String(records),
      String(unreadable),
      latestAtMs === null ? '–' : zonedText(latestAtMs, zone),
    ]),
    numeric: [1, 2],
  }
}
