import type { IndicatorValue, MeasuredPart } from '../indicators/indicator-value.ts'
import {
  ENTITY_WORDS,
  type Indicator,
  type Language,
  type LocalizedText,
  type Severity,
} from '../indicators/rule-set.ts'
import { formatCalendarDay } from '../values/calendar-day.ts'
import { type DescribedMeasures, formatParts, formatValue } from './people-numbers.ts'

/** What an alert has to say at a transition. */
export interface AlertStory {
  /**
   * `expired`: it ended because nothing is left to measure it by. `not-applicable`: because its indicator is not about the
   * entity any more.
   */
  readonly kind: 'fired' | 'severity-changed' | 'resolved' | 'expired' | 'not-applicable'
  readonly indicator: Indicator
  /** The measures that its value may be made of. */
  readonly described: DescribedMeasures
  readonly entityId: string
  readonly entityName: string | undefined
  readonly value: Extract<IndicatorValue, { kind: 'value' }>
  /** The threshold that was reached, or the clear level that was left. */
  readonly level: number
  readonly severity: Severity
  readonly from: Severity | undefined
  readonly breachedOn: number
  readonly on: number
  /** A fact that came late caused it. */
  readonly correction: boolean
}

export const SEVERITY_WORDS: Readonly<Record<Severity, LocalizedText>> = {
  warning: { zh: '警告', en: 'warning' },
  critical: { zh: '严重', en: 'critical' },
}

/** One plain paragraph a language: what, how much, compared with what, on which figures. */
export function alertReason(story: AlertStory): LocalizedText {
  return { zh: chinese(story), en: english(story) }
}

function english(story: AlertStory): string {
  const { indicator, severity, from } = story
  if (story.kind === 'not-applicable') {
    return `${indicator.name.en} does not apply to ${who(story, 'en')} any more. The alert has expired.`
  }
  if (story.kind === 'expired') {
    const figures = shownFigures(story, 'en')
    return `${indicator.name.en} of ${who(story, 'en')}: nothing is left to measure it by${figures}. The alert has expired.`
  }
  const head = `${indicator.name.en} of ${who(story, 'en')}: ${shownValue(story, 'en')}`
  const level = shownLevel(story, 'en')
  const side = indicator.direction === 'above' ? 'or more' : 'or less'
  const back = indicator.direction === 'above' ? 'below' : 'above'
  const verdict = {
    fired: `, ${severity} at ${level} ${side}.${lasted(story, 'en')}`,
    'severity-changed': isAtLevel(story)
      ? `, now ${severity} (at ${level} ${side}) after ${from}.`
      : `, back ${back} ${level}: ${severity} after ${from}.`,
    resolved: `, back ${back} ${level}: the alert is over.`,
  }[story.kind]
  return `${head}${verdict}${story.correction ? ' A record that came late corrected the figures.' : ''}`
}

function chinese(story: AlertStory): string {
  const { indicator } = story
  if (story.kind === 'not-applicable') return `指标“${indicator.name.zh}”不再适用于${who(story, 'zh')}，预警失效。`
  if (story.kind === 'expired') {
    const figures = shownFigures(story, 'zh')
    return `${who(story, 'zh')}的${indicator.name.zh}已无可计算的数据${figures}，预警失效。`
  }
  const severity = SEVERITY_WORDS[story.severity].zh
  const from = story.from === undefined ? '' : SEVERITY_WORDS[story.from].zh
  const head = `${who(story, 'zh')}的${indicator.name.zh}为 ${shownValue(story, 'zh')}`
  const level = shownLevel(story, 'zh')
  const side = indicator.direction === 'above' ? '≥' : '≤'
  const back = indicator.direction === 'above' ? '回落至' : '回升至'
  // A blank stands between Chinese and other characters, not between two Chinese ones: 31 天以下, 30% 以下.
  const beyond = `${/\p{Script=Han}$/u.test(level) ? '' : ' '}${indicator.direction === 'above' ? '以下' : '以上'}`
  const verdict = {
    fired: `，达到${severity}阈值（${side} ${level}）。${lasted(story, 'zh')}`,
    'severity-changed': isAtLevel(story)
      ? `，由${from}${story.severity === 'critical' ? '升' : '改'}为${severity}（${side} ${level}）。`
      : `，已${back} ${level}${beyond}，由${from}降为${severity}。`,
    resolved: `，已${back} ${level}${beyond}，预警解除。`,
  }[story.kind]
  return `${head}${verdict}${story.correction ? '迟到的记录更正了此前的数据。' : ''}`
}

function who({ indicator, entityId, entityName }: AlertStory, language: Language): string {
  const word = ENTITY_WORDS[indicator.entity][language]
  if (entityName === undefined) return language === 'zh' ? `${word} ${entityId} ` : `${word} ${entityId}`
  return language === 'zh' ? `${entityName}（${entityId}）` : `${entityName} (${entityId})`
}

function shownValue({ indicator, described, value, level }: AlertStory, language: Language): string {
  const text = formatValue(value.value, indicator.unit, currencyOf(indicator, value), language, level)
  // A single measure is the value itself, and says what it was made of; a quotient says what of what.
  const figures = indicator.value.kind === 'measure' ? value.parts.slice(1) : value.parts
  if (figures.length === 0) return text
  const side = indicator.unit === 'deviations' ? sideOf(figures, language) : ''
  const parts = formatParts(figures, described, language)
  return language === 'zh' ? `${text}${side}（${parts}）` : `${text}${side} (${parts})`
}

/** In brackets; empty where there are none. */
function shownFigures({ described, value }: AlertStory, language: Language): string {
  if (value.parts.length === 0) return ''
  const figures = formatParts(value.parts, described, language)
  return language === 'zh' ? `（${figures}）` : ` (${figures})`
}

/** A deviation has no sign: which way it goes is told by the figure and the usual one beside it. */
function sideOf([figure, usual]: readonly MeasuredPart[], language: Language): string {
  const isAbove = (figure?.value ?? 0) >= (usual?.value ?? 0)
  if (language === 'zh') return isAbove ? '，高于通常' : '，低于通常'
  return isAbove ? ' above the usual' : ' below the usual'
}

function shownLevel({ indicator, level, value }: AlertStory, language: Language): string {
  return formatValue(level, indicator.unit, currencyOf(indicator, value), language, value.value)
}

/** Where no amount is left in any currency, the levels are in the indicator's own all the same. */
function currencyOf(indicator: Indicator, value: AlertStory['value']): string | undefined {
  return value.currency ?? indicator.currency
}

function lasted({ indicator, breachedOn, on }: AlertStory, language: Language): string {
  if (indicator.holdDays === 0) return ''
  const since = formatCalendarDay(breachedOn)
  const days = formatValue(on - breachedOn, 'days', undefined, language)
  return language === 'zh' ? `自 ${since} 起已持续 ${days}。` : ` It has lasted ${days}, since ${since}.`
}

/** It has risen, or its former level is one that the rules have no more: either way the level told is the one it is at. */
function isAtLevel({ severity, from, indicator }: AlertStory): boolean {
  if (from === undefined) return false
  return (severity === 'critical' && from === 'warning') || indicator.thresholds[from] === undefined
}
