/** Holds what was published against what a scenario's author wrote down beforehand. */
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
  readonly because: string
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
export function describeComparison(comparison: AlertComparison): string {
  const { missing, unexpected, matched } = comparison
  const lines = [
    isExact(comparison)
      ? `All ${matched.length} expected alerts came, and no other.`
      : `${matched.length} expected alerts came; ${missing.length} did not; ${unexpected.length} came that nobody expected.`,
  ]
  for (const alert of missing) {
    lines.push(`  missing     ${courseOfExpected(alert)}`, `              expected because ${alert.because}`)
    const near = unexpected.find((one) => one.indicatorId === alert.indicatorId && one.entityId === alert.entityId)
    if (near !== undefined) lines.push(`              published instead: ${courseOfEpisode(near)}`)
  }
  for (const episode of unexpected) {
    lines.push(`  unexpected  ${courseOfEpisode(episode)}`)
    if (episode.reason !== '') lines.push(`              its reason: ${episode.reason}`)
  }
  return lines.join('\n')
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

function courseOfExpected(alert: ExpectedAlert): string {
  const changes = alert.severityChanges.map(({ to, onDay }) => `${to} on ${rangeText(onDay)}`)
  const fired = `${alert.severity} on ${rangeText(alert.breachedOn)}`
  return course(alert, [fired, ...changes], alert.resolvedOn && rangeText(alert.resolvedOn))
}

function courseOfEpisode(episode: AlertEpisode): string {
  const changes = episode.severityChanges.map(({ to, onDay }) => `${to} on ${dayText(onDay)}`)
  const fired = `${episode.firedSeverity} on ${dayText(episode.breachedOn)}`
  const end = episode.resolvedOn === undefined ? undefined : dayText(episode.resolvedOn)
  return course(episode, [fired, ...changes], end)
}

function course(
  alert: { readonly indicatorId: string; readonly entityType: string; readonly entityId: string },
  steps: readonly string[],
  resolved: string | undefined,
): string {
  const end = resolved === undefined ? 'open' : `resolved on ${resolved}`
  return `${alert.indicatorId} · ${alert.entityType} ${alert.entityId} · ${[...steps, end].join(', ')}`
}

function rangeText({ earliest, latest }: ExpectedDay): string {
  return earliest === latest ? dayText(earliest) : `${dayText(earliest)} to ${dayText(latest)}`
}

function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}
