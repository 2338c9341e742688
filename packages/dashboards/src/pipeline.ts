import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { CHOSEN, finish, newDashboard } from './dashboard.ts'
import { figure, labels, row, series } from './panels.ts'
import { commits, records } from './pipeline-records.ts'
import { sources } from './pipeline-sources.ts'
import { tasks, timersAndOutbox } from './pipeline-tasks.ts'

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
  ['Sources', sources],
  ['Commits', commits],
  ['Tasks', tasks],
  ['Timers and outbox', timersAndOutbox],
  ['Processes', processes],
] as const
