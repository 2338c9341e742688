import {
  alertId,
  alertReason,
  type CompiledIndicator,
  type IndicatorValue,
  riskCell,
  type Transition,
} from '@tocsin/domain'
import type { AlertEvent, AlertEvidence } from '@tocsin/events'
import type { EvaluatedEntity, EvaluationContext } from './evaluate.ts'
import { evidenceInputs } from './evidence.ts'

interface AlertContext extends EvaluationContext {
  /** The threshold that was reached, or the clear level that was left. */
  readonly level: number
  readonly correction: boolean
  /** It ended because nothing is left to measure it by. */
  readonly hasExpired: boolean
  /** False: by its conditions the indicator is not about the entity any more. */
  readonly applies: boolean
}

/** The transition as an event that explains itself: sentence, figures, records, rules. */
export function alertEvent<Facts>(
  entity: EvaluatedEntity<Facts>,
  compiled: CompiledIndicator<Facts>,
  value: Extract<IndicatorValue, { kind: 'value' }>,
  transition: Exclude<Transition, { kind: 'none' }>,
  context: AlertContext,
): AlertEvent {
  const { indicator } = compiled
  const { entityId } = entity
  const { episode, from } = transition
  const { on, level, correction, hasExpired, applies } = context
  const identity = { indicatorId: indicator.id, entityType: indicator.entity, entityId }
  const id = alertId({ ...identity, breachedOn: episode.breachedOn, nth: episode.nth })
  const entityName = entity.entityName || undefined
  const reason = alertReason({
    kind: !hasExpired ? transition.kind : applies ? 'expired' : 'not-applicable',
    indicator,
    described: compiled.described,
    entityId,
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
    indicatorNameZh: indicator.name.zh,
    indicatorNameEn: indicator.name.en,
    entityType: indicator.entity,
    entityId,
    entityName: entityName ?? null,
    salesRepId: entity.salesRepId || null,
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
    evidence: evidenceOf(entity, compiled, value, context),
    ruleSetVersion: context.ruleSetVersion,
    ownerRole: indicator.ownerRole,
    ...placeInMatrix(entity, transition, context),
  }
  switch (transition.kind) {
    case 'fired':
      return { type: 'alert-fired', ...common }
    case 'severity-changed':
      return { type: 'alert-severity-changed', ...common, previousSeverity: from ?? episode.severity }
    case 'resolved':
      return { type: 'alert-resolved', ...common, resolution: hasExpired ? 'expired' : 'recovered' }
  }
}

/** What has ended is no risk any more. */
function placeInMatrix<Facts>(
  entity: EvaluatedEntity<Facts>,
  { kind, episode: { severity } }: Exclude<Transition, { kind: 'none' }>,
  { matrix, on }: AlertContext,
) {
  const isOpen = matrix !== undefined && kind !== 'resolved'
  const cell = isOpen ? riskCell(matrix, { severity, ...entity.extentOn(on) }) : undefined
  const { likelihood = null, impact = null, level = null } = cell ?? {}
  return { likelihood, impact, riskLevel: level }
}

function evidenceOf<Facts>(
  { evidence }: EvaluatedEntity<Facts>,
  { indicator, described, reads }: CompiledIndicator<Facts>,
  value: Extract<IndicatorValue, { kind: 'value' }>,
  { topics }: EvaluationContext,
): AlertEvidence {
  const measures = value.parts.map(({ measure, value: measured, currency }) => ({
    name: measure,
    value: measured,
    unit: described(measure).unit,
    currency: currency ?? null,
  }))
  // Amounts that are gone leave no currency in the value; the threshold is in the indicator's own all the same.
  const currency = value.currency ?? indicator.currency ?? null
  return { measures, inputs: evidenceInputs(evidence, reads, topics), currency }
}
