import { CHOSEN, quantileOf } from './dashboard.ts'
import { series } from './panels.ts'

/** Where the tasks stand. */
export const tasks = () => [
  series({
    title: 'Tasks by phase',
    description:
      'live is the goal. following: repeats its marks after a take. rebuilding: its states are built anew. history, waiting-for-live: no `live` record yet. backing-off: something outside is away. stopped: waits for the operator.',
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
    title: 'Rebuilds',
    description:
      'Records per second that are read again to build states anew. A task stands still until it has switched.',
    unit: 'cps',
    queries: [
      {
        expression: `sum by (job, instance) (rate(tocsin_rebuilt_records_total{${CHOSEN}}[$__rate_interval]))`,
        legend: '{{job}} {{instance}}',
      },
    ],
  }),
  series({
    title: 'Rebuilds begun and ended',
    description:
      'switched: the new states are in use. declined: cannot be done, the old ones go on. told: alerts and facts that differed from what was published, and were put right.',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (outcome) (increase(tocsin_rebuilds_total{${CHOSEN}}[$__rate_interval]))`,
        legend: '{{outcome}}',
      },
      { expression: `sum(increase(tocsin_rebuild_told_total{${CHOSEN}}[$__rate_interval]))`, legend: 'told' },
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
  series({
    title: 'Tasks with a timer due',
    description: 'Tasks whose next timer has come due and has not fired. At the end of the business day all of them.',
    unit: 'short',
    queries: [{ expression: `sum by (job) (tocsin_tasks_with_timer_due{${CHOSEN}})`, legend: '{{job}}' }],
  }),
]

/** What fires by itself, and what goes out. */
export const timersAndOutbox = () => [
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
    description: 'How long the most overdue timer has been due. Long while history is read.',
    unit: 's',
    queries: [{ expression: `max by (job) (tocsin_timer_overdue_seconds{${CHOSEN}})`, legend: '{{job}}' }],
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
