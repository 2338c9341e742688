import { CHOSEN, quantileOf } from './dashboard.ts'
import { series } from './panels.ts'

/** What came in, and what became of it. */
export const records = () => [
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

/** How it is written down. */
export const commits = () => [
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
