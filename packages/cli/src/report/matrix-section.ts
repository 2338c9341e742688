import type { Section } from '@tocsin/backtest'
import { formatCalendarDay, RISK_LEVELS, type RiskMatrix } from '@tocsin/domain'
import { LEVEL_WORDS, type OpenRisk } from '../risks/risk-register.ts'
import type { Language } from '../terminal.ts'
import { source } from './alert-sections.ts'
import type { RiskReport } from './risk-report.ts'

/** How many open risks lie in each cell, likelihood × impact; without a matrix in the rules, at each level. */
export function matrixSection({ risks, matrix, now }: RiskReport, language: Language): Section {
  const zh = language === 'zh'
  const through = formatCalendarDay(now.asOfOn)
  const section = {
    id: 'matrix',
    title: zh ? '期末未解除的风险，按风险矩阵' : 'Open risks at the end of the period, in the risk matrix',
    numeric: [1, 2, 3, 4, 5, 6],
  }
  const from = source('risk.alerts', through, language)
  if (matrix === undefined) return { ...section, notes: [from], header: [], rows: byLevel(risks, language) }
  const outside = risks.filter((risk) => !liesIn(risk, matrix)).length
  return {
    ...section,
    notes: [from, cellNote(language), ...(outside > 0 ? [outsideNote(outside, language)] : [])],
    header: [zh ? '可能性 ↓　影响 →' : 'likelihood ↓  impact →', ...matrix.impact.map(({ name }) => name[language])],
    rows: matrix.likelihood
      .map((band, row) => [
        band.name[language],
        ...matrix.impact.map(({ id }, column) => {
          const own = risks.filter(({ likelihood, impact }) => likelihood === band.id && impact === id)
          const level = matrix.cells[row]?.[column]
          return `${own.length} · ${level === undefined ? '–' : LEVEL_WORDS[language][level]}`
        }),
      ])
      // The most likely on top, as matrices are drawn.
      .reverse(),
  }
}

function byLevel(risks: readonly OpenRisk[], language: Language): string[][] {
  return RISK_LEVELS.map((level) => [
    LEVEL_WORDS[language][level],
    String(risks.filter(({ riskLevel }) => riskLevel === level).length),
  ]).reverse()
}

function liesIn({ likelihood, impact }: OpenRisk, matrix: RiskMatrix): boolean {
  return matrix.likelihood.some(({ id }) => id === likelihood) && matrix.impact.some(({ id }) => id === impact)
}

function cellNote(language: Language): string {
  return language === 'zh'
    ? '每格：未解除的风险数 · 该格的风险等级。'
    : 'Each cell: open risks · the level of the cell.'
}

function outsideNote(count: number, language: Language): string {
  return language === 'zh'
    ? `${count} 项未能归入矩阵：没有金额，或其格不在现行规则中。`
    : `${count} lie in no cell: there is no amount to place them by, or the rules have no such cell any more.`
}
