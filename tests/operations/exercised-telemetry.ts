/** A telemetry that has seen everything happen once: its page is that of a service that has lived a while. */
import type { StreamEvent, TaskStatus } from '@tocsin/stream'
import { type ChannelStatus, createTelemetry, type ServiceEvent, type Telemetry } from '@tocsin/telemetry'

const INPUTS = ['sales.orders', 'sales.invoices']
const CHANNELS = ['mail', 'night-shift']
const task = { topology: 'customer-risk', partition: 0 }

/** Nothing has happened yet, but rule set and routing are loaded. */
export function startedTelemetry(service: string): Telemetry {
  const telemetry = createTelemetry({
    service,
    version: '0.1.0',
    logLevel: 'silent',
    stdout: { write: () => true },
    inputTopics: INPUTS,
    outputTopics: ['risk.alerts'],
  })
  telemetry.emit({ type: 'RuleSetLoaded', version: 'v1', file: 'i.yaml', indicators: ['order-drop'] })
  telemetry.emit({ type: 'RoutingLoaded', version: 'r1', file: 'r.yaml', channels: CHANNELS })
  telemetry.emit({ type: 'ApiKeysLoaded', file: 'k.yaml', names: ['erp'], sources: ['erp'] })
  telemetry.observeStatus(() => [status()])
  // From one look to the next something has come: a share of nothing would be no number.
  let looks = 0
  telemetry.observeSources(() => {
    looks += 1
    const payments = { matched: 3 * looks, unmatched: looks, undesignated: looks }
    return [{ source: 'erp', records: 40 * looks, repeated: looks, payments, latestRecordedAtMs: Date.now() }]
  })
  telemetry.observeChannels(() => CHANNELS.map(channelStatus))
  return telemetry
}

/** One of everything. */
export function exercise(telemetry: Telemetry): void {
  for (const event of [
    ...runtimeEvents(),
    ...RULE_EVENTS,
    ...alertEvents(),
    ...CHANNELS.flatMap(channelEvents),
    ...ingestEvents(),
  ])
    telemetry.emit(event)
}

const RULE_EVENTS: readonly ServiceEvent[] = [
  { type: 'RulesAccepted', place: 'risk.rules/0/0', version: 'v2', effectiveFromMs: 1, publishedBy: 'Wei Lan' },
  { type: 'RulesRefused', place: 'risk.rules/0/1', reason: 'it comes too soon' },
]

function runtimeEvents(): StreamEvent[] {
  return [
    {
      type: 'BatchCommitted',
      task,
      commitNumber: 7,
      records: Object.fromEntries(INPUTS.map((topic) => [topic, 20])),
      lateRecords: 1,
      repeatedRecords: 1,
      timersFired: 2,
      statesWritten: 9,
      outboxEntries: 3,
      marked: true,
      taskTimeMs: Date.now(),
      applyMs: 12,
      commitMs: 4,
    },
    { type: 'TimersFired', task, count: 2, longestDelayMs: 1_200 },
    { type: 'CommitFenced', task, noticedBy: 'commit' },
    { type: 'CommitStale', task, noticedBy: 'commit' },
    { type: 'CommitOutcomeUnknown', task, resolvedAs: 'committed' },
    { type: 'StoreLost', task, detail: '' },
    { type: 'StoreRolledBack', task, detail: '' },
    { type: 'FollowingMarks', task, marks: 4 },
    {
      type: 'RecordDeadLettered',
      task,
      topic: 'sales.orders',
      offset: 1,
      reason: 'undecodable',
      message: '',
      source: 'erp',
    },
    { type: 'OutboxPublished', task, entries: 3, byTopic: { 'risk.alerts': 3 }, tookMs: 8 },
    { type: 'TaskBackedOff', task, reason: '', retryInMs: 100 },
    { type: 'OffsetCommitFailed', reason: '' },
    { type: 'Rebalanced', partitions: [0] },
    { type: 'TaskTaken', task, commitNumber: 7, tookMs: 20 },
  ]
}

function alertEvents(): ServiceEvent[] {
  const alert = {
    indicator: 'order-drop',
    alertId: 'A-1',
    revision: 1,
    entityType: 'customer',
    entityId: 'C1',
  } as const
  return (['fired', 'severity-changed', 'resolved'] as const).map((transition) => ({
    type: 'AlertPublished',
    severity: 'critical',
    transition,
    ...alert,
  }))
}

function channelEvents(channel: string): ServiceEvent[] {
  const notificationId = 'N-1'
  return [
    { type: 'NotificationRequested', channel, notificationKind: 'alert', notificationId, alerts: 1 },
    { type: 'NotificationAttempted', channel, notificationId, outcome: 'ambiguous', isResend: false, tookMs: 900 },
    { type: 'NotificationAttempted', channel, notificationId, outcome: 'delivered', isResend: true, tookMs: 90 },
    { type: 'NotificationDelivered', channel, notificationId, sinceAlertMs: 1_400 },
    { type: 'NotificationFailed', channel, notificationId, reason: '' },
    { type: 'AlertNotNotified', alertId: 'A-1', revision: 1, reason: 'too-old' },
    { type: 'ChannelRested', channel, forMs: 1_000, reason: '' },
  ]
}

function ingestEvents(): ServiceEvent[] {
  const apiKey = 'erp'
  return [
    { type: 'IngestAnswered', route: '/v1/events', status: 202, tookMs: 12, apiKey },
    { type: 'IngestCounted', apiKey, source: 'erp', outcome: 'accepted', count: 3 },
    {
      type: 'IngestRefused',
      apiKey,
      source: 'erp',
      status: 422,
      faults: [{ code: 'missing', pointer: '/data/dueOn' }],
    },
    { type: 'IngestLogAway', message: '' },
    { type: 'IngestLogBack', awayMs: 100 },
    { type: 'IngestFailed', message: '' },
  ]
}

function status(): TaskStatus {
  return {
    task,
    phase: 'live',
    detail: '',
    taskTimeMs: Date.now(),
    commitNumber: 7,
    inputs: Object.fromEntries(INPUTS.map((topic) => [topic, { nextOffset: 1, endOffset: 2, live: true, queued: 0 }])),
    waitingForLive: [],
    outboxPending: 1,
    oldestOutboxAgeMs: 3,
    nextTimerDueAtMs: undefined,
    lagMs: 10,
  }
}

const channelStatus = (channel: string): ChannelStatus => ({
  channel,
  waiting: 1,
  oldestWaitingMs: 500,
  restingMs: 0,
})
