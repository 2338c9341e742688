/** What each source has written, as far as a process sees it go by. Nothing that is decided depends on it. */
import type { ReceivedSalesEvent } from '@tocsin/processors'
import { headerText, type LogRecord } from '@tocsin/stream'
import { MOST_SOURCES, type PaymentMatch, type SourceStanding, sourceLabel } from '@tocsin/telemetry'

export interface SourceWatch {
  /** A record that could be read. */
  received(record: LogRecord, event: ReceivedSalesEvent): void
  payment(source: string | undefined, match: PaymentMatch): void
  standings(): readonly SourceStanding[]
}

/**
 * Repeats are told among the latest records of a process, at least so many and at most twice that; some 150 bytes each.
 * All at once are forgotten: taking the oldest out of a map one by one costs a hundred times as much.
 */
const IDS_OF_A_GENERATION = 20_000

interface Counts {
  records: number
  repeated: number
  readonly payments: Record<PaymentMatch, number>
  latestRecordedAtMs: number
}

export function createSourceWatch(): SourceWatch {
  const bySource = new Map<string, Counts>()
  /** Where the latest event ids were first seen: a record that is read twice is no repeat, another with its id is. */
  let places = new Map<string, number>()
  let earlierPlaces: ReadonlyMap<string, number> = new Map()

  function countsOf(source: string | undefined): Counts {
    const label = sourceLabel(source)
    const name = bySource.has(label) || bySource.size < MOST_SOURCES ? label : 'other'
    let counts = bySource.get(name)
    if (counts === undefined) {
      counts = {
        records: 0,
        repeated: 0,
        payments: { matched: 0, unmatched: 0, undesignated: 0 },
        latestRecordedAtMs: 0,
      }
      bySource.set(name, counts)
    }
    return counts
  }

  function wasElsewhere(id: string, place: number): boolean {
    const known = places.get(id) ?? earlierPlaces.get(id)
    if (known !== undefined) return known !== place
    places.set(id, place)
    if (places.size >= IDS_OF_A_GENERATION) {
      earlierPlaces = places
      places = new Map()
    }
    return false
  }

  return {
    received(record, event) {
      const source = event.source ?? headerText(record.headers.ce_source)
      const counts = countsOf(source)
      counts.records += 1
      if (record.timestampMs > counts.latestRecordedAtMs) counts.latestRecordedAtMs = record.timestampMs
      const id = `${source ?? ''}|${record.topic}|${event.eventId}`
      if (wasElsewhere(id, record.offset * PARTITIONS + record.partition)) counts.repeated += 1
    },
    payment(source, match) {
      countsOf(source).payments[match] += 1
    },
    standings: () => [...bySource].map(([source, counts]) => ({ source, ...counts, payments: { ...counts.payments } })),
  }
}

/** More than any topic of ours has: offset and partition make one number. */
const PARTITIONS = 4_096
