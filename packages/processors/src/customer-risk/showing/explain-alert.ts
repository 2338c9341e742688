import {
  findMeasure,
  formatCalendarDay,
  formatValue,
  INDICATOR_UNITS,
  type IndicatorUnit,
  type Language,
  RISK_LEVELS,
  type RiskLevel,
  SEVERITY_WORDS,
} from '@tocsin/domain'
import type { AlertEvent, EvidenceMeasure } from '@tocsin/events'
import { RISK_LEVEL_WORDS } from '../../evaluation/describe-standing.ts'

/** An alert told in full to a person, line by line: what, why, on which figures and records, what to do. */
export function explainAlert(alert: AlertEvent, language: Language): string[] {
  const words = WORDS[language]
  const severity = SEVERITY_WORDS[alert.severity][language]
  const head = `[${words[alert.type]} · ${severity}] ${alert.indicator} · ${alert.entityName ?? alert.entityId}`
  return [
    head,
    `  ${language === 'zh' ? alert.reasonZh : alert.reasonEn}`,
    `  ${words.nextStep}: ${language === 'zh' ? alert.nextStepZh : alert.nextStepEn} (${alert.ownerRole})`,
    ...(alert.riskLevel == null
      ? []
      : [`  ${words.risk}: ${alert.likelihood} × ${alert.impact} → ${levelWord(alert.riskLevel, language)}`]),
    `  ${words.began}: ${formatCalendarDay(alert.breachedOn)}`,
    ...alert.evidence.measures.map((measure) => `  ${words.figure}: ${figure(alert.entityType, measure, language)}`),
    ...alert.evidence.inputs.map(
      ({ topic, partition, offset }) => `  ${words.record}: ${topic} ${partition}@${offset}`,
    ),
    `  ${words.rules}: ${alert.ruleSetVersion} · ${words.alert} ${alert.alertId} · ${words.revision} ${alert.revision}`,
  ]
}

function figure(entity: string, { name, value, unit, currency }: EvidenceMeasure, language: Language): string {
  const label = findMeasure(entity, name)?.label[language] ?? name
  return `${label} ${isUnit(unit) ? formatValue(value, unit, currency ?? undefined, language) : value} (${name})`
}

function levelWord(level: string, language: Language): string {
  return RISK_LEVELS.includes(level as RiskLevel) ? RISK_LEVEL_WORDS[level as RiskLevel][language] : level
}

function isUnit(unit: string): unit is IndicatorUnit {
  return (INDICATOR_UNITS as readonly string[]).includes(unit)
}

const WORDS = {
  zh: {
    'alert-fired': '触发',
    'alert-severity-changed': '级别变化',
    'alert-resolved': '解除',
    nextStep: '下一步',
    risk: '风险矩阵（可能性 × 影响）',
    began: '突破开始于',
    figure: '指标值',
    record: '依据记录',
    rules: '规则版本',
    alert: '预警',
    revision: '修订',
  },
  en: {
    'alert-fired': 'fired',
    'alert-severity-changed': 'severity changed',
    'alert-resolved': 'resolved',
    nextStep: 'Next step',
    risk: 'Risk, likelihood × impact',
    began: 'Breach began on',
    figure: 'Figure',
    record: 'Record',
    rules: 'Rules',
    alert: 'alert',
    revision: 'revision',
  },
} as const
