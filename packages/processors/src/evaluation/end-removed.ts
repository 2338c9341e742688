/** Alerts of indicators that the rules no longer have: they end when the rules change, whatever they measure. */
import {
  alertId,
  type CompiledIndicator,
  type EntityType,
  type Episode,
  type Indicator,
  type RuleTimeline,
} from '@tocsin/domain'
import type { AlertResolved } from '@tocsin/events'
import { type EpisodeOfIndicator, setEpisode } from './episodes.ts'
import type { EvaluatedEntity, EvaluationContext } from './evaluate.ts'

export interface RulesInForce<Facts> {
  readonly timeline: RuleTimeline
  readonly indicators: readonly CompiledIndicator<Facts>[]
}

/**
 * Ends what is open, forgets what is pending. An ended one is remembered until its day is over: an indicator of the same
 * name that comes back on that day must not use its identity again.
 */
export function endRemoved<Facts>(
  entity: EvaluatedEntity<Facts>,
  entityType: EntityType,
  { timeline, indicators }: RulesInForce<Facts>,
  context: EvaluationContext,
): AlertResolved[] {
  if (entity.episodes.length === 0) return []
  const known = idsOf(indicators)
  const removed = entity.episodes.filter(({ indicatorId }) => !known.has(indicatorId))
  return removed.flatMap((entry) => {
    const { indicatorId, episode } = entry
    if (episode.phase === 'pending' || (episode.phase === 'resolved' && episode.breachedOn !== context.on)) {
      setEpisode(entity.episodes, indicatorId, undefined)
    }
    if (episode.phase === 'pending' || episode.phase === 'resolved') return []
    const ended: Episode = { ...episode, phase: 'resolved', revision: episode.revision + 1 }
    setEpisode(entity.episodes, indicatorId, ended)
    const former = lastDefinition(timeline, indicatorId, context.asOfMs)
    return [resolved(entity, entityType, { indicatorId, episode: ended }, former, context)]
  })
}

/** Asked at every day end: to look through eighty indicators for each episode took 3 % of all that a day end costs. */
const idsByIndicators = new WeakMap<object, ReadonlySet<string>>()

function idsOf<Facts>(indicators: readonly CompiledIndicator<Facts>[]): ReadonlySet<string> {
  let ids = idsByIndicators.get(indicators)
  if (ids === undefined) {
    ids = new Set(indicators.map(({ indicator }) => indicator.id))
    idsByIndicators.set(indicators, ids)
  }
  return ids
}

/** As it was when it was last in force; undefined when the version that had it is not on record. */
function lastDefinition(timeline: RuleTimeline, indicatorId: string, atMs: number): Indicator | undefined {
  const versions = timeline.versionsThrough(atMs)
  const definitions = versions.map(({ indicators }) => indicators.find(({ id }) => id === indicatorId))
  return definitions.findLast((definition) => definition !== undefined)
}

function resolved<Facts>(
  { entityId, entityName, salesRepId }: EvaluatedEntity<Facts>,
  entityType: EntityType,
  { indicatorId, episode }: EpisodeOfIndicator,
  former: Indicator | undefined,
  { asOfMs, ruleSetVersion }: EvaluationContext,
): AlertResolved {
  const { severity, breachedOn, nth, revision } = episode
  const id = alertId({ indicatorId, entityType, entityId, breachedOn, nth })
  return {
    type: 'alert-resolved',
    eventId: `${id}-${revision}`,
    alertId: id,
    revision,
    indicator: indicatorId,
    indicatorNameZh: former?.name.zh ?? indicatorId,
    indicatorNameEn: former?.name.en ?? indicatorId,
    entityType,
    entityId,
    entityName: entityName || null,
    salesRepId: salesRepId || null,
    severity,
    resolution: 'indicator-removed',
    value: 0,
    unit: former?.unit ?? 'count',
    threshold: former?.thresholds[severity] ?? 0,
    breachedOn,
    at: asOfMs,
    reasonZh: `规则集 ${ruleSetVersion} 不再包含该指标，预警解除。`,
    reasonEn: `The rule set ${ruleSetVersion} no longer has this indicator: the alert is over.`,
    nextStepZh: '无需处理。',
    nextStepEn: 'Nothing to do.',
    correction: false,
    evidence: { measures: [], inputs: [], currency: former?.currency ?? null },
    ruleSetVersion,
    likelihood: null,
    impact: null,
    riskLevel: null,
    ownerRole: former?.ownerRole ?? '',
  }
}
