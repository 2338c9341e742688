import { inForce, type RuleSet, type RuleTimeline } from '@tocsin/domain'
import type { Changes } from '@tocsin/stream'

export interface ChangeOptions {
  concerns(entityId: string): boolean
  /** Names of what states collect for a version of the rules. */
  collected(ruleSet: RuleSet): readonly string[]
}

/** Rules over time, as the runtime asks for them: states collect for the version in force, and for those to come. */
export function changesOf(timeline: RuleTimeline, options: ChangeOptions): Changes {
  const { concerns, collected } = options
  // Asked at each commit.
  const collectedFrom = inForce(timeline, (_, atMs): readonly string[] => [
    ...new Set(timeline.versionsFrom(atMs).flatMap(collected)),
  ])
  return {
    momentsAfter: (afterMs) => timeline.changesAfter(afterMs),
    knownThroughMs: () => timeline.knownThroughMs?.() ?? Number.POSITIVE_INFINITY,
    concerns,
    collectedFrom,
  }
}
