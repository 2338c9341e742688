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
  let edition = -1
  let names: readonly string[] = []
  return {
    momentsAfter: (afterMs) => timeline.changesAfter(afterMs),
    knownThroughMs: () => timeline.knownThroughMs?.() ?? Number.POSITIVE_INFINITY,
    concerns,
    collected() {
      // Asked at each commit.
      if (edition !== timeline.edition) {
        names = [...new Set(timeline.versions().flatMap(collected))]
        edition = timeline.edition
      }
      return names
    },
  }
}
