/** When a customer has to be looked at next though no record comes: the days in between need no timer. */
import { type CustomerFacts, earliest, MEMORY_DAYS, type ReceivablesLedger } from '@tocsin/domain'
import { movesOn } from '../../evaluation/foresee.ts'
import { inView, lookAhead, type WatchingRules } from '../../evaluation/outlook.ts'
import type { CustomerState } from '../state.ts'
import { traitsOf } from '../traits.ts'
import { type CustomerScoring, standingDueOn } from './standing.ts'

/** What asks for a look. */
interface Looking extends WatchingRules<CustomerFacts> {
  readonly scoring?: CustomerScoring | undefined
}

/**
 * `on` itself when its end would move an episode, as the state is now; else the first later day that may. Null when
 * nothing of the kind is in sight.
 */
export function nextLookOn(state: CustomerState, rules: Looking, on: number): number | null {
  const known = { facts: state, traits: traitsOf(state), episodes: state.episodes }
  return movesOn(known, inView(state.outlook, rules, on), on) ? on : nextLookAfter(state, rules, on)
}

/** The first business day after `on` at whose end an episode may move: a level is reached or left, a hold time ends. */
export function nextLookAfter(state: CustomerState, rules: Looking, on: number): number | null {
  const { episodes, outlook, receivables } = state
  const otherwiseOn = earliest(awaitedCashReleaseOn(receivables, on), standingDueOn(state, rules.scoring))
  const known = { facts: state, traits: traitsOf(state), episodes }
  return lookAhead(outlook, rules, known, on, otherwiseOn) ?? null
}

/** Whether the end of `on` lets go of cash that waited for an invoice which never came: it may pay other invoices. */
export function releasesAwaitedCash(receivables: ReceivablesLedger, on: number): boolean {
  return awaitedCashReleaseOn(receivables, on - 1) === on
}

/** Cash that waits for an invoice which never comes is let go when its memory ends, and may pay other invoices then. */
function awaitedCashReleaseOn({ currencies }: ReceivablesLedger, on: number): number | undefined {
  let next: number | undefined
  for (const { credits } of currencies) {
    for (const { awaiting, bookedOn } of credits) {
      if (awaiting.length > 0) next = earliest(next, Math.max(bookedOn + MEMORY_DAYS, on) + 1)
    }
  }
  return next
}
