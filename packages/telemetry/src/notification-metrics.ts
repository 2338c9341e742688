import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { LabelSet } from './label-set.ts'
import {
  ATTEMPT_OUTCOMES,
  type ChannelStatus,
  NOTIFICATION_KINDS,
  type NotificationEvent,
  UNTOLD_REASONS,
} from './notification-events.ts'

export interface NotificationMetrics {
  record(event: NotificationEvent): void
  /** Sets the gauges that channels answer for; called at each scrape. */
  setChannelGauges(channels: readonly ChannelStatus[]): void
}

const SEND_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
/** People are to know within seconds; a channel that was down for an hour shows in the last buckets. */
const DELIVERY_SECONDS = [0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 3600, 14_400, 86_400]

/** The metrics of the notifier. They stand on the page of every service, so that a query means the same everywhere. */
export function createNotificationMetrics(registry: Registry): NotificationMetrics {
  const registers = [registry]
  const channels = new LabelSet([])
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `tocsin_${name}`, help, labelNames: [...labelNames], registers })
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge({ name: `tocsin_${name}`, help, labelNames: [...labelNames], registers })
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `tocsin_${name}`, help, buckets, labelNames: ['channel'], registers })

  const routing = gauge('routing_info', 'Always 1; the routing file that is applied.', ['version'])
  const requested = counter('notifications_requested_total', 'Notifications somebody is to receive.', [
    'channel',
    'kind',
  ])
  const attempts = counter('notification_attempts_total', 'Sends by what the channel made of them.', [
    'channel',
    'outcome',
  ])
  const finished = counter('notifications_finished_total', 'Notifications delivered, or given up as failed.', [
    'channel',
    'outcome',
  ])
  const resends = counter('notification_resends_total', 'Sends after one whose acknowledgement was ambiguous.', [
    'channel',
  ])
  const sendSeconds = histogram('notification_send_seconds', 'Time of one send, until the answer.', SEND_SECONDS)
  const deliverySeconds = histogram(
    'notification_delivery_seconds',
    'From the alert to the acknowledgement of the channel.',
    DELIVERY_SECONDS,
  )
  const untold = counter('alerts_not_notified_total', 'Alert records nobody was told of, on purpose.', ['reason'])
  const rests = counter('channel_rests_total', 'Times a channel was left alone for a while.', ['channel'])
  const resting = gauge('channel_resting', '1 while the channel is left alone, else 0.', ['channel'])
  const waiting = gauge('notifications_waiting', 'Notifications neither delivered nor given up.', ['channel'])
  const oldestWaiting = gauge('notification_oldest_waiting_seconds', 'Age of the oldest waiting notification.', [
    'channel',
  ])

  for (const reason of UNTOLD_REASONS) untold.inc({ reason }, 0)

  function record(event: NotificationEvent): void {
    switch (event.type) {
      case 'RoutingLoaded':
        routing.reset()
        routing.set({ version: event.version }, 1)
        for (const channel of event.channels) declareChannel(channels.of(channel))
        return
      case 'NotificationRequested':
        requested.inc({ channel: channels.of(event.channel), kind: event.notificationKind })
        return
      case 'NotificationAttempted': {
        const channel = channels.of(event.channel)
        attempts.inc({ channel, outcome: event.outcome })
        if (event.isResend) resends.inc({ channel })
        sendSeconds.observe({ channel }, event.tookMs / 1000)
        return
      }
      case 'NotificationDelivered': {
        const channel = channels.of(event.channel)
        finished.inc({ channel, outcome: 'delivered' })
        deliverySeconds.observe({ channel }, Math.max(0, event.sinceAlertMs) / 1000)
        return
      }
      case 'NotificationFailed':
        finished.inc({ channel: channels.of(event.channel), outcome: 'failed' })
        return
      case 'AlertNotNotified':
        untold.inc({ reason: event.reason })
        return
      case 'ChannelRested':
        rests.inc({ channel: channels.of(event.channel) })
        return
    }
  }

  function declareChannel(channel: string): void {
    for (const kind of NOTIFICATION_KINDS) requested.inc({ channel, kind }, 0)
    for (const outcome of ATTEMPT_OUTCOMES) attempts.inc({ channel, outcome }, 0)
    for (const outcome of ['delivered', 'failed']) finished.inc({ channel, outcome }, 0)
    resends.inc({ channel }, 0)
    rests.inc({ channel }, 0)
    sendSeconds.zero({ channel })
    deliverySeconds.zero({ channel })
    setChannelGauges([{ channel, waiting: 0, oldestWaitingMs: 0, restingMs: 0 }])
  }

  function setChannelGauges(statuses: readonly ChannelStatus[]): void {
    for (const status of statuses) {
      const channel = channels.of(status.channel)
      waiting.set({ channel }, status.waiting)
      oldestWaiting.set({ channel }, status.oldestWaitingMs / 1000)
      resting.set({ channel }, status.restingMs > 0 ? 1 : 0)
    }
  }

  return { record, setChannelGauges }
}
