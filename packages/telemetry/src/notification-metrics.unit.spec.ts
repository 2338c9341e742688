import { describe, expect, test } from '@jest/globals'
import type { TaskStatus } from '@tocsin/stream'
import { createTelemetry } from './telemetry.ts'

const notificationId = 'N-1'

function notifierTelemetry() {
  const telemetry = createTelemetry({
    service: 'notifier',
    version: '0.1.0',
    logLevel: 'silent',
    stdout: { write: () => true },
  })
  telemetry.emit({ type: 'RoutingLoaded', version: 'r1', file: 'routing.yaml', channels: ['mail', 'night-shift'] })
  return telemetry
}

describe('metrics of the notifier', () => {
  test('every outcome of every channel starts at zero, failures above all', async () => {
    const page = await notifierTelemetry().metricsText()
    for (const channel of ['mail', 'night-shift']) {
      expect(page).toContain(`tocsin_notifications_finished_total{channel="${channel}",outcome="failed"} 0`)
      expect(page).toContain(`tocsin_notification_attempts_total{channel="${channel}",outcome="ambiguous"} 0`)
      expect(page).toContain(`tocsin_notification_resends_total{channel="${channel}"} 0`)
      expect(page).toContain(`tocsin_notification_delivery_seconds_count{channel="${channel}"} 0`)
      expect(page).toContain(`tocsin_channel_resting{channel="${channel}"} 0`)
    }
  })

  test('a mail whose first acknowledgement was lost counts two attempts, one resend, one delivery', async () => {
    const telemetry = notifierTelemetry()
    const channel = 'mail'
    telemetry.emit({ type: 'NotificationRequested', channel, notificationKind: 'alert', notificationId, alerts: 2 })
    const attempt = { type: 'NotificationAttempted', channel, notificationId, tookMs: 400 } as const
    telemetry.emit({ ...attempt, outcome: 'ambiguous', isResend: false, reason: 'no answer' })
    telemetry.emit({ ...attempt, outcome: 'delivered', isResend: true })
    telemetry.emit({ type: 'NotificationDelivered', channel, notificationId, sinceAlertMs: 7_000 })
    const page = await telemetry.metricsText()
    expect(page).toContain('tocsin_notifications_requested_total{channel="mail",kind="alert"} 1')
    expect(page).toContain('tocsin_notification_attempts_total{channel="mail",outcome="ambiguous"} 1')
    expect(page).toContain('tocsin_notification_attempts_total{channel="mail",outcome="delivered"} 1')
    expect(page).toContain('tocsin_notification_resends_total{channel="mail"} 1')
    expect(page).toContain('tocsin_notification_send_seconds_sum{channel="mail"} 0.8')
    expect(page).toContain('tocsin_notifications_finished_total{channel="mail",outcome="delivered"} 1')
    expect(page).toContain('tocsin_notification_delivery_seconds_bucket{le="5",channel="mail"} 0')
    expect(page).toContain('tocsin_notification_delivery_seconds_bucket{le="10",channel="mail"} 1')
  })

  test('channels answer for what waits and whether they rest', async () => {
    const telemetry = notifierTelemetry()
    telemetry.observeChannels(() => [
      { channel: 'mail', waiting: 3, oldestWaitingMs: 90_000, restingMs: 1 },
      { channel: 'night-shift', waiting: 0, oldestWaitingMs: 0, restingMs: 0 },
    ])
    const page = await telemetry.metricsText()
    expect(page).toContain('tocsin_notifications_waiting{channel="mail"} 3')
    expect(page).toContain('tocsin_notification_oldest_waiting_seconds{channel="mail"} 90')
    expect(page).toContain('tocsin_channel_resting{channel="mail"} 1')
    expect(page).toContain('tocsin_channel_resting{channel="night-shift"} 0')
  })

  test('what is given up and what is not told on purpose are different things', async () => {
    const telemetry = notifierTelemetry()
    telemetry.emit({ type: 'NotificationFailed', channel: 'mail', notificationId, reason: 'no such mailbox' })
    telemetry.emit({ type: 'AlertNotNotified', alertId: 'A-1', revision: 1, reason: 'too-old' })
    telemetry.emit({ type: 'ChannelRested', channel: 'mail', forMs: 60_000, reason: 'asked to slow down' })
    const page = await telemetry.metricsText()
    expect(page).toContain('tocsin_notifications_finished_total{channel="mail",outcome="failed"} 1')
    expect(page).toContain('tocsin_alerts_not_notified_total{reason="too-old"} 1')
    expect(page).toContain('tocsin_alerts_not_notified_total{reason="no-route"} 0')
    expect(page).toContain('tocsin_channel_rests_total{channel="mail"} 1')
    expect(page).not.toContain(notificationId)
  })
})

describe('what operations ask beside', () => {
  const status = (taskTimeMs: number): TaskStatus => ({
    task: { topology: 'sales-rep-risk', partition: 0 },
    phase: 'live',
    detail: '',
    taskTimeMs,
    commitNumber: 1,
    inputs: {},
    waitingForLive: [],
    outboxPending: 0,
    oldestOutboxAgeMs: 0,
    nextTimerDueAtMs: undefined,
    lagMs: 0,
  })

  test('the time of the task furthest behind; a task that has read nothing yet does not count', async () => {
    const telemetry = notifierTelemetry()
    expect(await telemetry.metricsText()).toContain('tocsin_task_time_seconds 0\n')
    telemetry.observeStatus(() => [status(Number.NEGATIVE_INFINITY), status(90_000), status(60_000)])
    expect(await telemetry.metricsText()).toContain('tocsin_task_time_seconds 60\n')
  })

  test('alerts are told apart by what they are about', async () => {
    const telemetry = notifierTelemetry()
    const entityType = 'sales-rep'
    telemetry.emit({ type: 'RuleSetLoaded', version: 'v1', file: 'i.yaml', indicators: ['order-drop'], entityType })
    telemetry.emit({
      type: 'AlertPublished',
      indicator: 'order-drop',
      severity: 'critical',
      transition: 'fired',
      alertId: 'A-1',
      revision: 1,
      entityType,
      entityId: 'R1',
    })
    const page = await telemetry.metricsText()
    const labels = (transition: string) =>
      `indicator="order-drop",severity="critical",transition="${transition}",entity_type="sales-rep"`
    expect(page).toContain(`tocsin_alerts_published_total{${labels('fired')}} 1`)
    expect(page).toContain(`tocsin_alerts_published_total{${labels('resolved')}} 0`)
  })
})
