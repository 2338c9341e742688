/** One CloudEvent 1.0, as JSON, → an event for the log, or everything that is wrong with it. */
import { keyFieldOf, type SalesEvent } from '@tocsin/events'
import { nearestName } from '@tocsin/yaml-file'
import { EVENT_TYPES, type EventType } from './event-types.ts'
import { type Fault, sentence, shown } from './fault.ts'
import { readInstant } from './instant.ts'
import { liveFaults } from './live-faults.ts'
import { isObject, MOST_FAULTS, readFields } from './read-fields.ts'

/** What is asked of the moment and of the sender. */
export interface Reading {
  readonly nowMs: number
  /** How far ahead of our clock an event may be stamped. */
  readonly skewMs: number
  /** Sources the API key may speak for; undefined: any. */
  readonly allowedSources: readonly string[] | undefined
  readonly allowedTopics: readonly string[] | undefined
}

/** An event that may be written. */
export interface ReadEvent {
  readonly event: SalesEvent
  readonly topic: string
  readonly source: string
  /** When the source recorded the fact: what it said, else now. */
  readonly recordedAtMs: number
  readonly isTimeGiven: boolean
  readonly sequence: number | undefined
}

export type ReadResult = { readonly read: ReadEvent } | { readonly faults: readonly Fault[] }

/** Attributes that are read. Others are extensions of the sender: allowed, and not passed on. */
export function readCloudEvent(given: unknown, reading: Reading): ReadResult {
  if (!isObject(given)) return { faults: [notAnEvent(given)] }
  const faults: Fault[] = []
  const id = readId(given, 'id', faults)
  const source = readId(given, 'source', faults)
  checkSpecVersion(given.specversion, faults)
  const type = readType(given.type, faults)
  const recordedAtMs = readTime(given.time, reading, faults)
  const sequence = readSequence(given.sequence, faults)
  checkContentType(given.datacontenttype, faults)
  checkAllowed(source, type, reading, faults)
  const data = readData(given, faults)
  if (data === undefined || type === undefined) return { faults }

  const fieldFaults: Fault[] = []
  const { eventId, ...own } = data
  if (eventId !== undefined && eventId !== id) faults.push(otherEventId(eventId))
  const fields = readFields(own, type.fields, '/data', fieldFaults)
  const event = { type: type.name, eventId: id ?? 'unknown', ...fields } as unknown as SalesEvent
  fieldFaults.push(...furtherFaults(event, fieldFaults))
  checkSubject(given.subject, own, keyFieldOf(type.topic), faults)
  faults.push(...fieldFaults)
  if (faults.length > 0 || id === undefined || source === undefined || recordedAtMs === undefined) {
    return { faults: faults.slice(0, MOST_FAULTS) }
  }
  const isTimeGiven = given.time !== undefined && given.time !== null
  return { read: { event, topic: type.topic, source, recordedAtMs, isTimeGiven, sequence } }
}

/**
 * What readers would refuse, beside what was found already: nothing about values that only stand in for wrong ones, and
 * nothing about two fields together while one of them may be such.
 */
function furtherFaults(event: SalesEvent, found: readonly Fault[]): Fault[] {
  // So many that not every field was read.
  if (found.length >= MOST_FAULTS) return []
  const isFresh = ({ pointer }: Fault) => found.every((known) => pointer !== known.pointer)
  return liveFaults(event).filter((fault) => isFresh(fault) && (found.length === 0 || fault.code !== 'contradiction'))
}

/** Letters of a header: visible, no control characters; what a reader of `ce_source` and of an id can bear. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const VISIBLE = /^(?! )[^\u0000-\u001f\u007f-\u00a0\u2028\u2029\ufeff\ufffd-\uffff]{1,200}(?<! )$/

function readId(given: Readonly<Record<string, unknown>>, name: 'id' | 'source', faults: Fault[]): string | undefined {
  const value = given[name]
  if (typeof value === 'string' && value.isWellFormed() && VISIBLE.test(value) && value !== '__proto__') return value
  const isMissing = value === undefined || value === null
  faults.push({
    pointer: `/${name}`,
    code: isMissing ? 'missing' : 'invalid-value',
    what: isMissing
      ? sentence(`${name} is missing`, `缺少 ${name}`)
      : sentence(`${name} is ${shown(value)}`, `${name} 的值是 ${shown(value)}`),
    hint: name === 'id' ? ID_HINT : SOURCE_HINT,
  })
  return undefined
}

const ID_HINT = sentence(
  'Give each fact an id of its own, 1 to 200 visible characters, the same whenever it is sent again.',
  '每个事实一个编号，1 至 200 个可见字符；重发时保持不变。',
)
const SOURCE_HINT = sentence(
  'Name the system that says so, 1 to 200 visible characters, for example "erp-shanghai".',
  '写明来源系统，1 至 200 个可见字符，例如 "erp-shanghai"。',
)

function checkSpecVersion(value: unknown, faults: Fault[]): void {
  if (value === '1.0') return
  faults.push({
    pointer: '/specversion',
    code: value === undefined ? 'missing' : 'invalid-value',
    what:
      value === undefined
        ? sentence('specversion is missing', '缺少 specversion')
        : sentence(`specversion is ${shown(value)}`, `specversion 的值是 ${shown(value)}`),
    hint: sentence('Write "specversion": "1.0".', '请写 "specversion": "1.0"。'),
  })
}

function readType(value: unknown, faults: Fault[]): EventType | undefined {
  const type = typeof value === 'string' ? EVENT_TYPES.get(value) : undefined
  if (type) return type
  const known = [...EVENT_TYPES.keys()]
  const nearest = typeof value === 'string' ? nearestName(value.slice(0, 60), known) : undefined
  const isMissing = value === undefined || value === null
  faults.push({
    pointer: '/type',
    code: isMissing ? 'missing' : 'unknown-type',
    what: isMissing
      ? sentence('type is missing', '缺少 type')
      : sentence(`${shown(value)} is no event type`, `没有事件类型 ${shown(value)}`),
    hint: sentence(
      `${nearest ? `Did you mean "${nearest}"? ` : ''}Event types: ${known.join(', ')}.`,
      `${nearest ? `是否想写 "${nearest}"？` : ''}事件类型：${known.join('、')}。`,
    ),
  })
  return undefined
}

const FIRST_INSTANT_MS = Date.UTC(1990, 0, 1)

function readTime(value: unknown, { nowMs, skewMs }: Reading, faults: Fault[]): number | undefined {
  if (value === undefined || value === null) return nowMs
  const instantMs = typeof value === 'string' ? readInstant(value) : undefined
  if (instantMs === undefined || instantMs < FIRST_INSTANT_MS) {
    faults.push({
      pointer: '/time',
      code: 'not-an-instant',
      what: sentence(`time is ${shown(value)}`, `time 的值是 ${shown(value)}`),
      hint: sentence(
        'Write the instant at which the source recorded the fact with its zone, for example "2026-03-31T09:00:00+08:00", from 1990 on; or leave it out: then it is now.',
        '请写来源记录该事实的时刻并带时区，例如 "2026-03-31T09:00:00+08:00"，不早于 1990 年；省略则为当前时刻。',
      ),
    })
    return undefined
  }
  if (instantMs <= nowMs + skewMs) return instantMs
  const nowText = new Date(nowMs).toISOString()
  faults.push({
    pointer: '/time',
    code: 'too-far-ahead',
    what: sentence(
      `time ${shown(value)} lies ahead of our clock, which says ${nowText}`,
      `time ${shown(value)} 晚于本系统时钟 ${nowText}`,
    ),
    hint: sentence(
      `At most ${skewMs / 1000} seconds ahead are taken. Set the clock of the sender; days to come (due, promised) are fields of data.`,
      `最多允许超前 ${skewMs / 1000} 秒。请校准发送方时钟；未来的日期（到期日、承诺日）写在 data 的字段中。`,
    ),
  })
  return undefined
}

/** The CloudEvents extension `sequence`: a text by its text, a whole number by ours. */
function readSequence(value: unknown, faults: Fault[]): number | undefined {
  if (value === undefined || value === null) return undefined
  const sequence =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^\d{1,16}$/u.test(value)
        ? Number(value)
        : Number.NaN
  if (Number.isSafeInteger(sequence) && sequence >= 0) return sequence
  faults.push({
    pointer: '/sequence',
    code: 'invalid-value',
    what: sentence(`sequence is ${shown(value)}`, `sequence 的值是 ${shown(value)}`),
    hint: sentence(
      'A whole number that rises with every event of this source about one customer, at most 16 digits; or leave it out.',
      '同一来源对同一客户递增的整数，最多 16 位；也可省略。',
    ),
  })
  return undefined
}

function checkContentType(value: unknown, faults: Fault[]): void {
  if (value === undefined || value === null) return
  if (typeof value === 'string' && /^application\/json\s*(;|$)/iu.test(value)) return
  faults.push({
    pointer: '/datacontenttype',
    code: 'invalid-value',
    what: sentence(`datacontenttype is ${shown(value)}`, `datacontenttype 的值是 ${shown(value)}`),
    hint: sentence(
      'Send data as JSON: application/json, or leave it out.',
      'data 须为 JSON：application/json，或省略。',
    ),
  })
}

function checkAllowed(
  source: string | undefined,
  type: EventType | undefined,
  reading: Reading,
  faults: Fault[],
): void {
  const { allowedSources, allowedTopics } = reading
  if (source !== undefined && allowedSources && !allowedSources.includes(source)) {
    faults.push({
      pointer: '/source',
      code: 'source-not-allowed',
      what: sentence(
        `this API key may not speak for the source ${shown(source)}`,
        `此 API 密钥不能代表来源 ${shown(source)}`,
      ),
      hint: sentence(
        'Use the key of that source, or have it added to the key.',
        '请使用该来源的密钥，或为此密钥添加该来源。',
      ),
    })
  }
  if (type !== undefined && allowedTopics && !allowedTopics.includes(type.topic)) {
    faults.push({
      pointer: '/type',
      code: 'type-not-allowed',
      what: sentence(`this API key may not write to ${type.topic}`, `此 API 密钥不能写入 ${type.topic}`),
      hint: sentence('Have the topic added to the key.', '请为此密钥添加该主题。'),
    })
  }
}

function readData(
  given: Readonly<Record<string, unknown>>,
  faults: Fault[],
): Readonly<Record<string, unknown>> | undefined {
  if (isObject(given.data)) return given.data
  const isEncoded = given.data_base64 !== undefined
  faults.push({
    pointer: isEncoded ? '/data_base64' : '/data',
    code: given.data === undefined ? 'missing' : 'wrong-type',
    what: isEncoded
      ? sentence('the data is in base64', '数据以 base64 编码')
      : given.data === undefined
        ? sentence('data is missing', '缺少 data')
        : sentence(`data is ${shown(given.data)}`, `data 的值是 ${shown(given.data)}`),
    hint: sentence(
      'Put the fields of the event into "data", as a JSON object.',
      '请将事件字段以 JSON 对象写在 "data" 中。',
    ),
  })
  return undefined
}

function checkSubject(value: unknown, own: Readonly<Record<string, unknown>>, keyField: string, faults: Fault[]): void {
  const key = own[keyField]
  if (value === undefined || value === null || typeof key !== 'string' || value === key) return
  faults.push({
    pointer: '/subject',
    code: 'contradiction',
    what: sentence(
      `subject ${shown(value)} is not the ${keyField} ${shown(key)}`,
      `subject ${shown(value)} 与 ${keyField} ${shown(key)} 不一致`,
    ),
    hint: sentence(
      `The subject is whom the event is about: leave it out, or write the ${keyField}.`,
      `subject 即事件所属对象：请省略，或写 ${keyField}。`,
    ),
  })
}

function otherEventId(value: unknown): Fault {
  return {
    pointer: '/data/eventId',
    code: 'contradiction',
    what: sentence(`eventId ${shown(value)} is not the id of the event`, `eventId ${shown(value)} 与事件的 id 不一致`),
    hint: sentence('Leave it out: the id of the CloudEvent is taken.', '请省略：以 CloudEvent 的 id 为准。'),
  }
}

function notAnEvent(given: unknown): Fault {
  return {
    pointer: '',
    code: 'not-an-event',
    what: sentence(`an event is an object, this is ${shown(given)}`, `事件应为对象，实际为 ${shown(given)}`),
    hint: sentence(
      'Put specversion, id, source, type and data in braces; several events: send a batch.',
      '请在花括号中写 specversion、id、source、type 与 data；多个事件请用批量方式。',
    ),
  }
}
