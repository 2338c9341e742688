import { Counter, Gauge, type Registry } from 'prom-client'
import { LabelSet } from './label-set.ts'

/** What a service has seen of one source, since it started. */
export interface SourceStanding {
  /** As `sourceLabel` says it. */
  readonly source: string
  readonly records: number
  /** Records with an id that had been seen from this source at another place a while before. */
  readonly repeated: number
  readonly payments: Readonly<Record<PaymentMatch, number>>
  /** The latest time at which the source recorded a fact. */
  readonly latestRecordedAtMs: number
}

/** `unmatched`: names an invoice that is not known when it arrives. `undesignated`: names none. */
export const PAYMENT_MATCHES = ['matched', 'unmatched', 'undesignated'] as const
export type PaymentMatch = (typeof PAYMENT_MATCHES)[number]

/** More sources than this are counted together. */
export const MOST_SOURCES = 32
const MOST_CHARACTERS = 60

/** A source as a label: each imported file is a source of its own, and they are told together. */
export function sourceLabel(source: string | undefined): string {
  if (source === undefined || source === '') return 'unnamed'
  return source.startsWith('import:') ? 'import' : source.slice(0, MOST_CHARACTERS)
}

export interface SourceMetrics {
  deadLettered(source: string | undefined): void
  setSources(standings: readonly SourceStanding[]): void
}

/** What tells whether a source writes what can be used: records, repeats, refusals, payments without an invoice. */
export function createSourceMetrics(registry: Registry): SourceMetrics {
  const registers = [registry]
  const sources = new LabelSet([], MOST_SOURCES)
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `tocsin_source_${name}`, help, labelNames, registers })
  const records = counter('records_total', 'Records read, by source; read again by a rebuild, they count again.', [
    'source',
  ])
  const repeated = counter('repeated_records_total', 'Records with an event id that the source had used just before.', [
    'source',
  ])
  const payments = counter('payments_total', 'Payments by whether the invoice they name was known when they arrived.', [
    'source',
    'match',
  ])
  const deadLetters = counter('dead_letters_total', 'Records sent to a dead-letter topic, by source.', ['source'])
  const latest = new Gauge({
    name: 'tocsin_source_latest_record_time_seconds',
    help: 'The latest time at which the source recorded a fact, in seconds since 1970.',
    labelNames: ['source'],
    registers,
  })

  return {
    deadLettered: (source) => deadLetters.inc({ source: sources.of(sourceLabel(source)) }),
    setSources(standings) {
      for (const one of [records, repeated, payments, latest]) one.reset()
      for (const standing of standings) {
        const source = sources.of(standing.source)
        records.inc({ source }, standing.records)
        repeated.inc({ source }, standing.repeated)
        for (const match of PAYMENT_MATCHES) payments.inc({ source, match }, standing.payments[match])
        latest.set({ source }, standing.latestRecordedAtMs / 1000)
        // From zero on, so that the first refusal is an increase.
        deadLetters.inc({ source }, 0)
      }
    },
  }
}
