/** What sales-rep-risk tells when its states were built anew: see `Reconciliation` of the runtime. */
import type { RuleSet } from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import type { EventDecoder, Reconciliation } from '@tocsin/stream'
import { reconcileAlerts } from '../evaluation/reconcile-alerts.ts'
import type { SalesRepRiskState } from './state.ts'

/** Alerts go by revision: see `reconcileAlerts`. */
export function salesRepReconciliation(
  ruleSet: RuleSet,
  decoder: EventDecoder<AlertEvent>,
): Reconciliation<SalesRepRiskState, AlertEvent> {
  return {
    decoder,
    subjectOf: (alert) => alert.alertId,
    entityOf: (alert) => alert.entityId,
    revisionOf: (alert) => alert.revision,
    reconcile(state, differences, asOfMs) {
      const episodes = state?.kind === 'sales-rep' ? state.episodes : undefined
      return { state, outputs: reconcileAlerts(episodes, differences, { asOfMs, ruleSetVersion: ruleSet.version }) }
    },
  }
}
