/**
 * What has to be told about scores and tiers when an entity's state was built anew. They are absolute, as facts are: the
 * latest says how the entity stands, so one that differs is told again, and what was told rightly is not.
 */
import type { ScoreEvent } from '@tocsin/events'
import type { ToldDifference } from '@tocsin/stream'

/** Scores and tiers of one entity are two subjects: each has its latest. */
export function subjectOfScore({ type, entityType, entityId }: ScoreEvent): string {
  return `${type}|${entityType}|${entityId}`
}

export function reconcileScore(
  { computed, published }: ToldDifference<ScoreEvent>,
  { asOfMs, ruleSetVersion }: { readonly asOfMs: number; readonly ruleSetVersion: string },
): ScoreEvent[] {
  if (computed !== undefined) return [computed]
  // A tier that nobody computes any more has no other in its place; a score has none at all.
  if (published?.type !== 'score-changed' || published.score == null) return []
  const { score, rating, tier } = published
  return [
    {
      ...published,
      eventId: `${published.eventId}-withdrawn`,
      score: null,
      previousScore: score,
      rating: null,
      previousRating: rating ?? null,
      tier,
      coverage: 0,
      reasonCodes: [],
      reasonZh: '按现行规则对全部记录重新计算后，不再有评分。',
      reasonEn: 'Computed anew from all records under the present rules, there is no score any more.',
      factors: [],
      changes: [],
      ruleSetVersion,
      at: asOfMs,
    },
  ]
}
