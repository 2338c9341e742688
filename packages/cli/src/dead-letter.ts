import { DEAD_LETTER_SUFFIX, headerText, type LogRecord, type OutgoingRecord, type RecordHeaders } from '@tocsin/stream'

/** A refused record as its dead-letter topic keeps it. */
export interface DeadLetter {
  /** `topic/partition/offset` of the refused record: how a person names it. */
  readonly id: string
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly reason: string
  readonly message: string
  /** Its own time, epoch ms. */
  readonly timestampMs: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  /** As the source wrote them; what we added is taken off. */
  readonly originalHeaders: RecordHeaders
}

/** Headers that the runtime adds to a dead letter. */
const ADDED = [
  'tocsin_reason',
  'tocsin_message',
  'tocsin_topic',
  'tocsin_partition',
  'tocsin_offset',
  'tocsin_timestamp',
  'tocsin_cause',
] as const

/** Undefined when the record lacks the headers of a dead letter: somebody else wrote it. */
export function readDeadLetter(record: LogRecord): DeadLetter | undefined {
  const [reason, message, topic, partition, offset, timestamp] = ADDED.map((name) => headerText(record.headers[name]))
  if (reason === undefined || topic === undefined || partition === undefined || offset === undefined) return undefined
  const added = new Set<string>(ADDED)
  return {
    id: `${topic}/${partition}/${offset}`,
    topic,
    partition: Number(partition),
    offset: Number(offset),
    reason,
    message: message ?? '',
    timestampMs: Number(timestamp ?? record.timestampMs),
    key: record.key,
    value: record.value,
    originalHeaders: Object.fromEntries(Object.entries(record.headers).filter(([name]) => !added.has(name))),
  }
}

/**
 * The record as it was, for its source topic again. Its key decides the partition, so that a record that once went to
 * a wrong one comes to the right one; its time stays, so that it is applied as a late fact and not as news, unless its
 * time was the very fault: then it is `nowMs`. It loses its place in its source's numbering: facts with higher numbers
 * have been applied meanwhile, and it would be taken for a repeat of one.
 */
export function replayOf(letter: DeadLetter, nowMs: number): OutgoingRecord {
  const { ce_sequence: _, ...headers } = letter.originalHeaders
  return {
    topic: letter.topic,
    key: letter.key,
    value: letter.value,
    timestampMs: Math.min(letter.timestampMs, nowMs),
    headers,
    ...(letter.key === null && { partition: letter.partition }),
  }
}

export function deadLetterTopics(inputTopics: readonly string[]): string[] {
  return inputTopics.map((topic) => `${topic}${DEAD_LETTER_SUFFIX}`)
}

/** 16 bytes a line: offset, hex, and the printable characters. */
export function hexLines(bytes: Uint8Array, most = 512): string[] {
  const lines: string[] = []
  for (let at = 0; at < Math.min(bytes.length, most); at += 16) {
    const row = bytes.subarray(at, Math.min(at + 16, bytes.length, most))
    const hex = Array.from(row, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const text = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${text}`)
  }
  if (bytes.length > most) lines.push(`… ${bytes.length - most} more bytes (all of them with --json, as base64)`)
  return lines
}

/** Bytes as text where they are readable UTF-8; undefined otherwise. */
export function readableText(bytes: Uint8Array | null): string | undefined {
  if (bytes === null) return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what makes it unreadable
    return /[\u0000-\u0008\u000e-\u001f]/u.test(text) ? undefined : text
  } catch {
    // Not UTF-8: an answer, not a fault.
    return undefined
  }
}
