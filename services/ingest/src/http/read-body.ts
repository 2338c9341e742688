/** The body of a request to /v1/events → candidates. */
import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'
import type { Candidate } from '../accepting/acceptance.ts'
import { jsonElements } from '../accepting/json-elements.ts'
import { type Fault, sentence } from '../content/fault.ts'
import { type Reading, readCloudEvent } from '../content/read-cloud-event.ts'
import { isObject } from '../content/read-fields.ts'
import { ProblemError } from './problem.ts'

export const SINGLE = 'application/cloudevents+json'
export const BATCH = 'application/cloudevents-batch+json'
export const BINARY = 'application/json'

/** A batch of this size is on the log within a second; its answer still is some hundred kilobytes at most. */
export const MOST_EVENTS = 1_000

export interface ReadBody {
  readonly isBatch: boolean
  readonly candidates: readonly Candidate[]
}

/** @throws ProblemError for a batch that is too long */
export function readBody(
  body: Uint8Array,
  contentType: string,
  headers: IncomingHttpHeaders,
  reading: Reading,
): ReadBody {
  const parsed = parseJson(body)
  const whole = { bytes: body, contentType }
  if (contentType === BATCH) {
    if ('fault' in parsed) return { isBatch: false, candidates: [{ ...whole, result: { faults: [parsed.fault] } }] }
    if (!Array.isArray(parsed.value))
      return { isBatch: false, candidates: [{ ...whole, result: { faults: [notABatch] } }] }
    if (parsed.value.length > MOST_EVENTS) throw tooMany(parsed.value.length)
    const parts = jsonElements(body)
    const candidates = parsed.value.map((value, index) => ({
      bytes: parts[index] ?? body,
      contentType: SINGLE,
      result: readCloudEvent(value, reading),
      ...sourceIn(value),
    }))
    return { isBatch: true, candidates }
  }
  const envelope = contentType === BINARY ? envelopeOf(headers) : undefined
  const candidate = { ...whole, ...(envelope && { envelope }) }
  if ('fault' in parsed) return { isBatch: false, candidates: [{ ...candidate, result: { faults: [parsed.fault] } }] }
  if (contentType === BINARY && Object.keys(envelope ?? {}).length === 0) {
    return { isBatch: false, candidates: [{ ...candidate, result: { faults: [noEnvelope] } }] }
  }
  const given = envelope ? { ...envelope, data: parsed.value } : parsed.value
  return { isBatch: false, candidates: [{ ...candidate, result: readCloudEvent(given, reading), ...sourceIn(given) }] }
}

/** Who a refused event says it is from. */
function sourceIn(given: unknown): Pick<Candidate, 'source'> {
  return isObject(given) && typeof given.source === 'string' ? { source: given.source } : {}
}

/** `ce-*` headers, percent-decoded as the HTTP binding of CloudEvents asks (section 3.1.3.2). */
function envelopeOf(headers: IncomingHttpHeaders): Record<string, unknown> {
  const envelope: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-') && typeof value === 'string' && name !== 'ce-data')
      envelope[name.slice(3)] = decoded(value)
  }
  return envelope
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replace(/^"(.*)"$/su, '$1'))
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    // A lone percent sign stands for itself.
    return value
  }
}

function parseJson(body: Uint8Array): { readonly value: unknown } | { readonly fault: Fault } {
  if (!isUtf8(body)) return { fault: NOT_UTF8 }
  const text = new TextDecoder().decode(body)
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const detail = error.message.replaceAll(/\s+/gu, ' ').slice(0, 120)
    return {
      fault: {
        pointer: '',
        code: 'not-json',
        what: sentence(`the body is not JSON: ${detail}`, `请求正文不是 JSON：${detail}`),
        hint: sentence(
          'Look at quotes, commas and brackets there; names and texts stand in double quotes.',
          '请检查该处的引号、逗号与括号；名称与文本用双引号。',
        ),
      },
    }
  }
}

export const NOT_UTF8: Fault = {
  pointer: '',
  code: 'not-utf8',
  what: sentence('the body is not UTF-8', '请求正文不是 UTF-8 编码'),
  hint: sentence(
    'Send UTF-8; a file in GBK or Windows-1252 has to be converted first.',
    '请使用 UTF-8；GBK 文件须先转换。',
  ),
}

const notABatch: Fault = {
  pointer: '',
  code: 'not-an-event',
  what: sentence('a batch is a list of events in brackets', '批量应为方括号中的事件列表'),
  hint: sentence(
    `Send [{…}, {…}], or a single event as ${SINGLE}.`,
    `请发送 [{…}, {…}]，或以 ${SINGLE} 发送单个事件。`,
  ),
}

const noEnvelope: Fault = {
  pointer: '',
  code: 'not-an-event',
  what: sentence('there is no ce-id, ce-source, ce-type', '缺少 ce-id、ce-source、ce-type'),
  hint: sentence(
    `With ${BINARY} the attributes stand in headers (ce-specversion: 1.0, ce-id, ce-source, ce-type) and the body is the data alone; else send ${SINGLE}.`,
    `使用 ${BINARY} 时，属性写在请求头（ce-specversion: 1.0、ce-id、ce-source、ce-type），正文仅为数据；否则请用 ${SINGLE}。`,
  ),
}

function tooMany(count: number): ProblemError {
  return new ProblemError({
    status: 413,
    code: 'too-large',
    detail: sentence(
      `The batch has ${count} events; at most ${MOST_EVENTS} are taken. Send several batches.`,
      `该批量含 ${count} 个事件，最多 ${MOST_EVENTS} 个。请分批发送。`,
    ),
  })
}
