import { formatCalendarDay, formatValue, INDICATOR_UNITS, type Language } from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import type { AlertCourse } from './alert-course.ts'

export const ALERT_NUMERIC: readonly number[] = [4]

const SEVERITY_WORDS = { warning: { zh: '警告', en: 'warning' }, critical: { zh: '严重', en: 'critical' } } as const

export function severityWord(severity: keyof typeof SEVERITY_WORDS, language: Language): string {
  return SEVERITY_WORDS[severity][language]
}

export function alertHeader(language: Language): string[] {
  return language === 'zh'
    ? ['突破日', '级别', '指标', '对象', '触发时指标值', '解除', '预警号']
    : ['breached on', 'severity', 'indicator', 'about', 'value when fired', 'resolved', 'alert']
}

export function alertRow(course: AlertCourse, language: Language): string[] {
  const [fired] = course.transitions as readonly [AlertEvent]
  const last = course.transitions.at(-1) as AlertEvent
  const name = course.entityName === null ? '' : ` ${course.entityName}`
  return [
    formatCalendarDay(course.breachedOn),
    severityWord(course.severity, language),
    course.indicator,
    `${course.entityId}${name}`,
    valueText(fired, language),
    course.resolvedAt === null ? '–' : daysText(course, last, language),
    course.alertId,
  ]
}

/** How long it stood. */
function daysText({ firedAt }: AlertCourse, last: AlertEvent, language: Language): string {
  const days = Math.round((last.at - firedAt) / 86_400_000)
  return language === 'zh' ? `${days} 天后` : `after ${days} ${days === 1 ? 'day' : 'days'}`
}

function valueText({ value, unit, evidence }: AlertEvent, language: Language): string {
  const known = INDICATOR_UNITS.find((candidate) => candidate === unit)
  return known === undefined ? `${value} ${unit}` : formatValue(value, known, evidence.currency ?? undefined, language)
}
