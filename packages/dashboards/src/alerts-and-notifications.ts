import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { CHOSEN, finish, newDashboard, quantileOf } from './dashboard.ts'
import { figure, labels, row, series } from './panels.ts'

/** For those who own the risk as well as for operations, hence in two languages: what was found, and who was told. */
export function alertsAndNotificationsDashboard(): Dashboard {
  const builder = newDashboard({
    uid: 'tocsin-alerts',
    title: 'Tocsin: Alerts and notifications 预警与通知',
    description:
      'What the indicators found, and whether people were told. Counts are records on the log: after a crash one may be counted twice. 指标发现了什么，以及是否已通知到人。按日志记录计数，故障恢复后个别记录可能重复计数。',
  })
  for (const panel of glance()) builder.withPanel(panel)
  for (const [title, panels] of ROWS) {
    builder.withRow(row(title))
    for (const panel of panels()) builder.withPanel(panel)
  }
  return finish(builder)
}

const fired = (selector: string) =>
  `sum(increase(tocsin_alerts_published_total{${CHOSEN},transition="fired",${selector}}[24h]))`

const glance = () => [
  figure({
    title: 'Critical alerts, 24 h 严重预警',
    description: 'Alerts that fired as critical within 24 hours. 24 小时内新发的严重预警。',
    unit: 'short',
    query: { expression: fired('severity="critical"'), legend: 'critical' },
  }),
  figure({
    title: 'Warnings, 24 h 一般预警',
    description: 'Alerts that fired as warning within 24 hours. 24 小时内新发的一般预警。',
    unit: 'short',
    query: { expression: fired('severity="warning"'), legend: 'warning' },
  }),
  figure({
    title: 'Resolved, 24 h 已解除',
    description: 'Alerts that were resolved within 24 hours. 24 小时内解除的预警。',
    unit: 'short',
    query: {
      expression: `sum(increase(tocsin_alerts_published_total{${CHOSEN},transition="resolved"}[24h]))`,
      legend: 'resolved',
    },
  }),
  figure({
    title: 'Alert to delivery 送达用时',
    description:
      '95th percentile of the last hour, from the alert to the acknowledgement of the channel. 最近一小时的 95 分位。',
    unit: 's',
    query: {
      expression: `histogram_quantile(0.95, sum by (le) (rate(tocsin_notification_delivery_seconds_bucket{${CHOSEN}}[1h])))`,
      legend: 'p95',
    },
    warnFrom: 10,
    criticalFrom: 300,
  }),
  figure({
    title: 'Waiting 待发送',
    description: 'Notifications neither delivered nor given up. 尚未送达、也未放弃的通知。',
    unit: 'short',
    query: { expression: `sum(tocsin_notifications_waiting{${CHOSEN}})`, legend: 'waiting' },
    warnFrom: 100,
  }),
  figure({
    title: 'Given up, 24 h 未能送达',
    description:
      'Notifications nobody received; each is an error in the log with its reason. 未能送达的通知，原因见日志。',
    unit: 'short',
    query: {
      expression: `sum(increase(tocsin_notifications_finished_total{${CHOSEN},outcome="failed"}[24h]))`,
      legend: 'failed',
    },
    criticalFrom: 1,
  }),
]

const alerts = () => [
  series({
    title: 'Alerts fired, by indicator 新发预警（按指标）',
    description:
      'By indicator and severity. A sudden wall of one colour is more often a source or a rule than the world. 按指标与级别。',
    unit: 'short',
    shape: 'bars',
    columns: 12,
    queries: [
      {
        expression: `sum by (indicator, severity) (increase(tocsin_alerts_published_total{${CHOSEN},transition="fired"}[$__rate_interval])) > 0`,
        legend: '{{indicator}} ({{severity}})',
      },
    ],
  }),
  series({
    title: 'Alerts resolved, by indicator 解除预警（按指标）',
    description:
      'By indicator. Fired and resolved in step: thresholds that flap. 按指标；与新发同步出现，说明阈值过于敏感。',
    unit: 'short',
    shape: 'bars',
    columns: 12,
    queries: [
      {
        expression: `sum by (indicator) (increase(tocsin_alerts_published_total{${CHOSEN},transition="resolved"}[$__rate_interval])) > 0`,
        legend: '{{indicator}}',
      },
    ],
  }),
  series({
    title: 'By entity 按对象',
    description: 'Alerts fired about customers and about sales representatives. 关于客户与关于销售代表的新发预警。',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (entity_type) (increase(tocsin_alerts_published_total{${CHOSEN},transition="fired"}[$__rate_interval]))`,
        legend: '{{entity_type}}',
      },
    ],
  }),
  series({
    title: 'Severity changes 级别变化',
    description: 'Open alerts that became worse or better, by the severity they changed to. 未解除预警的级别升降。',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (severity) (increase(tocsin_alerts_published_total{${CHOSEN},transition="severity-changed"}[$__rate_interval]))`,
        legend: '→ {{severity}}',
      },
    ],
  }),
  series({
    title: 'Published rules read 读到的规则发布',
    description:
      'Versions on risk.rules that processes read, each once after its start. A refused one is applied by nobody: tocsin rules list says why. 各进程读到的规则版本；被拒绝的不会生效。',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (outcome) (increase(tocsin_published_rules_total{${CHOSEN}}[$__rate_interval]))`,
        legend: '{{outcome}}',
      },
    ],
  }),
  labels({
    title: 'Rule sets and routing in force 当前规则集与路由',
    description:
      'Version by process. Two versions of one kind for longer than a deployment: see the runbook. 各进程所用版本。',
    expression: `${versions('rule set 规则集', 'tocsin_rule_set_info')} or ${versions('routing 路由', 'tocsin_routing_info')}`,
  }),
]

const notifications = () => [
  series({
    title: 'Requested 应发通知',
    description: 'Notifications that somebody is to receive, by channel and kind. 按渠道与类型。',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (channel, kind) (increase(tocsin_notifications_requested_total{${CHOSEN}}[$__rate_interval])) > 0`,
        legend: '{{channel}} ({{kind}})',
      },
    ],
  }),
  series({
    title: 'Delivered and given up 送达与放弃',
    description: 'By channel and outcome. 按渠道与结果。',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (channel, outcome) (increase(tocsin_notifications_finished_total{${CHOSEN}}[$__rate_interval]))`,
        legend: '{{channel}}: {{outcome}}',
      },
    ],
  }),
  series({
    title: 'From alert to delivery 从预警到送达',
    description:
      'From the alert to the acknowledgement of the channel. Median below two seconds is the aim. 目标：中位数小于 2 秒。',
    unit: 's',
    queries: [0.5, 0.95, 0.99].map((quantile) => quantileOf(quantile, 'tocsin_notification_delivery_seconds')),
  }),
  series({
    title: 'Waiting by channel 各渠道待发送',
    description: 'Notifications neither delivered nor given up. 尚未送达、也未放弃的通知。',
    unit: 'short',
    queries: [{ expression: `sum by (channel) (tocsin_notifications_waiting{${CHOSEN}})`, legend: '{{channel}}' }],
  }),
  series({
    title: 'Oldest waiting 最久等待',
    description: 'Age of the oldest waiting notification, by channel. 每个渠道中等待最久的通知。',
    unit: 's',
    queries: [
      {
        expression: `max by (channel) (tocsin_notification_oldest_waiting_seconds{${CHOSEN}})`,
        legend: '{{channel}}',
      },
    ],
  }),
  series({
    title: 'Resends after an ambiguous answer 重复发送',
    description:
      'Somebody may read these twice; each carries the same id. 应答不明确时的重发，编号相同，可能被读到两次。',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (channel) (increase(tocsin_notification_resends_total{${CHOSEN}}[$__rate_interval]))`,
        legend: '{{channel}}',
      },
    ],
  }),
]

const channels = () => [
  series({
    title: 'Channels at rest 暂停的渠道',
    description:
      '1 while a channel is left alone because it asked for it or failed too often. Others go on. 1 表示暂停发送。',
    unit: 'short',
    queries: [{ expression: `max by (channel) (tocsin_channel_resting{${CHOSEN}})`, legend: '{{channel}}' }],
  }),
  series({
    title: 'Sends by answer 发送应答',
    description:
      'What the channel made of each send. ambiguous: no answer, may have arrived. rejected: will never be taken as it is. 每次发送渠道如何应答。',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (channel, outcome) (increase(tocsin_notification_attempts_total{${CHOSEN}}[$__rate_interval])) > 0`,
        legend: '{{channel}}: {{outcome}}',
      },
    ],
  }),
  series({
    title: 'Time of a send 单次发送用时',
    description: '95th percentile until the answer of the channel. 到渠道应答为止的 95 分位。',
    unit: 's',
    queries: [
      {
        expression: `histogram_quantile(0.95, sum by (le, channel) (rate(tocsin_notification_send_seconds_bucket{${CHOSEN}}[$__rate_interval])))`,
        legend: '{{channel}}',
      },
    ],
  }),
  series({
    title: 'Rests 暂停次数',
    description: 'How often a channel was left alone. 渠道被暂停的次数。',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (channel) (increase(tocsin_channel_rests_total{${CHOSEN}}[$__rate_interval]))`,
        legend: '{{channel}}',
      },
    ],
  }),
  series({
    title: 'Not told on purpose 有意不通知',
    description:
      'too-old: the alert belongs to history; a digest names it if it is still open. no-route: nobody wants it. 按原因。',
    unit: 'short',
    shape: 'bars',
    queries: [
      {
        expression: `sum by (reason) (increase(tocsin_alerts_not_notified_total{${CHOSEN}}[$__rate_interval]))`,
        legend: '{{reason}}',
      },
    ],
  }),
]

/** With a label that says of what it is the version. */
const versions = (kind: string, metric: string) =>
  `label_replace(max by (job, instance, version) (${metric}{${CHOSEN}}), "kind", "${kind}", "", "")`

const ROWS = [
  ['Alerts 预警', alerts],
  ['Notifications 通知', notifications],
  ['Channels 渠道', channels],
] as const
