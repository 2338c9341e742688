import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { isLiveRecord, type LogRecord, OperatorError, RetryableError } from '@tocsin/stream'
import { createKafkaAppender } from './appender.ts'
import { fetchRecord } from './read-topic.ts'
import { withTopicTools } from './topics.ts'
import type { TopicSpec } from './topics-file.ts'

const brokers = (process.env.TOCSIN_KAFKA_BROKERS ?? '').split(',').filter((broker) => broker !== '')
const client = { brokers, clientId: 'spec' }

beforeAll(() => {
  if (brokers.length === 0) throw new Error('TOCSIN_KAFKA_BROKERS is empty: run these tests with npm test')
})

const CONFIG = { 'retention.ms': '-1', 'cleanup.policy': 'delete', 'message.timestamp.after.max.ms': '300000' }

/** An input, its dead-letter topic and an output, under names of their own. */
function freshSpecs(): readonly [input: TopicSpec, deadLetter: TopicSpec, output: TopicSpec] {
  const name = `spec.${randomUUID()}`
  const base = { partitions: 2, replicationFactor: -1, config: CONFIG }
  return [
    { ...base, name, role: 'input' },
    { ...base, name: `${name}.dead-letter`, role: 'dead-letter' },
    { ...base, name: `${name}.out`, role: 'output' },
  ]
}

/** The first record of each partition. */
function firstRecords(topic: string): Promise<LogRecord[]> {
  return Promise.all([0, 1].map((partition) => fetchRecord(client, topic, partition, 0)))
}

describe('applying topics', () => {
  it('creates what is missing as it should be, its inputs live, and does nothing the second time', async () => {
    const specs = freshSpecs()
    const [input] = specs
    const names = specs.map((spec) => spec.name)
    await withTopicTools(brokers, async (tools) => {
      expect(await tools.diff(specs)).toEqual(names.map((topic) => ({ kind: 'missing', topic })))
      expect(await tools.apply(specs)).toEqual({ created: names, madeLive: [input.name], differences: [] })
      expect(await tools.apply(specs)).toEqual({ created: [], madeLive: [], differences: [] })
    })
    const records = await firstRecords(input.name)
    expect(records.map(isLiveRecord)).toEqual([true, true])
    expect(records.map((record) => record.key)).toEqual([null, null])
  })

  it('leaves history open when told so, until `live` is written', async () => {
    const specs = freshSpecs()
    const [input] = specs
    await withTopicTools(brokers, async (tools) => {
      expect((await tools.apply(specs, { history: true })).madeLive).toEqual([])
      await tools.writeLive([input.name], Date.now())
    })
    expect((await firstRecords(input.name)).map(isLiveRecord)).toEqual([true, true])
  })

  it('makes what we write and read again live at once, for its history comes from the inputs', async () => {
    const [input] = freshSpecs()
    const internal: TopicSpec = { ...input, role: 'internal' }
    await withTopicTools(brokers, async (tools) => {
      expect((await tools.apply([internal], { history: true })).madeLive).toEqual([internal.name])
    })
    expect((await firstRecords(internal.name)).map(isLiveRecord)).toEqual([true, true])
  })

  it('names each difference and changes nothing that is there', async () => {
    const specs = freshSpecs()
    const [input] = specs
    const wanted = {
      ...input,
      partitions: 3,
      config: { ...CONFIG, 'retention.ms': '86400000', 'no.such.setting': '1' },
    }
    await withTopicTools(brokers, async (tools) => {
      await tools.apply(specs)
      const differences = [
        { kind: 'partitions', topic: input.name, wanted: 3, found: 2 },
        { kind: 'config', topic: input.name, name: 'retention.ms', wanted: '86400000', found: '-1' },
        { kind: 'config', topic: input.name, name: 'no.such.setting', wanted: '1', found: undefined },
      ]
      expect(await tools.diff([wanted])).toEqual(differences)
      expect(await tools.apply([wanted])).toEqual({ created: [], madeLive: [], differences })
      expect(await tools.diff(specs)).toEqual([])
    })
  })

  it('says what Kafka refuses to create, topic by topic', async () => {
    const [input, , output] = freshSpecs().map((spec) => ({ ...spec, config: { 'retention.ms': 'for ever' } }))
    const refusal = withTopicTools(brokers, (tools) => tools.apply([input!, output!]))
    await expect(refusal).rejects.toThrow(OperatorError)
    await expect(refusal).rejects.toThrow(new RegExp(`${input!.name}: .*[\\s\\S]*${output!.name}: `, 'u'))
  })

  it('keeps records that claim the future off the topic', async () => {
    const specs = freshSpecs()
    const [input] = specs
    await withTopicTools(brokers, (tools) => tools.apply(specs))
    const appender = createKafkaAppender(client)
    const record = { topic: input.name, partition: 0, key: Buffer.from('C-1'), value: Buffer.from('x'), headers: {} }
    try {
      await appender.append([{ ...record, timestampMs: Date.now() + 60_000 }])
      await expect(appender.append([{ ...record, timestampMs: Date.now() + 600_000 }])).rejects.toThrow(OperatorError)
    } finally {
      await appender.close()
    }
  })
})

describe('writing live', () => {
  it('names a topic that is not there', async () => {
    const refusal = withTopicTools(brokers, (tools) => tools.writeLive(['spec.nowhere'], Date.now()))
    await expect(refusal).rejects.toThrow('no topic spec.nowhere')
  })
})

describe('brokers that are away', () => {
  it('are worth another try', async () => {
    await expect(withTopicTools(['127.0.0.1:1'], (tools) => tools.diff(freshSpecs()))).rejects.toThrow(RetryableError)
  })
})
