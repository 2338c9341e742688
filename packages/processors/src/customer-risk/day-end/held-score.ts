/**
 * Scores that hold: of most customers nothing moves for weeks that their scorecard reads, but their tier asks each week. Not
 * to measure again is exact as long as it is known that nothing can have moved. It is known of states that stay in memory; of
 * one that was read back the score is measured anew, with the same result.
 */
import type { CompiledScorecard, CustomerFacts, FoundScore, Standing } from '@tocsin/domain'

/** What the latest look found. */
interface HeldScore {
  readonly card: CompiledScorecard<CustomerFacts>
  readonly found: FoundScore
  /** The day at whose end it was found. Nothing was forgotten since then that it may hang on. */
  readonly measuredOn: number
  /** The first day at whose end time alone may have moved it; not asked yet: null. */
  untilOn: number | null
}

const held = new WeakMap<Standing, HeldScore>()

/** A record has changed what the score is made of, or a look has forgotten what is too old without measuring. */
export function releaseScore(standing: Standing): void {
  held.delete(standing)
}

/** At the end of `measuredOn`, and after what is too old was forgotten. */
export function holdScore(
  standing: Standing,
  card: CompiledScorecard<CustomerFacts>,
  found: FoundScore,
  measuredOn: number,
): void {
  held.set(standing, { card, found: { score: found.score, bound: found.bound }, measuredOn, untilOn: null })
}

/**
 * What a measurement at the end of `on` would certainly find; undefined where it has to be made. To be asked before what is
 * too old is forgotten at that end: what leaves a window is a day on which a score moves.
 */
export function heldScore(
  facts: CustomerFacts & { readonly standing: Standing },
  card: CompiledScorecard<CustomerFacts>,
  on: number,
): FoundScore | undefined {
  const known = held.get(facts.standing)
  if (known === undefined || known.card !== card) return undefined
  known.untilOn ??= card.nextChangeOn(facts, known.measuredOn) ?? Number.POSITIVE_INFINITY
  return on < known.untilOn ? known.found : undefined
}
