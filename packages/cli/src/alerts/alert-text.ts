import {
  ENTITY_WORDS,
  type EntityType,
  findMeasureIn,
  formatCalendarDay,
  formatValue,
  INDICATOR_UNITS,
  type MeasureCatalogue,
} from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import { zonedText } from '../business-zone.ts'
import { columnsOf, type Language, padTo, type Terminal } from '../terminal.ts'
import { type AlertEpisode, isOpen, latestOf } from './alert-history.ts'

const WORDS = {
  en: {
    warning: 'WARNING',
    critical: 'CRITICAL',
    'alert-fired': 'fired',
    'alert-severity-changed': 'severity changed',
    'alert-resolved': 'resolved',
    open: 'open',
    alert: 'Alert',
    indicator: 'Indicator',
    about: 'About',
    state: 'State',
    breachedOn: 'Breached on',
    value: 'Value',
    threshold: 'threshold',
    rules: 'Rule set',
    course: 'What happened',
    evidence: 'Evidence',
    records: 'Records',
    nextStep: 'What to do now',
    was: 'was',
  },
  zh: {
    warning: '警告',
    critical: '严重',
    'alert-fired': '触发',
    'alert-severity-changed': '级别变化',
    'alert-resolved': '已解除',
    open: '未解除',
    alert: '预警',
    indicator: '指标',
    about: '对象',
    state: '状态',
    breachedOn: '突破日',
    value: '指标值',
    threshold: '阈值',
    rules: '规则版本',
    course: '经过',
    evidence: '依据',
    records: '记录',
    nextStep: '下一步',
    was: '此前',
  },
} as const

export interface AlertTextOptions {
  readonly language: Language
  readonly colours: Terminal['colours']
  /** Business zone that instants are shown in. */
  readonly zone: string
}

export interface EpisodeTextOptions extends AlertTextOptions {
  /** What measures are called; of others the name is shown. */
  readonly measures: MeasureCatalogue
}

/** A value with its unit: `45 days`, `34 %`, `12000.00 CNY`; the bare number where we do not know the unit. */
function valueText(value: number, unit: string, currency: string | null | undefined, language: Language): string {
  const known = INDICATOR_UNITS.find((candidate) => candidate === unit)
  return known ? formatValue(value, known, currency ?? undefined, language) : `${value} ${unit}`
}

/** The two lines of a transition in a list: what and about whom, then why. */
export function transitionLines(event: AlertEvent, options: AlertTextOptions): [string, string] {
  const { language, colours } = options
  const moment = zonedText(event.at, options.zone)
  const what = `${colours.bold(event.indicator)} · ${entityText(event, language)}`
  const id = colours.dim(`${event.alertId} r${event.revision}`)
  return [`${colours.dim(moment)}  ${badge(event, options)}  ${what}  ${id}`, `    ${reasonOf(event, language)}`]
}

/** The whole episode for `tocsin explain`. */
export function episodeLines(episode: AlertEpisode, options: EpisodeTextOptions): string[] {
  const { language, colours } = options
  const words = WORDS[language]
  const latest = latestOf(episode)
  const currency = latest.evidence.currency
  const state = isOpen(episode) ? `${words.open}, ${badge(latest, options).trim()}` : words['alert-resolved']
  const value = valueText(latest.value, latest.unit, currency, language)
  const threshold = valueText(latest.threshold, latest.unit, currency, language)
  const facts: [string, string][] = [
    [words.alert, latest.alertId],
    [words.indicator, latest.indicator],
    [words.about, entityText(latest, language)],
    [words.state, state],
    [words.breachedOn, formatCalendarDay(latest.breachedOn)],
    [words.value, `${value} (${words.threshold} ${threshold})`],
    [words.rules, latest.ruleSetVersion],
  ]
  return [
    ...facts.map(([name, text]) => `${colours.dim(padTo(name, 14))}${text}`),
    '',
    `${colours.bold(words.course)} ${colours.dim(`(${options.zone})`)}`,
    ...episode.transitions.flatMap((event) => courseLines(event, options)),
    '',
    colours.bold(words.evidence),
    ...measureLines(latest, options),
    ...recordLines(latest, words.records),
    ...(isOpen(episode) ? ['', colours.bold(words.nextStep), `  ${nextStepOf(latest, language)}`] : []),
  ]
}

function reasonOf(event: AlertEvent, language: Language): string {
  return language === 'zh' ? event.reasonZh : event.reasonEn
}

function nextStepOf(event: AlertEvent, language: Language): string {
  return language === 'zh' ? event.nextStepZh : event.nextStepEn
}

/** `CRITICAL` or `resolved`, padded to one width, in the colour of its meaning. */
function badge(event: AlertEvent, { language, colours }: AlertTextOptions): string {
  const words = WORDS[language]
  if (event.type === 'alert-resolved') return colours.green(padTo(words['alert-resolved'], 8))
  const text = padTo(words[event.severity], 8)
  return event.severity === 'critical' ? colours.red(text) : colours.yellow(text)
}

function entityText(event: AlertEvent, language: Language): string {
  const kind = isEntityType(event.entityType) ? ENTITY_WORDS[event.entityType][language] : event.entityType
  return event.entityName ? `${kind} ${event.entityId} (${event.entityName})` : `${kind} ${event.entityId}`
}

function isEntityType(name: string): name is EntityType {
  return Object.hasOwn(ENTITY_WORDS, name)
}

function courseLines(event: AlertEvent, options: AlertTextOptions): string[] {
  const words = WORDS[options.language]
  const moment = zonedText(event.at, options.zone, true)
  const before = event.type === 'alert-severity-changed' ? ` (${words.was} ${words[event.previousSeverity]})` : ''
  const head = `${event.revision}. ${moment}  ${words[event.type]}: ${badge(event, options).trim()}${before}`
  const plain = event.type === 'alert-resolved' ? `${event.revision}. ${moment}  ${badge(event, options).trim()}` : head
  return [`  ${plain}`, `     ${reasonOf(event, options.language)}`]
}

function measureLines({ entityType, evidence }: AlertEvent, { language, measures }: EpisodeTextOptions): string[] {
  const rows = evidence.measures.map(({ name, value, unit, currency }) => [
    `  ${findMeasureIn(measures, entityType, name)?.label[language] ?? name}`,
    valueText(value, unit, currency ?? evidence.currency, language),
  ])
  return columnsOf(rows)
}

function recordLines(event: AlertEvent, title: string): string[] {
  if (event.evidence.inputs.length === 0) return []
  const positions = event.evidence.inputs.map((input) => `${input.topic}/${input.partition}/${input.offset}`)
  return [`  ${title}: ${positions.join(', ')}`]
}
