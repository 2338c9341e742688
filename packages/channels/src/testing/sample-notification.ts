import { parseCalendarDay } from '@tocsin/domain'
import type { Notification, NotifiedAlert } from '../channel.ts'

/** An invented customer's alert, 31 days past due on 31 March 2026; parts of it may be given otherwise. */
export function sampleAlert(parts: Partial<NotifiedAlert> = {}): NotifiedAlert {
  return {
    transition: 'fired',
    alertId: 'days-past-due.customer.C7.2026-03-01.1',
    revision: 1,
    indicator: 'days-past-due',
    indicatorNameZh: '逾期天数',
    indicatorNameEn: 'Days past due',
    entityType: 'customer',
    entityId: 'C7',
    entityName: '云杉示例贸易有限公司',
    salesRepId: 'S3',
    severity: 'critical',
    previousSeverity: null,
    value: 31,
    unit: 'days',
    currency: null,
    threshold: 31,
    breachedOn: parseCalendarDay('2026-03-31'),
    at: Date.parse('2026-03-31T16:00:00Z'),
    reasonZh: '云杉示例贸易有限公司（C7）的逾期天数为 31 天，达到严重阈值（≥ 31 天）。',
    reasonEn: 'Days past due of 云杉示例贸易有限公司 (C7): 31 days, critical at 31 days or more.',
    nextStepZh: '致电客户确认付款日期；达到严重级别时暂停赊销发货，并通知销售负责人。',
    nextStepEn:
      'Call the customer and get a payment date; when critical, stop shipments on credit and tell the sales head.',
    ownerRole: 'credit-controller',
    ruleSetVersion: '1.0.0+d6744c5e',
    ...parts,
  }
}

export function alertNotification(alert: NotifiedAlert, parts: Partial<Notification> = {}): Notification {
  return { notificationId: 'n-1', kind: 'alert', recipients: [], alerts: [alert], moreAlerts: 0, ...parts }
}

export function digestNotification(alerts: readonly NotifiedAlert[], parts: Partial<Notification> = {}): Notification {
  return { notificationId: 'digest-1', kind: 'digest', recipients: [], alerts, moreAlerts: 0, ...parts }
}

/** So many alerts of so many customers, every tenth critical and those spread among the others. */
export function manyAlerts(count: number): NotifiedAlert[] {
  return Array.from({ length: count }, (_, index) => {
    const [severity, days] = index % 10 === 9 ? (['critical', 31] as const) : (['warning', 8] as const)
    const name = `示例客户 ${index} 号`
    return sampleAlert({
      alertId: `days-past-due.customer.C${index}.2026-03-01.1`,
      entityId: `C${index}`,
      entityName: name,
      severity,
      value: days,
      threshold: days,
      reasonZh: `${name}（C${index}）的逾期天数为 ${days} 天，达到${severity === 'critical' ? '严重' : '警告'}阈值（≥ ${days} 天）。`,
      reasonEn: `Days past due of ${name} (C${index}): ${days} days, ${severity} at ${days} days or more.`,
    })
  })
}
