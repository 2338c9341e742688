import type { RoutedAlert } from '@tocsin/domain'
import type { AlertEvent, NotifiedAlert } from '@tocsin/events'

/** What a message says of a transition: the alert without its proof. */
export function notifiedAlert(alert: AlertEvent): NotifiedAlert {
  const { alertId, revision, indicator, entityType, entityId, severity, value, unit, threshold, breachedOn } = alert
  const { at, reasonZh, reasonEn, nextStepZh, nextStepEn, ownerRole, ruleSetVersion } = alert
  return {
    transition: TRANSITION_OF[alert.type],
    alertId,
    revision,
    indicator,
    // Alerts of earlier versions have no names; the id is better than nothing.
    indicatorNameZh: alert.indicatorNameZh || indicator,
    indicatorNameEn: alert.indicatorNameEn || indicator,
    entityType,
    entityId,
    entityName: alert.entityName ?? null,
    salesRepId: alert.salesRepId ?? null,
    severity,
    previousSeverity: alert.type === 'alert-severity-changed' ? alert.previousSeverity : null,
    value,
    unit,
    currency: alert.evidence.currency ?? null,
    threshold,
    breachedOn,
    at,
    reasonZh,
    reasonEn,
    nextStepZh,
    nextStepEn,
    ownerRole,
    ruleSetVersion,
  }
}

const TRANSITION_OF = {
  'alert-fired': 'fired',
  'alert-severity-changed': 'severity-changed',
  'alert-resolved': 'resolved',
} as const satisfies Record<AlertEvent['type'], string>

/** What routes look at. */
export function routedAlert(alert: NotifiedAlert): RoutedAlert {
  const { severity, indicator, entityType, entityId, salesRepId, ownerRole } = alert
  return { severity, indicator, entityType, entityId, salesRepId: salesRepId ?? null, ownerRole }
}
