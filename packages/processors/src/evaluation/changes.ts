import type { RuleSet, RuleTimeline } from '@tocsin/domain'
import type { Changes } from '@tocsin/stream'

export interface ChangeOptions {
  concerns(entityId: string): boolean
  /** Names of what states collect for a version of the rules. */
  collected(ruleSet: RuleSet): readonly string[]
}

/** Rules over time, as the runtime asks for them. What one version had states collect, they go on to collect. */
export function changesOf(timeline: RuleTimeline, options: ChangeOptions): Changes {
  const { concerns, collected } = options
  return {
    momentsAfter: (afterMs) => timeline.changesAfter(afterMs),
    knownThroughMs: () => timeline.knownThroughMs?.() ?? Number.POSITIVE_INFINITY,
    concerns,
    collected: () => [...new Set(timeline.versions().flatMap(collected))],
  }
}
