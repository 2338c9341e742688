import { type Contribution, emptyContribution, emptySalesRepBook, type SalesRepBook } from '@tocsin/domain'
import type { Episodes } from '../evaluation/episodes.ts'
import { type EvidenceInputs, emptyEvidence } from '../evaluation/evidence.ts'
import { emptyOutlook, type Outlook } from '../evaluation/outlook.ts'
import { isContributionId } from './entity-ids.ts'

/** One entity of the topology: a representative, or what one customer contributes to one. */
export type SalesRepRiskState = SalesRepState | ContributionState

/**
 * All that is kept of one representative. Plain data, changed in place.
 *
 * `bounds.ts` of the domain says how large a book gets. Days that are not closed yet: as many as the source that is
 * furthest ahead is ahead of the last; each holds what moved on it. Live that is one day or two, while history is read
 * as many as one source partition is read before another.
 */
export interface SalesRepState {
  readonly kind: 'sales-rep'
  /** As it stood at the end of `closedOn`. */
  readonly book: SalesRepBook
  /** The last business day that was looked at; null before the first. */
  closedOn: number | null
  /**
   * The business day at whose end it is looked at next though nothing moves; null = none in sight. Kept, so that a fact has
   * not to read the book.
   */
  nextLookOn: number | null
  /** Which indicators are looked at then, or at the end of a day with movements. */
  readonly outlook: Outlook
  /** Business days that some source has not closed yet, in their order: what moved on each so far. */
  readonly openDays: OpenDay[]
  readonly episodes: Episodes
  /** The newest facts of closed days that changed each facet. */
  readonly evidence: EvidenceInputs
}

export interface OpenDay {
  readonly on: number
  readonly movements: SalesRepBook
  readonly evidence: EvidenceInputs
}

export interface ContributionState extends Contribution {
  readonly kind: 'contribution'
}

export function initialStateOf(entityId: string): SalesRepRiskState {
  return isContributionId(entityId) ? { kind: 'contribution', ...emptyContribution() } : emptySalesRepState()
}

function emptySalesRepState(): SalesRepState {
  return {
    kind: 'sales-rep',
    book: emptySalesRepBook(),
    closedOn: null,
    nextLookOn: null,
    outlook: emptyOutlook(),
    openDays: [],
    episodes: [],
    evidence: emptyEvidence(),
  }
}

/** The open day, put in its place when it is not there yet. */
export function openDayOf({ openDays }: SalesRepState, on: number): OpenDay {
  let index = openDays.length
  // The newest days are asked for most.
  while (index > 0 && (openDays[index - 1] as OpenDay).on > on) index -= 1
  const before = openDays[index - 1]
  if (before?.on === on) return before
  const opened = { on, movements: emptySalesRepBook(), evidence: emptyEvidence() }
  openDays.splice(index, 0, opened)
  return opened
}
