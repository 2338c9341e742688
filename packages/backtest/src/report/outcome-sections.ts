import { ENTITY_WORDS, formatCalendarDay, formatValue, type Language } from '@tocsin/domain'
import { type FeatureRanking, MEAN_DAYS_LATE_SO_FAR } from '../outcome/ranking.ts'
import { severityWord } from './alert-rows.ts'
import { customerMeasureLabel } from './measure-sections.ts'
import type { IndicatorVerdict, OutcomeReport } from './outcome-report.ts'
import { decimalText, type Section, shareText, whole } from './section.ts'
import { sweepSection } from './sweep-section.ts'

export function outcomeSections(report: OutcomeReport, language: Language): Section[] {
  const sections = [verdicts(report, language)]
  if (report.sweep !== null) sections.push(sweepSection(report, report.sweep, language))
  if (report.ranking !== null) sections.push(ranking(report, report.ranking, language))
  return sections
}

function verdicts(report: OutcomeReport, language: Language): Section {
  const zh = language === 'zh'
  const told = new Set(report.verdicts.flatMap(({ indicator, alerts }) => (alerts > 0 ? [indicator] : [])))
  return {
    id: 'outcome',
    title: zh ? `预警是否预见了：${report.meaning.zh}` : `Did alerts warn that ${report.meaning.en}?`,
    notes: [...definitions(report, language), ...silentNote(report, told, language)],
    header: zh
      ? [
          '指标',
          '对象',
          '级别',
          '阈值',
          '预警',
          '应验',
          '误报',
          '未定',
          '精确率',
          '召回率',
          '每周误报',
          '提前量（天）：中位数',
          '四分位',
        ]
      : [
          'indicator',
          'entity',
          'level',
          'threshold',
          'alerts',
          'followed',
          'false',
          'undecided',
          'precision',
          'recall',
          'false a week',
          'lead days: median',
          'quartiles',
        ],
    rows: report.verdicts.flatMap((verdict) => (told.has(verdict.indicator) ? [verdictRow(verdict, language)] : [])),
    numeric: [4, 5, 6, 7, 8, 9, 10, 11, 12],
  }
}

function verdictRow(verdict: IndicatorVerdict, language: Language): string[] {
  const { leadDays } = verdict
  const threshold = formatValue(verdict.threshold, verdict.unit, verdict.currency ?? undefined, language)
  return [
    verdict.indicator,
    ENTITY_WORDS[verdict.entityType][language],
    severityWord(verdict.level, language),
    threshold,
    whole(verdict.alerts),
    whole(verdict.followed),
    whole(verdict.falseAlarms),
    whole(verdict.undecided),
    shareText(verdict.precision),
    verdict.recall === null
      ? '–'
      : `${shareText(verdict.recall)} (${whole(verdict.warned)}/${whole(verdict.outcomes)})`,
    decimalText(verdict.falseAlarmsPerWeek, 2),
    decimalText(leadDays?.median ?? null),
    leadDays === null ? '–' : `${decimalText(leadDays.lowerQuartile)} – ${decimalText(leadDays.upperQuartile)}`,
  ]
}

/** The same words as the comment on `judge`, for those who read the figures. */
function definitions({ horizonDays, occurrences, fromOn, untilOn }: OutcomeReport, language: Language): string[] {
  const days = `${formatCalendarDay(fromOn)} – ${formatCalendarDay(untilOn)}`
  if (language === 'zh') {
    return [
      `${days} 内共发生 ${whole(occurrences)} 次。`,
      `应验：同一对象在预警之后 ${horizonDays} 天内发生了该结果。误报：满 ${horizonDays} 天未发生。未定：数据在期满前结束。`,
      '精确率 = 应验 ÷（应验 + 误报）：预警有多少是对的。召回率 = 事先有预警的结果 ÷ 全部结果：坏事有多少被预见。',
      '每周误报 = 误报 ÷ 可判定的周数。提前量 = 从首次预警到结果发生的天数，给出中位数与上下四分位。',
      '一条预警至少早于结果一天才算预见。“严重”一行只看达到严重级别的预警。',
    ]
  }
  return [
    `It came true ${whole(occurrences)} times in ${days}.`,
    `followed: the same entity met the outcome within ${horizonDays} days after the alert. false: it did not. undecided: the data ends before these days are over.`,
    'precision = followed ÷ (followed + false): how many alerts were right. recall = outcomes that an alert came before ÷ all outcomes: how much of what went wrong was foreseen.',
    'false a week = false alarms ÷ the weeks whose alerts can be judged. lead days = from the first alert to the outcome, over the outcomes foreseen: median, lower and upper quartile.',
    'An alert counts when it came at least one day before. Lines of level critical look at alerts once they were critical.',
  ]
}

/** An indicator that never said anything has nothing to judge: dozens of such lines hide the others. */
function silentNote({ verdicts: all }: OutcomeReport, told: ReadonlySet<string>, language: Language): string[] {
  const silent = new Set(all.flatMap(({ indicator }) => (told.has(indicator) ? [] : [indicator]))).size
  if (silent === 0) return []
  return [
    language === 'zh'
      ? `另有 ${silent} 项指标没有任何预警，未列出；--json 给出全部。`
      : `${silent} indicators raised no alert and are left out; --json has all of them.`,
  ]
}

function ranking(
  { meaning }: OutcomeReport,
  { leastPaidInvoices, features }: NonNullable<OutcomeReport['ranking']>,
  language: Language,
): Section {
  const zh = language === 'zh'
  const telling = features.filter(tellsApart)
  return {
    id: 'ranking',
    title: zh
      ? '开票时客户的指标值能否预见'
      : 'Do measures of the customer, at the moment of issue, tell which invoices?',
    notes: zh
      ? [
          `每张发票开出时（发票本身尚未计入）客户的各项指标值；只看此前已付清至少 ${leastPaidInvoices} 张发票的客户。结果：${meaning.zh}。`,
          'AUC：任取一张出问题的和一张没出问题的发票，前者指标值更高的概率（相等计一半）。1 = 总是，0.5 = 与抛硬币无异，低于 0.5 = 值越低越差。',
          '评分越低越差：其 AUC 是前者评分更低的概率（标有 ↓）。信用评分取发票入账后引擎给出的评分，其中包含该发票的金额。',
          ...untellingNote(features, leastPaidInvoices, language),
        ]
      : [
          `What was known of the customer when each invoice was issued, the invoice itself not counted; only customers that had paid at least ${leastPaidInvoices} before. Outcome: ${meaning.en}.`,
          'AUC: the odds that of two invoices, one that met the outcome and one that did not, the first had the higher value (ties count half). 1 = always, 0.5 = no better than a coin, below 0.5 = the lower the worse.',
          'Of scores the lower is the worse: their AUC is the odds that the first had the lower one (marked ↓). The credit score is the one that the engine gives once the invoice is booked: its amount is part of it.',
          ...untellingNote(features, leastPaidInvoices, language),
        ],
    header: zh
      ? ['指标值', '名称', 'AUC', '发票', '其中出问题']
      : ['measure', 'name', 'AUC', 'invoices', 'met the outcome'],
    rows: telling.map(({ feature, lowIsBad, auc, invoices, bad }) => [
      lowIsBad ? `${feature} ↓` : feature,
      featureLabel(feature, language),
      decimalText(auc, 3),
      whole(invoices),
      whole(bad),
    ]),
    numeric: [2, 3, 4],
  }
}

/** Of what is unknown, or the same for every customer, there is nothing to say: dozens of such lines hide the others. */
export function tellsApart({ auc }: FeatureRanking): boolean {
  return auc !== null && auc !== 0.5
}

function untellingNote(features: readonly FeatureRanking[], leastPaid: number, language: Language): string[] {
  const zh = language === 'zh'
  const ranked = Math.max(0, ...features.map(({ invoices }) => invoices))
  if (ranked === 0) {
    const remedy = {
      zh: leastPaid > 1 ? '可用 --least-paid 1 重试。' : '',
      en: leastPaid > 1 ? ' Try --least-paid 1.' : '',
    }
    return [
      zh
        ? `没有可排序的发票：没有客户此前已付清 ${leastPaid} 张并有结果可判。${remedy.zh}`
        : `No invoice can be ranked: none whose end is known was issued to a customer that had paid ${leastPaid} before.${remedy.en}`,
    ]
  }
  const untelling = features.filter((feature) => !tellsApart(feature)).length
  if (untelling === 0) return []
  return [
    zh
      ? `另有 ${untelling} 项指标值未知、或无法区分，未列出；--json 给出全部。`
      : `${untelling} measures are unknown here or tell no two invoices apart, and are left out; --json has all of them.`,
  ]
}

function featureLabel(feature: string, language: Language): string {
  if (feature === MEAN_DAYS_LATE_SO_FAR) {
    return language === 'zh'
      ? '至今平均逾期付款天数（提前为负）'
      : 'mean days late of all invoices so far, early below zero'
  }
  return customerMeasureLabel(feature, language) ?? feature
}
