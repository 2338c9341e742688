import type { CalendarDay } from '../values/calendar-day.ts'
import { type CreditReport, creditReportScoreOn } from './credit-reports.ts'
import {
  type RatingBand,
  type Scorecard,
  type StartingTierRule,
  TIERS,
  type Tier,
  type TierBands,
} from './scorecard.ts'

/** Who an entity is, as far as a starting tier asks. */
export interface EntityTraits {
  readonly segment?: string | undefined
  readonly industry?: string | undefined
  readonly region?: string | undefined
}

/** @param ratings from the best to the worst, the last from 0 on */
export function ratingOf(ratings: readonly RatingBand[], score: number): string {
  const band = ratings.find(({ from }) => score >= from) ?? ratings.at(-1)
  if (band === undefined) throw new Error('a scorecard has no ratings')
  return band.rating
}

/**
 * Worse as soon as the score is below a bound; better only when it is `hysteresisPoints` above it, one tier at a time or
 * two at once: a score that swings by less than that around a bound moves nothing to and fro.
 * @param present the tier that an earlier score gave; undefined where none did
 */
export function tierOf({ lowFrom, mediumFrom, hysteresisPoints }: TierBands, score: number, present?: Tier): Tier {
  const isAbove = (from: number, isBetter: boolean) => score >= from + (isBetter ? hysteresisPoints : 0)
  if (isAbove(lowFrom, present === 'medium' || present === 'high')) return 'low'
  return isAbove(mediumFrom, present === 'high') ? 'medium' : 'high'
}

/** Steps from the lowest risk: 0, 1, 2. */
export function tierRank(tier: Tier): number {
  return TIERS.indexOf(tier)
}

/** The tier of an entity of which too little is known for a score. */
export function startingTierOf(
  { startingTier, creditReportMaxAgeDays }: Scorecard,
  traits: EntityTraits,
  reports: readonly CreditReport[],
  on: CalendarDay,
): { readonly tier: Tier; readonly rule: StartingTierRule | undefined } {
  const reportScore = creditReportScoreOn(reports, on, creditReportMaxAgeDays)
  const rule = startingTier.rules.find((candidate) => fits(candidate, traits, reportScore))
  return { tier: rule?.tier ?? startingTier.otherwise, rule }
}

function fits(rule: StartingTierRule, traits: EntityTraits, reportScore: number | undefined): boolean {
  const { creditReportFrom, creditReportBelow } = rule
  if (!holds(rule.segments, traits.segment)) return false
  if (!holds(rule.industries, traits.industry)) return false
  if (!holds(rule.regions, traits.region)) return false
  if (creditReportFrom === undefined && creditReportBelow === undefined) return true
  if (reportScore === undefined) return false
  return reportScore >= (creditReportFrom ?? 0) && reportScore < (creditReportBelow ?? Number.POSITIVE_INFINITY)
}

function holds(allowed: readonly string[], trait: string | undefined): boolean {
  return allowed.length === 0 || (trait !== undefined && allowed.includes(trait))
}
