import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { CHOSEN, finish, newDashboard } from './dashboard.ts'
import { figure, labels, row, series } from './panels.ts'

/** For whoever keeps the services running: does it keep up, does it commit, does it publish, and if not, where not. */
export function pipelineDashboard(): Dashboard {
  const builder = newDashboard({
    uid: 'tocsin-pipeline',
    title: 'Tocsin: Pipeline',
    description:
      'From the record on Kafka to the alert on Kafka. Read from the top: is it up, does it keep up, and then the row of the part that does not. Operations alerts link to deploy/runbooks.',
  })
  for (const panel of glance()) builder.withPanel(panel)
  for (const [title, panels] of ROWS) {
    builder.withRow(row(title))
    for (const panel of panels()) builder.withPanel(panel)
  }
  return finish(builder)
}

const glance = () => [
  figure({
    title: 'Processes that answer',
    description: 'Processes whose /metrics page Prometheus could read. Should be as many as were started.',
    unit: 'short',
    query: { expression: `sum(up{${CHOSEN}})`, legend: 'up' },
    goodFrom: 1,
  }),
  figure({
    title: 'Tasks live',
    description: 'Share of the tasks that follow the clock. Less than 100 %: see "Tasks by phase".',
    unit: 'percentunit',
    query: {
      expression: `sum(tocsin_tasks{${CHOSEN},phase="live"}) / sum(tocsin_tasks{${CHOSEN}})`,
      legend: 'live',
    },
    goodFrom: 1,
  }),
  figure({
    title: 'Lag',
    description: 'Age of the oldest record not applied yet, of the worst task. Years while history is read.',
    unit: 's',
    query: { expression: `max(tocsin_consumer_lag_seconds{${CHOSEN}})`, legend: 'lag' },
    warnFrom: 60,
    criticalFrom: 600,
  }),
  figure({
    title: 'Oldest output waiting',
    description:
      'Age of the oldest alert, fact or mark that is committed and not yet on Kafka. Normally below a second.',
    unit: 's',
    query: { expression: `max(tocsin_outbox_oldest_age_seconds{${CHOSEN}})`, legend: 'age' },
    warnFrom: 10,
    criticalFrom: 60,
  }),
  figure({
    title: 'Dead letters, 24 h',
    description: 'Records that were refused. Each is a fact that no indicator knows; see the row below.',
    unit: 'short',
    query: { expression: `sum(increase(tocsin_dead_letters_total{${CHOSEN}}[24h]))`, legend: 'dead letters' },
    warnFrom: 1,
  }),
  figure({
    title: 'Operations alerts',
    description: 'Rules of deploy/prometheus/rules/tocsin.yaml that fire now.',
    unit: 'short',
    query: {
      expression: 'count(ALERTS{alertname=~"Tocsin.+",alertstate="firing"}) or vector(0)',
      legend: 'firing',
    },
    warnFrom: 1,
  }),
  labels({
    title: 'Operations alerts that fire now',
    description: 'Each has its runbook under deploy/runbooks, named in its annotation runbook_url.',
    expression:
      'max by (alertname, severity, job, instance, topic, reason, channel) (ALERTS{alertname=~"Tocsin.+",alertstate="firing"})',
    columns: 24,
  }),
]

const records = () => [
  series({
    title: 'Records applied',
    description: 'Records per second by topic. Falls to nothing while lag grows: nothing is committed.',
    unit: 'cps',
    shape: 'stacked',
    queries: [
      {
        expression: `sum by (topic) (rate(tocsin_records_processed_total{${CHOSEN},outcome="applied"}[$__rate_interval]))`,
        legend: '{{topic}}',
      },
    ],
  }),
  series({
    title: 'Lag in records',
    description: 'Records on the log that are not applied yet, by topic.',
    unit: 'short',
    queries: [{ expression: `sum by (topic) (tocsin_consumer_lag_records{${CHOSEN}})`, legend: '{{topic}}' }],
  }),
  series({
    title: 'Lag in seconds',
    description: 'Age of the oldest record not applied yet, of the worst task of each process.',
    unit: 's',
    queries: [{ expression: `tocsin_consumer_lag_seconds{${CHOSEN}}`, legend: '{{job}} {{instance}}' }],
  }),
  series({
    title: 'Late and repeated records',
    description:
      'Late: applied at task time because their own had passed; many of them mean a source that is behind. Repeated: dropped, each was applied before.',
    unit: 'cps',
    queries: [
      {
        expression: `sum by (job) (rate(tocsin_late_records_total{${CHOSEN}}[$__rate_interval]))`,
        legend: 'late, {{job}}',
      },
      {
        expression: `sum by (job) (rate(tocsin_repeated_records_total{${CHOSEN}}[$__rate_interval]))`,
        legend: 'repeated, {{job}}',
      },
    ],
  }),
  series({
    title: 'Dead letters by reason',
    description: 'Refused records per topic and reason. `npm run tocsin -- dead-letters` shows and replays them.',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (topic, reason) (increase(tocsin_dead_letters_total{${CHOSEN}}[$__rate_interval])) > 0`,
        legend: '{{topic}}: {{reason}}',
      },
    ],
  }),
  series({
    title: 'Partitions without a live record',
    description:
      'Timers fire there only as records pass them. `npm run tocsin -- live` ends it once history is complete.',
    unit: 'short',
    queries: [{ expression: `sum by (topic) (tocsin_inputs_waiting_for_live{${CHOSEN}})`, legend: '{{topic}}' }],
  }),
]

const commits = () => [
  series({
    title: 'Commit latency',
    description: 'Of the one Redis script that commits a batch, as the caller sees it.',
    unit: 's',
    queries: [0.5, 0.95, 0.99].map((quantile) => quantileOf(quantile, 'tocsin_batch_commit_seconds')),
  }),
  series({
    title: 'Batch sizes',
    description: 'Records per commit: small when idle, growing with the backlog.',
    unit: 'short',
    queries: [0.5, 0.95].map((quantile) => quantileOf(quantile, 'tocsin_batch_records')),
  }),
  series({
    title: 'Time to reduce a batch',
    description: 'Decoding and reducing, before the commit. Long batches also block the event loop.',
    unit: 's',
    queries: [0.5, 0.99].map((quantile) => quantileOf(quantile, 'tocsin_batch_apply_seconds')),
  }),
  series({
    title: 'Commits',
    description: 'Commits, marks and states written per second.',
    unit: 'cps',
    queries: [
      {
        expression: `sum(rate(tocsin_commits_total{${CHOSEN},outcome="committed"}[$__rate_interval]))`,
        legend: 'commits',
      },
      { expression: `sum(rate(tocsin_marks_total{${CHOSEN}}[$__rate_interval]))`, legend: 'marks' },
      { expression: `sum(rate(tocsin_states_written_total{${CHOSEN}}[$__rate_interval]))`, legend: 'states' },
    ],
  }),
  series({
    title: 'Refused and unknown commits',
    description:
      'Fenced: another process owns the task. Stale: the store is at another commit. Unknown: no reply, read back. One at a rebalance is normal, a steady stream is not.',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (outcome) (increase(tocsin_commits_total{${CHOSEN},outcome!="committed"}[$__rate_interval]))`,
        legend: '{{outcome}}',
      },
      {
        expression: `sum by (resolved_as) (increase(tocsin_commit_outcomes_unknown_total{${CHOSEN}}[$__rate_interval]))`,
        legend: 'unknown, read back as {{resolved_as}}',
      },
    ],
  }),
  series({
    title: 'Store lost or rolled back',
    description: 'Times a task found its Redis state gone or older than the log knows. It heals itself; ask why.',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (kind) (increase(tocsin_store_losses_total{${CHOSEN}}[$__rate_interval]))`,
        legend: '{{kind}}',
      },
    ],
  }),
]

const tasks = () => [
  series({
    title: 'Tasks by phase',
    description:
      'live is the goal. following: repeats its marks after a take. rebuilding: builds a new generation beside the old. history, waiting-for-live: no `live` record yet. backing-off: something outside is away. stopped: waits for the operator.',
    unit: 'short',
    shape: 'stacked',
    columns: 12,
    queries: [{ expression: `sum by (phase) (tocsin_tasks{${CHOSEN}})`, legend: '{{phase}}' }],
  }),
  series({
    title: 'Task time behind the clock',
    description:
      'Of the task furthest behind. A live task without records stands at its last one. sales-rep-risk moves by the day: up to some 24 h are normal there.',
    unit: 's',
    columns: 12,
    queries: [
      {
        expression: `time() - min by (job) (tocsin_task_time_seconds{${CHOSEN}} > 0)`,
        legend: '{{job}}',
      },
    ],
  }),
  series({
    title: 'Back-offs',
    description: 'Times a task waited because Kafka, Redis or the registry was away.',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (job, instance) (increase(tocsin_task_back_offs_total{${CHOSEN}}[$__rate_interval]))`,
        legend: '{{job}} {{instance}}',
      },
    ],
  }),
  series({
    title: 'Rebalances and takes',
    description:
      'Assignments from the group, tasks taken over, marks followed. Together at deployments; otherwise ask why.',
    unit: 'short',
    shape: 'bars',
    queries: [
      { expression: `sum(increase(tocsin_rebalances_total{${CHOSEN}}[$__rate_interval]))`, legend: 'rebalances' },
      { expression: `sum(increase(tocsin_tasks_taken_total{${CHOSEN}}[$__rate_interval]))`, legend: 'takes' },
      {
        expression: `sum(increase(tocsin_marks_followed_total{${CHOSEN}}[$__rate_interval]))`,
        legend: 'marks followed',
      },
    ],
  }),
  series({
    title: 'Offsets Kafka did not take',
    description: 'Harmless by itself, for the store has them; many mean that the group is unwell.',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (job) (increase(tocsin_offset_commit_failures_total{${CHOSEN}}[$__rate_interval]))`,
        legend: '{{job}}',
      },
    ],
  }),
]

const timersAndOutbox = () => [
  series({
    title: 'Timers fired',
    description: 'Per second. Peaks at the end of the business day, when all is measured.',
    unit: 'cps',
    queries: [
      { expression: `sum by (job) (rate(tocsin_timers_fired_total{${CHOSEN}}[$__rate_interval]))`, legend: '{{job}}' },
    ],
  }),
  series({
    title: 'Delay of timers',
    description: 'How long after its moment a live timer fired; a second or two is the grace period.',
    unit: 's',
    queries: [quantileOf(0.5, 'tocsin_timer_delay_seconds'), quantileOf(0.99, 'tocsin_timer_delay_seconds')],
  }),
  series({
    title: 'Timers overdue',
    description:
      'How long the most overdue timer has been due, and in how many tasks one is. Long while history is read.',
    unit: 's',
    queries: [
      { expression: `max by (job) (tocsin_timer_overdue_seconds{${CHOSEN}})`, legend: 'overdue, {{job}}' },
      { expression: `sum by (job) (tocsin_tasks_with_timer_due{${CHOSEN}})`, legend: 'tasks, {{job}}' },
    ],
  }),
  series({
    title: 'Outbox',
    description: 'Entries committed and not yet published. Full means that the task stands still, not that it loses.',
    unit: 'short',
    queries: [
      { expression: `sum by (job, instance) (tocsin_outbox_pending{${CHOSEN}})`, legend: '{{job}} {{instance}}' },
    ],
  }),
  series({
    title: 'Published',
    description: 'Records per second that reached Kafka, by topic.',
    unit: 'cps',
    shape: 'stacked',
    queries: [
      {
        expression: `sum by (topic) (rate(tocsin_outbox_published_total{${CHOSEN}}[$__rate_interval]))`,
        legend: '{{topic}}',
      },
    ],
  }),
  series({
    title: 'Time to publish',
    description: 'Of one chunk of the outbox, acknowledged by all replicas.',
    unit: 's',
    queries: [0.5, 0.99].map((quantile) => quantileOf(quantile, 'tocsin_outbox_publish_seconds')),
  }),
]

const processes = () => [
  series({
    title: 'CPU',
    description: 'Cores in use. A process computes on one; at 1 it is full: start another.',
    unit: 'short',
    queries: [
      { expression: `rate(process_cpu_seconds_total{${CHOSEN}}[$__rate_interval])`, legend: '{{job}} {{instance}}' },
    ],
  }),
  series({
    title: 'Memory',
    description: 'Resident, and the heap in use inside it. State lives in Redis, so neither grows with the customers.',
    unit: 'bytes',
    queries: [
      { expression: `process_resident_memory_bytes{${CHOSEN}}`, legend: 'resident, {{job}} {{instance}}' },
      { expression: `nodejs_heap_size_used_bytes{${CHOSEN}}`, legend: 'heap, {{job}} {{instance}}' },
    ],
  }),
  series({
    title: 'Event loop lag',
    description: '99th percentile. From about a second on heartbeats are late and the group may give the tasks away.',
    unit: 's',
    queries: [{ expression: `nodejs_eventloop_lag_p99_seconds{${CHOSEN}}`, legend: '{{job}} {{instance}}' }],
  }),
  series({
    title: 'Garbage collection',
    description: 'Share of the time spent collecting.',
    unit: 'percentunit',
    queries: [
      {
        expression: `sum by (job, instance) (rate(nodejs_gc_duration_seconds_sum{${CHOSEN}}[$__rate_interval]))`,
        legend: '{{job}} {{instance}}',
      },
    ],
  }),
  series({
    title: 'Time since start',
    description: 'A saw tooth is a process that keeps restarting.',
    unit: 's',
    queries: [{ expression: `time() - process_start_time_seconds{${CHOSEN}}`, legend: '{{job}} {{instance}}' }],
  }),
  labels({
    title: 'What runs',
    description: 'Version of each process. Its rule set and routing stand on "Alerts and notifications".',
    expression: `max by (job, instance, version) (tocsin_build_info{${CHOSEN}})`,
  }),
]

const ROWS = [
  ['Records', records],
  ['Commits', commits],
  ['Tasks', tasks],
  ['Timers and outbox', timersAndOutbox],
  ['Processes', processes],
] as const

function quantileOf(quantile: number, histogram: string) {
  return {
    expression: `histogram_quantile(${quantile}, sum by (le) (rate(${histogram}_bucket{${CHOSEN}}[$__rate_interval])))`,
    legend: `p${quantile * 100}`,
  }
}
