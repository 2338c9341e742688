/**
 * Events in, outcomes out, all that was decided on the log.
 *
 * A1. `accepted` is said after every in-sync broker has the record, or had it before.
 * A2. A refusal is said after it is on record, too. When the log is away, neither is said: the sender comes again.
 * A3. One event, one outcome: a batch is no transaction, its good events are accepted beside the refused.
 * A4. What is accepted passes the checks that readers make, and its bytes are those of the shared encoder.
 */
import { MAX_VALUE_BYTES, type SalesEvent } from '@tocsin/events'
import type { OutgoingRecord } from '@tocsin/stream'
import { INGEST_OUTCOMES, type IngestEvent } from '@tocsin/telemetry'
import { type Fault, type FaultCode, sentence, shown } from '../content/fault.ts'
import type { ReadEvent, ReadResult } from '../content/read-cloud-event.ts'
import type { ApiKey } from '../keys/api-keys.ts'
import { contentHash, createRecentEvents } from './recent-events.ts'
import { eventRecord, refusalRecord } from './records.ts'

/** An event as it came, and what was read from it. */
export interface Candidate {
  readonly result: ReadResult
  /** Its own bytes, for the record of refusals. */
  readonly bytes: Uint8Array
  readonly contentType: string
  readonly envelope?: Readonly<Record<string, unknown>>
  /** Who it says it is from, where its faults left that readable. */
  readonly source?: string
}

export type Outcome =
  | {
      readonly kind: 'accepted'
      readonly id: string
      readonly source: string
      readonly topic: string
      /** It had been accepted before, and was not written again. */
      readonly isRepeat: boolean
    }
  | { readonly kind: 'refused'; readonly status: number; readonly faults: readonly Fault[] }

export interface EventLog {
  /** @throws LogAwayError while nothing can be accepted */
  encode(event: SalesEvent): Uint8Array
  /**
   * acks=all.
   * @throws LogAwayError when it is not known that all are in
   */
  append(records: readonly OutgoingRecord[]): Promise<void>
}

/** Nothing is accepted for now; what was being written may or may not be in. */
export class LogAwayError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'LogAwayError'
  }
}

export interface Acceptance {
  /** Outcomes in the order of the candidates. @throws LogAwayError */
  accept(candidates: readonly Candidate[], apiKey: ApiKey): Promise<readonly Outcome[]>
}

export function createAcceptance(
  log: EventLog,
  { now, emit }: { readonly now: () => number; emit(event: IngestEvent): void },
): Acceptance {
  const recent = createRecentEvents()

  async function accept(candidates: readonly Candidate[], apiKey: ApiKey): Promise<readonly Outcome[]> {
    const inThisCall = createRecentEvents()
    const records: OutgoingRecord[] = []
    const written: { read: ReadEvent; content: string }[] = []

    const outcomes = candidates.map((candidate): Outcome => {
      const { result } = candidate
      if ('faults' in result) return refuse(candidate, result.faults)
      const { read } = result
      const value = log.encode(read.event)
      if (value.length > MAX_VALUE_BYTES) return refuse(candidate, [tooLarge(value.length)])
      const content = contentOf(read, value)
      const name = { source: read.source, id: read.event.eventId }
      const acquaintance = inThisCall.look(name, content) ?? recent.look(name, content)
      if (acquaintance === 'other') return refuse(candidate, [idReused(name.id)])
      if (acquaintance === undefined) {
        records.push(eventRecord(read, value))
        written.push({ read, content })
        inThisCall.remember(name, content)
      }
      return { kind: 'accepted', ...name, topic: read.topic, isRepeat: acquaintance === 'same' }
    })

    function refuse({ bytes, contentType, envelope }: Candidate, faults: readonly Fault[]): Outcome {
      const status = statusOf(faults)
      records.push(refusalRecord({ apiKey: apiKey.name, status, faults, bytes, contentType, envelope }, now()))
      return { kind: 'refused', status, faults }
    }

    if (records.length > 0) await log.append(records)
    for (const { read, content } of written) recent.remember({ source: read.source, id: read.event.eventId }, content)
    tell(outcomes, candidates, apiKey.name)
    return outcomes
  }

  function tell(outcomes: readonly Outcome[], candidates: readonly Candidate[], apiKey: string): void {
    const counts = new Map<string | undefined, { accepted: number; repeated: number; refused: number }>()
    for (const [index, outcome] of outcomes.entries()) {
      const source = outcome.kind === 'accepted' ? outcome.source : sourceOf(candidates[index])
      const count = counts.get(source) ?? { accepted: 0, repeated: 0, refused: 0 }
      counts.set(source, count)
      if (outcome.kind === 'accepted') count[outcome.isRepeat ? 'repeated' : 'accepted'] += 1
      else {
        count.refused += 1
        const faults = outcome.faults.map(({ code, pointer }) => ({ code, pointer }))
        emit({ type: 'IngestRefused', apiKey, source, status: outcome.status, faults })
      }
    }
    for (const [source, count] of counts) {
      for (const outcome of INGEST_OUTCOMES) {
        if (count[outcome] > 0) emit({ type: 'IngestCounted', apiKey, source, outcome, count: count[outcome] })
      }
    }
  }

  return { accept }
}

function sourceOf(candidate: Candidate | undefined): string | undefined {
  if (candidate === undefined) return undefined
  return 'read' in candidate.result ? candidate.result.read.source : candidate.source
}

/** The time only where the sender gave one: else it differs each time it is sent. */
function contentOf({ recordedAtMs, isTimeGiven, sequence }: ReadEvent, value: Uint8Array): string {
  return contentHash([value, isTimeGiven ? String(recordedAtMs) : '', String(sequence ?? '')])
}

/** The gravest fault decides; whoever may not send learns that first. */
const STATUS_BY_CODE: readonly (readonly [status: number, codes: readonly FaultCode[]])[] = [
  [403, ['source-not-allowed', 'type-not-allowed']],
  [413, ['too-large']],
  [409, ['id-reused']],
  [400, ['not-json', 'not-utf8', 'not-csv', 'not-an-event']],
]

function statusOf(faults: readonly Fault[]): number {
  const found = STATUS_BY_CODE.find(([, codes]) => faults.some(({ code }) => codes.includes(code)))
  return found?.[0] ?? 422
}

function idReused(id: string): Fault {
  return {
    pointer: '/id',
    code: 'id-reused',
    what: sentence(
      `id ${shown(id)} was accepted from this source with other content`,
      `该来源已用编号 ${shown(id)} 发送过内容不同的事件`,
    ),
    hint: sentence(
      'Readers would take this event for a repeat and drop it. Give each fact an id of its own; a correction is a new fact.',
      '下游会将其视为重复而丢弃。每个事实须有自己的编号；更正是新的事实。',
    ),
  }
}

function tooLarge(size: number): Fault {
  return {
    pointer: '',
    code: 'too-large',
    what: sentence(`the event has ${size} bytes on the log`, `该事件写入日志后为 ${size} 字节`),
    hint: sentence(`At most ${MAX_VALUE_BYTES} are read.`, `最多 ${MAX_VALUE_BYTES} 字节。`),
  }
}
