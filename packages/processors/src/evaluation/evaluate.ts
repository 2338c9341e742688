import {
  type CompiledIndicator,
  type IndicatorValue,
  presentSeverity,
  type RiskMatrix,
  step,
  type Traits,
} from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import { alertEvent } from './alert-event.ts'
import { type Episodes, episodeOf, setEpisode } from './episodes.ts'
import type { EvidenceInputs } from './evidence.ts'
import type { EntityExtent } from './risk-extent.ts'

/** Whom an evaluation is about, and what it moves: the episodes are changed in place. */
export interface EvaluatedEntity<Facts> {
  readonly entityId: string
  /** For people; null or empty where none is known. */
  readonly entityName: string | null
  /** The representative to be told: a customer's present one, or the representative itself; null or empty: nobody. */
  readonly salesRepId: string | null
  readonly facts: Facts
  /** Who it is, as far as rules ask. */
  readonly traits: Traits
  readonly episodes: Episodes
  readonly evidence: EvidenceInputs
  /** Where its open risks lie in the matrix. */
  extentOn(on: number): EntityExtent
}

/** The circumstances of an evaluation. */
export interface EvaluationContext {
  /** The business day at whose end (day end) or within which (on change) indicators are looked at. */
  readonly on: number
  readonly asOfMs: number
  readonly ruleSetVersion: string
  /** Names of the input topics, in topic order. */
  readonly topics: readonly string[]
  /** Facets that a late record changed. */
  readonly lateFacets: number
  /** Of the rule set, where it has one. */
  readonly matrix: RiskMatrix | undefined
}

/** Looks at each indicator, moves its episode one step, and tells what is to be told, in the order of the indicators given. */
export function evaluateIndicators<Facts>(
  entity: EvaluatedEntity<Facts>,
  indicators: readonly CompiledIndicator<Facts>[],
  context: EvaluationContext,
): AlertEvent[] {
  const alerts: AlertEvent[] = []
  for (const compiled of indicators) {
    const alert = evaluateIndicator(entity, compiled, context)
    if (alert !== undefined) alerts.push(alert)
  }
  return alerts
}

function evaluateIndicator<Facts>(
  entity: EvaluatedEntity<Facts>,
  compiled: CompiledIndicator<Facts>,
  context: EvaluationContext,
): AlertEvent | undefined {
  const { indicator } = compiled
  if (!compiled.isLookedAtOn(context.on)) return undefined
  const before = episodeOf(entity.episodes, indicator.id)
  if (before === undefined && compiled.isQuiet(entity.facts, context.on)) return undefined
  const present = presentSeverity(before)
  const judgement = compiled.judge(entity.facts, entity.traits, context.on, present)
  const { applied, value, assessment, applies } = judgement
  const transition = step(before, assessment, applied.holdDays, context.on)
  if (transition.episode !== before) setEpisode(entity.episodes, indicator.id, transition.episode)
  if (transition.kind === 'none' || !('level' in assessment)) return undefined
  // A late fact that opens an alert is the fact itself; one that changes an open alert corrects what was told.
  const correction = transition.kind !== 'fired' && (context.lateFacets & compiled.reads) !== 0
  const hasExpired = assessment.kind === 'expired'
  const told = { ...context, level: assessment.level, correction, hasExpired, applies }
  // Owner and next step are those of the override that holds.
  const asApplied = applied === indicator ? compiled : { ...compiled, indicator: applied }
  return alertEvent(entity, asApplied, toldValue(value), transition, told)
}

/** An alert that has expired tells 0, beside the figures that say why. */
function toldValue(value: IndicatorValue): Extract<IndicatorValue, { kind: 'value' }> {
  return value.kind === 'unknown' ? { kind: 'value', value: 0, sample: 0, parts: value.parts } : value
}
