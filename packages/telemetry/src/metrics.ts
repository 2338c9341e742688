import { DEAD_LETTER_REASONS, type StreamEvent, type TaskStatus } from '@tocsin/stream'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { createIngestMetrics } from './ingest-metrics.ts'
import { LabelSet } from './label-set.ts'
import type { ChannelStatus } from './notification-events.ts'
import { createNotificationMetrics } from './notification-metrics.ts'
import { ALERT_SEVERITIES, type ServiceEvent } from './service-events.ts'
import { createSourceMetrics, type SourceStanding } from './source-metrics.ts'

export interface MetricsOptions {
  readonly service: string
  readonly version: string
  /** Declared names: their series exist from the start, at zero, so that `rate()` sees the first increase. */
  readonly inputTopics: readonly string[]
  readonly outputTopics: readonly string[]
}

export interface Metrics {
  record(event: StreamEvent | ServiceEvent): void
  /** Sets the gauges that tasks answer for; called at each scrape. */
  setTaskGauges(tasks: readonly TaskStatus[], nowMs: number): void
  setChannelGauges(channels: readonly ChannelStatus[]): void
  setSources(sources: readonly SourceStanding[]): void
  text(): Promise<string>
}

const PHASES = [
  'taking',
  'following',
  'rebuilding',
  'history',
  'waiting-for-live',
  'live',
  'backing-off',
  'stopped',
] as const satisfies readonly TaskStatus['phase'][]
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
const BATCH_RECORDS = [1, 4, 16, 64, 256, 1024, 4096, 16384]
/** A timer fires a grace period after its moment; from minutes on, the clock or the task stood still. */
const TIMER_DELAY_SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600]

/** Only what tasks have written names a cause; a fact from outside cannot lack one. */
const reasonsOn = (topic: string) =>
  DEAD_LETTER_REASONS.filter((reason) => reason !== 'missing-cause' || !topic.startsWith('sales.'))

type AlertPublished = Extract<ServiceEvent, { type: 'AlertPublished' }>

/** By what alerts are counted. */
interface AlertCounted extends Pick<AlertPublished, 'indicator' | 'severity' | 'transition'> {
  readonly entityType?: string | undefined
}

/** Of all rule sets that a process ever follows: the shipped one has 54 about customers alone. */
const MOST_INDICATORS = 256

/** The Prometheus side of the instrumentation: base units, closed label sets, never an id as a label. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const inputTopics = new LabelSet(options.inputTopics)
  const outputTopics = new LabelSet(options.outputTopics)
  const indicators = new LabelSet([], MOST_INDICATORS)
  const entityTypes = new LabelSet([])

  const counter = <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter({ name: `tocsin_${name}`, help, labelNames: [...labelNames], registers })
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name: `tocsin_${name}`, help, labelNames: [...labelNames], registers })
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `tocsin_${name}`, help, buckets, registers })

  gauge('build_info', 'Always 1; the version that runs.', ['service', 'version']).set(
    { service: options.service, version: options.version },
    1,
  )
  const ruleSet = gauge('rule_set_info', 'Always 1; the rule set that is applied.', ['version'])
  const publishedRules = counter(
    'published_rules_total',
    'Published versions of the rules that were read, by outcome.',
    ['outcome'],
  )
  const records = counter('records_processed_total', 'Input records by what became of them.', ['topic', 'outcome'])
  const lateRecords = counter('late_records_total', 'Records applied at task time because their own had passed.')
  const repeatedRecords = counter('repeated_records_total', 'Records dropped as repeats, by cause or event id.')
  const deadLetters = counter('dead_letters_total', 'Records sent to a dead-letter topic.', ['topic', 'reason'])
  const batchRecords = histogram('batch_records', 'Records per committed batch.', BATCH_RECORDS)
  const applySeconds = histogram('batch_apply_seconds', 'Time to decode and reduce a batch.', SECONDS)
  const commitSeconds = histogram('batch_commit_seconds', 'Time of the commit script, as the caller sees it.', SECONDS)
  const commits = counter('commits_total', 'Commits by outcome; unknown ones are read back.', ['outcome'])
  const unknown = counter('commit_outcomes_unknown_total', 'Commits without a reply, by what the fence then said.', [
    'resolved_as',
  ])
  const statesWritten = counter('states_written_total', 'Entity states written by commits.')
  const marks = counter('marks_total', 'Commits that put a mark on record.')
  const marksFollowed = counter('marks_followed_total', 'Marks that were followed after a take.')
  const rebuilds = counter('rebuilds_total', 'Rebuilds of the states of a task, by what became of them.', ['outcome'])
  const rebuiltRecords = counter('rebuilt_records_total', 'Records read again by rebuilds.')
  const rebuildTold = counter('rebuild_told_total', 'Outputs told at a switch because what was published differed.')
  const timersFired = counter('timers_fired_total', 'Timers that fired.')
  const timerDelay = histogram('timer_delay_seconds', 'Longest delay of a batch of live timers.', TIMER_DELAY_SECONDS)
  const published = counter('outbox_published_total', 'Outbox entries on the log.', ['topic'])
  const publishSeconds = histogram('outbox_publish_seconds', 'Time to publish one chunk of the outbox.', SECONDS)
  const alerts = counter('alerts_published_total', 'Alert records on the log.', [
    'indicator',
    'severity',
    'transition',
    'entity_type',
  ])
  const rebalances = counter('rebalances_total', 'Assignments received from the group.')
  const tasksTaken = counter('tasks_taken_total', 'Tasks taken over.')
  const storeLosses = counter('store_losses_total', 'Times the store had lost a task or gone back in time.', ['kind'])
  const backOffs = counter('task_back_offs_total', 'Times a task waited because something outside was away.')
  const offsetCommitFailures = counter('offset_commit_failures_total', 'Times Kafka did not take the offsets.')
  const tasks = gauge('tasks', 'Tasks of this process by phase.', ['phase'])
  const waitingForLive = gauge('inputs_waiting_for_live', 'Partitions that have no live record yet.', ['topic'])
  const lagRecords = gauge('consumer_lag_records', 'Records on the log that are not applied yet.', ['topic'])
  const lagSeconds = gauge('consumer_lag_seconds', 'Age of the oldest record not applied yet; the worst task.')
  const timersDue = gauge('tasks_with_timer_due', 'Tasks whose next timer has come due and has not fired.')
  const timerOverdue = gauge('timer_overdue_seconds', 'How long the most overdue timer has been due.')
  const outboxPending = gauge('outbox_pending', 'Outbox entries committed and not yet published and trimmed.')
  const outboxAge = gauge('outbox_oldest_age_seconds', 'Age of the oldest pending outbox entry.')
  const taskTime = gauge('task_time_seconds', 'Task time of the task furthest behind, in seconds since 1970; 0: none.')
  const notifications = createNotificationMetrics(registry)
  const ingest = createIngestMetrics(registry)
  const sources = createSourceMetrics(registry)

  for (const topic of options.inputTopics) {
    records.inc({ topic, outcome: 'applied' }, 0)
    records.inc({ topic, outcome: 'dead-lettered' }, 0)
    for (const reason of reasonsOn(topic)) deadLetters.inc({ topic, reason }, 0)
  }
  for (const topic of options.outputTopics) published.inc({ topic }, 0)
  for (const outcome of ['committed', 'fenced', 'stale', 'unknown']) commits.inc({ outcome }, 0)
  for (const resolved_as of ['committed', 'not-committed', 'lost-ownership']) unknown.inc({ resolved_as }, 0)
  for (const outcome of ['started', 'switched', 'declined']) rebuilds.inc({ outcome }, 0)
  for (const kind of ['lost', 'rolled-back']) storeLosses.inc({ kind }, 0)

  function record(event: StreamEvent | ServiceEvent): void {
    switch (event.type) {
      case 'BatchCommitted': {
        let applied = 0
        for (const [topic, count] of Object.entries(event.records)) {
          records.inc({ topic: inputTopics.of(topic), outcome: 'applied' }, count)
          applied += count
        }
        batchRecords.observe(applied)
        applySeconds.observe(event.applyMs / 1000)
        commitSeconds.observe(event.commitMs / 1000)
        commits.inc({ outcome: 'committed' })
        lateRecords.inc(event.lateRecords)
        repeatedRecords.inc(event.repeatedRecords)
        timersFired.inc(event.timersFired)
        statesWritten.inc(event.statesWritten)
        if (event.marked) marks.inc()
        return
      }
      case 'TimersFired':
        timerDelay.observe(Math.max(0, event.longestDelayMs) / 1000)
        return
      case 'CommitFenced':
        if (event.noticedBy === 'commit') commits.inc({ outcome: 'fenced' })
        return
      case 'CommitStale':
        if (event.noticedBy === 'commit') commits.inc({ outcome: 'stale' })
        return
      case 'CommitOutcomeUnknown':
        commits.inc({ outcome: 'unknown' })
        unknown.inc({ resolved_as: event.resolvedAs })
        return
      case 'StoreLost':
        storeLosses.inc({ kind: 'lost' })
        return
      case 'StoreRolledBack':
        storeLosses.inc({ kind: 'rolled-back' })
        return
      case 'FollowingMarks':
        marksFollowed.inc(event.marks)
        return
      case 'RebuildStarted':
        rebuilds.inc({ outcome: 'started' })
        return
      case 'RebuildProgressed':
        rebuiltRecords.inc(event.records)
        return
      case 'GenerationSwitched':
        rebuilds.inc({ outcome: 'switched' })
        rebuildTold.inc(event.told)
        return
      case 'RebuildDeclined':
        rebuilds.inc({ outcome: 'declined' })
        return
      case 'RecordDeadLettered': {
        const topic = inputTopics.of(event.topic)
        records.inc({ topic, outcome: 'dead-lettered' })
        deadLetters.inc({ topic, reason: event.reason })
        sources.deadLettered(event.source)
        return
      }
      case 'OutboxPublished':
        for (const [topic, count] of Object.entries(event.byTopic))
          published.inc({ topic: outputTopics.of(topic) }, count)
        publishSeconds.observe(event.tookMs / 1000)
        return
      case 'TaskBackedOff':
        backOffs.inc()
        return
      case 'OffsetCommitFailed':
        offsetCommitFailures.inc()
        return
      case 'Rebalanced':
        rebalances.inc()
        return
      case 'TaskTaken':
        tasksTaken.inc()
        return
      case 'RuleSetLoaded':
        ruleSet.reset()
        ruleSet.set({ version: event.version }, 1)
        for (const indicator of event.indicators) declareIndicator(indicator, event.entityType)
        return
      case 'RulesAccepted':
        publishedRules.inc({ outcome: 'accepted' })
        return
      case 'RulesRefused':
        publishedRules.inc({ outcome: 'refused' })
        return
      case 'AlertPublished': {
        alerts.inc(alertLabels(event))
        // From zero on as well, so that its end is an increase, of however few others there has been one.
        if (event.transition !== 'resolved') alerts.inc(alertLabels({ ...event, transition: 'resolved' }), 0)
        return
      }
      case 'RoutingLoaded':
      case 'NotificationRequested':
      case 'NotificationAttempted':
      case 'NotificationDelivered':
      case 'NotificationFailed':
      case 'AlertNotNotified':
      case 'ChannelRested':
        notifications.record(event)
        return
      case 'ApiKeysLoaded':
      case 'ApiListening':
      case 'MappingsLoaded':
      case 'IngestAnswered':
      case 'IngestCounted':
      case 'IngestRefused':
      case 'IngestLogAway':
      case 'IngestLogBack':
      case 'IngestFailed':
        ingest.record(event)
        return
      case 'TaskReleased':
      case 'FollowedMarks':
      case 'BecameLive':
      case 'TaskStopped':
      case 'ServiceStarting':
      case 'ServiceStarted':
      case 'ServiceStopping':
      case 'ServiceStopped':
      case 'ComponentStarted':
      case 'ComponentStopped':
      case 'ComponentStopFailed':
      case 'HttpListening':
      case 'SchemasReady':
      case 'WaitingForDependency':
      case 'WatchdogExpired':
        return
    }
  }

  /** From zero on, so that the first alert is an increase. Its end gets a series when it fires: all at once fill a page. */
  function declareIndicator(indicator: string, entityType: string | undefined): void {
    for (const severity of ALERT_SEVERITIES) {
      alerts.inc(alertLabels({ indicator, severity, transition: 'fired', entityType }), 0)
    }
  }

  function alertLabels({ indicator, severity, transition, entityType = 'customer' }: AlertCounted) {
    return { indicator: indicators.of(indicator), severity, transition, entity_type: entityTypes.of(entityType) }
  }

  function setTaskGauges(statuses: readonly TaskStatus[], nowMs: number): void {
    for (const phase of PHASES) tasks.set({ phase }, statuses.filter((status) => status.phase === phase).length)
    for (const topic of options.inputTopics) {
      const label = { topic: inputTopics.of(topic) }
      lagRecords.set(label, sum(statuses.map((status) => lagOf(status, topic))))
      waitingForLive.set(label, statuses.filter((status) => status.waitingForLive.includes(topic)).length)
    }
    const overdueMs = statuses.map((status) => nowMs - (status.nextTimerDueAtMs ?? nowMs)).filter((ms) => ms > 0)
    timersDue.set(overdueMs.length)
    timerOverdue.set(Math.max(0, ...overdueMs) / 1000)
    lagSeconds.set(Math.max(0, ...statuses.map((status) => status.lagMs)) / 1000)
    outboxPending.set(sum(statuses.map((status) => status.outboxPending)))
    outboxAge.set(Math.max(0, ...statuses.map((status) => status.oldestOutboxAgeMs)) / 1000)
    const taskTimesMs = statuses.map((status) => status.taskTimeMs).filter((ms) => ms > 0)
    taskTime.set(taskTimesMs.length === 0 ? 0 : Math.min(...taskTimesMs) / 1000)
  }

  const { setChannelGauges } = notifications
  const { setSources } = sources
  return { record, setTaskGauges, setChannelGauges, setSources, text: () => registry.metrics() }
}

function lagOf(status: TaskStatus, topic: string): number {
  const input = status.inputs[topic]
  return input ? Math.max(0, input.endOffset - input.nextOffset) : 0
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
