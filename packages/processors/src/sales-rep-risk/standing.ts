/** When a representative's standing is measured, and what is told of it: at day ends alone, as all else. */
import {
  type CompiledScorecard,
  emptyStanding,
  isStandingDue,
  recordStanding,
  type SalesRepBook,
  STANDING_BIT,
} from '@tocsin/domain'
import type { ScoreEvent } from '@tocsin/events'
import { noteChange } from '../evaluation/outlook.ts'
import { scoreEvents } from '../evaluation/score-events.ts'
import type { SalesRepState } from './state.ts'

export type SalesRepScoring = CompiledScorecard<SalesRepBook>

export interface ClosedDay {
  readonly salesRepId: string
  readonly on: number
  readonly asOfMs: number
  readonly ruleSetVersion: string
  /** Whether anything moved on the days that were closed. */
  readonly hasMoved: boolean
}

/**
 * Measures at the end of a day with movements, or when the tier asks. Comes before the indicators, which read it: they are
 * in view where something that they read is recorded otherwise.
 */
export function standingAtDayEnd(
  { book, outlook }: Pick<SalesRepState, 'book' | 'outlook'>,
  card: SalesRepScoring | undefined,
  day: ClosedDay,
): ScoreEvent[] {
  if (card === undefined) return []
  book.standing ??= emptyStanding()
  const { standing } = book
  // Where all that asks for reviews looks: a customer's is told to its standing itself.
  standing.reviewedOn = book.record?.reviewedOn ?? null
  if (!day.hasMoved && standing.measuredOn !== null && !isStandingDue(standing, day.on)) return []
  const moves = recordStanding(standing, card, book, {}, day.on)
  if (moves.isOtherwise) noteChange(outlook, STANDING_BIT)
  const { salesRepId: entityId, on, asOfMs, ruleSetVersion } = day
  const { scorecard } = card
  return scoreEvents(moves, {
    entityId,
    entityName: book.record?.name ?? null,
    scorecard,
    ruleSetVersion,
    on,
    asOfMs,
  })
}

/** The day on which the tier asks for a new score; undefined where nothing is owed. */
export function standingDueOn({ standing }: SalesRepBook, card: SalesRepScoring | undefined): number | undefined {
  return card === undefined ? undefined : (standing?.dueOn ?? undefined)
}
