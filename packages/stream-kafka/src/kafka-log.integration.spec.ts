import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import {
  type LogConsumer,
  type LogPort,
  type LogRecord,
  OperatorError,
  type OutgoingRecord,
  partitionOf,
  type ReceivedBatch,
  RetryableError,
} from '@tocsin/stream'
import {
  createKafkaAppender,
  createKafkaClient,
  createKafkaLog,
  fetchRecord,
  readGroupLag,
  readTopic,
} from './index.ts'

const brokers = (process.env.TOCSIN_KAFKA_BROKERS ?? '').split(',').filter((broker) => broker !== '')
const client = { brokers, clientId: 'spec' }

const logs: LogPort[] = []

// Joining a group takes a second or so, and more when others use the machine.
jest.setTimeout(30_000)

beforeAll(() => {
  if (brokers.length === 0) throw new Error('TOCSIN_KAFKA_BROKERS is empty: run these tests with npm test')
})

afterEach(async () => {
  await Promise.all(logs.splice(0).map((log) => log.stop()))
})

describe('the members of a group', () => {
  test('share partition numbers, the same ones of every topic, and take over from one that leaves', async () => {
    const topics = await createTopics({ orders: 4, payments: 4 })
    const groupId = uniqueName('group')
    const first = await startMember(groupId, topics)
    await until(() => first.lastAssigned().length === 4, 'one member has all')

    const second = await startMember(groupId, topics)
    await until(() => first.lastAssigned().length === 2 && second.lastAssigned().length === 2, 'two members share')
    expect([...first.lastAssigned(), ...second.lastAssigned()].sort()).toEqual([0, 1, 2, 3])

    await second.log.stop()
    expect(second.revocations).toBe(1)
    await until(() => first.lastAssigned().length === 4, 'the first has all again')
  })

  test('a kept partition is assigned again: paused, without a position', async () => {
    const topics = await createTopics({ orders: 2 })
    const [orders] = topics as [string]
    await append(numbered(orders, 0, 10))
    const groupId = uniqueName('group')
    const first = await startMember(groupId, topics)
    await until(() => first.lastAssigned().length === 2, 'assigned')
    first.begin(orders, 0, 0)
    await until(() => first.records.length === 10, 'first reading')

    await startMember(groupId, topics)
    await until(() => first.assignments.length >= 2 && first.lastAssigned().length === 1, 'rebalanced')
    const [kept] = first.lastAssigned() as [number]
    const before = first.records.length
    await append(numbered(orders, kept, 3))
    await first.log.confirmMembership()
    await first.log.confirmMembership()
    expect(first.records.length).toBe(before)

    const from = kept === 0 ? 10 : 0
    first.begin(orders, kept, from)
    await until(() => first.records.length === before + 3, 'read on from the given position')
    expect(first.records.slice(before).map((record) => record.offset)).toEqual([from, from + 1, from + 2])
  })

  test('offsets they commit are seen by lag tools', async () => {
    const topics = await createTopics({ orders: 2 })
    const [orders] = topics as [string]
    await append(numbered(orders, 1, 5))
    const groupId = uniqueName('group')
    const member = await startMember(groupId, topics)
    await until(() => member.lastAssigned().length === 2, 'assigned')
    expect(await member.log.committedOffsets(orders)).toEqual([undefined, undefined])
    await member.log.commitOffsets([{ topic: orders, partition: 1, nextOffset: 3 }])
    expect(await member.log.committedOffsets(orders)).toEqual([undefined, 3])
    expect(await readGroupLag(client, groupId, topics)).toEqual([
      { topic: orders, partition: 0, startOffset: 0, endOffset: 0, committedOffset: undefined, lagRecords: 0 },
      { topic: orders, partition: 1, startOffset: 0, endOffset: 5, committedOffset: 3, lagRecords: 2 },
    ])
  })

  test('membership is confirmed while all is paused, and not after the end', async () => {
    const topics = await createTopics({ orders: 1 })
    const member = await startMember(uniqueName('group'), topics)
    await until(() => member.assignments.length > 0, 'assigned')
    await member.log.confirmMembership()
    await member.log.stop()
    await expect(member.log.confirmMembership()).rejects.toThrow(RetryableError)
  })
})

describe('reading', () => {
  test('nothing comes before seek and resume; then every record once, batch joined to batch', async () => {
    const topics = await createTopics({ orders: 1, payments: 1 })
    const [orders, payments] = topics as [string, string]
    await append([...numbered(orders, 0, 3_000), ...numbered(payments, 0, 10)])
    const member = await startMember(uniqueName('group'), topics, { maxBytesPerPartition: 16_384 })
    await until(() => member.assignments.length > 0, 'assigned')
    await member.log.confirmMembership()
    expect(member.batches).toEqual([])

    // The position arrives late, as it does when it is read from the store first.
    member.begin(orders, 0, 500)
    await until(() => member.records.length === 2_500, 'all from 500 on')
    expect(member.records.map((record) => record.offset)).toEqual(Array.from({ length: 2_500 }, (_, at) => 500 + at))
    expect(member.batches.length).toBeGreaterThan(2)
    expect(joined(member.batches, 500)).toBe(true)
    expect(member.batches.every((batch) => batch.endOffset === 3_000)).toBe(true)
  })

  test('pause, seek back and resume in the middle repeats from there and loses nothing', async () => {
    const topics = await createTopics({ orders: 1 })
    const [orders] = topics as [string]
    await append(numbered(orders, 0, 2_000))
    const member = await startMember(uniqueName('group'), topics, { maxBytesPerPartition: 8_192 })
    await until(() => member.assignments.length > 0, 'assigned')
    let turnedBack = false
    member.onBatch = (batch) => {
      if (turnedBack || batch.nextOffset < 600) return
      turnedBack = true
      member.log.pause(orders, 0)
      member.batches.length = 0
      setImmediate(() => member.begin(orders, 0, 100))
    }
    member.begin(orders, 0, 0)
    await until(() => turnedBack && member.batches.at(-1)?.nextOffset === 2_000, 'read to the end')
    expect(joined(member.batches, 100)).toBe(true)
    expect(member.records.map((record) => record.offset)).toEqual(Array.from({ length: 1_900 }, (_, at) => 100 + at))
  })

  test('key, value, headers and time arrive as they were written', async () => {
    const [orders] = (await createTopics({ orders: 2 })) as [string]
    const written: OutgoingRecord = {
      topic: orders,
      key: new TextEncoder().encode('客户-7'),
      value: Uint8Array.from([0, 255, 128, 10]),
      timestampMs: 1_700_000_000_123,
      headers: { ce_type: 'tocsin.live', bytes: Uint8Array.from([0, 200]), absent: undefined },
    }
    const partition = partitionOf(new TextEncoder().encode('客户-7'), 2)
    await append([written, { ...written, partition: 0, key: null, value: null, headers: {} }])
    const [found] = (await collect(readTopic({ ...client, topic: orders, partitions: [partition] }))) as [LogRecord]
    expect(found).toMatchObject({ topic: orders, partition, offset: 0, timestampMs: 1_700_000_000_123 })
    expect([...(found.key ?? [])]).toEqual([...(written.key ?? [])])
    expect([...(found.value ?? [])]).toEqual([0, 255, 128, 10])
    expect(String(found.headers.ce_type)).toBe('tocsin.live')
    expect([...(found.headers.bytes as Uint8Array)]).toEqual([0, 200])
    const [empty] = (await collect(readTopic({ ...client, topic: orders, partitions: [0] }))).filter(
      (record) => record.value === null,
    )
    expect(empty?.key).toBeNull()
  })

  test('a position beyond the log is told by the fetched offset, not skipped over in silence', async () => {
    const topics = await createTopics({ orders: 1 })
    const [orders] = topics as [string]
    await append(numbered(orders, 0, 10))
    const member = await startMember(uniqueName('group'), topics)
    await until(() => member.assignments.length > 0, 'assigned')
    member.begin(orders, 0, 50)
    await until(() => member.batches.length > 0, 'a batch')
    expect(member.batches[0]?.fetchedOffset).toBe(0)
  })

  test('a position before what the log still holds is told as well', async () => {
    const topics = await createTopics({ orders: 1 })
    const [orders] = topics as [string]
    await append(numbered(orders, 0, 10))
    await removeUntil(orders, 0, 6)
    const member = await startMember(uniqueName('group'), topics)
    await until(() => member.assignments.length > 0, 'assigned')
    expect(await member.log.offsetRanges(orders)).toEqual([{ startOffset: 6, endOffset: 10 }])
    member.begin(orders, 0, 2)
    await until(() => member.batches.length > 0, 'a batch')
    expect(member.batches[0]).toMatchObject({ fetchedOffset: 6, nextOffset: 10 })
  })

  test('control records of a transaction move the position, also where nothing else follows', async () => {
    const topics = await createTopics({ orders: 1 })
    const [orders] = topics as [string]
    await appendInTransaction(orders, 'kept', true)
    await appendInTransaction(orders, 'aborted', false)
    await append(numbered(orders, 0, 1))
    const member = await startMember(uniqueName('group'), topics)
    await until(() => member.assignments.length > 0, 'assigned')
    member.begin(orders, 0, 0)
    await until(() => member.batches.at(-1)?.nextOffset === 5, 'read to the end')
    expect(joined(member.batches, 0)).toBe(true)
    expect(member.records.map((record) => record.offset)).toEqual([0, 4])
    member.batches.length = 0
    member.begin(orders, 0, 1)
    await until(() => member.batches.at(-1)?.nextOffset === 5, 'read from a control record')
    expect(joined(member.batches, 1)).toBe(true)
  })

  test.each(['gzip', 'zstd'] as const)('records compressed with %s are read', async (codec) => {
    const [orders] = (await createTopics({ orders: 1 }, [{ name: 'compression.type', value: codec }])) as [string]
    await append(numbered(orders, 0, 20))
    expect(await collect(readTopic({ ...client, topic: orders }))).toHaveLength(20)
  })

  test('a codec that cannot be read ends the consumer with the remedy', async () => {
    const topics = await createTopics({ orders: 1 }, [{ name: 'compression.type', value: 'lz4' }])
    const [orders] = topics as [string]
    await append(numbered(orders, 0, 20))
    const member = await startMember(uniqueName('group'), topics)
    await until(() => member.assignments.length > 0, 'assigned')
    member.begin(orders, 0, 0)
    await until(() => member.failures.length > 0, 'failed')
    expect(member.failures[0]).toBeInstanceOf(OperatorError)
    expect(member.failures[0]?.message).toMatch(/compresses its records with lz4.*compression\.type/su)
  })
})

describe('what stops a start', () => {
  test('topics with different partition counts', async () => {
    const topics = await createTopics({ orders: 2, payments: 3 })
    const started = startMember(uniqueName('group'), topics)
    await expect(started).rejects.toThrow(OperatorError)
    await expect(started).rejects.toThrow(/orders\S* has 2, .*payments\S* has 3/u)
  })

  test('topics that do not exist, all of them named', async () => {
    const [orders] = (await createTopics({ orders: 1 })) as [string]
    const started = startMember(uniqueName('group'), [orders, 'no.such', 'nor.this'])
    await expect(started).rejects.toThrow(/no topic no\.such, nor\.this: create with `tocsin topics apply`/u)
  })

  test('a broker that is away may be tried again', async () => {
    const log = createKafkaLog({ brokers: ['127.0.0.1:1'], groupId: 'g', clientId: 'spec' })
    logs.push(log)
    await expect(log.start(['orders'], new RecordingConsumer(log))).rejects.toThrow(RetryableError)
  })

  test('brokers that cannot be read', () => {
    expect(() => createKafkaLog({ brokers: ['here'], groupId: 'g', clientId: 'spec' })).toThrow(OperatorError)
  })
})

describe('appending', () => {
  test('gives the offset of every record, in the order of the records, over several requests', async () => {
    const [orders, payments] = (await createTopics({ orders: 3, payments: 2 })) as [string, string]
    const records = Array.from({ length: 1_300 }, (_, index): OutgoingRecord => {
      const topic = index % 3 === 0 ? payments : orders
      return { ...numbered(topic, 0, 1)[0]!, partition: index % 2, value: Buffer.from(String(index)) }
    })
    const offsets = await append(records)
    const expected = new Map<string, string>()
    for (const [index, record] of records.entries()) {
      expected.set(`${record.topic}/${record.partition}/${offsets[index]}`, String(index))
    }
    expect(expected.size).toBe(1_300)
    for (const topic of [orders, payments]) {
      for (const record of await collect(readTopic({ ...client, topic }))) {
        const at = `${topic}/${record.partition}/${record.offset}`
        expect(String(record.value)).toBe(expected.get(at))
        expected.delete(at)
      }
    }
    expect(expected.size).toBe(0)
  })

  test('three megabytes for one partition go in; a record above what the broker takes names its topic', async () => {
    const [orders, small] = (await createTopics({ orders: 1, small: 1 })) as [string, string]
    const large = numbered(orders, 0, 6).map((record) => ({ ...record, value: Buffer.alloc(500_000) }))
    expect(await append(large)).toEqual([0, 1, 2, 3, 4, 5])
    const tooLarge = { ...numbered(small, 0, 1)[0]!, value: Buffer.alloc(17_500_000) }
    await expect(append([tooLarge])).rejects.toThrow(OperatorError)
    await expect(append([tooLarge])).rejects.toThrow(
      /larger than the topic allows.*the largest is on \S*small, about 175\d{5} bytes/su,
    )
  })

  test('to a topic that does not exist', async () => {
    await expect(append(numbered('no.such', 0, 1))).rejects.toThrow(/no topic no\.such/u)
  })

  test('while Kafka is away may be tried again', async () => {
    const appender = createKafkaAppender({ brokers: ['127.0.0.1:1'], clientId: 'spec' })
    await expect(appender.append(numbered('orders', 0, 1))).rejects.toThrow(RetryableError)
    await appender.close()
  })
})

describe('one record again', () => {
  test('is fetched by its position', async () => {
    const [orders] = (await createTopics({ orders: 2 })) as [string]
    await append(numbered(orders, 1, 20))
    const record = await fetchRecord(client, orders, 1, 13)
    expect(record).toMatchObject({ topic: orders, partition: 1, offset: 13 })
    expect(String(record.value)).toBe('13')
    await expect(fetchRecord(client, orders, 1, 20)).rejects.toThrow(OperatorError)
    await expect(fetchRecord(client, orders, 2, 0)).rejects.toThrow(/no partition 2/u)
  })

  test('readers leave no consumer group behind', async () => {
    const [orders] = (await createTopics({ orders: 1 })) as [string]
    await append(numbered(orders, 0, 1))
    const clientId = uniqueName('reader')
    expect(await collect(readTopic({ brokers, clientId, topic: orders }))).toHaveLength(1)
    const admin = createKafkaClient(client).admin()
    await admin.connect()
    const { groups } = await admin.listGroups()
    await admin.disconnect()
    expect(groups.filter(({ groupId }) => groupId.startsWith(`tocsin-read-${clientId}`))).toEqual([])
  })

  test('following goes on beyond the end until it is told to stop', async () => {
    const [orders] = (await createTopics({ orders: 1 })) as [string]
    await append(numbered(orders, 0, 2))
    const stop = new AbortController()
    const seen: number[] = []
    for await (const record of readTopic({ ...client, topic: orders, untilEnd: false, signal: stop.signal })) {
      seen.push(record.offset)
      if (seen.length === 2) await append(numbered(orders, 0, 1))
      if (seen.length === 3) stop.abort()
    }
    expect(seen).toEqual([0, 1, 2])
  })
})

/** Keeps what the log calls. */
class RecordingConsumer implements LogConsumer {
  readonly log: LogPort
  readonly assignments: (readonly number[])[] = []
  readonly batches: ReceivedBatch[] = []
  readonly failures: Error[] = []
  revocations = 0
  onBatch: (batch: ReceivedBatch) => void = () => undefined

  constructor(log: LogPort) {
    this.log = log
  }

  get records(): LogRecord[] {
    return this.batches.flatMap((batch) => batch.records)
  }

  lastAssigned(): readonly number[] {
    return this.assignments.at(-1) ?? []
  }

  begin(topic: string, partition: number, offset: number): void {
    this.log.seek(topic, partition, offset)
    this.log.resume(topic, partition)
  }

  assigned(partitions: readonly number[]): void {
    this.assignments.push(partitions)
  }

  revoked(): void {
    this.revocations++
  }

  received(batch: ReceivedBatch): void {
    this.batches.push(batch)
    this.onBatch(batch)
  }

  failed(error: Error): void {
    this.failures.push(error)
  }
}

async function startMember(
  groupId: string,
  topics: readonly string[],
  options: { maxBytesPerPartition?: number } = {},
): Promise<RecordingConsumer> {
  const log = createKafkaLog({ brokers, groupId, clientId: 'spec', ...options })
  logs.push(log)
  const consumer = new RecordingConsumer(log)
  await log.start(topics, consumer)
  return consumer
}

/** True when each batch was fetched where the one before ended. */
function joined(batches: readonly ReceivedBatch[], from: number): boolean {
  let position = from
  return batches.every((batch) => {
    const fits = batch.fetchedOffset === position
    position = batch.nextOffset
    return fits
  })
}

function numbered(topic: string, partition: number, count: number): OutgoingRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    topic,
    partition,
    key: Buffer.from(`C${index}`),
    value: Buffer.from(String(index)),
    timestampMs: 1_700_000_000_000 + index,
    headers: {},
  }))
}

async function append(records: readonly OutgoingRecord[]): Promise<readonly number[]> {
  const appender = createKafkaAppender(client)
  try {
    return await appender.append(records)
  } finally {
    await appender.close()
  }
}

async function appendInTransaction(topic: string, value: string, commits: boolean): Promise<void> {
  const producer = createKafkaClient(client).producer({ transactionalId: uniqueName('tx'), maxInFlightRequests: 1 })
  await producer.connect()
  const transaction = await producer.transaction()
  await transaction.send({ topic, messages: [{ key: 'C1', value }] })
  await (commits ? transaction.commit() : transaction.abort())
  await producer.disconnect()
}

async function removeUntil(topic: string, partition: number, offset: number): Promise<void> {
  const admin = createKafkaClient(client).admin()
  await admin.connect()
  // kafkajs does not load what it needs to know for this call by itself.
  await admin.fetchTopicMetadata({ topics: [topic] })
  await admin.fetchTopicOffsets(topic)
  await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] })
  await admin.disconnect()
}

/** Creates topics with names of this run; the names come back in order. */
async function createTopics(
  counts: Readonly<Record<string, number>>,
  configEntries: { name: string; value: string }[] = [],
): Promise<string[]> {
  const topics = Object.entries(counts).map(([name, numPartitions]) => ({
    topic: uniqueName(name),
    numPartitions,
    replicationFactor: 1,
    configEntries,
  }))
  const admin = createKafkaClient(client).admin()
  await admin.connect()
  await admin.createTopics({ topics, waitForLeaders: true })
  await admin.disconnect()
  return topics.map(({ topic }) => topic)
}

function uniqueName(kind: string): string {
  return `spec.${randomUUID().slice(0, 8)}.${kind}`
}

async function collect(records: AsyncIterable<LogRecord>): Promise<LogRecord[]> {
  const collected: LogRecord[] = []
  for await (const record of records) collected.push(record)
  return collected
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
