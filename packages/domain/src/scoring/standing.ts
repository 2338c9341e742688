/**
 * How an entity stands: its recorded score, rating and tier, and when it is measured again. Recorded at day ends alone, so
 * that a customer is not re-tiered in the middle of a morning's payments. Plain data, changed in place.
 */
import { type CalendarDay, formatCalendarDay } from '../values/calendar-day.ts'
import { ContradictionError, type Effect } from '../values/contradiction.ts'
import { type CreditReport, isDatedAhead, latestCreditReport } from './credit-reports.ts'
import type { Scorecard, Tier } from './scorecard.ts'

export interface Standing {
  /** The day at whose end it was last measured; null before the first time. */
  measuredOn: CalendarDay | null
  /** The day at whose end it is measured next; null = when something happens. */
  dueOn: CalendarDay | null
  /** As recorded: it moves by a whole point at least, or with rating or tier. Null while too little is known. */
  score: number | null
  /** Empty without a score. */
  rating: string
  /** As score or starting rule say, whatever somebody decided otherwise; null before the first time. */
  tier: Tier | null
  /** Whether a score gave that tier, now or earlier; else it is the starting tier. */
  isScored: boolean
  /** What holds: the decided tier, else `tier`. Null before the first time. */
  effectiveTier: Tier | null
  /** Since when `effectiveTier` holds, and what held before. */
  tierSinceOn: CalendarDay | null
  previousTier: Tier | null
  /** Somebody's decision; it ends with its last day. */
  override: TierOverride | null
  /** The day of the last review by a person; null = none. */
  reviewedOn: CalendarDay | null
  /** Since when the entity is scored: reviews are owed from here on. */
  knownSinceOn: CalendarDay | null
  /** What the recorded score was made of, for what changed since. */
  factors: RecordedFactors
  /** The best recorded score of each week in which one was recorded, the latest last: `MAX_SCORE_WEEKS`. */
  readonly weeks: ScoreWeek[]
  /** The one with the oldest report first. */
  readonly reports: CreditReport[]
}

export interface TierOverride {
  readonly tier: Tier
  readonly reason: string
  readonly author: string
  /** The last day on which it holds. */
  readonly validThroughOn: CalendarDay
}

export interface RecordedFactors {
  /** Tells the scorecard's list of factors from another; 0 = nothing recorded. */
  readonly key: number
  /** By the scorecard's order, in whole points; -1 = not known. */
  readonly points: readonly number[]
}

export interface ScoreWeek {
  /** The day on which the best score of the week was recorded. */
  readonly on: CalendarDay
  readonly score: number
}

/** Half a year: a fall is measured over 90 days. */
export const MAX_SCORE_WEEKS = 24

/** What people write as a reason; more is cut off in the state, not in the event. */
const MAX_REASON_LENGTH = 200

export const NO_FACTORS: RecordedFactors = { key: 0, points: [] }

export function emptyStanding(): Standing {
  return {
    measuredOn: null,
    dueOn: null,
    score: null,
    rating: '',
    tier: null,
    isScored: false,
    effectiveTier: null,
    tierSinceOn: null,
    previousTier: null,
    override: null,
    reviewedOn: null,
    knownSinceOn: null,
    factors: NO_FACTORS,
    weeks: [],
    reports: [],
  }
}

/** Nothing has been heard that a standing rests on. */
export function isEmptyStanding(standing: Standing): boolean {
  const { measuredOn, dueOn, override, reviewedOn, reports } = standing
  return measuredOn === null && dueOn === null && override === null && reviewedOn === null && reports.length === 0
}

export interface TierOverridden {
  readonly tier: Tier
  readonly reason: string
  readonly author: string
  readonly validThroughOn: CalendarDay
}

/**
 * The latest decision stands; one that has ended already, or says what holds, changes nothing. A tier holds from the end of
 * the day on which it was decided through its last day: one that ends on the day of the decision can only end the decision
 * that holds.
 * @throws ContradictionError when it ends on the day of the decision and no other holds: it would never hold itself
 */
export function onTierOverridden(standing: Standing, fact: TierOverridden, today: CalendarDay): Effect {
  const { tier, author, validThroughOn } = fact
  const reason = fact.reason.slice(0, MAX_REASON_LENGTH)
  if (validThroughOn < today) return 'repeated'
  const held = standing.override
  const isHeld =
    held !== null &&
    held.tier === tier &&
    held.author === author &&
    held.reason === reason &&
    held.validThroughOn === validThroughOn
  if (isHeld) return 'repeated'
  if (validThroughOn === today && held === null) {
    const [day, next] = [formatCalendarDay(today), formatCalendarDay(today + 1)]
    throw new ContradictionError(
      `the tier is decided through ${day}, the day on which it was told, and would never hold: ` +
        `tiers change at the end of a day. Decide it through ${next} or later`,
    )
  }
  standing.override = { tier, reason, author, validThroughOn }
  return 'applied'
}

/**
 * Reviews may be told in any order: the latest day counts.
 * @throws ContradictionError when the review is dated ahead: none would be owed for all the time until then
 */
export function onReviewed(
  known: { reviewedOn: CalendarDay | null },
  reviewedOn: CalendarDay,
  today: CalendarDay,
): Effect {
  if (isDatedAhead(reviewedOn, today)) {
    throw new ContradictionError(
      `the review is dated ${formatCalendarDay(reviewedOn)}, but it is ${formatCalendarDay(today)} only`,
    )
  }
  if (known.reviewedOn !== null && known.reviewedOn >= reviewedOn) return 'repeated'
  known.reviewedOn = reviewedOn
  return 'applied'
}

/** How old the latest report is; undefined where there is none. */
export function creditReportAgeDays({ reports }: Standing, on: CalendarDay): number | undefined {
  const report = latestCreditReport(reports)
  return report === undefined ? undefined : Math.max(0, on - report.reportedOn)
}

/**
 * The last day on which the next review is in time: so many days after the latest as the tier says, or, without one, after
 * the entity was first measured. Undefined before that.
 */
export function reviewDueOn(
  { reviewedOn, knownSinceOn, effectiveTier }: Standing,
  { review }: Pick<Scorecard, 'review'>,
): CalendarDay | undefined {
  const fromOn = reviewedOn ?? knownSinceOn
  return fromOn === null || effectiveTier === null ? undefined : fromOn + review[effectiveTier]
}

/** The best score that stood at any time in the `days` days that end with `on`; undefined where none did. */
export function bestScoreIn({ weeks }: Standing, on: CalendarDay, days: number): number | undefined {
  let best: number | undefined
  for (let index = weeks.length - 1; index >= 0; index--) {
    const week = weeks[index]!
    if (best === undefined || week.score > best) best = week.score
    // What was recorded before the window still stood when it began.
    if (week.on <= on - days) break
  }
  return best
}

/** The first day after `on` at whose end an earlier week has left the window of `days` days. */
export function nextWeekLeavesOn({ weeks }: Standing, on: CalendarDay, days: number): CalendarDay | undefined {
  for (const [index, week] of weeks.entries()) if (index > 0 && week.on + days > on) return week.on + days
  return undefined
}
