import type { NotificationAttempted, NotificationRequested, NotificationWithdrawn } from '@tocsin/events'
import { START_MS } from './delivery-world.ts'

const HOUR_MS = 3_600_000

export type SampleRequest = Partial<NotificationRequested> & { readonly name?: string }

/** `name` becomes notification, alert and entity. Invented, of course. */
export function requested({ name = 'n1', ...more }: SampleRequest = {}): NotificationRequested {
  const attempt = more.attempt ?? 1
  const severity = more.severity ?? 'warning'
  return {
    type: 'notification-requested',
    eventId: `${name}-${attempt}-requested`,
    notificationId: name,
    entityType: 'customer',
    entityId: `C-${name}`,
    kind: 'alert',
    attempt,
    receiver: 'desk',
    channel: 'chat',
    recipients: [],
    severity,
    alerts: [
      {
        transition: 'fired',
        alertId: name,
        revision: 1,
        indicator: 'days-past-due',
        indicatorNameZh: '逾期天数',
        indicatorNameEn: 'Days past due',
        entityType: 'customer',
        entityId: `C-${name}`,
        entityName: '纸月贸易 Paper Moon Trading',
        salesRepId: 'R-7',
        severity,
        previousSeverity: null,
        value: 31,
        unit: 'days',
        currency: null,
        threshold: 8,
        breachedOn: 20_543,
        at: START_MS,
        reasonZh: '已逾期 31 天。',
        reasonEn: '31 days past due.',
        nextStepZh: '致电',
        nextStepEn: 'Call',
        ownerRole: 'credit-controller',
        ruleSetVersion: '1',
      },
    ],
    moreAlerts: 0,
    isResend: false,
    requestedAt: START_MS,
    deadlineAt: START_MS + 24 * HOUR_MS,
    reasonEn: 'route "Customers" (customers)',
    reasonZh: '路由“客户”（customers）',
    ...more,
  }
}

export function withdrawn(request: NotificationRequested): NotificationWithdrawn {
  const { notificationId, entityType, entityId, kind, attempt } = request
  return {
    type: 'notification-withdrawn',
    eventId: `${notificationId}-${attempt}-withdrawn`,
    notificationId,
    entityType,
    entityId,
    kind,
    attempt,
    reasonEn: 'revision 2 overtook it: resolved',
    at: START_MS,
  }
}

export function attempted(
  request: NotificationRequested,
  { deliverer, at }: Pick<NotificationAttempted, 'deliverer' | 'at'>,
): NotificationAttempted {
  const { notificationId, entityType, entityId, kind, attempt, receiver, channel } = request
  return {
    type: 'notification-attempted',
    eventId: `${notificationId}-${attempt}-attempted-${deliverer}`,
    notificationId,
    entityType,
    entityId,
    kind,
    attempt,
    receiver,
    channel,
    messageId: notificationId,
    deliverer,
    at,
  }
}
