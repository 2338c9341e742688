import { formatCalendarDay, type Language } from '@tocsin/domain'
import { severityWord } from '../report/alert-rows.ts'
import type { BacktestReport } from '../report/backtest-report.ts'
import type { OutcomeReport } from '../report/outcome-report.ts'
import { tellsApart } from '../report/outcome-sections.ts'
import { reportSections } from '../report/sections.ts'
import { barChart, dayChart, spreadChart } from './charts.ts'
import { sectionsPage } from './sections-page.ts'
import { sweepPlots } from './sweep-plots.ts'

/** A browser takes longer lists, but nobody reads them. */
const LIMITS = { alerts: 500, entities: 500, days: 62 }

/** The report as one HTML file that needs nothing but itself: no script, no font, no picture from elsewhere. */
export function reportPage(report: BacktestReport, language: Language): string {
  const zh = language === 'zh'
  const title = `${zh ? '回测' : 'Backtest'} · ${report.ruleSet.name} ${report.ruleSet.version}`
  const sections = reportSections(report, { language, limits: LIMITS })
  return sectionsPage(title, language, sections, (sectionId) => plotsOf(sectionId, report, language))
}

function plotsOf(sectionId: string, report: BacktestReport, language: Language): string {
  switch (sectionId) {
    case 'by-indicator':
      return indicatorPlot(report, language)
    case 'per-day':
      return dayPlot(report, language)
    case 'outcome':
      return report.outcome ? outcomePlots(report.outcome, language) : ''
    case 'sweep':
      return report.outcome?.sweep ? sweepPlots(report.outcome.sweep, language) : ''
    case 'ranking':
      return report.outcome ? rankingPlot(report.outcome) : ''
    default:
      return ''
  }
}

function indicatorPlot({ totals }: BacktestReport, language: Language): string {
  const title = language === 'zh' ? '触发的预警，深色为曾达严重' : 'Alerts fired; darker: those that became critical'
  const counts = totals.byIndicator.filter(({ fired }) => fired > 0)
  return barChart(
    title,
    counts.map(({ key, fired, firedCritical }) => ({ label: key, value: fired, strong: firedCritical })),
  )
}

/** Every day from the first to the last, those without anything too: gaps are part of the picture. */
function dayPlot({ totals, range }: BacktestReport, language: Language): string {
  const zh = language === 'zh'
  const known = new Map(totals.byDay.map((day) => [day.on, day]))
  const lastOn = Math.max(range.untilOn, totals.byDay.at(-1)?.on ?? range.untilOn)
  const days: { label: string; bar: number; line: number }[] = []
  let open = 0
  for (let on = range.fromOn; on <= lastOn; on += 1) {
    const day = known.get(on)
    open = day?.open ?? open
    days.push({ label: formatCalendarDay(on), bar: day?.fired ?? 0, line: open })
  }
  const names = zh
    ? { bar: '当日触发（左）', line: '日终未解除（右）' }
    : { bar: 'fired that day (left)', line: 'open at its end (right)' }
  return dayChart(zh ? '预警，逐日' : 'Alerts, day by day', days, names)
}

function outcomePlots({ verdicts }: OutcomeReport, language: Language): string {
  const zh = language === 'zh'
  const judged = verdicts.filter(({ alerts }) => alerts > 0)
  const labelOf = ({ indicator, level }: (typeof verdicts)[number]) => `${indicator} · ${severityWord(level, language)}`
  const shares = (of: (verdict: (typeof verdicts)[number]) => number | null) =>
    judged.flatMap((verdict) => {
      const share = of(verdict)
      return share === null ? [] : [{ label: labelOf(verdict), value: share, text: `${(share * 100).toFixed(1)} %` }]
    })
  const spreads = judged.flatMap((verdict) => {
    const { leadDays } = verdict
    if (leadDays === null) return []
    return [
      { label: labelOf(verdict), low: leadDays.lowerQuartile, middle: leadDays.median, high: leadDays.upperQuartile },
    ]
  })
  return (
    barChart(
      zh ? '精确率' : 'Precision',
      shares(({ precision }) => precision),
      1,
    ) +
    barChart(
      zh ? '召回率' : 'Recall',
      shares(({ recall }) => recall),
      1,
    ) +
    spreadChart(
      zh ? '提前量（天）：下四分位、中位数、上四分位' : 'Lead time in days: lower quartile, median, upper quartile',
      spreads,
      zh ? '天' : 'days',
    )
  )
}

function rankingPlot({ ranking }: OutcomeReport): string {
  const features = ranking?.features.filter(tellsApart) ?? []
  const bars = features.map(({ feature, lowIsBad, auc }) => ({
    label: lowIsBad ? `${feature} ↓` : feature,
    value: auc ?? 0,
    text: (auc ?? 0).toFixed(3),
  }))
  return barChart('AUC', bars, 1)
}
