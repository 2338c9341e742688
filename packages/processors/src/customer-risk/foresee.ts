/** When a customer has to be looked at next though no record comes: the days in between need no timer. */
import { assess, type CompiledIndicator, type Episode, earliest, MEMORY_DAYS, presentSeverity } from '@tocsin/domain'
import { episodeOf } from './evaluate.ts'
import type { CustomerState } from './state.ts'

/**
 * `on` itself when its end would move an episode, as the state is now; else the first later day that may. Null when
 * nothing of the kind is in sight.
 */
export function nextLookOn(state: CustomerState, indicators: readonly CompiledIndicator[], on: number): number | null {
  for (const compiled of indicators) {
    const episode = episodeOf(state, compiled.indicator.id)
    if (episode?.phase === 'pending' || moves(state, compiled, episode, on)) return on
  }
  return nextLookAfter(state, indicators, on)
}

/** The first business day after `on` at whose end an episode may move: a level is reached or left, a hold time ends. */
export function nextLookAfter(
  state: CustomerState,
  indicators: readonly CompiledIndicator[],
  on: number,
): number | null {
  let next = awaitedCashReleaseOn(state, on)
  for (const compiled of indicators) next = earliest(next, nextMoveOn(state, compiled, on, next))
  return next ?? null
}

/**
 * Days on which windows move are tried one after the other: most of them move no episode. After so many, the last one is
 * taken as it is: one idle look costs less than to try on and on after each record. Nor is anything tried from
 * `otherwiseOn` on, when the customer is looked at anyway.
 */
const MAX_DAYS_TRIED = 6

function nextMoveOn(
  state: CustomerState,
  compiled: CompiledIndicator,
  on: number,
  otherwiseOn = Number.POSITIVE_INFINITY,
): number | undefined {
  const { indicator, nextChangeOn } = compiled
  const episode = episodeOf(state, indicator.id)
  let next = nextChangeOn(state, on)
  // A pending breach ends with the first day on which it is gone: every change counts.
  if (episode?.phase === 'pending') return earliest(next, Math.max(episode.breachedOn + indicator.holdDays, on + 1))
  for (let tried = 1; next !== undefined && next < otherwiseOn && tried < MAX_DAYS_TRIED; tried++) {
    if (moves(state, compiled, episode, next)) return next
    next = nextChangeOn(state, next)
  }
  return next
}

/** Would the indicator begin, change or end a breach at the end of the day if nothing more happened? */
function moves(
  state: CustomerState,
  { indicator, evaluate }: CompiledIndicator,
  episode: Episode | undefined,
  day: number,
): boolean {
  const present = presentSeverity(episode)
  return assess(indicator, evaluate(state, day, present), present).severity !== present
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
