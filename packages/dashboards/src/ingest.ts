import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { CHOSEN, finish, newDashboard, quantileOf } from './dashboard.ts'
import { figure, row, series } from './panels.ts'

/** For whoever connects a source system, and for operations: what comes in over HTTP, and what is refused. */
export function ingestDashboard(): Dashboard {
  const builder = newDashboard({
    uid: 'tocsin-ingest',
    title: 'Tocsin: Ingest 数据接入',
    description:
      'Events that source systems send over HTTP. Refused ones lie on ingest.refused with their bytes and what is wrong. 源系统经 HTTP 发来的事件；被拒绝的原文与原因在 ingest.refused。',
  })
  for (const panel of glance()) builder.withPanel(panel)
  for (const [title, panels] of ROWS) {
    builder.withRow(row(title))
    for (const panel of panels()) builder.withPanel(panel)
  }
  return finish(builder)
}

const events = (outcome: string) =>
  `sum(increase(tocsin_ingest_events_total{${CHOSEN},outcome="${outcome}"}[1h])) or vector(0)`

const glance = () => [
  figure({
    title: 'Accepted, 1 h 已接收',
    description: 'Events on the log within the last hour. 最近一小时写入日志的事件。',
    unit: 'short',
    query: { expression: events('accepted'), legend: 'accepted' },
  }),
  figure({
    title: 'Refused, 1 h 已拒绝',
    description: 'Events that were refused; their sender was told why. 被拒绝的事件，已告知发送方原因。',
    unit: 'short',
    query: { expression: events('refused'), legend: 'refused' },
    warnFrom: 1,
  }),
  figure({
    title: 'Repeats, 1 h 重复',
    description: 'Events sent again after they had been accepted: no second effect. 接收后再次发来，不产生第二次效果。',
    unit: 'short',
    query: { expression: events('repeated'), legend: 'repeated' },
  }),
  figure({
    title: 'Answer time 应答用时',
    description: '95th percentile of the last hour, Kafka included. 最近一小时的 95 分位，含写入 Kafka。',
    unit: 's',
    query: {
      expression: `histogram_quantile(0.95, sum by (le) (rate(tocsin_ingest_request_seconds_bucket{${CHOSEN}}[1h])))`,
      legend: 'p95',
    },
    warnFrom: 1,
    criticalFrom: 5,
  }),
  figure({
    title: 'Unavailable, 1 h 不可用应答',
    description: 'Requests answered 503: the sender was asked to come again. 要求发送方稍后重试的请求数。',
    unit: 'short',
    query: {
      expression: `sum(increase(tocsin_ingest_requests_total{${CHOSEN},status="503"}[1h])) or vector(0)`,
      legend: '503',
    },
    warnFrom: 1,
  }),
  figure({
    title: 'Faults of ours, 24 h 自身故障',
    description: 'Requests that met a fault of ours or a refusal of Kafka; the log names each. 详见日志。',
    unit: 'short',
    query: {
      expression: `sum(increase(tocsin_ingest_failures_total{${CHOSEN}}[24h]))`,
      legend: 'failed',
    },
    criticalFrom: 1,
  }),
]

const sources = () => [
  series({
    title: 'Accepted by API key 按密钥接收',
    description:
      'Events a second. A source that falls silent shows here before its indicators do. 每秒事件数；来源中断首先在此显现。',
    unit: 'cps',
    queries: [
      {
        expression: `sum by (api_key) (rate(tocsin_ingest_events_total{${CHOSEN},outcome="accepted"}[$__rate_interval]))`,
        legend: '{{api_key}}',
      },
    ],
  }),
  series({
    title: 'Refused by API key 按密钥拒绝',
    description: 'From zero to many at once: a source changed its format. 突增通常意味着来源改了格式。',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (api_key) (increase(tocsin_ingest_events_total{${CHOSEN},outcome="refused"}[$__rate_interval]))`,
        legend: '{{api_key}}',
      },
    ],
  }),
  series({
    title: 'What was wrong 拒绝原因',
    description: 'Faults by code; one event may have several. 按代码统计，一个事件可有多处错误。',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (code) (increase(tocsin_ingest_faults_total{${CHOSEN}}[$__rate_interval])) > 0`,
        legend: '{{code}}',
      },
    ],
  }),
]

const quality = () => [
  series({
    title: 'Accepted by source 按来源接收',
    description: 'Events a second, by the source they name; all imported files are "import". 按事件所写来源统计。',
    unit: 'cps',
    queries: [
      {
        expression: `sum by (source) (rate(tocsin_ingest_source_events_total{${CHOSEN},outcome="accepted"}[$__rate_interval]))`,
        legend: '{{source}}',
      },
    ],
  }),
  series({
    title: 'Refused by source 按来源拒绝',
    description: 'Events that were not accepted; ingest.refused has their bytes. 未接收的事件，原文在 ingest.refused。',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (source) (increase(tocsin_ingest_source_events_total{${CHOSEN},outcome="refused"}[$__rate_interval])) > 0`,
        legend: '{{source}}',
      },
    ],
  }),
  series({
    title: 'Invoices without a due date 缺到期日的发票',
    description: 'Refused; nobody watches whether they are paid. 已拒绝，是否付款无人监控。',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (source) (increase(tocsin_ingest_missing_due_dates_total{${CHOSEN}}[$__rate_interval])) > 0`,
        legend: '{{source}}',
      },
    ],
  }),
]

const requests = () => [
  series({
    title: 'Answers by status 按状态码',
    description:
      '202 accepted; 401 and 403 keys; 422 wrong content; 429 too fast; 503 Kafka away or too many at once. 各状态码的请求数。',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (route, status) (increase(tocsin_ingest_requests_total{${CHOSEN}}[$__rate_interval])) > 0`,
        legend: '{{status}} {{route}}',
      },
    ],
  }),
  series({
    title: 'Time to answer 应答用时分布',
    description: 'Until the events are on the log of every in-sync broker. 直到写入所有同步副本。',
    unit: 's',
    queries: [0.5, 0.95, 0.99].map((quantile) => quantileOf(quantile, 'tocsin_ingest_request_seconds')),
  }),
  series({
    title: 'Kafka away Kafka 不可用',
    description: '1 while nothing is accepted because Kafka is away. 1 表示因 Kafka 不可用而暂停接收。',
    unit: 'short',
    queries: [{ expression: `max by (instance) (tocsin_ingest_log_away{${CHOSEN}})`, legend: '{{instance}}' }],
  }),
]

const ROWS = [
  ['Sources 来源', sources],
  ['Data quality 数据质量', quality],
  ['Requests 请求', requests],
] as const
