import { formatValue, type Language, SEVERITIES } from '@tocsin/domain'
import { severityWord } from './alert-rows.ts'
import type { OutcomeReport, SweepReport, SweptLevel } from './outcome-report.ts'
import { decimalText, type Section, shareText, whole } from './section.ts'

/** One indicator at many thresholds; the figures are those of the table of alerts. */
export function sweepSection({ meaning }: OutcomeReport, sweep: SweepReport, language: Language): Section {
  const zh = language === 'zh'
  const name = sweep.name[language]
  return {
    id: 'sweep',
    title: zh ? `${name}：换一个阈值会怎样？` : `${name}: what if the threshold were another one?`,
    notes: zh
      ? [
          `结果：${meaning.zh}。每个阈值单独回放一遍，持续时间、样本量与解除条件照旧；解除值与阈值的比例不变。`,
          '阈值放宽，误报减少，但预见的坏事也减少，提前量变短：选多少是业务决定。',
        ]
      : [
          `Outcome: ${meaning.en}. Each threshold is played by itself; hold time, sample and hysteresis count as ever, and the clear level keeps its proportion.`,
          'A threshold that is harder to reach gives fewer false alarms, foresees less, and later: which one to take is for the business to say.',
        ],
    header: zh
      ? ['阈值', '现行', '预警', '应验', '误报', '未定', '精确率', '召回率', '每周误报', '提前量（天）', '四分位']
      : [
          'threshold',
          'now',
          'alerts',
          'followed',
          'false',
          'undecided',
          'precision',
          'recall',
          'false a week',
          'lead days',
          'quartiles',
        ],
    rows: sweep.levels.map((level) => levelRow(sweep, level, language)),
    numeric: [0, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  }
}

/** What the rule set calls the level now; empty where it does not name it. */
export function presentMeaning({ thresholds }: SweepReport, level: number, language: Language): string {
  return SEVERITIES.filter((severity) => thresholds[severity] === level)
    .map((severity) => severityWord(severity, language))
    .join(', ')
}

export function levelText({ unit, currency }: SweepReport, level: number, language: Language): string {
  return formatValue(level, unit, currency ?? undefined, language)
}

function levelRow(sweep: SweepReport, verdict: SweptLevel, language: Language): string[] {
  const { level, leadDays } = verdict
  return [
    levelText(sweep, level, language),
    presentMeaning(sweep, level, language),
    whole(verdict.alerts),
    whole(verdict.followed),
    whole(verdict.falseAlarms),
    whole(verdict.undecided),
    shareText(verdict.precision),
    shareText(verdict.recall),
    decimalText(verdict.falseAlarmsPerWeek, 2),
    decimalText(leadDays?.median ?? null),
    leadDays === null ? '–' : `${decimalText(leadDays.lowerQuartile)} – ${decimalText(leadDays.upperQuartile)}`,
  ]
}
