import type { Language } from '@tocsin/domain'
import type { SweepReport, SweptLevel } from '../report/outcome-report.ts'
import { levelText, presentMeaning } from '../report/sweep-section.ts'
import { type LineScale, lineChart } from './line-chart.ts'

/** Precision against recall, false alarms, and lead time, each over the thresholds; present thresholds are marked. */
export function sweepPlots(sweep: SweepReport, language: Language): string {
  const zh = language === 'zh'
  const values = (of: (level: SweptLevel) => number | null) => sweep.levels.map(of)
  const decimal: LineScale = {
    levels: sweep.levels.map(({ level }) => level),
    levelText: (level) => levelText(sweep, level, language),
    marks: sweep.levels.flatMap(({ level }) => {
      const text = presentMeaning(sweep, level, language)
      return text === '' ? [] : [{ level, text }]
    }),
    valueText: (value) => value.toFixed(1),
  }
  const shares: LineScale = { ...decimal, most: 1, valueText: (value) => `${(value * 100).toFixed(0)} %` }
  const lines = zh
    ? { precision: '精确率', recall: '召回率', falseAlarms: '每周误报', lead: '提前量中位数（天）' }
    : { precision: 'precision', recall: 'recall', falseAlarms: 'false alarms a week', lead: 'median lead days' }
  return (
    lineChart(
      zh ? '各阈值的精确率与召回率' : 'Precision and recall at each threshold',
      [
        { name: lines.precision, style: 'line-1', values: values(({ precision }) => precision) },
        { name: lines.recall, style: 'line-2', values: values(({ recall }) => recall) },
      ],
      shares,
    ) +
    lineChart(
      zh ? '各阈值的每周误报' : 'False alarms a week at each threshold',
      [{ name: lines.falseAlarms, style: 'line-1', values: values(({ falseAlarmsPerWeek }) => falseAlarmsPerWeek) }],
      { ...decimal, valueText: (value) => value.toFixed(2) },
    ) +
    lineChart(
      zh ? '各阈值的提前量' : 'Lead time at each threshold',
      [{ name: lines.lead, style: 'line-1', values: values(({ leadDays }) => leadDays?.median ?? null) }],
      decimal,
    )
  )
}
