import { formatCalendarDay } from '@tocsin/domain'
import type { Notification, NotifiedAlert } from '../channel.ts'
import { type ContentSettings, contentOf } from '../messages/content.ts'
import { manyLines, oneLine } from '../text/clean.ts'
import { cutTo, jsonBytes } from '../text/cut.ts'
import { largestFitting } from '../text/fit.ts'

export interface WebhookPayload {
  readonly type: 'alert.notified' | 'digest.notified' | 'test.sent'
  /** When what is told happened, ISO 8601. */
  readonly timestamp: string
  readonly data: {
    readonly notificationId: string
    readonly title: string
    readonly recipients: readonly string[]
    readonly alerts: readonly WebhookAlert[]
    /** How many more there are than `alerts` lists. */
    readonly moreAlerts: number
  }
}

/** The alert as it came, with instants and days written as ISO 8601 writes them. */
export type WebhookAlert = Omit<NotifiedAlert, 'breachedOn' | 'at'> & {
  readonly breachedOn: string
  readonly at: string
}

/** Bytes of JSON. Together some 13 KB, so that one alert always fits into 20 KB. */
const NAME = 300
const REASON = 3_000
const NEXT_STEP = 1_500
const MOST_RECIPIENTS = 8

const TYPES = { alert: 'alert.notified', digest: 'digest.notified', test: 'test.sent' } as const

/** The body of a Standard Webhooks message, at most `payloadBytes`; what does not fit is counted in `moreAlerts`. */
export function renderWebhook(
  notification: Notification,
  settings: ContentSettings,
  sentAtMs: number,
  payloadBytes: number,
): WebhookPayload {
  const { notificationId, alerts, recipients } = notification
  const ordered = [...alerts].sort((left, right) => rank(left) - rank(right))
  // The smallest alert has some 400 bytes.
  const listable = ordered.slice(0, Math.ceil(payloadBytes / 400)).map(webhookAlert)
  const happenedAt = alerts.length === 0 ? sentAtMs : Math.max(...alerts.map(({ at }) => at))
  const title = short(contentOf(notification, settings).title, NAME * 2)
  return largestFitting(
    { least: Math.min(1, listable.length), most: listable.length },
    (shown) => ({
      type: TYPES[notification.kind],
      timestamp: new Date(happenedAt).toISOString(),
      data: {
        notificationId: short(notificationId, NAME),
        title,
        recipients: recipients.slice(0, MOST_RECIPIENTS).map(({ name }) => short(name, NAME)),
        alerts: listable.slice(0, shown),
        moreAlerts: notification.moreAlerts + alerts.length - shown,
      },
    }),
    (payload) => Buffer.byteLength(JSON.stringify(payload)),
    payloadBytes,
  )
}

function rank({ transition, severity }: NotifiedAlert): number {
  if (transition === 'resolved') return 2
  return severity === 'critical' ? 0 : 1
}

function webhookAlert(alert: NotifiedAlert): WebhookAlert {
  const nullable = (text: string | null) => (text === null ? null : short(text, NAME))
  return {
    transition: alert.transition,
    alertId: short(alert.alertId, NAME),
    revision: alert.revision,
    indicator: short(alert.indicator, NAME),
    indicatorNameZh: short(alert.indicatorNameZh, NAME),
    indicatorNameEn: short(alert.indicatorNameEn, NAME),
    entityType: short(alert.entityType, NAME),
    entityId: short(alert.entityId, NAME),
    entityName: nullable(alert.entityName),
    salesRepId: nullable(alert.salesRepId),
    severity: alert.severity,
    previousSeverity: alert.previousSeverity,
    value: alert.value,
    unit: short(alert.unit, NAME),
    currency: nullable(alert.currency),
    threshold: alert.threshold,
    breachedOn: formatCalendarDay(alert.breachedOn),
    at: new Date(alert.at).toISOString(),
    reasonZh: long(alert.reasonZh, REASON),
    reasonEn: long(alert.reasonEn, REASON),
    nextStepZh: long(alert.nextStepZh, NEXT_STEP),
    nextStepEn: long(alert.nextStepEn, NEXT_STEP),
    ownerRole: short(alert.ownerRole, NAME),
    ruleSetVersion: short(alert.ruleSetVersion, NAME),
  }
}

function short(text: string, limit: number): string {
  return cutTo(oneLine(text), limit, jsonBytes)
}

function long(text: string, limit: number): string {
  return cutTo(manyLines(text), limit, jsonBytes)
}
