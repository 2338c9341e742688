import { describe, expect, test } from '@jest/globals'
import type { SalesEvent } from '@tocsin/events'
import type { ReceivedSalesEvent } from '@tocsin/processors'
import type { LogRecord } from '@tocsin/stream'
import { createSourceWatch } from './source-watch.ts'

const limitSet = (eventId: string): SalesEvent => ({
  type: 'credit-limit-set',
  eventId,
  customerId: 'C7',
  limitMinor: 1_000_000,
  currency: 'CNY',
})

function record(offset: number, timestampMs = 0, partition = 0): LogRecord {
  return { topic: 'sales.customers', partition, offset, timestampMs, key: null, value: null, headers: {} }
}

const from = (source: string, eventId: string): ReceivedSalesEvent => ({ ...limitSet(eventId), source })

describe('the watch over sources', () => {
  test('counts records, and knows the latest time that a source has given', () => {
    const watch = createSourceWatch()
    watch.received(record(0, 2_000), from('erp', 'a'))
    watch.received(record(1, 1_000), from('erp', 'b'))
    watch.received(record(2, 500), from('crm', 'a'))
    expect(watch.standings()).toMatchObject([
      { source: 'erp', records: 2, repeated: 0, latestRecordedAtMs: 2_000 },
      { source: 'crm', records: 1, repeated: 0, latestRecordedAtMs: 500 },
    ])
  })

  test('tells another record with a known id from the same record read again', () => {
    const watch = createSourceWatch()
    watch.received(record(7), from('erp', 'a'))
    watch.received(record(7), from('erp', 'a'))
    expect(watch.standings()[0]).toMatchObject({ records: 2, repeated: 0 })
    watch.received(record(8), from('erp', 'a'))
    watch.received(record(7, 0, 1), from('erp', 'a'))
    expect(watch.standings()[0]).toMatchObject({ records: 4, repeated: 2 })
  })

  test('tells imported files together, and sources beyond the thirty-second as others', () => {
    const watch = createSourceWatch()
    for (let file = 0; file < 5; file++) watch.received(record(file), from(`import:${file}`, `${file}`))
    for (let number = 0; number < 100; number++) watch.received(record(10 + number), from(`source-${number}`, 'a'))
    const standings = watch.standings()
    expect(standings).toHaveLength(33)
    expect(standings[0]).toMatchObject({ source: 'import', records: 5 })
    expect(standings.at(-1)).toMatchObject({ source: 'other', records: 69 })
  })

  test('forgets ids: memory is bounded', () => {
    const watch = createSourceWatch()
    watch.received(record(0), from('erp', 'first'))
    for (let number = 1; number <= 40_000; number++) watch.received(record(number), from('erp', `${number}`))
    watch.received(record(40_001), from('erp', 'first'))
    expect(watch.standings()[0]).toMatchObject({ records: 40_002, repeated: 0 })
  })
})
