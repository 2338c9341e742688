import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { INGEST_OUTCOMES, INGEST_ROUTES, type IngestEvent } from './ingest-events.ts'
import { LabelSet } from './label-set.ts'
import { MOST_SOURCES, sourceLabel } from './source-metrics.ts'

export interface IngestMetrics {
  record(event: IngestEvent): void
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** The metrics of ingest. They stand on the page of every service, so that a query means the same everywhere. */
export function createIngestMetrics(registry: Registry): IngestMetrics {
  const registers = [registry]
  const apiKeys = new LabelSet([])
  const codes = new LabelSet([], 64)
  const requests = new Counter({
    name: 'tocsin_ingest_requests_total',
    help: 'Requests to the API by route and status.',
    labelNames: ['route', 'status'],
    registers,
  })
  const seconds = new Histogram({
    name: 'tocsin_ingest_request_seconds',
    help: 'Time from the first byte of a request to its answer.',
    buckets: SECONDS,
    registers,
  })
  const events = new Counter({
    name: 'tocsin_ingest_events_total',
    help: 'Events that were sent to the API, by what became of them.',
    labelNames: ['api_key', 'outcome'],
    registers,
  })
  const sources = new LabelSet([], MOST_SOURCES)
  const sourceEvents = new Counter({
    name: 'tocsin_ingest_source_events_total',
    help: 'Events that were sent to the API, by the source they name and what became of them.',
    labelNames: ['source', 'outcome'],
    registers,
  })
  const missingDueDates = new Counter({
    name: 'tocsin_ingest_missing_due_dates_total',
    help: 'Invoices refused for want of a day on which they are due.',
    labelNames: ['source'],
    registers,
  })
  const faults = new Counter({
    name: 'tocsin_ingest_faults_total',
    help: 'What was wrong with refused events; one event may have several faults.',
    labelNames: ['code'],
    registers,
  })
  const away = new Gauge({
    name: 'tocsin_ingest_log_away',
    help: '1 while nothing is accepted because Kafka is away, else 0.',
    registers,
  })
  const failures = new Counter({
    name: 'tocsin_ingest_failures_total',
    help: 'Requests that met a fault of ours or a refusal of Kafka; the log names it.',
    registers,
  })

  for (const route of INGEST_ROUTES) requests.inc({ route, status: route === 'other' ? '404' : '200' }, 0)

  function record(event: IngestEvent): void {
    switch (event.type) {
      case 'ApiKeysLoaded':
        for (const name of event.names)
          for (const outcome of INGEST_OUTCOMES) events.inc({ api_key: apiKeys.of(name), outcome }, 0)
        for (const source of event.sources ?? []) declareSource(sources.of(sourceLabel(source)))
        return
      case 'IngestAnswered':
        requests.inc({ route: event.route, status: String(event.status) })
        seconds.observe(event.tookMs / 1000)
        return
      case 'IngestCounted':
        events.inc({ api_key: apiKeys.of(event.apiKey), outcome: event.outcome }, event.count)
        sourceEvents.inc({ source: sources.of(sourceLabel(event.source)), outcome: event.outcome }, event.count)
        return
      case 'IngestRefused':
        if (event.faults.some(isMissingDueDate)) missingDueDates.inc({ source: sources.of(sourceLabel(event.source)) })
        for (const { code } of event.faults) faults.inc({ code: codes.of(code) })
        return
      case 'IngestLogAway':
        away.set(1)
        return
      case 'IngestLogBack':
        away.set(0)
        return
      case 'IngestFailed':
        failures.inc()
        return
      case 'ApiListening':
      case 'MappingsLoaded':
        return
    }
  }

  /** Its series begin at zero, so that the first refusal is an increase. */
  function declareSource(source: string): void {
    missingDueDates.inc({ source }, 0)
    for (const outcome of INGEST_OUTCOMES) sourceEvents.inc({ source, outcome }, 0)
  }

  return { record }
}

/** Of an event, or of a whole file that has no such column. */
function isMissingDueDate({ code, pointer }: { readonly code: string; readonly pointer: string }): boolean {
  return code === 'missing' && (pointer === '/data/dueOn' || pointer === '/header/dueOn')
}
