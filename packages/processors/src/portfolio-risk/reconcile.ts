/** What portfolio-risk tells when its states were built anew: see `Reconciliation` of the runtime. */
import type { RuleTimeline } from '@tocsin/domain'
import { type AlertEvent, isScoreEvent, recordKeyOf } from '@tocsin/events'
import type { EventDecoder, Reconciliation, ToldDifference } from '@tocsin/stream'
import { reconcileAlerts } from '../evaluation/reconcile-alerts.ts'
import type { SalesRepRiskOutput } from '../sales-rep-risk/processor.ts'
import type { SalesRepRiskState } from '../sales-rep-risk/state.ts'

/** Alerts go by revision: see `reconcileAlerts`. The key of an alert about a group is the group's own. */
export function portfolioReconciliation(
  timeline: RuleTimeline,
  decoder: EventDecoder<SalesRepRiskOutput>,
): Reconciliation<SalesRepRiskState, SalesRepRiskOutput> {
  return {
    decoder,
    subjectOf: (output) => (isScoreEvent(output) ? output.eventId : output.alertId),
    entityOf: recordKeyOf,
    revisionOf: (output) => (isScoreEvent(output) ? undefined : output.revision),
    reconcile(state, differences, asOfMs) {
      const context = { asOfMs, ruleSetVersion: timeline.at(asOfMs).version }
      const episodes = state?.kind === 'sales-rep' ? state.episodes : undefined
      return { state, outputs: reconcileAlerts(episodes, differences.filter(isAboutAlert), context) }
    },
  }
}

/** Groups have no scores: nothing else is told. */
function isAboutAlert(difference: ToldDifference<SalesRepRiskOutput>): difference is ToldDifference<AlertEvent> {
  const output = difference.computed ?? difference.published
  return output !== undefined && !isScoreEvent(output)
}
