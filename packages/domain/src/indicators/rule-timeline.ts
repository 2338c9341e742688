/**
 * Rules over time. Each version comes into force at a moment that was told long enough before, so that whoever applies
 * rules knows it in time; which version is in force at a moment is the same for everybody, live or years later.
 */
import type { RuleSet } from './rule-set.ts'

export interface RuleTimeline {
  /** The version in force at a moment. */
  at(atMs: number): RuleSet
  /** Every version that was in force at a moment or before it, in order. */
  versionsThrough(atMs: number): readonly RuleSet[]
  /** The version in force at a moment, and every known one that is to come, in order. */
  versionsFrom(atMs: number): readonly RuleSet[]
  /** The next moment at which another version comes into force, as far as it is known. */
  nextChangeAfter(atMs: number): number | undefined
  /** All such moments, in order. */
  changesAfter(atMs: number): readonly number[]
  /** Every known version, in force or not, the first one first. */
  versions(): readonly RuleSet[]
  /** Rises with each version that becomes known. */
  readonly edition: number
  /** No change up to this moment is unknown. Absent where nothing more can become known. */
  knownThroughMs?(): number
}

interface Version {
  readonly fromMs: number
  readonly ruleSet: RuleSet
}

/** A timeline to which versions are added as they become known. */
export class RuleHistory implements RuleTimeline {
  #edition = 0
  /** By the moment they come into force; of two that share it, the one that was told later alone is kept. */
  #versions: readonly Version[]

  /** @param first in force from the beginning of time until another version is */
  constructor(first: RuleSet) {
    this.#versions = [{ fromMs: Number.NEGATIVE_INFINITY, ruleSet: first }]
  }

  get edition(): number {
    return this.#edition
  }

  /** Versions have to be added in the order in which they were told. */
  add(ruleSet: RuleSet, fromMs: number): void {
    const others = this.#versions.filter((version) => version.fromMs !== fromMs)
    this.#versions = [...others, { fromMs, ruleSet }].sort((left, right) => left.fromMs - right.fromMs)
    this.#edition += 1
  }

  at(atMs: number): RuleSet {
    return (this.#versions[this.#indexAt(atMs)] as Version).ruleSet
  }

  versionsThrough(atMs: number): readonly RuleSet[] {
    return this.#versions.slice(0, this.#indexAt(atMs) + 1).map(({ ruleSet }) => ruleSet)
  }

  versionsFrom(atMs: number): readonly RuleSet[] {
    return this.#versions.slice(this.#indexAt(atMs)).map(({ ruleSet }) => ruleSet)
  }

  nextChangeAfter(atMs: number): number | undefined {
    return this.#versions[this.#indexAt(atMs) + 1]?.fromMs
  }

  changesAfter(atMs: number): readonly number[] {
    return this.#versions.slice(this.#indexAt(atMs) + 1).map(({ fromMs }) => fromMs)
  }

  versions(): readonly RuleSet[] {
    return this.#versions.map(({ ruleSet }) => ruleSet)
  }

  #indexAt(atMs: number): number {
    let index = this.#versions.length - 1
    while (index > 0 && (this.#versions[index] as Version).fromMs > atMs) index -= 1
    return index
  }
}

/** Whether another version comes into force at this very moment. */
export function changesAt(timeline: RuleTimeline, atMs: number): boolean {
  return timeline.nextChangeAfter(atMs - 1) === atMs
}

/** Rules as a timeline; a rule set alone is in force for ever. */
export function timelineOf(rules: RuleSet | RuleTimeline): RuleTimeline {
  return 'at' in rules ? rules : new RuleHistory(rules)
}

/**
 * Whatever is made of a rule set, for the one in force at a moment; made anew when another version becomes known, for it
 * may rest on all of them. Found at once while moments come in the order of time, as those of inputs do.
 */
export function inForce<Made>(
  timeline: RuleTimeline,
  make: (ruleSet: RuleSet, atMs: number) => Made,
): (atMs: number) => Made {
  const known = new Map<RuleSet, Made>()
  let edition = -1
  let fromMs = 0
  let untilMs = 0
  let present: Made
  return (atMs) => {
    if (atMs >= fromMs && atMs < untilMs && edition === timeline.edition) return present
    if (edition !== timeline.edition) known.clear()
    const ruleSet = timeline.at(atMs)
    const found = known.get(ruleSet)
    present = found ?? make(ruleSet, atMs)
    known.set(ruleSet, present)
    edition = timeline.edition
    fromMs = atMs
    untilMs = timeline.nextChangeAfter(atMs) ?? Number.POSITIVE_INFINITY
    return present
  }
}
