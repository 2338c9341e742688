/** Holds what was published against what a scenario's author wrote down beforehand. */
import { formatCalendarDay, type Language, type LocalizedText } from '@tocsin/domain'
import type { AlertEpisode } from './alert-episodes.ts'

export type AlertSeverity = 'warning' | 'critical'

/** A day since 1970-01-01, or the few days on which a live event may fall: a run can pass midnight. */
export interface ExpectedDay {
  readonly earliest: number
  readonly latest: number
}

/** One alert that must come, from firing to its end. */
export interface ExpectedAlert {
  readonly indicatorId: string
  readonly entityType: string
  readonly entityId: string
  /** Severity at which it fires. */
  readonly severity: AlertSeverity
  readonly breachedOn: ExpectedDay
  readonly severityChanges: readonly ExpectedChange[]
  /** Undefined: still open at the end. */
  readonly resolvedOn: ExpectedDay | undefined
  readonly because: LocalizedText
}

export interface ExpectedChange {
  readonly to: AlertSeverity
  readonly onDay: ExpectedDay
}

export interface AlertComparison {
  /** Expected, but nothing like it was published. */
  readonly missing: readonly ExpectedAlert[]
  /** Published, but nobody wrote it down. */
  readonly unexpected: readonly AlertEpisode[]
  readonly matched: readonly { readonly expected: ExpectedAlert; readonly published: AlertEpisode }[]
}

/**
 * Pairs every expected alert with the published one of the same indicator, entity, day, course and end. A published
 * alert with another course counts as missing and as unexpected at once: the report shows both side by side.
 */
export function compareAlerts(expected: readonly ExpectedAlert[], published: readonly AlertEpisode[]): AlertComparison {
  const remaining = new Set(published)
  const missing: ExpectedAlert[] = []
  const matched: { expected: ExpectedAlert; published: AlertEpisode }[] = []
  for (const wanted of expected) {
    const found = [...remaining].find((episode) => isAsExpected(wanted, episode))
    if (found === undefined) {
      missing.push(wanted)
      continue
    }
    remaining.delete(found)
    matched.push({ expected: wanted, published: found })
  }
  return { missing, unexpected: [...remaining], matched }
}

export function isExact(comparison: AlertComparison): boolean {
  return comparison.missing.length === 0 && comparison.unexpected.length === 0
}

/** A report for people: the verdict first, then what is missing with the author's reason, then what is too much. */
export function describeComparison(comparison: AlertComparison, language: Language = 'en'): string {
  const { missing, unexpected, matched } = comparison
  const words = WORDS[language]
  const lines = [
    isExact(comparison)
      ? words.exact(matched.length)
      : words.differs(matched.length, missing.length, unexpected.length),
  ]
  for (const alert of missing) {
    lines.push(
      `  ${words.missing}  ${courseOfExpected(alert, words)}`,
      `      ${words.because}${alert.because[language].trim()}`,
    )
    const near = unexpected.find((one) => one.indicatorId === alert.indicatorId && one.entityId === alert.entityId)
    if (near !== undefined) lines.push(`      ${words.instead}${courseOfEpisode(near, words)}`)
  }
  for (const episode of unexpected) {
    lines.push(`  ${words.unexpected}  ${courseOfEpisode(episode, words)}`, `      ${episode.reason[language]}`)
  }
  return lines.join('\n')
}

interface Words {
  exact(matched: number): string
  differs(matched: number, missing: number, unexpected: number): string
  readonly missing: string
  readonly unexpected: string
  readonly because: string
  readonly instead: string
  readonly open: string
  step(severity: AlertSeverity, day: string): string
  resolved(day: string): string
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    exact: (matched) => `All ${matched} expected alerts came, and no other.`,
    differs: (matched, missing, unexpected) =>
      `${matched} expected alerts came; ${missing} did not; ${unexpected} came that nobody expected.`,
    missing: 'missing',
    unexpected: 'unexpected',
    because: 'expected because ',
    instead: 'published instead: ',
    open: 'open',
    step: (severity, day) => `${severity} on ${day}`,
    resolved: (day) => `resolved on ${day}`,
  },
  zh: {
    exact: (matched) => `预期的 ${matched} 条预警全部出现，没有多余的。`,
    differs: (matched, missing, unexpected) =>
      `预期的预警出现 ${matched} 条，缺 ${missing} 条；另有 ${unexpected} 条不在预期之内。`,
    missing: '缺少',
    unexpected: '多出',
    because: '预期的理由：',
    instead: '实际发布：',
    open: '未解除',
    step: (severity, day) => `${day} ${severity === 'critical' ? '严重' : '警告'}`,
    resolved: (day) => `${day} 解除`,
  },
}

function isAsExpected(wanted: ExpectedAlert, episode: AlertEpisode): boolean {
  if (wanted.indicatorId !== episode.indicatorId || wanted.severity !== episode.firedSeverity) return false
  if (wanted.entityType !== episode.entityType || wanted.entityId !== episode.entityId) return false
  if (!isWithin(wanted.breachedOn, episode.breachedOn)) return false
  if (wanted.severityChanges.length !== episode.severityChanges.length) return false
  for (const [index, change] of wanted.severityChanges.entries()) {
    const actual = episode.severityChanges[index]!
    if (actual.to !== change.to || !isWithin(change.onDay, actual.onDay)) return false
  }
  if (wanted.resolvedOn === undefined || episode.resolvedOn === undefined) {
    return wanted.resolvedOn === episode.resolvedOn
  }
  return isWithin(wanted.resolvedOn, episode.resolvedOn)
}

function isWithin(expected: ExpectedDay, day: number): boolean {
  return day >= expected.earliest && day <= expected.latest
}

function courseOfExpected(alert: ExpectedAlert, words: Words): string {
  const changes = alert.severityChanges.map(({ to, onDay }) => words.step(to, rangeText(onDay)))
  const fired = words.step(alert.severity, rangeText(alert.breachedOn))
  const end = alert.resolvedOn === undefined ? words.open : words.resolved(rangeText(alert.resolvedOn))
  return course(alert, [fired, ...changes, end])
}

function courseOfEpisode(episode: AlertEpisode, words: Words): string {
  const changes = episode.severityChanges.map(({ to, onDay }) => words.step(to, formatCalendarDay(onDay)))
  const fired = words.step(episode.firedSeverity, formatCalendarDay(episode.breachedOn))
  const end = episode.resolvedOn === undefined ? words.open : words.resolved(formatCalendarDay(episode.resolvedOn))
  return course(episode, [fired, ...changes, end])
}

function course(
  alert: { readonly indicatorId: string; readonly entityType: string; readonly entityId: string },
  steps: readonly string[],
): string {
  return `${alert.indicatorId} · ${alert.entityType} ${alert.entityId} · ${steps.join(', ')}`
}

function rangeText({ earliest, latest }: ExpectedDay): string {
  return earliest === latest
    ? formatCalendarDay(earliest)
    : `${formatCalendarDay(earliest)}/${formatCalendarDay(latest)}`
}
