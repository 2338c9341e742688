import {
  assess,
  type CompiledIndicator,
  type Episode,
  type IndicatorValue,
  presentSeverity,
  step,
  type Transition,
} from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import { alertEvent } from './alert-event.ts'
import type { CustomerState } from './state.ts'

/** The circumstances of an evaluation. */
export interface EvaluationContext {
  readonly customerId: string
  /** The business day at whose end (day end) or within which (on change) indicators are looked at. */
  readonly on: number
  readonly asOfMs: number
  readonly ruleSetVersion: string
  /** Names of the input topics, in topic order. */
  readonly topics: readonly string[]
  /** Facets that a late record changed. */
  readonly lateFacets: number
}

/** Looks at each indicator, moves its episode one step, and tells what is to be told, in the order of the rule file. */
export function evaluateIndicators(
  state: CustomerState,
  indicators: readonly CompiledIndicator[],
  context: EvaluationContext,
): AlertEvent[] {
  const alerts: AlertEvent[] = []
  for (const compiled of indicators) {
    const alert = evaluateIndicator(state, compiled, context)
    if (alert !== undefined) alerts.push(alert)
  }
  return alerts
}

function evaluateIndicator(
  state: CustomerState,
  compiled: CompiledIndicator,
  context: EvaluationContext,
): AlertEvent | undefined {
  const { indicator } = compiled
  const before = episodeOf(state, indicator.id)
  const present = presentSeverity(before)
  const value = compiled.evaluate(state, context.on, present)
  const assessment = assess(indicator, value, present)
  const transition = step(before, assessment, indicator.holdDays, context.on)
  if (transition.episode !== before) setEpisode(state, indicator.id, transition.episode)
  if (transition.kind === 'none' || !('level' in assessment)) return undefined
  // A late fact that opens an alert is the fact itself; one that changes an open alert corrects what was told.
  const correction = transition.kind !== 'fired' && (context.lateFacets & compiled.reads) !== 0
  return alertEvent(state, compiled, told(value), transition, { ...context, level: assessment.level, correction })
}

export function episodeOf({ episodes }: CustomerState, indicatorId: string): Episode | undefined {
  for (const entry of episodes) if (entry.indicatorId === indicatorId) return entry.episode
  return undefined
}

function setEpisode({ episodes }: CustomerState, indicatorId: string, episode: Transition['episode']): void {
  const index = episodes.findIndex((entry) => entry.indicatorId === indicatorId)
  if (episode === undefined) episodes.splice(index, 1)
  else if (index === -1) episodes.push({ indicatorId, episode })
  else episodes[index] = { indicatorId, episode }
}

/** A transition is never made by an unknown value. */
function told(value: IndicatorValue): Extract<IndicatorValue, { kind: 'value' }> {
  if (value.kind === 'unknown') throw new Error('an unknown value cannot change an alert')
  return value
}
