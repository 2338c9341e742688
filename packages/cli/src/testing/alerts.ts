import type { AlertFired, AlertResolved, AlertSeverityChanged } from '@tocsin/events'

/** 2026-03-31 24:00 in Shanghai. */
const DAY_END_MS = Date.UTC(2026, 2, 31, 16)
const MARCH_31 = 20_543

/** Nine days past due at Cinder Hollow Tools, an invented company. */
export function alertFired(given: Partial<AlertFired> = {}): AlertFired {
  return { type: 'alert-fired', ...common, ...given }
}

export function severityChanged(given: Partial<AlertSeverityChanged> = {}): AlertSeverityChanged {
  const changed = { revision: 2, severity: 'critical', previousSeverity: 'warning', value: 31, threshold: 31 } as const
  return { type: 'alert-severity-changed', ...common, ...changed, ...given }
}

export function alertResolved(given: Partial<AlertResolved> = {}): AlertResolved {
  return { type: 'alert-resolved', ...common, revision: 3, value: 0, ...given }
}

const common = {
  eventId: 'a1-1',
  alertId: 'a1',
  revision: 1,
  indicator: 'days-past-due',
  entityType: 'customer',
  entityId: 'C7',
  entityName: 'Cinder Hollow Tools Ltd',
  severity: 'warning',
  value: 9,
  unit: 'days',
  threshold: 8,
  breachedOn: MARCH_31,
  at: DAY_END_MS,
  reasonZh: '逾期天数为 9 天。',
  reasonEn: 'Days past due: 9 days.',
  nextStepZh: '致电客户。',
  nextStepEn: 'Call the customer.',
  evidence: {
    measures: [{ name: 'max-days-past-due', value: 9, unit: 'days' }],
    inputs: [{ topic: 'sales.invoices', partition: 3, offset: 17 }],
  },
  ruleSetVersion: '1.0.0+3f9a0c12',
  ownerRole: 'credit-controller',
} as const
