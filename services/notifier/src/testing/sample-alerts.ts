import type { NotificationRouting } from '@tocsin/domain'
import type { AlertFired, AlertResolved } from '@tocsin/events'

const HOUR_MS = 3_600_000
const MARCH_31 = 20_543

/** Alerts of customers go to the room, which is a chat; those of order drops to the desk, by mail. */
export const SAMPLE_ROUTING: NotificationRouting = {
  name: 'sample',
  version: '1',
  maxAlertAgeMs: 24 * HOUR_MS,
  retryAfterMs: {
    critical: [5_000, 15_000, 30_000, 60_000, 120_000, 300_000],
    warning: [5_000, 30_000, 120_000, 300_000, 600_000],
  },
  people: [],
  receivers: [
    { id: 'room', channel: 'chat', needsEmail: false, recipients: [], fallback: null },
    { id: 'desk', channel: 'mail', needsEmail: false, recipients: [], fallback: null },
  ],
  routes: [route('drops', { indicator: ['order-drop'] }, 'desk'), route('rest', {}, 'room')],
}

function route(id: string, match: NotificationRouting['routes'][number]['match'], receiver: string) {
  return { id, name: { zh: id, en: id }, match, receivers: [receiver], continues: false, sendResolved: true }
}

/** An invented customer, 31 days past due. */
export function alertFired(atMs: number, more: Partial<AlertFired> = {}): AlertFired {
  const alertId = more.alertId ?? 'a1'
  return {
    type: 'alert-fired',
    eventId: `${alertId}-1`,
    alertId,
    revision: 1,
    indicator: 'days-past-due',
    indicatorNameZh: '逾期天数',
    indicatorNameEn: 'Days past due',
    entityType: 'customer',
    entityId: 'C7',
    entityName: '纸月贸易 Paper Moon Trading',
    salesRepId: 'R7',
    severity: 'warning',
    value: 31,
    unit: 'days',
    threshold: 8,
    breachedOn: MARCH_31,
    at: atMs,
    reasonZh: '已逾期 31 天。',
    reasonEn: '31 days past due.',
    nextStepZh: '致电',
    nextStepEn: 'Call',
    correction: false,
    evidence: { measures: [], inputs: [], currency: null },
    ruleSetVersion: '1',
    ownerRole: 'credit-controller',
    ...more,
  }
}

export function alertResolved(atMs: number, fired: AlertFired): AlertResolved {
  return {
    ...fired,
    type: 'alert-resolved',
    eventId: `${fired.alertId}-2`,
    revision: 2,
    resolution: 'recovered',
    at: atMs,
  }
}
