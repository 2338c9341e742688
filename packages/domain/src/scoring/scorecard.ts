/**
 * What a rule file says about scores, after it was checked: how measures become points, points a score, a score a rating
 * and a tier, and a tier how often an entity is measured again and reviewed by a person.
 */
import type { Condition } from '../conditions/condition.ts'
import type { Direction, EntityType, LocalizedText, ValueExpression } from '../indicators/rule-set.ts'

/** From the least to the greatest risk. */
export const TIERS = ['low', 'medium', 'high'] as const
export type Tier = (typeof TIERS)[number]

/** What people call them. */
export const TIER_WORDS: Readonly<Record<Tier, LocalizedText>> = {
  low: { zh: '低风险', en: 'low risk' },
  medium: { zh: '中风险', en: 'medium risk' },
  high: { zh: '高风险', en: 'high risk' },
}

export const SCORED_ENTITIES = ['customer', 'sales-rep'] as const satisfies readonly EntityType[]
export type ScoredEntity = (typeof SCORED_ENTITIES)[number]

/** At most one per entity in a rule set. Its score lies between 0 (worst) and 100. */
export interface Scorecard {
  readonly id: string
  readonly entity: ScoredEntity
  readonly name: LocalizedText
  readonly factors: readonly ScoreFactor[]
  readonly caps: readonly ScoreCap[]
  /** Share of the weights that must be known, 0 to 1; below it there is no score, and the starting tier holds. */
  readonly minimumCoverage: number
  /** From the best to the worst; the last begins at 0. */
  readonly ratings: readonly RatingBand[]
  readonly tiers: TierBands
  readonly startingTier: StartingTier
  /** Days after which an entity of the tier is measured again though nothing happened. */
  readonly monitoring: Readonly<Record<Tier, number>>
  /** Days after which a person has to have reviewed an entity of the tier again. */
  readonly review: Readonly<Record<Tier, number>>
  /** What a tier means for business: checks, payment terms, limits. */
  readonly terms: Readonly<Record<Tier, LocalizedText>>
  /** An older report of a credit agency is no longer believed. */
  readonly creditReportMaxAgeDays: number
}

export interface ScoreFactor {
  /** Also its reason code. */
  readonly id: string
  readonly name: LocalizedText
  /** What several factors belong to: `sales`, `collection`. Empty: to nothing. */
  readonly group: string
  readonly value: ValueExpression
  /** Only for values made of money: the one currency that is looked at; without it, the worst decides. */
  readonly currency?: string
  /** Relative to the weights of the other factors; above 0. */
  readonly weight: number
  /** [value, points], values rising, points rising or falling throughout; between two, on the line; beyond, as at the end. */
  readonly points: readonly (readonly [number, number])[]
  /** With a smaller sample the factor is not known. */
  readonly minimumSample: number
  /** The sample at which a factor counts half: see `shrunk`. 0 = it counts in full from the first observation on. */
  readonly halfSample: number
  /** What a factor with few observations is drawn to. */
  readonly neutralPoints: number
  /** Points that stand for a factor that is not known; without them its weight goes to the others. */
  readonly missingPoints?: number
  readonly why: LocalizedText
}

/** A ceiling: once a value reaches a level, no good factor lifts the score above `atMost`. */
export interface ScoreCap {
  /** Also its reason code. */
  readonly id: string
  readonly value: ValueExpression
  readonly currency?: string
  readonly direction: Direction
  readonly level: number
  readonly minimumSample: number
  /** Has to hold beside the level, of the same currency: asks for measures, amounts as people write them, and currency. */
  readonly when?: Condition
  readonly atMost: number
  readonly why: LocalizedText
}

export interface RatingBand {
  /** `AAA` … `D`. */
  readonly rating: string
  readonly from: number
}

/** Score ≥ `lowFrom`: low risk; ≥ `mediumFrom`: medium; else high. Better again only `hysteresisPoints` above the bound. */
export interface TierBands {
  readonly lowFrom: number
  readonly mediumFrom: number
  readonly hysteresisPoints: number
}

/** For entities of which too little is known for a score. The first rule that fits decides. */
export interface StartingTier {
  readonly rules: readonly StartingTierRule[]
  readonly otherwise: Tier
}

/** Fits when every list that is not empty holds the entity's trait, and the report's score lies in the band. */
export interface StartingTierRule {
  readonly tier: Tier
  readonly segments: readonly string[]
  readonly industries: readonly string[]
  readonly regions: readonly string[]
  /** Score of a report that is not too old, 0 to 100: from (inclusive) and below (exclusive). */
  readonly creditReportFrom?: number
  readonly creditReportBelow?: number
  readonly why: LocalizedText
}
