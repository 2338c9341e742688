/** When a customer has to be looked at next though no record comes: the days in between need no timer. */
import { type CompiledIndicator, earliest, MEMORY_DAYS } from '@tocsin/domain'
import { movesOn, nextMoveAfter } from '../evaluation/foresee.ts'
import type { CustomerState } from './state.ts'

/**
 * `on` itself when its end would move an episode, as the state is now; else the first later day that may. Null when
 * nothing of the kind is in sight.
 */
export function nextLookOn(state: CustomerState, indicators: readonly CompiledIndicator[], on: number): number | null {
  const { episodes } = state
  return movesOn({ facts: state, episodes }, indicators, on) ? on : nextLookAfter(state, indicators, on)
}

/** The first business day after `on` at whose end an episode may move: a level is reached or left, a hold time ends. */
export function nextLookAfter(
  state: CustomerState,
  indicators: readonly CompiledIndicator[],
  on: number,
): number | null {
  const { episodes } = state
  return nextMoveAfter({ facts: state, episodes }, indicators, on, awaitedCashReleaseOn(state, on)) ?? null
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
