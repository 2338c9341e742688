import { sha256Hex } from '../alerting/sha256.ts'
import type { LocalizedText } from '../indicators/rule-set.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { reasonsOf } from './reasons.ts'
import type { CompiledScorecard, FactorScore, Score } from './score-of.ts'
import type { Scorecard, Tier } from './scorecard.ts'
import { MAX_SCORE_WEEKS, NO_FACTORS, type RecordedFactors, type Standing, type TierOverride } from './standing.ts'
import { type EntityTraits, ratingOf, startingTierOf, tierOf, tierRank } from './tiers.ts'

/** What the end of a day did to a standing. Both or either may be absent: then nothing is to be told. */
export interface StandingMoves {
  readonly score: ScoreMove | undefined
  readonly tier: TierMove | undefined
  /** Whether measures of the standing may say something else than before; untold ones, such as another week, are among it. */
  readonly isOtherwise: boolean
  /** What was measured, told or not. */
  readonly found: FoundScore
  /** As it stands afterwards. */
  readonly standing: Readonly<Standing>
}

/** What a measurement finds, without what it is made of. */
export type FoundScore = Pick<Score, 'score' | 'bound'>

type Moves = { -readonly [Name in keyof StandingMoves]: StandingMoves[Name] }

export interface ScoreMove {
  /** Null: too little is known for a score now. */
  readonly score: number | null
  readonly previousScore: number | null
  /** Empty without a score. */
  readonly rating: string
  readonly previousRating: string
  readonly tier: Tier
  readonly isOverridden: boolean
  readonly coverage: number
  readonly reasons: readonly { readonly id: string; readonly text: LocalizedText }[]
  readonly factors: readonly FactorScore[]
  /** What moved the score most, first. Empty for a first score, and where the scorecard has other factors than before. */
  readonly changes: readonly FactorChange[]
}

export interface FactorChange {
  readonly factor: string
  /** Whole points; null = not known. */
  readonly before: number | null
  readonly now: number | null
}

export const TIER_CAUSES = ['score', 'starting-tier', 'override', 'override-ended'] as const
export type TierCause = (typeof TIER_CAUSES)[number]

export interface TierMove {
  readonly tier: Tier
  readonly previousTier: Tier | null
  readonly cause: TierCause
  /** Of the decision that holds, or has ended. */
  readonly override: TierOverride | null
  /** Why an entity without a score begins where it does, or which cap keeps it there; null: the score says so. */
  readonly why: LocalizedText | null
  readonly terms: LocalizedText
}

/** The score is told when it has moved by so much, or its rating or tier has changed. */
const LEAST_MOVE = 1

/** Is the standing to be measured at the end of the day? */
export function isStandingDue({ dueOn }: Standing, on: CalendarDay): boolean {
  return dueOn !== null && dueOn <= on
}

/**
 * Measures and records at the end of `on`: score, rating, tier, and when to look again. A customer whose score can no
 * longer be known keeps the tier that its last score gave it, or a worse one that a cap asks for: silence proves nothing.
 * @param held what would be found, where that is certain: then nothing is measured unless there is something to tell
 */
export function recordStanding<Facts>(
  standing: Standing,
  { scorecard, scoreOf, nextBoundOn }: Pick<CompiledScorecard<Facts>, 'scorecard' | 'scoreOf' | 'nextBoundOn'>,
  facts: Facts,
  traits: EntityTraits,
  on: CalendarDay,
  held?: FoundScore,
): StandingMoves {
  const ended = endOverride(standing, on)
  let measured: Score | undefined
  const whole = () => (measured ??= scoreOf(facts, on))
  const found = held ?? whole()
  const starting = boundStarting(scorecard, startingTierOf(scorecard, traits, standing.reports, on), found)
  const score = found.score ?? null
  const keepsTier = score === null && standing.isScored
  const tier = scoreTier(standing, scorecard, found, starting.tier)
  const rating = score === null ? '' : ratingOf(scorecard.ratings, score)
  const effectiveTier = standing.override?.tier ?? tier
  const previousTier = standing.effectiveTier
  const isTierMoved = effectiveTier !== previousTier
  const isScoreTold = isScoreMoved(standing, score, rating) || (isTierMoved && score !== null)
  const moves: Moves = { score: undefined, tier: undefined, isOtherwise: isScoreTold || isTierMoved, found, standing }
  if (isScoreTold) {
    const { coverage, factors: factorScores } = whole()
    const factors = score === null ? NO_FACTORS : recordedFactors(scorecard, factorScores)
    moves.score = {
      score,
      previousScore: standing.score,
      rating,
      previousRating: standing.rating,
      tier: effectiveTier,
      isOverridden: standing.override !== null,
      coverage,
      reasons: reasonsOf(whole()),
      factors: factorScores,
      changes: changesBetween(scorecard, standing.factors, factors),
    }
    standing.score = score
    standing.rating = rating
    standing.factors = factors
  }
  if (isTierMoved) {
    const cause = causeOf(standing, ended, score !== null || keepsTier)
    const why = cause === 'starting-tier' ? starting.why : cause === 'score' ? capWhy(scorecard, whole(), tier) : null
    const override = standing.override ?? ended
    moves.tier = { tier: effectiveTier, previousTier, cause, override, why, terms: scorecard.terms[effectiveTier] }
    standing.previousTier = previousTier
    standing.effectiveTier = effectiveTier
    standing.tierSinceOn = on
  }
  standing.tier = tier
  standing.isScored ||= score !== null
  standing.measuredOn = on
  standing.knownSinceOn ??= on
  if (rememberWeek(standing, on)) moves.isOtherwise = true
  const askedOn = nextDueOn(standing, scorecard, effectiveTier, on)
  // A customer that neither buys nor pays is the one whom caps are for: they do not wait for the tier to ask.
  standing.dueOn = Math.min(askedOn, nextBoundOn(facts, on, found.bound, askedOn) ?? askedOn)
  return moves
}

function endOverride(standing: Standing, on: CalendarDay): TierOverride | null {
  const { override } = standing
  if (override === null || on < override.validThroughOn) return null
  standing.override = null
  return override
}

/** What a cap says is known, also of a customer of whom nothing else is: no rule lets it begin better than that. */
function boundStarting(
  { tiers }: Scorecard,
  { tier, rule }: ReturnType<typeof startingTierOf>,
  { bound }: FoundScore,
): { readonly tier: Tier; readonly why: LocalizedText | null } {
  const atBest = bound === undefined ? tier : tierOf(tiers, bound.atMost)
  if (bound === undefined || tierRank(atBest) <= tierRank(tier)) return { tier, why: rule?.why ?? null }
  return { tier: atBest, why: bound.why }
}

function scoreTier(standing: Standing, { tiers }: Scorecard, { score, bound }: FoundScore, starting: Tier): Tier {
  const { tier, isScored } = standing
  if (score !== undefined) return tierOf(tiers, score, isScored && tier !== null ? tier : undefined)
  if (!isScored || tier === null) return starting
  const atBest = bound === undefined ? tier : tierOf(tiers, bound.atMost)
  return tierRank(atBest) > tierRank(tier) ? atBest : tier
}

function isScoreMoved(standing: Standing, score: number | null, rating: string): boolean {
  if (score === null || standing.score === null) return score !== standing.score
  return Math.abs(score - standing.score) >= LEAST_MOVE || rating !== standing.rating
}

function causeOf({ override }: Standing, ended: TierOverride | null, isByScore: boolean): TierCause {
  if (override !== null) return 'override'
  if (ended !== null) return 'override-ended'
  return isByScore ? 'score' : 'starting-tier'
}

/** The cap that keeps the entity in its tier: says more than that the score says so. */
function capWhy({ tiers }: Scorecard, { score, cap, bound }: Score, tier: Tier): LocalizedText | null {
  const holding = score === undefined ? bound : cap
  return holding !== undefined && tierOf(tiers, holding.atMost) === tier ? holding.why : null
}

function nextDueOn({ override }: Standing, { monitoring }: Scorecard, tier: Tier, on: CalendarDay): CalendarDay {
  const next = on + Math.max(1, monitoring[tier])
  return override === null ? next : Math.min(next, Math.max(on + 1, override.validThroughOn))
}

/** By the recorded score, the best of each seven days. @returns whether the weeks are others than before */
function rememberWeek({ score, weeks }: Standing, on: CalendarDay): boolean {
  const last = weeks.at(-1)
  if (score === null) return false
  if (last === undefined || weekOf(last.on) !== weekOf(on)) {
    weeks.push({ on, score })
    if (weeks.length > MAX_SCORE_WEEKS) weeks.shift()
    return true
  }
  if (score <= last.score) return false
  weeks[weeks.length - 1] = { on, score }
  return true
}

function weekOf(on: CalendarDay): number {
  return Math.floor(on / 7)
}

function recordedFactors({ factors }: Scorecard, measured: readonly FactorScore[]): RecordedFactors {
  return {
    key: keyOf(factors),
    points: measured.map(({ points }) => (points === undefined ? -1 : Math.round(points))),
  }
}

const keys = new WeakMap<Scorecard['factors'], number>()

/** 32 bits of a hash: what a scorecard of other factors left behind must not be compared. */
function keyOf(factors: Scorecard['factors']): number {
  let key = keys.get(factors)
  if (key === undefined) {
    key = Number.parseInt(sha256Hex(factors.map(({ id }) => id).join('|')).slice(0, 8), 16)
    keys.set(factors, key)
  }
  return key
}

/** Ordered by how much weight moved. */
function changesBetween(
  { factors }: Scorecard,
  before: RecordedFactors,
  now: RecordedFactors,
): readonly FactorChange[] {
  if (before.key !== now.key) return []
  return factors
    .map(({ id, weight }, index) => ({ factor: id, weight, before: before.points[index]!, now: now.points[index]! }))
    .filter((change) => change.before !== change.now)
    .sort((left, right) => right.weight * spanOf(right) - left.weight * spanOf(left))
    .map(({ factor, ...points }) => ({ factor, before: knownPoints(points.before), now: knownPoints(points.now) }))
}

function spanOf({ before, now }: { readonly before: number; readonly now: number }): number {
  return Math.abs(Math.max(0, now) - Math.max(0, before))
}

function knownPoints(points: number): number | null {
  return points === -1 ? null : points
}
