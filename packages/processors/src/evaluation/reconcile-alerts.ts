/**
 * What has to be told about alerts when an entity's state was built anew, so that readers, who take a revision only when
 * it is greater than the last, see what the new state says.
 *
 * K1. Told open, open now, equally bad: nothing. The next transition goes on from the greater revision.
 * K2. Told open, open now, better or worse: its severity changed.
 * K3. Told open, and not open now: resolved, as `rebuilt`.
 * K4. Open now, never told: told once, as fired.
 * K5. Told as resolved, open now: the same breach, so the same alert: fired with the next revision.
 * K6. An identity that was told is never given to another breach: one that begins on that day counts on from it.
 */
import { alertId, type Episode } from '@tocsin/domain'
import type { AlertEvent, AlertFired, AlertResolved } from '@tocsin/events'
import type { ToldDifference } from '@tocsin/stream'
import { type Episodes, episodeOf, setEpisode } from './episodes.ts'

export interface ReconcileContext {
  readonly asOfMs: number
  readonly ruleSetVersion: string
}

/** @param episodes of the entity, changed in place; undefined when it has no state */
export function reconcileAlerts(
  episodes: Episodes | undefined,
  differences: readonly ToldDifference<AlertEvent>[],
  context: ReconcileContext,
): AlertEvent[] {
  return differences.flatMap(({ computed, published }) => {
    if (computed !== undefined && isOpen(computed)) return openNow(episodes, computed, published, context)
    return published === undefined ? [] : closedNow(episodes, computed, published, context)
  })
}

/** How an alert stands on its own: the greatest revision is what counts. */
export function isOpen(alert: AlertEvent): boolean {
  return alert.type !== 'alert-resolved'
}

function openNow(
  episodes: Episodes | undefined,
  computed: AlertEvent,
  published: AlertEvent | undefined,
  { asOfMs }: ReconcileContext,
): AlertEvent[] {
  if (published === undefined) return [asFired(computed, computed.revision, computed.at)]
  const greater = Math.max(computed.revision, published.revision)
  const isTold = isOpen(published) && published.severity === computed.severity
  const revision = isTold ? greater : greater + 1
  raiseRevision(episodes, computed, revision)
  if (isTold) return []
  if (!isOpen(published)) return [asFired(computed, revision, asOfMs)]
  const { severity: previousSeverity } = published
  return [
    { ...computed, ...numbered(computed, revision), type: 'alert-severity-changed', previousSeverity, at: asOfMs },
  ]
}

function closedNow(
  episodes: Episodes | undefined,
  computed: AlertEvent | undefined,
  published: AlertEvent,
  context: ReconcileContext,
): AlertEvent[] {
  const revision = Math.max(computed?.revision ?? 0, published.revision) + (isOpen(published) ? 1 : 0)
  if (computed === undefined) reserveIdentity(episodes, published, revision)
  else raiseRevision(episodes, computed, revision)
  return isOpen(published) ? [asResolved(computed ?? published, revision, context)] : []
}

function asFired(alert: AlertEvent, revision: number, at: number): AlertFired {
  const { type: _, ...fields } = alert
  const fired: AlertFired & { previousSeverity?: unknown; resolution?: unknown } = {
    ...fields,
    ...numbered(alert, revision),
    type: 'alert-fired',
    at,
  }
  delete fired.previousSeverity
  delete fired.resolution
  return fired
}

function asResolved(alert: AlertEvent, revision: number, { asOfMs, ruleSetVersion }: ReconcileContext): AlertResolved {
  const { type: _, ...fields } = alert
  const resolved: AlertResolved & { previousSeverity?: unknown } = {
    ...fields,
    ...numbered(alert, revision),
    type: 'alert-resolved',
    resolution: 'rebuilt',
    at: asOfMs,
    reasonZh: '按现行规则对全部记录重新计算后，该预警不再成立，预警解除。',
    reasonEn: 'Computed anew from all records under the present rules, this alert no longer holds: it is over.',
    correction: false,
    ruleSetVersion,
  }
  delete resolved.previousSeverity
  return resolved
}

function numbered({ alertId: id }: AlertEvent, revision: number) {
  return { eventId: `${id}-${revision}`, revision }
}

/** The episode that the alert is about goes on from this revision. */
function raiseRevision(episodes: Episodes | undefined, alert: AlertEvent, revision: number): void {
  if (episodes === undefined) return
  const episode = episodeOf(episodes, alert.indicator)
  if (episode === undefined || idOf(alert, episode) !== alert.alertId) return
  if (episode.revision < revision) setEpisode(episodes, alert.indicator, { ...episode, revision })
}

/** K6. */
function reserveIdentity(episodes: Episodes | undefined, told: AlertEvent, revision: number): void {
  if (episodes === undefined) return
  const nth = nthOf(told)
  const episode = episodeOf(episodes, told.indicator)
  const { severity, breachedOn } = told
  if (nth === undefined) return
  if (episode === undefined) {
    // Remembered as any ended episode: it goes when its day is over.
    setEpisode(episodes, told.indicator, { phase: 'resolved', severity, breachedOn, nth, revision })
  } else if (episode.breachedOn === breachedOn && episode.nth <= nth && episode.phase !== 'firing') {
    const isPending = episode.phase === 'pending'
    setEpisode(episodes, told.indicator, { ...episode, nth: isPending ? nth + 1 : nth })
  }
}

/** More alerts of one indicator, entity and day than this were never seen: on change, each needs a breach and an end. */
const MOST_ALERTS_A_DAY = 1_000

/** An alert does not say which one of its day it is; its identity does. */
function nthOf(alert: AlertEvent): number | undefined {
  for (let nth = 1; nth <= MOST_ALERTS_A_DAY; nth += 1) {
    if (idOf(alert, { breachedOn: alert.breachedOn, nth }) === alert.alertId) return nth
  }
  return undefined
}

function idOf(alert: AlertEvent, { breachedOn, nth }: Pick<Episode, 'breachedOn' | 'nth'>): string {
  const { indicator: indicatorId, entityType, entityId } = alert
  return alertId({ indicatorId, entityType, entityId, breachedOn, nth })
}
