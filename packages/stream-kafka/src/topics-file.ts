import { DEAD_LETTER_SUFFIX, OperatorError } from '@tocsin/stream'
import { isMap, isScalar, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml'

export const TOPIC_ROLES = ['input', 'internal', 'output', 'marks', 'dead-letter'] as const
/** What a topic is for; a dead-letter topic is never written in the file, it follows from the topic that is read. */
export type TopicRole = (typeof TOPIC_ROLES)[number]

/** A topic as it should be. */
export interface TopicSpec {
  readonly name: string
  readonly role: TopicRole
  readonly partitions: number
  /** -1: the broker's default. */
  readonly replicationFactor: number
  /** Kafka's own names and values. */
  readonly config: Readonly<Record<string, string>>
}

/**
 * Reads `deploy/kafka/topics.yaml`, dead-letter topics included.
 * @throws OperatorError that names every fault with its line
 */
export function parseTopicsFile(text: string, fileName: string): readonly TopicSpec[] {
  const faults: Fault[] = []
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineOf = (node: unknown) => lines.linePos((node as Node | null)?.range?.[0] ?? 0).line
  for (const error of document.errors)
    faults.push({ line: error.linePos?.[0].line ?? 1, text: firstLine(error.message) })
  const specs = faults.length === 0 ? readSpecs(document.contents, { faults, lineOf }) : []
  if (faults.length === 0) return specs
  const listed = [...faults].sort((left, right) => left.line - right.line)
  throw new OperatorError(
    `${fileName} has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n` +
      listed.map((fault) => `  ${fileName}:${fault.line}  ${fault.text}`).join('\n'),
  )
}

interface Fault {
  readonly line: number
  readonly text: string
}

interface Reading {
  readonly faults: Fault[]
  readonly lineOf: (node: unknown) => number
}

const TOP_KEYS = ['partitions', 'replicationFactor', 'config', 'deadLetter', 'topics']
const TOPIC_KEYS = ['role', 'config']
const WRITABLE_ROLES = ['input', 'internal', 'output', 'marks']
/** Kafka's rule for topic names, less the room that `.dead-letter` and a prefix take. */
const TOPIC_NAME = /^[A-Za-z0-9._-]{1,200}$/

function readSpecs(root: unknown, reading: Reading): TopicSpec[] {
  if (!isMap(root)) {
    reading.faults.push({ line: 1, text: 'is empty: it needs partitions, replicationFactor, config and topics' })
    return []
  }
  refuseUnknown(root, TOP_KEYS, 'the file', reading)
  const partitions = readInteger(
    root,
    'partitions',
    (value) => value >= 1 && value <= 10_000,
    'from 1 to 10000',
    reading,
  )
  const replicas = (value: number) => value === -1 || (value >= 1 && value <= 32)
  const replicationFactor = readInteger(root, 'replicationFactor', replicas, 'from 1 to 32, or -1', reading)
  const config = readConfig(root, reading)
  const deadLetter = root.get('deadLetter', true)
  if (deadLetter !== undefined && !isMap(deadLetter)) {
    reading.faults.push({ line: reading.lineOf(deadLetter), text: 'deadLetter has to hold a config' })
  }
  const deadLetterConfig = isMap(deadLetter) ? readConfig(deadLetter, reading) : {}
  if (isMap(deadLetter)) refuseUnknown(deadLetter, ['config'], 'deadLetter', reading)
  const base = { partitions, replicationFactor }
  return readTopics(root, reading).flatMap(({ name, line, role, own }) => {
    refuseLoss({ ...config, ...own }, name, line, reading)
    const spec: TopicSpec = { ...base, name, role, config: { ...config, ...own } }
    if (!isRead(role)) return [spec]
    const beside = { ...config, ...own, ...deadLetterConfig }
    return [spec, { ...base, name: name + DEAD_LETTER_SUFFIX, role: 'dead-letter', config: beside }]
  })
}

/** Whether tasks of ours read the topic: it has `live` records, and a dead-letter topic beside it. */
export function isRead(role: TopicRole): boolean {
  return role === 'input' || role === 'internal'
}

/** Rebuilding states, replay and the proof of an alert read the log from its beginning, and by each record. */
function refuseLoss(config: Readonly<Record<string, string>>, name: string, line: number, { faults }: Reading): void {
  for (const [setting, wanted] of MUST_BE) {
    const found = config[setting]
    if (found === wanted) continue
    const text = `topic "${name}": ${setting} is ${found ?? 'left out'}; it has to be ${wanted}, or records would be lost`
    faults.push({ line, text })
  }
}

const MUST_BE = [
  ['retention.ms', '-1'],
  ['retention.bytes', '-1'],
  ['cleanup.policy', 'delete'],
] as const

interface WrittenTopic {
  readonly name: string
  readonly line: number
  readonly role: TopicRole
  readonly own: Readonly<Record<string, string>>
}

function readTopics(root: YAMLMap, reading: Reading): WrittenTopic[] {
  const topics = root.get('topics', true)
  if (!isMap(topics) || topics.items.length === 0) {
    reading.faults.push({ line: reading.lineOf(topics ?? root), text: 'topics is missing or empty' })
    return []
  }
  return topics.items.flatMap((pair) => {
    const name = String(isScalar(pair.key) ? pair.key.value : pair.key)
    const line = reading.lineOf(pair.key)
    if (!TOPIC_NAME.test(name)) {
      reading.faults.push({
        line,
        text: `topic "${name}": a name holds letters, digits, dots, hyphens and underscores`,
      })
    }
    if (name.endsWith(DEAD_LETTER_SUFFIX)) {
      reading.faults.push({
        line,
        text: `topic "${name}": dead-letter topics follow from the topics that are read; leave it out`,
      })
    }
    const value = pair.value
    if (!isMap(value)) {
      reading.faults.push({ line, text: `topic "${name}" needs a role, for example { role: input }` })
      return []
    }
    refuseUnknown(value, TOPIC_KEYS, `topic "${name}"`, reading)
    const role = value.get('role')
    if (typeof role !== 'string' || !WRITABLE_ROLES.includes(role)) {
      reading.faults.push({ line, text: `topic "${name}": role has to be one of ${WRITABLE_ROLES.join(', ')}` })
    }
    return [{ name, line, role: role as TopicRole, own: readConfig(value, reading) }]
  })
}

function readInteger(
  map: YAMLMap,
  key: string,
  allowed: (value: number) => boolean,
  range: string,
  { faults, lineOf }: Reading,
): number {
  const node = map.get(key, true)
  const value = isScalar(node) ? node.value : undefined
  if (typeof value === 'number' && Number.isInteger(value) && allowed(value)) return value
  const found = node === undefined ? 'is missing' : `is ${JSON.stringify(value)}`
  faults.push({ line: lineOf(node ?? map), text: `${key} ${found}: it has to be a whole number ${range}` })
  return 0
}

/** Kafka's configuration values are texts; the file may write numbers and booleans. */
function readConfig(map: YAMLMap, { faults, lineOf }: Reading): Record<string, string> {
  const node = map.get('config', true)
  if (node === undefined) return {}
  if (!isMap(node)) {
    faults.push({ line: lineOf(node), text: 'config has to hold "name: value" lines' })
    return {}
  }
  const config: Record<string, string> = {}
  for (const pair of node.items) {
    const name = String(isScalar(pair.key) ? pair.key.value : pair.key)
    if (!isScalar(pair.value) || pair.value.value === null) {
      faults.push({ line: lineOf(pair.key), text: `config ${name} has no single value` })
      continue
    }
    // The text as written: 9223372036854775807 is no number that JavaScript can hold.
    config[name] = pair.value.source ?? String(pair.value.value)
  }
  return config
}

function refuseUnknown(map: YAMLMap, known: readonly string[], place: string, { faults, lineOf }: Reading): void {
  for (const { key } of map.items) {
    const name = String(isScalar(key) ? key.value : key)
    if (!known.includes(name)) {
      faults.push({ line: lineOf(key), text: `"${name}" means nothing in ${place}; known are ${known.join(', ')}` })
    }
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0]!.replace(/:$/u, '')
}
