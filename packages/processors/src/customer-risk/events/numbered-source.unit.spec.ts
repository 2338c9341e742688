import { describe, expect, test } from '@jest/globals'
import type { EventDecoder, LogRecord } from '@tocsin/stream'
import type { ReceivedSalesEvent } from '../processor.ts'
import { withNumberedSources } from './numbered-source.ts'

const LOST: ReceivedSalesEvent = {
  type: 'contract-lost',
  eventId: 'lost-1',
  contractId: 'K1',
  customerId: 'C1',
  lostOn: 20_000,
}
const decoder: EventDecoder<ReceivedSalesEvent> = { prepare: () => undefined, decode: () => LOST }

function received(headers: LogRecord['headers']): ReceivedSalesEvent {
  const position = { topic: 'sales.contracts', partition: 0, offset: 0, timestampMs: 0, key: null, value: null }
  return withNumberedSources(decoder).decode({ ...position, headers })
}

describe('A source that numbers its events', () => {
  test('is known by name and number, from bytes as Kafka hands them over', () => {
    const headers = { ce_source: Buffer.from('import:abc'), ce_sequence: Buffer.from('17') }
    expect(received(headers)).toEqual({ ...LOST, source: 'import:abc', sequence: 17 })
  })

  test.each([
    {},
    { ce_source: 'shop' },
    { ce_sequence: '4' },
    { ce_source: 'shop', ce_sequence: 'fourth' },
    { ce_source: 'shop', ce_sequence: '' },
    { ce_source: 'shop', ce_sequence: '-1' },
    { ce_source: 's'.repeat(101), ce_sequence: '4' },
  ])('is not one with the headers %j', (headers) => {
    expect(received(headers)).toBe(LOST)
  })
})
