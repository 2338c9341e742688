import { describe, expect, test } from '@jest/globals'
import type { OutgoingRecord } from '../contract.ts'
import { RetryableError } from '../errors.ts'
import type { Clock, LogPort } from '../ports.ts'
import { type OutboxOptions, OutboxPublisher, type PendingEntry } from './outbox.ts'
import { decodeOutboxEntry, encodeOutboxEntries } from './outbox-entry.ts'

const CLOCK: Clock = {
  now: () => 0,
  setTimer: (_durationMs, callback) => {
    queueMicrotask(callback)
    return () => {}
  },
}

describe('an outbox', () => {
  test('has the marks of its commits on the log ahead of everything else of them (O2)', async () => {
    const log = new ScriptedLog()
    const outbox = publisher(log)
    outbox.enqueue([entry(1, 'mark'), entry(2, 'alert'), entry(3, 'mark'), entry(4, 'alert')])
    await log.has(4)
    expect(log.appended).toEqual(['mark 1', 'mark 3', 'alert 2', 'alert 4'])
    expect(outbox.marksOffset).toBe(2)
  })

  test('sends again, in order, what the log may not have taken, and counts nothing as published before (O3)', async () => {
    const log = new ScriptedLog({ failures: 2 })
    const outbox = publisher(log)
    outbox.enqueue([entry(1, 'alert'), entry(2, 'alert')])
    expect(outbox.publishedThrough).toBe(0)
    await log.has(2)
    expect(log.appended).toEqual(['alert 1', 'alert 2'])
    expect(log.attempts).toBe(3)
    await outbox.stop()
    expect(outbox.publishedThrough).toBe(2)
    expect(outbox.pending).toBe(0)
  })

  test('what cannot be sent at all is reported, not tried for ever', async () => {
    const log = new ScriptedLog({ error: new Error('topic is gone') })
    const outbox = await new Promise<OutboxPublisher>((resolve) => {
      const made = publisher(log, { onProgress: () => resolve(made) })
      made.enqueue([entry(1, 'alert')])
    })
    expect(outbox.failure).toEqual(new Error('topic is gone'))
    expect(outbox.pending).toBe(1)
  })

  test('a large dead letter is read again from where it came', async () => {
    const log = new ScriptedLog()
    const outbox = publisher(log)
    const kept = entry(1, 'letter')
    const [bytes] = encodeOutboxEntries([{ ...kept, contentAt: { topic: 'in', partition: 2, offset: 9 } }])
    const stored = decodeOutboxEntry(bytes!)
    outbox.enqueue([{ ...stored, number: 1 }])
    await log.has(1)
    expect(log.appended).toEqual(['fetched in/2/9'])
  })

  test('of large dead letters few are in memory at once, however many a send takes', async () => {
    const log = new ScriptedLog()
    const outbox = publisher(log, { maxEntriesPerSend: 1_000 })
    const letters = Array.from({ length: 40 }, (_, index): PendingEntry => {
      const { record, ...kept } = entry(index + 1, 'letter')
      return { ...kept, record: { ...record, value: null }, contentAt: { topic: 'in', partition: 2, offset: index } }
    })
    outbox.enqueue([entry(0, 'alert'), ...letters, entry(41, 'alert')])
    await log.has(42)
    expect(log.appended).toEqual(['alert 0', ...letters.map((_, index) => `fetched in/2/${index}`), 'alert 41'])
    expect(log.mostFetched).toBeLessThanOrEqual(8)
  })
})

class ScriptedLog {
  readonly appended: string[] = []
  attempts = 0
  /** Between two appends. */
  mostFetched = 0
  #fetched = 0
  readonly #waits: { count: number; resolve: () => void }[] = []
  readonly #given: { failures?: number; error?: Error }

  constructor(given: { failures?: number; error?: Error } = {}) {
    this.#given = given
  }

  async append(records: readonly OutgoingRecord[]): Promise<number[]> {
    this.attempts += 1
    this.#fetched = 0
    if (this.#given.error) throw this.#given.error
    if (this.attempts <= (this.#given.failures ?? 0)) throw new RetryableError('away')
    const first = this.appended.length
    for (const record of records) this.appended.push(new TextDecoder().decode(record.value!))
    for (const { count, resolve } of this.#waits) if (this.appended.length >= count) resolve()
    return records.map((_, index) => first + index)
  }

  async fetchRecord(topic: string, partition: number, offset: number) {
    this.#fetched += 1
    this.mostFetched = Math.max(this.mostFetched, this.#fetched)
    return { key: null, value: new TextEncoder().encode(`fetched ${topic}/${partition}/${offset}`) }
  }

  /** Resolves when so many records are on the log. */
  has(count: number): Promise<void> {
    return new Promise((resolve) => this.#waits.push({ count, resolve }))
  }
}

function publisher(log: ScriptedLog, given: Partial<OutboxOptions> = {}): OutboxPublisher {
  const options = {
    task: { topology: 't', partition: 0 },
    log: log as unknown as LogPort,
    clock: CLOCK,
    emit: () => {},
    maxEntriesPerSend: 10,
    retryMs: 1,
    onProgress: () => {},
    ...given,
  }
  return new OutboxPublisher(options, 0, 0)
}

function entry(number: number, name: string): PendingEntry {
  const value = new TextEncoder().encode(`${name} ${number}`)
  return {
    number,
    record: { topic: name, key: null, value, timestampMs: 0, headers: {} },
    isMark: name === 'mark',
    contentAt: undefined,
  }
}
