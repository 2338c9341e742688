import {
  formatValue,
  type Indicator,
  type Language,
  SEVERITIES,
  SEVERITY_WORDS,
  type SeverityLevels,
} from '@tocsin/domain'

/** `warning ≥ 8 days, critical ≥ 31 days; ends < 1 day`. */
export function levelsText(indicator: Indicator, language: Language): string {
  const isAbove = indicator.direction === 'above'
  const breached = levelList(indicator, indicator.thresholds, isAbove ? '≥' : '≤', language)
  const ends = levelList(indicator, indicator.clear, isAbove ? '<' : '>', language)
  return language === 'zh' ? `${breached}；解除：${ends}` : `${breached}; ends: ${ends}`
}

function levelText({ unit, currency }: Pick<Indicator, 'unit' | 'currency'>, level: number, language: Language) {
  return formatValue(level, unit, currency, language)
}

function levelList(indicator: Indicator, levels: SeverityLevels, sign: string, language: Language): string {
  return SEVERITIES.flatMap((severity) => {
    const level = levels[severity]
    if (level === undefined) return []
    return [`${SEVERITY_WORDS[severity][language]} ${sign} ${levelText(indicator, level, language)}`]
  }).join(language === 'zh' ? '，' : ', ')
}

const UNITS: Readonly<Record<Indicator['unit'], Readonly<Record<Language, string>>>> = {
  days: { zh: '天', en: 'days' },
  count: { zh: '个数', en: 'count' },
  ratio: { zh: '比例', en: 'ratio' },
  money: { zh: '金额', en: 'amount of money' },
  deviations: { zh: '通常波动的倍数', en: 'times the usual spread' },
  points: { zh: '分（0–100）', en: 'points (0–100)' },
}

export function unitText({ unit, currency }: Pick<Indicator, 'unit' | 'currency'>, language: Language): string {
  const word = UNITS[unit][language]
  return currency === undefined ? word : `${word} (${currency})`
}
