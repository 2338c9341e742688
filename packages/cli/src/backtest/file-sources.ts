import { basename } from 'node:path'
import type { RecordedSource, RecordedStep } from '@tocsin/backtest'
import { EVENT_SCHEMAS } from '@tocsin/events'
import {
  type ImportedEvent,
  importEvents,
  openInput,
  type PreparedImport,
  parseMapping,
  readEventFile,
} from '@tocsin/importer'
import { CUSTOMER_RISK_INPUTS } from '@tocsin/processors'
import { OperatorError } from '@tocsin/stream'
import { printFileFaults } from '@tocsin/yaml-file'

export interface OpenedSource {
  readonly source: RecordedSource
  /** Sentences about what was left out on the way here. */
  notes(): readonly string[]
  /** Removes what was put into temporary files. */
  dispose(): void
}

/** Event files of `tocsin import --to`; several are merged by time. */
export function eventFileSource(files: readonly string[], partitionCount: number): OpenedSource {
  return opened({
    name: files.map((file) => basename(file)).join(', '),
    isOrdered: true,
    partitionCount,
    batches: () => stepBatches(merged(files.map((file) => checkedFile(file)))),
  })
}

/**
 * Data files through a mapping, as `tocsin import` reads them.
 * @throws OperatorError with all faults of the mapping, or what is wrong with a data file
 */
export async function importSource(
  mapping: { readonly text: string; readonly file: string },
  files: readonly string[],
  partitionCount: number,
  onProgress: (text: string) => void,
): Promise<OpenedSource> {
  const parsed = parseMapping(mapping.text, mapping.file)
  if ('faults' in parsed) throw new OperatorError(printFileFaults(parsed.faults, 'nothing is imported'))
  let toldAtMs = Date.now()
  const prepared: PreparedImport = await importEvents(parsed.mapping, files.map(openInput), {
    onProgress: ({ rows }) => {
      if (Date.now() - toldAtMs < 2_000) return
      toldAtMs = Date.now()
      onProgress(`import: ${rows} rows read`)
    },
  })
  const source: RecordedSource = {
    name: `${files.map((file) => basename(file)).join(', ')} through ${basename(mapping.file)}`,
    isOrdered: true,
    partitionCount,
    batches: () => stepBatches(prepared.events()),
  }
  return {
    source,
    notes: () => {
      const { rowsRead, rowsRefused } = prepared.report()
      if (rowsRefused === 0) return []
      return [`import: ${rowsRefused} of ${rowsRead} rows were refused; \`tocsin import --dry-run\` says why.`]
    },
    dispose: () => prepared.dispose(),
  }
}

function opened(source: RecordedSource): OpenedSource {
  return { source, notes: () => [], dispose: () => undefined }
}

async function* stepBatches(batches: AsyncIterable<readonly ImportedEvent[]>): AsyncGenerator<readonly RecordedStep[]> {
  for await (const batch of batches) yield batch.map(stepOf)
}

function stepOf({ recordedAtMs, topic, source, sequence, event }: ImportedEvent): RecordedStep {
  return { kind: 'event', atMs: recordedAtMs, topic, event: { ...event, source, sequence } }
}

const TOPIC_BY_TYPE = new Map(EVENT_SCHEMAS.map(({ type, topic }) => [type, topic]))

/** The file may come from another version, or from somebody's editor. */
async function* checkedFile(file: string): AsyncGenerator<readonly ImportedEvent[]> {
  let line = 0
  for await (const batch of readEventFile(file)) {
    for (const { topic, event } of batch) {
      line += 1
      const own = TOPIC_BY_TYPE.get(event.type)
      if (own === topic) continue
      const known = own === undefined ? 'which this version does not know' : `which belongs on ${own}`
      throw new OperatorError(
        `${file}: event ${line} is of type "${event.type}" on ${topic}, ${known}. ` +
          'Was it written by another version? Make the file anew: npm run tocsin -- import --mapping FILE DATA --to EVENTS',
      )
    }
    yield batch
  }
}

/** One order of several files that are each in order. */
async function* merged(
  files: readonly AsyncGenerator<readonly ImportedEvent[]>[],
): AsyncGenerator<readonly ImportedEvent[]> {
  const [only, ...others] = files
  if (only !== undefined && others.length === 0) {
    yield* only
    return
  }
  const heads = await Promise.all(files.map(async (file) => ({ file, batch: await nextBatch(file), next: 0 })))
  let batch: ImportedEvent[] = []
  for (;;) {
    let least: (typeof heads)[number] | undefined
    for (const head of heads) if (head.batch.length > 0 && (!least || comesFirst(head, least))) least = head
    if (least === undefined) break
    batch.push(least.batch[least.next++] as ImportedEvent)
    if (least.next === least.batch.length) {
      least.batch = await nextBatch(least.file)
      least.next = 0
    }
    if (batch.length < MERGED_BATCH) continue
    yield batch
    batch = []
  }
  yield batch
}

const MERGED_BATCH = 1_000
const TOPIC_ORDER: readonly string[] = CUSTOMER_RISK_INPUTS

interface Head {
  readonly batch: readonly ImportedEvent[]
  readonly next: number
}

function comesFirst(left: Head, right: Head): boolean {
  const [one, other] = [left.batch[left.next], right.batch[right.next]] as [ImportedEvent, ImportedEvent]
  if (one.recordedAtMs !== other.recordedAtMs) return one.recordedAtMs < other.recordedAtMs
  return TOPIC_ORDER.indexOf(one.topic) < TOPIC_ORDER.indexOf(other.topic)
}

async function nextBatch(file: AsyncGenerator<readonly ImportedEvent[]>): Promise<readonly ImportedEvent[]> {
  for (;;) {
    const { value, done } = await file.next()
    if (done) return []
    if (value.length > 0) return value
  }
}
