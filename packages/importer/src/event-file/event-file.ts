import { once } from 'node:events'
import { createWriteStream, renameSync, rmSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { EVENT_SCHEMAS, recordKeyOf } from '@tocsin/events'
import { OperatorError } from '@tocsin/stream'
import type { ImportedEvent } from '../importing/import-events.ts'
import { openInput } from '../rows/import-input.ts'

export interface EventFileWriter {
  write(events: readonly ImportedEvent[]): Promise<void>
  /** The file appears under its name only now, whole. */
  close(): Promise<void>
  /** Leaves nothing behind. */
  abandon(): Promise<void>
}

/** Writes an event file: one JSON object a line, in the order given; gzip when the name ends in `.gz`. */
export function createEventFileWriter(path: string): EventFileWriter {
  const partial = `${path}.partial`
  const file = createWriteStream(partial)
  const target = path.endsWith('.gz') ? createGzip() : file
  if (target !== file) (target as ReturnType<typeof createGzip>).pipe(file)
  let failure: Error | undefined
  for (const stream of new Set([target, file]))
    stream.on('error', (error: Error) => {
      failure ??= error
    })
  const check = () => {
    if (failure !== undefined) throw new OperatorError(`${path} cannot be written: ${failure.message}`)
  }
  return {
    async write(events) {
      check()
      let text = ''
      for (const event of events) text += `${eventLine(event)}\n`
      if (!target.write(text)) {
        const over = new AbortController()
        const { signal } = over
        await Promise.race([once(target, 'drain', { signal }), once(file, 'close', { signal })]).catch(() => undefined)
        over.abort()
      }
      check()
    },
    async close() {
      target.end()
      await finished(file).catch(() => undefined)
      check()
      renameSync(partial, path)
    },
    async abandon() {
      target.destroy()
      file.destroy()
      await finished(file).catch(() => undefined)
      rmSync(partial, { force: true })
    },
  }
}

/** One event as a line of an event file, its parts always in the same order. */
export function eventLine({ recordedAtMs, topic, source, sequence, event }: ImportedEvent): string {
  return JSON.stringify({ recordedAtMs, topic, source, sequence, event })
}

const BATCH_EVENTS = 1_000
const TOPICS = new Set(EVENT_SCHEMAS.map(({ topic }) => topic).filter((topic) => topic.startsWith('sales.')))

/**
 * Reads an event file (`-`: standard input), gzip or not, in batches.
 * @throws OperatorError with the line that is no event
 */
export async function* readEventFile(path: string): AsyncGenerator<readonly ImportedEvent[]> {
  let batch: ImportedEvent[] = []
  let rest = ''
  let line = 0
  const decoder = new TextDecoder()
  const take = (text: string) => {
    line += 1
    if (text.trim() !== '') batch.push(parsedLine(text, path, line))
  }
  for await (const chunk of openInput(path).open()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const text of lines) {
      take(text)
      if (batch.length < BATCH_EVENTS) continue
      yield batch
      batch = []
    }
  }
  rest += decoder.decode()
  if (rest !== '') take(rest)
  if (batch.length > 0) yield batch
}

function parsedLine(text: string, path: string, line: number): ImportedEvent {
  let value: Partial<ImportedEvent> | null
  try {
    value = JSON.parse(text) as Partial<ImportedEvent> | null
  } catch {
    value = null
  }
  if (
    typeof value?.recordedAtMs === 'number' &&
    typeof value.topic === 'string' &&
    TOPICS.has(value.topic) &&
    typeof value.source === 'string' &&
    typeof value.sequence === 'number' &&
    typeof value.event === 'object' &&
    typeof value.event.eventId === 'string' &&
    typeof recordKeyOf(value.event) === 'string'
  ) {
    return value as ImportedEvent
  }
  throw new OperatorError(
    `${path}:${line} is no event. An event file has one JSON object a line, as \`tocsin import --to events.jsonl\` writes it.`,
  )
}
