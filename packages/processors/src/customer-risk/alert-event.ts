import {
  alertId,
  alertReason,
  type CompiledIndicator,
  customerMeasure,
  FACETS,
  type IndicatorValue,
  type Transition,
} from '@tocsin/domain'
import type { AlertEvent, AlertEvidence, EvidenceInput } from '@tocsin/events'
import type { EvaluationContext } from './evaluate.ts'
import type { CustomerState, InputPlace } from './state.ts'

interface AlertContext extends EvaluationContext {
  /** The threshold that was reached, or the clear level that was left. */
  readonly level: number
  readonly correction: boolean
}

/** The transition as an event that explains itself: sentence, figures, records, rules. */
export function alertEvent(
  state: CustomerState,
  compiled: CompiledIndicator,
  value: Extract<IndicatorValue, { kind: 'value' }>,
  transition: Exclude<Transition, { kind: 'none' }>,
  context: AlertContext,
): AlertEvent {
  const { indicator } = compiled
  const { episode, from } = transition
  const { customerId, on, level, correction } = context
  const identity = { indicatorId: indicator.id, entityType: indicator.entity, entityId: customerId }
  const id = alertId({ ...identity, breachedOn: episode.breachedOn, nth: episode.nth })
  const entityName = state.profile?.name || undefined
  const reason = alertReason({
    kind: transition.kind,
    indicator,
    entityId: customerId,
    entityName,
    value,
    level,
    severity: episode.severity,
    from,
    breachedOn: episode.breachedOn,
    on,
    correction,
  })
  const common = {
    eventId: `${id}-${episode.revision}`,
    alertId: id,
    revision: episode.revision,
    indicator: indicator.id,
    entityType: indicator.entity,
    entityId: customerId,
    entityName: entityName ?? null,
    severity: episode.severity,
    value: value.value,
    unit: indicator.unit,
    threshold: level,
    breachedOn: episode.breachedOn,
    at: context.asOfMs,
    reasonZh: reason.zh,
    reasonEn: reason.en,
    nextStepZh: indicator.nextStep.zh,
    nextStepEn: indicator.nextStep.en,
    correction,
    evidence: evidenceOf(state, compiled, value, context),
    ruleSetVersion: context.ruleSetVersion,
    ownerRole: indicator.ownerRole,
  }
  switch (transition.kind) {
    case 'fired':
      return { type: 'alert-fired', ...common }
    case 'severity-changed':
      return { type: 'alert-severity-changed', ...common, previousSeverity: from ?? episode.severity }
    case 'resolved':
      return { type: 'alert-resolved', ...common, resolution: 'recovered' }
  }
}

function evidenceOf(
  state: CustomerState,
  compiled: CompiledIndicator,
  value: Extract<IndicatorValue, { kind: 'value' }>,
  { topics }: EvaluationContext,
): AlertEvidence {
  const measures = value.parts.map(({ measure, value: measured, currency }) => ({
    name: measure,
    value: measured,
    unit: customerMeasure(measure).unit,
    currency: currency ?? null,
  }))
  // Amounts that are gone leave no currency in the value; the threshold is in the indicator's own all the same.
  const currency = value.currency ?? compiled.indicator.currency ?? null
  return { measures, inputs: inputsOf(state, compiled.reads, topics), currency }
}

/** The newest records of each facet that the indicator reads, by facet; a record that changed two is named once. */
function inputsOf({ evidence }: CustomerState, reads: number, topics: readonly string[]): EvidenceInput[] {
  const places: InputPlace[] = []
  for (let index = 0; index < FACETS.length; index++) {
    if ((reads & (1 << index)) === 0) continue
    for (const place of evidence.byFacet[index] ?? [])
      if (!places.some((known) => isSame(known, place))) places.push(place)
  }
  return places.map(({ topicIndex, offset }) => ({
    topic: topics[topicIndex] ?? '',
    partition: evidence.partition,
    offset,
  }))
}

function isSame(left: InputPlace, right: InputPlace): boolean {
  return left.topicIndex === right.topicIndex && left.offset === right.offset
}
