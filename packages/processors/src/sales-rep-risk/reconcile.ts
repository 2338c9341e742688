/** What sales-rep-risk tells when its states were built anew: see `Reconciliation` of the runtime. */
import type { RuleTimeline } from '@tocsin/domain'
import { type AlertEvent, isScoreEvent, type ScoreEvent } from '@tocsin/events'
import type { EventDecoder, Reconciliation, ToldDifference } from '@tocsin/stream'
import { reconcileAlerts } from '../evaluation/reconcile-alerts.ts'
import { reconcileScore, subjectOfScore } from '../evaluation/reconcile-scores.ts'
import type { SalesRepRiskOutput } from './processor.ts'
import type { SalesRepRiskState } from './state.ts'

/** Alerts go by revision: see `reconcileAlerts`. Scores are absolute: one that differs is told again. */
export function salesRepReconciliation(
  timeline: RuleTimeline,
  decoder: EventDecoder<SalesRepRiskOutput>,
): Reconciliation<SalesRepRiskState, SalesRepRiskOutput> {
  return {
    decoder,
    subjectOf: (output) => (isScoreEvent(output) ? subjectOfScore(output) : output.alertId),
    entityOf: (output) => output.entityId,
    revisionOf: (output) => (isScoreEvent(output) ? undefined : output.revision),
    reconcile(state, differences, asOfMs) {
      const context = { asOfMs, ruleSetVersion: timeline.at(asOfMs).version }
      const episodes = state?.kind === 'sales-rep' ? state.episodes : undefined
      const outputs = [
        ...reconcileAlerts(episodes, differences.filter(isAboutAlert), context),
        ...differences.filter(isAboutScore).flatMap((difference) => reconcileScore(difference, context)),
      ]
      return { state, outputs }
    },
  }
}

/** Both sides are about one subject, and so of one kind. */
function isAboutScore(difference: ToldDifference<SalesRepRiskOutput>): difference is ToldDifference<ScoreEvent> {
  const output = difference.computed ?? difference.published
  return output !== undefined && isScoreEvent(output)
}

function isAboutAlert(difference: ToldDifference<SalesRepRiskOutput>): difference is ToldDifference<AlertEvent> {
  return !isAboutScore(difference)
}
