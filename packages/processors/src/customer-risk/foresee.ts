/** When a customer has to be looked at next though no record comes: the days in between need no timer. */
import { type CompiledIndicator, earliest, MEMORY_DAYS } from '@tocsin/domain'
import { movesOn, nextMoveAfter } from '../evaluation/foresee.ts'
import { type CustomerScoring, standingDueOn } from './standing.ts'
import type { CustomerState } from './state.ts'
import { traitsOf } from './traits.ts'

/** What asks for a look. */
interface Looking {
  readonly indicators: readonly CompiledIndicator[]
  readonly scoring?: CustomerScoring | undefined
}

/**
 * `on` itself when its end would move an episode, as the state is now; else the first later day that may. Null when
 * nothing of the kind is in sight.
 */
export function nextLookOn(state: CustomerState, rules: Looking, on: number): number | null {
  const { episodes } = state
  return movesOn({ facts: state, traits: traitsOf(state), episodes }, rules.indicators, on)
    ? on
    : nextLookAfter(state, rules, on)
}

/** The first business day after `on` at whose end an episode may move: a level is reached or left, a hold time ends. */
export function nextLookAfter(state: CustomerState, { indicators, scoring }: Looking, on: number): number | null {
  const { episodes } = state
  const otherwiseOn = earliest(awaitedCashReleaseOn(state, on), standingDueOn(state, scoring))
  return nextMoveAfter({ facts: state, traits: traitsOf(state), episodes }, indicators, on, otherwiseOn) ?? null
}

/** Cash that waits for an invoice which never comes is let go when its memory ends, and may pay other invoices then. */
function awaitedCashReleaseOn({ receivables }: CustomerState, on: number): number | undefined {
  let next: number | undefined
  for (const { credits } of receivables.currencies) {
    for (const { awaiting, bookedOn } of credits) {
      if (awaiting.length > 0) next = earliest(next, Math.max(bookedOn + MEMORY_DAYS, on) + 1)
    }
  }
  return next
}
