import { createEventEncoder, EVENT_SCHEMAS, recordKeyOf } from '@tocsin/events'
import { type ImportedEvent, importedRecord, type PreparedImport } from '@tocsin/importer'
import { OperatorError, type OutgoingRecord, partitionOf } from '@tocsin/stream'
import { createKafkaAppender, registerSchemas } from '@tocsin/stream-kafka'
import type { Addresses } from '../addresses.ts'
import { kafkaClient } from '../surroundings.ts'
import { type LogScan, scanLog } from './log-scan.ts'

export interface KafkaWriting {
  readonly addresses: Addresses
  /** Topics that the mapping has events for. */
  readonly topics: readonly string[]
  /** True: into live topics, too. */
  readonly isCorrection: boolean
  readonly signal: AbortSignal
  readonly onProgress: (text: string) => void
}

export interface KafkaOutcome {
  readonly written: number
  /** Events that an earlier run had put there. */
  readonly alreadyThere: number
  readonly isInterrupted: boolean
}

/** Records in one append. */
const APPEND_RECORDS = 4_000

/**
 * Appends the events of an import to the input topics, in their order; what an earlier run of the same import has put
 * there is left out. Stops between two appends when asked to: the same import goes on from there.
 * @throws OperatorError when topics are live and this is no correction
 */
export async function writeToKafka(prepared: PreparedImport, writing: KafkaWriting): Promise<KafkaOutcome> {
  const { addresses, topics, isCorrection, signal, onProgress } = writing
  const client = kafkaClient(addresses)
  const sources = new Set(prepared.report().files.map(({ source }) => source))
  const scan = await scanLog(client, topics, sources, (records) =>
    onProgress(`looking at the topics: ${records} records`),
  )
  if (!isCorrection) refuseLiveTopics(scan)
  const encode = createEventEncoder(await registerSchemas(addresses.registryUrl, EVENT_SCHEMAS))
  const appender = createKafkaAppender(client)
  let written = 0
  let alreadyThere = 0
  try {
    let waiting: OutgoingRecord[] = []
    const append = async () => {
      if (waiting.length === 0) return
      await appender.append(waiting)
      written += waiting.length
      waiting = []
      onProgress(`written: ${written} events`)
    }
    for await (const batch of prepared.events()) {
      if (signal.aborted) return { written, alreadyThere, isInterrupted: true }
      for (const imported of batch) {
        if (isThere(imported, scan)) alreadyThere += 1
        else waiting.push(importedRecord(imported, encode))
      }
      if (waiting.length >= APPEND_RECORDS) await append()
    }
    await append()
    return { written, alreadyThere, isInterrupted: false }
  } finally {
    await appender.close()
  }
}

function isThere({ topic, source, sequence, event }: ImportedEvent, scan: LogScan): boolean {
  const partition = partitionOf(Buffer.from(recordKeyOf(event)), scan.partitionCounts.get(topic) ?? 1)
  return sequence <= scan.highestSequence(topic, partition, source)
}

function refuseLiveTopics({ livePartitions }: LogScan): void {
  if (livePartitions.size === 0) return
  const lines = [...livePartitions].map(
    ([topic, partitions]) => `  ${topic}: partition ${sorted(partitions).join(', ')}`,
  )
  throw new OperatorError(
    `History cannot go into topics that are live, and these are:\n${lines.join('\n')}\n` +
      'Give --as-correction to import all the same: ledgers change, and no alerts are made about the past. To bring in\n' +
      'history with its alerts, import into topics made by `tocsin topics apply --history`, then give `tocsin live`.',
  )
}

function sorted(numbers: readonly number[]): number[] {
  return [...numbers].sort((left, right) => left - right)
}
