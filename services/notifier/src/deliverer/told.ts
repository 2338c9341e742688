import type { NotificationEvent } from '@tocsin/events'
import type { NotificationEvent as NotificationTold } from '@tocsin/telemetry'
import type { Change } from './partition-memory.ts'

/** What metrics and log learn from a record that is read for the first time. Repeats change nothing and tell nothing. */
export function told(event: NotificationEvent, change: Change | undefined): readonly NotificationTold[] {
  switch (event.type) {
    case 'notification-requested': {
      if (change === undefined || change.open.isRepeat) return []
      const { channel, kind: notificationKind, notificationId, alerts, moreAlerts = 0 } = event
      const count = alerts.length + moreAlerts
      return [{ type: 'NotificationRequested', channel, notificationKind, notificationId, alerts: count }]
    }
    case 'notification-delivered': {
      if (change === undefined) return []
      const { channel, notificationId, at } = event
      const earliestMs = Math.min(...change.open.request.alerts.map((alert) => alert.at))
      const sinceAlertMs = Math.max(0, at - earliestMs)
      return [{ type: 'NotificationDelivered', channel, notificationId, sinceAlertMs }]
    }
    case 'notification-failed': {
      if (change === undefined || event.failure !== 'rejected') return []
      const { channel, notificationId, reason } = event
      return [{ type: 'NotificationFailed', channel, notificationId, reason }]
    }
    case 'notification-omitted': {
      const reason = UNTOLD[event.omission]
      const { alertId, revision } = event
      return reason === undefined ? [] : [{ type: 'AlertNotNotified', alertId, revision, reason }]
    }
    case 'notification-withdrawn':
    case 'notification-attempted':
      return []
  }
}

const UNTOLD: Readonly<Partial<Record<string, 'too-old' | 'no-route'>>> = {
  expired: 'too-old',
  unrouted: 'no-route',
  unaddressed: 'no-route',
}
