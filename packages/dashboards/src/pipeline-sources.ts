import { CHOSEN } from './dashboard.ts'
import { series } from './panels.ts'

const share = (part: string, whole: string) =>
  `sum by (source) (increase(${part}[1h])) / sum by (source) (increase(${whole}[1h]))`

/** Whether each source writes what can be used. */
export const sources = () => [
  series({
    title: 'Latest fact of each source',
    description:
      'How long ago the latest fact was recorded over there. A line that only rises: the source is silent, and what it would have told is taken for not having happened.',
    unit: 's',
    queries: [
      {
        expression: `time() - max by (source) (tocsin_source_latest_record_time_seconds{${CHOSEN}})`,
        legend: '{{source}}',
      },
    ],
  }),
  series({
    title: 'Records by source',
    description: 'Records read per second, by the source that wrote them; all imported files are "import".',
    unit: 'cps',
    shape: 'stacked',
    queries: [
      {
        expression: `sum by (source) (rate(tocsin_source_records_total{${CHOSEN}}[$__rate_interval]))`,
        legend: '{{source}}',
      },
    ],
  }),
  series({
    title: 'Repeats by source',
    description:
      'Share of the records of the last hour whose event id the source had used just before. No second effect.',
    unit: 'percentunit',
    queries: [
      {
        expression: share(`tocsin_source_repeated_records_total{${CHOSEN}}`, `tocsin_source_records_total{${CHOSEN}}`),
        legend: '{{source}}',
      },
    ],
  }),
  series({
    title: 'Dead letters by source',
    description: 'Records refused. From zero to many: the source changed what it writes.',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (source) (increase(tocsin_source_dead_letters_total{${CHOSEN}}[$__rate_interval])) > 0`,
        legend: '{{source}}',
      },
    ],
  }),
  series({
    title: 'Payments that find no invoice',
    description:
      'Share of the payments of the last hour that name an invoice which is not known (unmatched), or none (undesignated).',
    unit: 'percentunit',
    queries: ['unmatched', 'undesignated'].map((match) => ({
      expression: share(
        `tocsin_source_payments_total{${CHOSEN},match="${match}"}`,
        `tocsin_source_payments_total{${CHOSEN}}`,
      ),
      legend: `{{source}} ${match}`,
    })),
  }),
]
