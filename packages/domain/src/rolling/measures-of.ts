import type { RuleSet } from '../indicators/rule-set.ts'
import { definitionOf } from './compiled-rolling.ts'
import type { DeclaredMeasure } from './declared-measure.ts'

/**
 * What states collect from a moment on: the declared measures of the version in force then and of those that are to come
 * (`RuleTimeline.versionsFrom`), each definition once. Those of a later version already, so that states which are built
 * anew bring its windows along; what only earlier ones asked for is dropped where the rules change, so that there is a
 * bound however often they do: 24 for each version in force or to come.
 */
export function measuresOf(versions: readonly RuleSet[]): readonly DeclaredMeasure[] {
  const byDefinition = new Map<number, DeclaredMeasure>()
  for (const { measures = [] } of versions) {
    for (const measure of measures) {
      const definition = definitionOf(measure)
      if (!byDefinition.has(definition)) byDefinition.set(definition, measure)
    }
  }
  // In an order of their own: whoever learns of versions in another order keeps the same states.
  return [...byDefinition].sort(([left], [right]) => left - right).map(([, measure]) => measure)
}

/** What a measure's series is called in a task's position: the same for the same definition, whatever its id. */
export function seriesName(measure: DeclaredMeasure): string {
  return `${measure.over.join('+')}/${measure.aggregate}/${definitionOf(measure).toString(36)}`
}
