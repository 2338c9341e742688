import type { RuleTimeline } from '../indicators/rule-timeline.ts'
import { definitionOf } from './compiled-rolling.ts'
import type { DeclaredMeasure } from './declared-measure.ts'

/**
 * What states collect: the declared measures of every known version, each definition once. Those of a later version
 * already, so that states which are built anew bring its windows along; those of an earlier one still, so that a version
 * which has them again finds them.
 */
export function measuresOf(timeline: RuleTimeline): readonly DeclaredMeasure[] {
  const byDefinition = new Map<number, DeclaredMeasure>()
  for (const { measures = [] } of timeline.versions()) {
    for (const measure of measures) {
      const definition = definitionOf(measure)
      if (!byDefinition.has(definition)) byDefinition.set(definition, measure)
    }
  }
  return [...byDefinition.values()]
}

/** What a measure's series is called in a task's position: the same for the same definition, whatever its id. */
export function seriesName(measure: DeclaredMeasure): string {
  return `${measure.over.join('+')}/${measure.aggregate}/${definitionOf(measure).toString(36)}`
}
