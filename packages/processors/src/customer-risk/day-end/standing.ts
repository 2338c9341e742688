/** When a customer's standing is measured, and what is told of it: at day ends alone. */
import {
  type CompiledScorecard,
  type CustomerFacts,
  type FoundScore,
  facetBit,
  isStandingDue,
  recordStanding,
  STANDING_BIT,
} from '@tocsin/domain'
import type { EventOfCustomer, ScoreEvent } from '@tocsin/events'
import { noteChange } from '../../evaluation/outlook.ts'
import { scoreEvents } from '../../evaluation/score-events.ts'
import { type Change, NO_CHANGE } from '../change.ts'
import type { CustomerState } from '../state.ts'
import { heldScore, holdScore, releaseScore } from './held-score.ts'

/** The scorecard of the rules in force, where they have one. */
export interface CustomerScoring {
  readonly card: CompiledScorecard<CustomerFacts>
  /** Bits of the facets whose change makes it due: what the factors read, decisions, reviews, reports. */
  readonly reads: number
}

export function customerScoring(card: CompiledScorecard<CustomerFacts> | undefined): CustomerScoring | undefined {
  if (card === undefined) return undefined
  return { card, reads: card.reads.reduce((bits, facet) => bits | facetBit(facet), facetBit('credit')) }
}

/**
 * Notes that the standing is to be measured at the end of `today`, when the event gives a reason: a change of what the
 * scorecard reads, or of who the customer is while that decides its tier.
 * @returns whether it is due today
 */
export function owesStanding(
  { standing }: CustomerState,
  scoring: CustomerScoring | undefined,
  { type }: EventOfCustomer,
  change: Change,
  today: number,
): boolean {
  if (scoring === undefined) return false
  const isDescribed = type === 'customer-registered' || type === 'customer-updated'
  const isReason = standing.isScored ? false : isDescribed || (standing.measuredOn === null && change !== NO_CHANGE)
  const isOtherwise = (change & scoring.reads) !== 0
  if (isOtherwise) releaseScore(standing)
  if (isReason || isOtherwise) standing.dueOn = today
  return standing.dueOn !== null && standing.dueOn <= today
}

/** The day at whose end the standing is measured next; undefined where nothing is owed. */
export function standingDueOn({ standing }: CustomerState, scoring: CustomerScoring | undefined): number | undefined {
  return scoring === undefined ? undefined : (standing.dueOn ?? undefined)
}

/** What was told at a day end is a reason to measure at the next: a low-risk customer may be looked at once a month. */
export function bringForward({ standing }: CustomerState, on: number, hasTold: boolean): void {
  if (hasTold && standing.dueOn !== null) standing.dueOn = Math.min(standing.dueOn, on + 1)
}

/** What is found at the end of `on` for certain, where the standing is due: to be asked before anything is forgotten. */
export function certainScore(
  state: CustomerState,
  scoring: CustomerScoring | undefined,
  on: number,
): FoundScore | undefined {
  if (scoring === undefined || !isStandingDue(state.standing, on)) return undefined
  return heldScore(state, scoring.card, on)
}

/**
 * Measures when it is due, and says what moved. Comes before the indicators of the day, which read it: they are in view
 * where something that they read is recorded otherwise, not each time that the tier asks for a measurement.
 * @param certain what would be found, where that is certain
 */
export function standingAtDayEnd(
  state: CustomerState,
  scoring: CustomerScoring | undefined,
  day: { readonly customerId: string; readonly on: number; readonly asOfMs: number; readonly ruleSetVersion: string },
  certain: FoundScore | undefined,
): ScoreEvent[] {
  const { standing, profile } = state
  if (scoring === undefined || !isStandingDue(standing, day.on)) {
    releaseScore(standing)
    return []
  }
  const { card } = scoring
  const moves = recordStanding(standing, card, state, profile ?? {}, day.on, certain)
  if (certain === undefined) holdScore(standing, card, moves.found, day.on)
  if (moves.isOtherwise) noteChange(state.outlook, STANDING_BIT)
  const { customerId: entityId, ...when } = day
  return scoreEvents(moves, { entityId, entityName: profile?.name ?? null, scorecard: card.scorecard, ...when })
}
