import { describe, expect, test } from '@jest/globals'
import { createAlertCodec, createFixedRegistry, recordKeyOf } from '@tocsin/events'
import { type LogRecord, liveRecord, partitionOf } from '@tocsin/stream'
import { alertFired } from '../testing/alerts.ts'
import { readAlerts } from './read-alerts.ts'

describe('reading alerts', () => {
  test('leaves control records out: they speak to tasks, not to people', async () => {
    const codec = createAlertCodec({ ...createFixedRegistry(), nowMs: () => 0 })
    const event = alertFired({ alertId: 'a1' })
    const key = new TextEncoder().encode(recordKeyOf(event))
    const place = { topic: 'risk.alerts', partition: partitionOf(key, 1), offset: 1, timestampMs: 0, headers: {} }
    const live = { ...liveRecord('risk.alerts', 0, 0), partition: 0, offset: 0 }
    const records: LogRecord[] = [live, { ...place, key, value: codec.encode(event) }]
    const unreadable: string[] = []
    const history = await readAlerts(
      async function* () {
        yield* records
      },
      codec,
      { onUnreadable: (_, message) => unreadable.push(message) },
    )
    expect(history.episodes().map(({ alertId }) => alertId)).toEqual(['a1'])
    expect(unreadable).toEqual([])
  })
})
