/** When an entity has to be looked at next though no record comes: the days in between need no timer. */
import { type CompiledIndicator, type Episode, earliest, presentSeverity, type Traits } from '@tocsin/domain'
import { type EpisodeOfIndicator, episodeOf } from './episodes.ts'

interface Foreseen<Facts> {
  readonly facts: Facts
  readonly traits: Traits
  readonly episodes: readonly EpisodeOfIndicator[]
}

/** Whether the end of `on` would move an episode, as things are now. */
export function movesOn<Facts>(
  { episodes, ...known }: Foreseen<Facts>,
  indicators: readonly CompiledIndicator<Facts>[],
  on: number,
): boolean {
  for (const compiled of indicators) {
    if (!compiled.isLookedAtOn(on)) continue
    const episode = episodeOf(episodes, compiled.indicator.id)
    if (episode?.phase === 'pending' || moves(known, compiled, episode, on)) return true
  }
  return false
}

/**
 * The first business day after `on` at whose end an episode may move: a level is reached or left, a hold time ends.
 * Undefined when nothing of the kind is in sight. Never too late; a day too early costs an idle look.
 * @param otherwiseOn the day on which the entity is looked at for other reasons
 */
export function nextMoveAfter<Facts>(
  { episodes, ...known }: Foreseen<Facts>,
  indicators: readonly CompiledIndicator<Facts>[],
  on: number,
  otherwiseOn: number | undefined,
): number | undefined {
  let next = otherwiseOn
  for (const compiled of indicators) {
    // Nothing can be sooner than tomorrow.
    if (next === on + 1) return next
    const episode = episodeOf(episodes, compiled.indicator.id)
    next = earliest(next, nextMoveOf(known, compiled, episode, on, next))
  }
  return next
}

/**
 * Days on which windows move are tried one after the other: most of them move no episode. After so many, the last one is
 * taken as it is: one idle look costs less than to try on and on after each record. Nor is anything tried from
 * `otherwiseOn` on, when the entity is looked at anyway.
 */
const MAX_DAYS_TRIED = 6

type Known<Facts> = Pick<Foreseen<Facts>, 'facts' | 'traits'>

function nextMoveOf<Facts>(
  known: Known<Facts>,
  compiled: CompiledIndicator<Facts>,
  episode: Episode | undefined,
  on: number,
  otherwiseOn = Number.POSITIVE_INFINITY,
): number | undefined {
  const { facts } = known
  let next = compiled.nextChangeOn(facts, on)
  // A pending breach ends with the first day on which it is gone: every change counts.
  if (episode?.phase === 'pending') {
    const heldOn = Math.max(episode.breachedOn + compiled.leastHoldDays, on + 1)
    return earliest(next, compiled.firstLookFrom(heldOn))
  }
  for (let tried = 1; next !== undefined && next < otherwiseOn && tried < MAX_DAYS_TRIED; tried++) {
    if (moves(known, compiled, episode, next)) return next
    next = compiled.nextChangeOn(facts, next)
  }
  return next
}

/** Would the indicator begin, change or end a breach at the end of the day if nothing more happened? */
function moves<Facts>(
  { facts, traits }: Known<Facts>,
  { isQuiet, judge }: CompiledIndicator<Facts>,
  episode: Episode | undefined,
  day: number,
): boolean {
  if (episode === undefined && isQuiet(facts, day)) return false
  const present = presentSeverity(episode)
  return judge(facts, traits, day, present).assessment.severity !== present
}
