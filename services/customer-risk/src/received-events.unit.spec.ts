import { describe, expect, test } from '@jest/globals'
import type { SalesEvent } from '@tocsin/events'
import type { EventDecoder, LogRecord } from '@tocsin/stream'
import { receivedEvents } from './received-events.ts'

const limitSet: SalesEvent = {
  type: 'credit-limit-set',
  eventId: 'limit-1',
  customerId: 'C7',
  limitMinor: 1_000_000,
  currency: 'CNY',
}
const decoder: EventDecoder<SalesEvent> = { prepare: () => undefined, decode: () => limitSet }

function received(headers: LogRecord['headers']) {
  const place = { topic: 'sales.customers', partition: 0, offset: 0, timestampMs: 0, key: null, value: null }
  return receivedEvents(decoder).decode({ ...place, headers })
}

describe('what the envelope adds to an event', () => {
  test('its source and its number there', () => {
    const headers = { ce_source: new TextEncoder().encode('erp'), ce_sequence: '42' }
    expect(received(headers)).toEqual({ ...limitSet, source: 'erp', sequence: 42 })
  })

  test('a source that does not count', () => {
    expect(received({ ce_source: 'erp' })).toEqual({ ...limitSet, source: 'erp' })
  })

  test('a number without a source says nothing, nor does one that is none', () => {
    expect(received({ ce_sequence: '42' })).toEqual(limitSet)
    for (const ce_sequence of ['-1', '1.5', 'x', '', '99999999999999999999']) {
      expect(received({ ce_source: 'erp', ce_sequence })).toEqual({ ...limitSet, source: 'erp' })
    }
  })
})
