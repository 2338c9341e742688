import { barChart, sectionsPage } from '@tocsin/backtest'
import type { Language } from '../terminal.ts'
import { riskReportSections } from './report-sections.ts'
import type { RiskReport } from './risk-report.ts'

/** A page is read by people: what is longer stands in the JSON. */
const LIMITS = { risks: 100, moves: 50, groups: 60 }

/** The report as one HTML file that needs nothing but itself. */
export function riskReportPage(report: RiskReport, language: Language): string {
  const title = `${language === 'zh' ? '风险报告' : 'Risk report'} · ${report.now.period.name}`
  const sections = riskReportSections(report, language, LIMITS)
  return sectionsPage(title, language, sections, (sectionId) =>
    sectionId === 'by-indicator' ? firedPlot(report, language) : '',
  )
}

function firedPlot({ now }: RiskReport, language: Language): string {
  const fired = now.alerts.byIndicator.filter((indicator) => indicator.fired > 0)
  return barChart(
    language === 'zh'
      ? '期内触发的预警，深色为曾达严重'
      : 'Alerts fired in the period; darker: those that became critical',
    fired.map(({ name, fired: value, firedCritical: strong }) => ({ label: name[language], value, strong })),
  )
}
