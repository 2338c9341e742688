import { formatCalendarDay, type Language } from '@tocsin/domain'
import { ALERT_NUMERIC, alertHeader, alertRow } from './alert-rows.ts'
import type { BacktestReport } from './backtest-report.ts'
import { comparisonSections } from './comparison-sections.ts'
import { measureSections } from './measure-sections.ts'
import { outcomeSections } from './outcome-sections.ts'
import { moreNote, type Section, type SectionContext, whole } from './section.ts'
import type { AlertCount, AlertDay } from './totals.ts'

/** The whole report as tables, in the order in which one reads it. */
export function reportSections(report: BacktestReport, context: SectionContext): Section[] {
  return [
    summary(report, context.language),
    ...(report.comparison ? comparisonSections(report.comparison, context) : []),
    ...(report.outcome ? outcomeSections(report.outcome, context.language) : []),
    byIndicator(report, context.language),
    ...byOwner(report, context),
    perDay(report, context),
    openAtEnd(report, context),
    allAlerts(report, context),
    ...report.measures.flatMap((day) => measureSections(day, context)),
    ...refusals(report, context.language),
  ]
}

function summary({ source, ruleSet, range, events, entities, totals }: BacktestReport, language: Language): Section {
  const zh = language === 'zh'
  const days = `${formatCalendarDay(range.fromOn)} – ${formatCalendarDay(range.untilOn)}`
  const late = events.late === 0 ? '' : zh ? `，其中迟到 ${whole(events.late)}` : `, ${whole(events.late)} of them late`
  const refused =
    events.refused === 0 ? '' : zh ? `，拒绝 ${whole(events.refused)}` : `, ${whole(events.refused)} refused`
  const severities = zh
    ? `${whole(totals.fired)}（其中严重 ${whole(totals.firedCritical)}），涉及 ${whole(totals.entities)} 个对象`
    : `${whole(totals.fired)}, ${whole(totals.firedCritical)} of them critical, about ${whole(totals.entities)} entities`
  const open = zh
    ? `${whole(totals.open)}（其中严重 ${whole(totals.openCritical)}）`
    : `${whole(totals.open)}, ${whole(totals.openCritical)} of them critical`
  return {
    id: 'summary',
    title: zh ? '回测' : 'Backtest',
    notes: [],
    header: [],
    rows: [
      [zh ? '数据' : 'Events from', source],
      [zh ? '规则' : 'Rule set', `${ruleSet.name} ${ruleSet.version}`],
      [zh ? '业务日' : 'Business days', `${days} (${ruleSet.businessZone})`],
      [zh ? '事件' : 'Events', `${whole(events.played)}${late}${refused}`],
      [
        zh ? '对象' : 'Entities',
        zh
          ? `客户 ${whole(entities.customers)}，销售代表 ${whole(entities.salesReps)}`
          : `${whole(entities.customers)} customers, ${whole(entities.salesReps)} sales representatives`,
      ],
      [zh ? '预警' : 'Alerts', severities],
      [zh ? '期末未解除' : 'Open at the end', open],
    ],
  }
}

function byIndicator({ totals, indicators }: BacktestReport, language: Language): Section {
  const zh = language === 'zh'
  const names = new Map(indicators.map(({ id, name }) => [id, name[language]]))
  return {
    id: 'by-indicator',
    title: zh ? '按指标' : 'By indicator',
    notes: [],
    header: [zh ? '指标' : 'indicator', zh ? '名称' : 'name', ...countHeader(language)],
    rows: totals.byIndicator.map((count) => [count.key, names.get(count.key) ?? '', ...countCells(count)]),
    numeric: [2, 3, 4],
  }
}

function byOwner({ totals }: BacktestReport, { language, limits }: SectionContext): Section[] {
  const zh = language === 'zh'
  const shown = totals.bySalesRep.slice(0, limits.entities)
  return [
    {
      id: 'by-owner',
      title: zh ? '按责任角色' : 'By owner role',
      notes: [],
      header: [zh ? '责任角色' : 'owner role', ...countHeader(language)],
      rows: totals.byOwnerRole.map((count) => [count.key, ...countCells(count)]),
      numeric: [1, 2, 3],
    },
    {
      id: 'by-sales-rep',
      title: zh ? '按销售代表' : 'By sales representative',
      notes: moreNote(shown.length, totals.bySalesRep.length, language),
      header: [zh ? '销售代表' : 'representative', ...countHeader(language)],
      rows: shown.map((count) => [count.key || (zh ? '（未知）' : '(not known)'), ...countCells(count)]),
      numeric: [1, 2, 3],
    },
  ]
}

/** Day by day where they are few, else month by month. */
function perDay({ totals }: BacktestReport, { language, limits }: SectionContext): Section {
  const zh = language === 'zh'
  const isLong = totals.byDay.length > limits.days
  const months = isLong ? byMonth(totals.byDay) : undefined
  const rows = months ?? totals.byDay.map(({ on, ...counts }) => ({ label: formatCalendarDay(on), ...counts }))
  return {
    id: 'per-day',
    title: months ? (zh ? '按月' : 'Per month') : zh ? '按日' : 'Per day',
    notes: months ? [zh ? '--json 给出每一天。' : '--json has every day.'] : [],
    header: zh
      ? [months ? '月' : '日', '触发', '解除', '期末未解除']
      : [months ? 'month' : 'day', 'fired', 'resolved', 'open at its end'],
    rows: rows.map(({ label, fired, resolved, open }) => [label, whole(fired), whole(resolved), whole(open)]),
    numeric: [1, 2, 3],
  }
}

function byMonth(days: readonly AlertDay[]): { label: string; fired: number; resolved: number; open: number }[] {
  const months = new Map<string, { label: string; fired: number; resolved: number; open: number }>()
  for (const { on, fired, resolved, open } of days) {
    const label = formatCalendarDay(on).slice(0, 7)
    const month = months.get(label) ?? { label, fired: 0, resolved: 0, open: 0 }
    months.set(label, month)
    month.fired += fired
    month.resolved += resolved
    month.open = open
  }
  return [...months.values()]
}

function openAtEnd({ alerts }: BacktestReport, context: SectionContext): Section {
  const open = alerts.filter(({ resolvedAt }) => resolvedAt === null)
  const title = context.language === 'zh' ? '期末未解除的预警' : 'Open at the end'
  return alertSection('open', title, open, context)
}

function allAlerts({ alerts }: BacktestReport, context: SectionContext): Section {
  return alertSection('alerts', context.language === 'zh' ? '全部预警' : 'All alerts', alerts, context)
}

function alertSection(
  id: string,
  title: string,
  alerts: BacktestReport['alerts'],
  { language, limits }: SectionContext,
): Section {
  const shown = alerts.slice(0, limits.alerts)
  return {
    id,
    title,
    notes: moreNote(shown.length, alerts.length, language),
    header: alertHeader(language),
    rows: shown.map((alert) => alertRow(alert, language)),
    numeric: ALERT_NUMERIC,
  }
}

function refusals({ events }: BacktestReport, language: Language): Section[] {
  if (events.refused === 0) return []
  const zh = language === 'zh'
  const counts = Object.entries(events.refusedByReason).map(([reason, count]) => `${reason} ${whole(count)}`)
  return [
    {
      id: 'refused',
      title: zh ? '被拒绝的事件' : 'Refused events',
      notes: [
        zh
          ? `在线引擎会把它们放入死信主题；此处不计入。${counts.join('，')}。`
          : `The live engine would have put them onto a dead-letter topic; here they are left out. ${counts.join(', ')}.`,
        ...moreNote(events.refusals.length, events.refused, language),
      ],
      header: zh ? ['位置', '事件', '原因'] : ['place', 'event', 'why'],
      rows: events.refusals.map(({ topic, partition, offset, eventId, message }) => [
        `${topic}/${partition}/${offset}`,
        eventId ?? '',
        message,
      ]),
    },
  ]
}

function countHeader(language: Language): string[] {
  return language === 'zh' ? ['触发', '其中严重', '期末未解除'] : ['fired', 'critical', 'open']
}

function countCells({ fired, firedCritical, open }: AlertCount): string[] {
  return [whole(fired), whole(firedCritical), whole(open)]
}
