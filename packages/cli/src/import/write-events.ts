/** Events of an import → the input topics, once each, however often the import is given. */
import { recordKeyOf, type SalesEvent } from '@tocsin/events'
import { type ImportedEvent, importedRecord, type PreparedImport } from '@tocsin/importer'
import { OperatorError, type OutgoingRecord, partitionOf } from '@tocsin/stream'
import { type LogScan, type ScannedTopics, scanLog } from './log-scan.ts'

export interface HistoryTopics extends ScannedTopics {
  /** Acknowledged by all brokers once it returns. A failed call may have appended some, on each partition the first. */
  append(records: readonly OutgoingRecord[]): Promise<unknown>
}

export interface Writing {
  /** Topics that the mapping has events for. */
  readonly topics: readonly string[]
  /** True: into live topics, too. */
  readonly isCorrection: boolean
  readonly signal: AbortSignal
  readonly onProgress: (text: string) => void
  readonly encode: (event: SalesEvent) => Uint8Array
}

export interface WritingOutcome {
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
export async function writeEvents(
  prepared: PreparedImport,
  log: HistoryTopics,
  { topics, isCorrection, signal, onProgress, encode }: Writing,
): Promise<WritingOutcome> {
  const sources = new Set(prepared.report().files.map(({ source }) => source))
  const scan = await scanLog(log, topics, sources, (records) => onProgress(`looking at the topics: ${records} records`))
  if (!isCorrection) refuseLiveTopics(scan)
  let written = 0
  let alreadyThere = 0
  let waiting: OutgoingRecord[] = []
  const append = async () => {
    if (waiting.length === 0) return
    await log.append(waiting)
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
