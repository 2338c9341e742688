import {
  formatCalendarDay,
  type Language,
  type LocalizedText,
  type Scorecard,
  type ScoreMove,
  type StandingMoves,
  sha256Hex,
  TIER_WORDS,
  type TierMove,
} from '@tocsin/domain'
import type { ScoreChanged, ScoreEvent, TierChanged } from '@tocsin/events'

/** Whose score or tier moved, and when. */
export interface ScoredEntity {
  readonly entityId: string
  /** For people; null or empty where none is known. */
  readonly entityName: string | null
  readonly scorecard: Scorecard
  readonly ruleSetVersion: string
  /** The business day at whose end it was measured. */
  readonly on: number
  readonly asOfMs: number
}

/** What the end of a day did to a standing, as events that explain themselves: first the score, then the tier. */
export function scoreEvents(moves: StandingMoves, entity: ScoredEntity): ScoreEvent[] {
  const events: ScoreEvent[] = []
  if (moves.score !== undefined) events.push(scoreChanged(moves.score, entity))
  if (moves.tier !== undefined) events.push(tierChanged(moves.tier, moves.standing, entity))
  return events
}

function scoreChanged(move: ScoreMove, entity: ScoredEntity): ScoreChanged {
  const reason = scoreReason(move, entity)
  return {
    type: 'score-changed',
    eventId: eventIdOf('score', entity),
    ...subjectOf(entity),
    scorecard: entity.scorecard.id,
    score: move.score,
    previousScore: move.previousScore,
    rating: move.rating || null,
    previousRating: move.previousRating || null,
    tier: move.tier,
    overridden: move.isOverridden,
    coverage: move.coverage,
    reasonCodes: move.reasons.map(({ id }) => id),
    reasonZh: reason.zh,
    reasonEn: reason.en,
    factors: move.factors.map(({ factor, points, value, currency, sample }) => ({
      factor: factor.id,
      points: points ?? null,
      weight: factor.weight,
      value: value ?? null,
      currency: currency ?? null,
      sample,
    })),
    changes: move.changes.map((change) => ({ ...change })),
    ...circumstancesOf(entity),
  }
}

function tierChanged(move: TierMove, { score, rating }: StandingMoves['standing'], entity: ScoredEntity): TierChanged {
  const reason = tierReason(move, entity)
  return {
    type: 'tier-changed',
    eventId: eventIdOf('tier', entity),
    ...subjectOf(entity),
    tier: move.tier,
    previousTier: move.previousTier,
    cause: move.cause,
    score,
    rating: rating || null,
    author: move.override?.author ?? null,
    decisionReason: move.override?.reason ?? null,
    validThroughOn: move.override?.validThroughOn ?? null,
    reasonZh: reason.zh,
    reasonEn: reason.en,
    termsZh: move.terms.zh,
    termsEn: move.terms.en,
    ...circumstancesOf(entity),
  }
}

function subjectOf({ entityId, entityName, scorecard }: ScoredEntity) {
  return { entityType: scorecard.entity, entityId, entityName: entityName || null }
}

function circumstancesOf({ ruleSetVersion, on, asOfMs }: ScoredEntity) {
  return { ruleSetVersion, on, at: asOfMs }
}

/** One of each kind at the end of a day. Ids of events have 200 characters at most, as those of entities have. */
function eventIdOf(kind: string, { entityId, scorecard, on }: ScoredEntity): string {
  const id = entityId.length <= MAX_ENTITY_ID_IN_EVENT_ID ? entityId : sha256Hex(entityId)
  return `${kind}-${on}-${scorecard.entity}-${id}`
}

const MAX_ENTITY_ID_IN_EVENT_ID = 150

function scoreReason(move: ScoreMove, entity: ScoredEntity): LocalizedText {
  const who = nameOf(entity)
  const costs = (language: Language) => move.reasons.map(({ text }) => text[language])
  if (move.score === null) {
    const share = Math.round(move.coverage * 100)
    return {
      zh: `${who.zh}的已知数据只占评分卡权重的 ${share}%，暂无评分。`,
      en: `${who.en} has no score for now: ${share} % of the scorecard's weights is known.`,
    }
  }
  const zh = costs('zh')
  const en = costs('en')
  const before = move.previousScore
  return {
    zh: `${who.zh}的评分为 ${move.score}（${move.rating}）${before === null ? '' : `，此前 ${before}`}${zh.length === 0 ? '' : `；主要扣分：${zh.join('，')}`}。`,
    en: `${who.en} scores ${move.score} (${move.rating})${before === null ? '' : `, before ${before}`}${en.length === 0 ? '' : `; what costs most: ${en.join(', ')}`}.`,
  }
}

function tierReason(move: TierMove, entity: ScoredEntity): LocalizedText {
  const who = nameOf(entity)
  const cause = causeText(move)
  const before = move.previousTier === null ? undefined : TIER_WORDS[move.previousTier]
  const tier = TIER_WORDS[move.tier]
  return {
    zh: `${who.zh}的风险等级${before === undefined ? '为' : `由${before.zh}变为`}${tier.zh}：${cause.zh}。`,
    en: `${who.en} is ${tier.en}${before === undefined ? '' : ` now, before ${before.en}`}: ${cause.en}.`,
  }
}

function causeText({ cause, override, why }: TierMove): LocalizedText {
  const by = override === null ? undefined : `${override.author}`
  const until = override === null ? '' : formatCalendarDay(override.validThroughOn)
  switch (cause) {
    case 'score':
      return why ?? { zh: '依据评分', en: 'so the score says' }
    case 'starting-tier':
      return why ?? { zh: '尚无足够数据评分', en: 'too little is known for a score' }
    case 'override':
      return {
        zh: `${by} 人工调整，有效至 ${until}，理由：${override?.reason}`,
        en: `${by} decided so until ${until}, because: ${override?.reason}`,
      }
    case 'override-ended':
      return { zh: `${by} 的人工调整已于 ${until} 到期`, en: `the decision of ${by} ended on ${until}` }
  }
}

function nameOf({ entityId, entityName, scorecard }: ScoredEntity): LocalizedText {
  if (entityName) return { zh: `${entityName}（${entityId}）`, en: `${entityName} (${entityId})` }
  return scorecard.entity === 'customer'
    ? { zh: `客户 ${entityId} `, en: `Customer ${entityId}` }
    : { zh: `销售代表 ${entityId} `, en: `Sales representative ${entityId}` }
}
