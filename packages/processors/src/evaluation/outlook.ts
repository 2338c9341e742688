/**
 * Which indicators of an entity are looked at when: those that read something that has changed since they were last looked
 * at, and those that time alone may move, on the day that was foreseen. All others would tell nothing, and are left out.
 */
import { type CompiledIndicator, hash53 } from '@tocsin/domain'
import { type Foreseen, mayMoveOn, nextChangeOf } from './foresee.ts'

/** Part of an entity's state, changed in place. */
export interface Outlook {
  /** Of the rules by which days were foreseen: those of other rules count for nothing. 0 = none yet. */
  rulesKey: number
  /** Bits of the facets that have changed since indicators were last looked at. */
  changed: number
  /** By the order of the rules' indicators: the next day at whose end it may move if nothing happens; null = none in sight. */
  readonly foreseenOn: (number | null)[]
}

/** The indicators that an entity is watched by: those of one version of the rules. */
export interface WatchingRules<Facts> {
  /** See `rulesKeyOf`. */
  readonly rulesKey: number
  readonly indicators: readonly CompiledIndicator<Facts>[]
}

export function emptyOutlook(): Outlook {
  return { rulesKey: 0, changed: 0, foreseenOn: [] }
}

/** Tells rules from others in four bytes, never 0. @param ruleSetVersion ends with a hash of what the rules say */
export function rulesKeyOf(ruleSetVersion: string): number {
  return 1 + (hash53(ruleSetVersion) % 0xfffffff)
}

/** What reads one of the facets is in view now. */
export function noteChange(outlook: Outlook, facets: number): void {
  // Before anything was foreseen, everything is.
  if (outlook.rulesKey !== 0) outlook.changed |= facets
}

/** All indicators are in view again, whatever was foreseen. */
export function forgetOutlook(outlook: Outlook): void {
  outlook.rulesKey = 0
  outlook.changed = 0
  outlook.foreseenOn.length = 0
}

/** Those to be looked at at the end of `on`, in the order of the rules. */
export function inView<Facts>(
  outlook: Outlook,
  { rulesKey, indicators }: WatchingRules<Facts>,
  on: number,
): readonly CompiledIndicator<Facts>[] {
  if (outlook.rulesKey !== rulesKey) return indicators
  return indicators.filter((compiled, index) => isInView(outlook, compiled, index, on))
}

/**
 * Foresees, for all that are in view at the end of `on`, the next day at whose end each may move; they were looked at, or
 * would not move on that day. Never too late; a day too early costs an idle look.
 * @param otherwiseOn the day on which the entity is looked at for other reasons
 * @param daysTried of the days on which something changes so many are tried at most, whether they move an episode
 * @returns the first day on which it has to be looked at; undefined where nothing is in sight
 */
export function lookAhead<Facts>(
  outlook: Outlook,
  { rulesKey, indicators }: WatchingRules<Facts>,
  known: Foreseen<Facts>,
  on: number,
  otherwiseOn: number | undefined,
  daysTried = MAX_DAYS_TRIED,
): number | undefined {
  const { foreseenOn } = outlook
  const isOfTheseRules = outlook.rulesKey === rulesKey
  if (!isOfTheseRules) foreseenOn.splice(0, foreseenOn.length, ...indicators.map(() => null))
  for (let index = 0; index < indicators.length; index++) {
    const compiled = indicators[index]!
    if (isOfTheseRules && !isInView(outlook, compiled, index, on)) continue
    foreseenOn[index] = nextChangeOf(known, compiled, on) ?? null
  }
  outlook.rulesKey = rulesKey
  outlook.changed = 0
  // Most days on which something changes move no episode. Only the first day matters now: nothing later is tried.
  for (let tried = 0; ; tried++) {
    const first = firstOf(foreseenOn)
    const next = first === undefined ? null : (foreseenOn[first] ?? null)
    if (first === undefined || next === null) return otherwiseOn
    if (otherwiseOn !== undefined && otherwiseOn <= next) return otherwiseOn
    const compiled = indicators[first]!
    if (tried >= daysTried || mayMoveOn(known, compiled, next)) return next
    foreseenOn[first] = nextChangeOf(known, compiled, next) ?? null
  }
}

/** After so many days that turned out idle, the next one is taken as it is: one idle look costs less than to try on and on. */
export const MAX_DAYS_TRIED = 8

function firstOf(foreseenOn: readonly (number | null)[]): number | undefined {
  let first: number | undefined
  let least = Number.POSITIVE_INFINITY
  for (let index = 0; index < foreseenOn.length; index++) {
    const on = foreseenOn[index]!
    if (on === null || on >= least) continue
    least = on
    first = index
  }
  return first
}

function isInView<Facts>(
  { changed, foreseenOn }: Outlook,
  { reads }: CompiledIndicator<Facts>,
  index: number,
  on: number,
): boolean {
  const foreseen = foreseenOn[index]
  return (reads & changed) !== 0 || (foreseen !== null && foreseen !== undefined && foreseen <= on)
}
