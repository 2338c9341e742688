import { describe, expect, it } from '@jest/globals'
import type { SalesEvent } from '@tocsin/events'
import { headerText, type OutgoingRecord } from '@tocsin/stream'
import { badRecords } from './bad-records.ts'
import { createPublisher, toRecord } from './publish.ts'
import { memoryRun } from './testing/memory-run.ts'
import { SALES_TOPICS } from './world/customer-book.ts'
import { generateHistory } from './world/generate-history.ts'

const nowMs = Date.UTC(2026, 10, 22, 4)

describe('bad records in mid-stream, through the runtime', () => {
  it('each lands in the dead-letter topic with its reason and bytes, and nothing else does', async () => {
    const run = memoryRun(nowMs, 4)
    const encode = (event: SalesEvent) => run.events.encode(event)
    const today = Math.floor(nowMs / 86_400_000)
    const bad = badRecords({ seed: 9, encode, partitionCount: 4, atMs: nowMs, today })
    const startAtMs = nowMs - 20 * 86_400_000
    const { history } = generateHistory({ seed: 9, customers: 40, events: 1_500, startAtMs, endAtMs: nowMs })
    const good = history.map((timed) => toRecord(timed, encode, 'simulator'))
    const publisher = createPublisher({
      append: (records) => run.log.append(records),
      encode,
      clock: run.clock,
      source: 'simulator',
    })
    const feeding = async () => {
      await run.log.append(good.slice(0, 700))
      await run.log.append(bad.flatMap(({ before, record }) => [...before, record]))
      await run.log.append(good.slice(700))
      await publisher.live(SALES_TOPICS, run.partitionCount, nowMs)
    }
    await run.complete(feeding(), 5_000)

    const found = run
      .deadLetters()
      .map((record) => ({ ...described(record), reason: headerText(record.headers.tocsin_reason) }))
    const wanted = bad.map(({ record, reason }) => ({
      ...described(record),
      topic: `${record.topic}.dead-letter`,
      reason,
    }))
    expect(sorted(found)).toEqual(sorted(wanted))
  })
})

/** Where it lies and its bytes, the large ones by their length. */
function described({ topic, partition, key, value }: OutgoingRecord) {
  const text = (bytes: Uint8Array | null) =>
    bytes === null ? 'none' : Buffer.from(bytes.slice(0, 300)).toString('hex')
  return { topic, partition, key: text(key), value: text(value), bytes: value?.length ?? 0 }
}

function sorted<Item extends object>(items: readonly Item[]): Item[] {
  return [...items].sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1))
}
