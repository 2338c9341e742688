import { describe, expect, it } from '@jest/globals'
import type { LogRecord } from '@tocsin/stream'
import { applyW1Event, decodeW1State, encodeW1State, initialW1State, type W1State } from './customer-state.ts'
import { type GeneratedRecord, generateW1, W1_PARTITIONS } from './generate.ts'
import { SplittableRandom } from './splittable-random.ts'
import { SPARSE_DAYS } from './topology.ts'
import { decodeW1, W1_KINDS } from './wire.ts'

const DAY_MS = 86_400_000

describe("Java's SplittableRandom", () => {
  it('draws what Java 17 draws from seed 42', () => {
    const random = new SplittableRandom(42)
    expect([random.nextInt(60_000), random.nextInt(100), random.nextInt(100_000)]).toEqual([25_031, 56, 22_481])
    expect(random.nextDouble()).toBe(0.34419071652363753)
    for (let draw = 0; draw < 100_000; draw += 1) random.nextInt(99_991)
    expect([random.nextDouble(), random.nextInt(5_000_000)]).toEqual([0.45487673822641417, 4_413_754])
  })
})

describe('W1', () => {
  const records = [...generateW1(100_000, 42)]

  it('puts out the alerts of its specification for 100,000 events', () => {
    expect(alertsOf(records, 0)).toBe(8_917)
    expect(alertsOf(records, 20 * DAY_MS)).toBe(709)
  })

  it('keeps what a state says through its bytes', () => {
    const states = new Map<string, W1State>()
    for (const record of records.slice(0, 20_000)) {
      const state = states.get(record.key) ?? initialW1State()
      states.set(record.key, state)
      applyW1Event(state, decodeW1(asLogRecord(record)), SPARSE_DAYS * DAY_MS)
    }
    for (const state of states.values()) expect(decodeW1State(encodeW1State(state))).toEqual(state)
  })
})

/** Applies the records in the canonical order of each partition and counts the alerts. */
function alertsOf(records: readonly GeneratedRecord[], quietMs: number): number {
  let alerts = 0
  for (let partition = 0; partition < W1_PARTITIONS; partition += 1) {
    const states = new Map<string, W1State>()
    const queues = W1_KINDS.map((_, kind) => records.filter((one) => one.partition === partition && one.kind === kind))
    const heads = queues.map(() => 0)
    for (;;) {
      let least = -1
      for (const [kind, queue] of queues.entries()) {
        const head = queue[heads[kind]!]
        const best = least < 0 ? undefined : queues[least]![heads[least]!]
        if (head !== undefined && (best === undefined || head.timestampMs < best.timestampMs)) least = kind
      }
      if (least < 0) break
      const record = queues[least]![heads[least]!++]!
      const state = states.get(record.key) ?? initialW1State()
      states.set(record.key, state)
      alerts += applyW1Event(state, decodeW1(asLogRecord(record)), quietMs).length
    }
  }
  return alerts
}

function asLogRecord(record: GeneratedRecord): LogRecord {
  const { partition, timestampMs, value, key } = record
  return { topic: '', partition, offset: 0, timestampMs, key: Buffer.from(key), value, headers: {} }
}
