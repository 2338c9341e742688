import { describe, expect, test } from '@jest/globals'
import type { LogRecord } from '@tocsin/stream'
import { hexLines, readableText, readDeadLetter, replayOf } from './dead-letter.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const NOON = Date.UTC(2026, 2, 31, 12)

function recordOnDeadLetterTopic(headers: LogRecord['headers'] = {}): LogRecord {
  return {
    topic: 'sales.orders.dead-letter',
    partition: 3,
    offset: 0,
    timestampMs: NOON,
    key: utf8('C7'),
    value: new Uint8Array([0, 255, 65]),
    headers: {
      ce_id: 'order-1',
      tocsin_reason: 'undecodable',
      tocsin_message: 'truncated',
      tocsin_topic: 'sales.orders',
      tocsin_partition: utf8('3'),
      tocsin_offset: '17',
      tocsin_timestamp: String(NOON - 5000),
      tocsin_cause: 'record|customer-risk|3|0|17|sales.orders',
      ...headers,
    },
  }
}

describe('a dead letter', () => {
  test('is named by the position of the refused record', () => {
    expect(readDeadLetter(recordOnDeadLetterTopic())).toMatchObject({
      id: 'sales.orders/3/17',
      reason: 'undecodable',
      timestampMs: NOON - 5000,
    })
  })

  test('a record that somebody else wrote there is none', () => {
    expect(readDeadLetter(recordOnDeadLetterTopic({ tocsin_reason: undefined }))).toBeUndefined()
  })

  test('is replayed as it was: key, value, time and its own headers, none of ours', () => {
    const letter = readDeadLetter(recordOnDeadLetterTopic())!
    expect(replayOf(letter, NOON)).toEqual({
      topic: 'sales.orders',
      key: utf8('C7'),
      value: new Uint8Array([0, 255, 65]),
      timestampMs: NOON - 5000,
      headers: { ce_id: 'order-1' },
    })
  })

  test('refused for a time in the future, it is replayed with the time of the replay', () => {
    const letter = readDeadLetter(recordOnDeadLetterTopic({ tocsin_timestamp: String(NOON + 86_400_000) }))!
    expect(replayOf(letter, NOON).timestampMs).toBe(NOON)
  })

  test('it gives up its number at its source, of which higher ones have been applied meanwhile', () => {
    const letter = readDeadLetter(recordOnDeadLetterTopic({ ce_sequence: '41' }))!
    expect(replayOf(letter, NOON).headers).toEqual({ ce_id: 'order-1' })
  })

  test('without a key it goes back to the partition it came from', () => {
    const letter = readDeadLetter({ ...recordOnDeadLetterTopic(), key: null })!
    expect(replayOf(letter, NOON).partition).toBe(3)
  })
})

test('bytes are shown as hex beside what is readable', () => {
  expect(hexLines(utf8('{"amount": 5}\n'))).toEqual([
    '000000  7b 22 61 6d 6f 75 6e 74 22 3a 20 35 7d 0a        {"amount": 5}.',
  ])
  expect(hexLines(new Uint8Array(600)).at(-1)).toContain('88 more bytes')
})

test('only what is UTF-8 without control characters counts as readable', () => {
  expect(readableText(utf8('客户 C7'))).toBe('客户 C7')
  expect(readableText(new Uint8Array([0xff, 0xfe]))).toBeUndefined()
  expect(readableText(new Uint8Array([0, 0, 0, 1]))).toBeUndefined()
})
