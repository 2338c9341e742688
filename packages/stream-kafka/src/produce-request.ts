/**
 * Lets record batches that are encoded already (produced-batch.ts) through kafkajs's producer: each stands as the one
 * message of its partition, and the request carries its bytes as they are.
 *
 * P1. It is put in place only where kafkajs is the very code it was compared with; else kafkajs encodes the records.
 * P2. Requests with any other message are encoded by kafkajs.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** The batch of one partition, in the place of a kafkajs message. */
export class EncodedBatch {
  readonly partition: number
  /** kafkajs refuses messages without a value; nothing else reads it. */
  readonly value: Buffer

  constructor(partition: number, value: Buffer) {
    this.partition = partition
    this.value = value
  }
}

/** As much of a produce request as is used here. */
export interface ProduceRequest {
  readonly acks: number
  readonly timeout: number
  readonly transactionalId?: string | null
  readonly compression?: number
  readonly topicData: readonly {
    readonly topic: string
    readonly partitions: readonly { readonly partition: number | string; readonly messages: readonly unknown[] }[]
  }[]
}

interface KafkajsRequest {
  readonly encode: () => Promise<object>
  readonly takesEncodedBatches?: boolean
}

type RequestMaker = (request: ProduceRequest) => KafkajsRequest

/** The file that is replaced, and all that a batch passes on its way to it, by the SHA-256 of their texts together. */
const COMPARED = {
  replaced: 'kafkajs/src/protocol/requests/produce/v3/request.js',
  passed: [
    'kafkajs/src/producer/messageProducer.js',
    'kafkajs/src/producer/sendMessages.js',
    'kafkajs/src/producer/groupMessagesPerPartition.js',
    'kafkajs/src/producer/createTopicData.js',
    'kafkajs/src/producer/partitioners/legacy/partitioner.js',
    'kafkajs/src/broker/index.js',
    'kafkajs/src/protocol/requests/produce/index.js',
    'kafkajs/src/protocol/requests/produce/v4/request.js',
    'kafkajs/src/protocol/requests/produce/v5/request.js',
    'kafkajs/src/protocol/requests/produce/v6/request.js',
    'kafkajs/src/protocol/requests/produce/v7/request.js',
    'kafkajs/src/protocol/request.js',
    'kafkajs/src/protocol/encoder.js',
    'kafkajs/src/protocol/recordBatch/v0/index.js',
    'kafkajs/src/protocol/recordBatch/record/v0/index.js',
  ],
  sha256: '73f20d266802730510561cca9cea5bafd6b777556bcc05229a15c59c0b726a89',
} as const

let isInPlace: boolean | undefined

/** Puts it in place, once. False where kafkajs is another than it was compared with: then it takes no encoded batch. */
export function acceptEncodedBatches(): boolean {
  isInPlace ??= replaceRequest()
  return isInPlace
}

function replaceRequest(): boolean {
  const require = createRequire(import.meta.url)
  if (comparedSum(require) !== COMPARED.sha256) return false
  const original = require(COMPARED.replaced) as RequestMaker
  const loaded = require.cache[require.resolve(COMPARED.replaced)]
  if (loaded) loaded.exports = createProduceRequest(require, original)
  return VERSIONS.every((version) => isTakenBy(require, version))
}

/** Versions of the request that kafkajs knows and that carry record batches: one passes on to the other. */
const VERSIONS = [3, 4, 5, 6, 7]

/** False where something asked for the request before it was replaced, or where modules are loaded in another way. */
function isTakenBy(require: (name: string) => unknown, version: number): boolean {
  const { protocol } = require('kafkajs/src/protocol/requests/produce') as {
    protocol(choice: { version: number }): (request: ProduceRequest) => { request: KafkajsRequest }
  }
  const partitions = [{ partition: 0, messages: [new EncodedBatch(0, Buffer.alloc(0))] }]
  const { request } = protocol({ version })({ acks: -1, timeout: 1, topicData: [{ topic: 'tried', partitions }] })
  return request.takesEncodedBatches === true
}

/** @param require resolves kafkajs's own modules */
export function comparedSum(require: NodeJS.Require): string {
  const sum = createHash('sha256')
  for (const file of [COMPARED.replaced, ...COMPARED.passed]) sum.update(readFileSync(require.resolve(file)))
  return sum.digest('hex')
}

/** @param require resolves kafkajs's own modules */
export function createProduceRequest(require: (name: string) => unknown, original: RequestMaker): RequestMaker {
  const Encoder = require('kafkajs/src/protocol/encoder') as new (size: number) => KafkajsEncoder

  return function produceRequest(request) {
    const made = original(request)
    const isEncoded = request.topicData.every(({ partitions }) =>
      partitions.every(({ messages }) => messages.length === 1 && messages[0] instanceof EncodedBatch),
    )
    if (!isEncoded) return made
    if (request.transactionalId || request.compression) {
      throw new Error('record batches that are encoded already can neither be compressed nor join a transaction')
    }
    return {
      ...made,
      takesEncodedBatches: true,
      encode: async () => encodeRequest(new Encoder(requestBytes(request)), request),
    }
  }
}

interface KafkajsEncoder {
  writeString(text: string | null): KafkajsEncoder
  writeInt16(value: number): KafkajsEncoder
  writeInt32(value: number): KafkajsEncoder
  writeBytes(bytes: Buffer): KafkajsEncoder
}

function encodeRequest(encoder: KafkajsEncoder, { acks, timeout, topicData }: ProduceRequest): KafkajsEncoder {
  encoder.writeString(null).writeInt16(acks).writeInt32(timeout).writeInt32(topicData.length)
  for (const { topic, partitions } of topicData) {
    encoder.writeString(topic).writeInt32(partitions.length)
    for (const { partition, messages } of partitions) {
      encoder.writeInt32(Number(partition)).writeBytes((messages[0] as EncodedBatch).value)
    }
  }
  return encoder
}

/** About what the request takes, so that it is laid out without growing. */
function requestBytes({ topicData }: ProduceRequest): number {
  let bytes = 64
  for (const { topic, partitions } of topicData) {
    bytes += topic.length * 3 + 8
    for (const { messages } of partitions) bytes += 8 + (messages[0] as EncodedBatch).value.length
  }
  return bytes
}
