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

/**
 * The first business day after `on` at whose end an episode may move: a level is reached or left, a hold time ends.
 * Undefined when nothing of the kind is in sight. Never too late; a day too early costs an idle look.
 * @param otherwiseOn the day on which the entity is looked at for other reasons
 */
export function nextMoveAfter<Facts>(
  known: Foreseen<Facts>,
  indicators: readonly CompiledIndicator<Facts>[],
  on: number,
  otherwiseOn: number | undefined,
): number | undefined {
  let next = otherwiseOn
  for (const compiled of indicators) {
    // Nothing can be sooner than tomorrow.
    if (next === on + 1) return next
    next = earliest(next, nextMoveOf(known, compiled, on, next))
  }
  return next
}

/**
 * Days on which windows move are tried one after the other: most of them move no episode. After so many, the last one is
 * taken as it is: one idle look costs less than to try on and on after each record. Nor is anything tried from
 * `otherwiseOn` on, when the entity is looked at anyway.
 */
const MAX_DAYS_TRIED = 6

function nextMoveOf<Facts>(
  known: Foreseen<Facts>,
  compiled: CompiledIndicator<Facts>,
  on: number,
  otherwiseOn = Number.POSITIVE_INFINITY,
): number | undefined {
  let next = nextChangeOf(known, compiled, on)
  for (let tried = 1; next !== undefined && next < otherwiseOn && tried < MAX_DAYS_TRIED; tried++) {
    if (mayMoveOn(known, compiled, next)) return next
    next = nextChangeOf(known, compiled, next)
  }
  return next
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
