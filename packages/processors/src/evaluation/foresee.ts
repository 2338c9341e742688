/** When an entity has to be looked at next though no record comes: the days in between need no timer. */
import { type CompiledIndicator, type Episode, earliest, presentSeverity, type Traits } from '@tocsin/domain'
import { type EpisodeOfIndicator, episodeOf } from './episodes.ts'

/** What is known of an entity, as far as the next days hang on it. */
export interface Foreseen<Facts> {
  readonly facts: Facts
  readonly traits: Traits
  readonly episodes: readonly EpisodeOfIndicator[]
}

/** Whether the end of `on` would move an episode, as things are now. */
export function movesOn<Facts>(
  known: Foreseen<Facts>,
  indicators: readonly CompiledIndicator<Facts>[],
  on: number,
): boolean {
  return indicators.some((compiled) => compiled.isLookedAtOn(on) && mayMoveOn(known, compiled, on))
}

/** The first day after `on` at whose end the indicator may say something else, or a hold time is over. */
export function nextChangeOf<Facts>(
  { facts, episodes }: Foreseen<Facts>,
  compiled: CompiledIndicator<Facts>,
  on: number,
): number | undefined {
  const next = compiled.nextChangeOn(facts, on)
  const episode = episodeOf(episodes, compiled.indicator.id)
  if (episode?.phase !== 'pending') return next
  const heldOn = Math.max(episode.breachedOn + compiled.leastHoldDays, on + 1)
  return earliest(next, compiled.firstLookFrom(heldOn))
}

/** Would the end of the day move the episode if nothing more happened? A pending one ends on the first day it is gone: any change counts. */
export function mayMoveOn<Facts>(
  { facts, traits, episodes }: Foreseen<Facts>,
  compiled: CompiledIndicator<Facts>,
  day: number,
): boolean {
  const episode = episodeOf(episodes, compiled.indicator.id)
  return episode?.phase === 'pending' || moves(facts, traits, compiled, episode, day)
}

/** Would the indicator begin, change or end a breach at the end of the day if nothing more happened? */
function moves<Facts>(
  facts: Facts,
  traits: Traits,
  { isQuiet, judge }: CompiledIndicator<Facts>,
  episode: Episode | undefined,
  day: number,
): boolean {
  if (episode === undefined && isQuiet(facts, day)) return false
  const present = presentSeverity(episode)
  return judge(facts, traits, day, present).assessment.severity !== present
}
