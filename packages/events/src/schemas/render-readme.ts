import type { AvroRecord, SchemaFile } from './schema-file.ts'
import { subjectOf } from './schema-file.ts'

/** What the README says of a topic besides its schemas; the caller reads it from `deploy/kafka/topics.yaml`. */
export interface TopicSettings {
  readonly name: string
  readonly partitions: number
  readonly retentionMs: string
}

interface TopicFlow {
  readonly key: string
  readonly producers: string
  readonly consumers: string
}

/** Who writes a topic and who reads it: the edges of the picture in README.md. */
const FLOWS: Readonly<Record<string, TopicFlow>> = {
  'sales.customers': { key: 'customerId', producers: 'source systems, ingest, simulator', consumers: 'customer-risk' },
  'sales.contracts': { key: 'customerId', producers: 'source systems, ingest, simulator', consumers: 'customer-risk' },
  'sales.orders': { key: 'customerId', producers: 'source systems, ingest, simulator', consumers: 'customer-risk' },
  'sales.invoices': { key: 'customerId', producers: 'source systems, ingest, simulator', consumers: 'customer-risk' },
  'sales.payments': { key: 'customerId', producers: 'source systems, ingest, simulator', consumers: 'customer-risk' },
  'sales.feedback': { key: 'customerId', producers: 'source systems, ingest, simulator', consumers: 'customer-risk' },
  'sales.representatives': {
    key: 'salesRepId',
    producers: 'source systems, ingest',
    consumers: 'customer-risk',
  },
  'sales.stock': { key: 'productId', producers: 'source systems, ingest', consumers: 'customer-risk' },
  'risk.alerts': {
    key: '`<entityType>:<entityId>`',
    producers: 'customer-risk, sales-rep-risk, portfolio-risk',
    consumers: 'notifier, people (`tocsin alerts tail`, `tocsin risks`)',
  },
  'risk.scores': {
    key: '`<entityType>:<entityId>`',
    producers: 'customer-risk, sales-rep-risk',
    consumers: 'people (`tocsin scores tail`), and whoever follows scores and tiers',
  },
  'risk.sales-rep-facts': { key: 'salesRepId', producers: 'customer-risk', consumers: 'sales-rep-risk' },
  'risk.portfolio-facts': {
    key: '`<entityType>:<name>` of the group, `product:<productId>`',
    producers: 'customer-risk',
    consumers: 'portfolio-risk',
  },
  'risk.notifications': {
    key: '`<entityType>:<entityId>`',
    producers: 'notifier',
    consumers: 'notifier: its memory of what people were told',
  },
  'risk.rules': {
    key: 'name of the rule set',
    producers: '`tocsin rules publish`',
    consumers: 'customer-risk, sales-rep-risk, portfolio-risk: every process reads all of it',
  },
  'risk.customer-risk.marks': {
    key: 'none; partition p belongs to task p',
    producers: 'customer-risk',
    consumers: 'customer-risk, when it takes a task',
  },
}

/**
 * The text of `schemas/README.md`.
 * @throws Error for a topic that has a folder but no line in `FLOWS`
 */
export function renderReadme(files: readonly SchemaFile[], settings: readonly TopicSettings[]): string {
  const topics = [...new Set(files.map((file) => file.topic))]
  const rows = topics.map((topic) => topicRow(topic, files, settings))
  return [
    HEADER,
    '| topic | key | partitions | retention | event types | producers → consumers |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    RULES,
    ...topics.flatMap((topic) => ['', `## ${topic}`, '', ...typeRows(files.filter((file) => file.topic === topic))]),
    '',
  ].join('\n')
}

const HEADER = `<!-- Generated from schemas/ and deploy/kafka/topics.yaml by \`tocsin schemas generate\`. Do not edit. -->

# Topics and their events

One folder per topic, one file per event type, Avro in Confluent's wire format. Each input has \`<topic>.dead-letter\`
beside it: the refused record as it came, and headers that say why.
`

const RULES = `How to read the schemas

- Calendar days (\`…On\`) are days since 1970-01-01 in the business zone, read as plain integers. Instants are epoch
  milliseconds. Amounts (\`…Minor\`) are whole minor units of the \`currency\` beside them.
- A record's Kafka timestamp is when the source recorded the fact. Its headers follow CloudEvents (\`ce_id\`,
  \`ce_source\`, \`ce_type\`, \`ce_time\`, \`ce_subject\`, and \`ce_sequence\` where the source has one);
  those of \`risk.sales-rep-facts\` and \`risk.portfolio-facts\` have \`ce_type\` alone, for they are many.
- Subject in the registry: \`<topic>-<full record name>\` (TopicRecordNameStrategy), because a topic holds several types
  and each evolves by itself. Namespace: \`tocsin.<topic>\`, hyphens as underscores.
- Compatibility is BACKWARD_TRANSITIVE: a new version reads what every older one wrote, because topics keep records for
  ever. \`schemas/landed.json\` holds the versions that have landed; \`tocsin schemas check --offline\` compares with it,
  \`tocsin schemas land\` adds a version when it lands.`

function topicRow(topic: string, files: readonly SchemaFile[], settings: readonly TopicSettings[]): string {
  const flow = FLOWS[topic]
  if (flow === undefined) throw new Error(`${topic} has schemas but no line in FLOWS of render-readme.ts: who uses it?`)
  const found = settings.find((each) => each.name === topic)
  const types = files.filter((file) => file.topic === topic).map((file) => file.eventType)
  const retention = found?.retentionMs === '-1' ? 'for ever' : `${found?.retentionMs ?? '?'} ms`
  const cells = [
    `\`${topic}\``,
    flow.key,
    String(found?.partitions ?? '?'),
    retention,
    types.join(', '),
    `${flow.producers} → ${flow.consumers}`,
  ]
  return `| ${cells.join(' | ')} |`
}

function typeRows(files: readonly SchemaFile[]): string[] {
  const rows = files.map((file) => {
    const schema = JSON.parse(file.text) as AvroRecord
    const fields = schema.fields.map((field) => ('default' in field ? `${field.name}?` : field.name))
    return `| [${file.eventType}](${file.topic}/${file.eventType}.avsc) | ${schema.doc ?? ''} | ${fields.join(', ')} |`
  })
  const subjects = files.map((file) => `\`${subjectOf(file.topic, file.eventType)}\``)
  return [
    '| event type | meaning | fields (`?`: may be left out) |',
    '|---|---|---|',
    ...rows,
    '',
    `Subjects: ${subjects.join(', ')}`,
  ]
}
