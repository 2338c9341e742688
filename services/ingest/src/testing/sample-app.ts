/** The API over a log in memory, for specs. */
import { createEventEncoder, createFixedRegistry } from '@tocsin/events'
import type { OutgoingRecord } from '@tocsin/stream'
import type { IngestEvent } from '@tocsin/telemetry'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { createAcceptance, type EventLog, LogAwayError } from '../accepting/acceptance.ts'
import { createRateLimit } from '../accepting/rate-limit.ts'
import { SALES_TOPICS } from '../content/event-types.ts'
import { createApp } from '../http/app.ts'
import { type Mappings, readMappings } from '../importing/mappings.ts'
import { newApiKey, parseApiKeys } from '../keys/api-keys.ts'

const SECRET = 'a-secret-of-at-least-thirty-two-characters'
/** 2026-03-02 10:00 in Shanghai. */
export const NOW_MS = Date.UTC(2026, 2, 2, 2)
export const encodeEvent = createEventEncoder(createFixedRegistry().schemaIds)

const NO_MAPPINGS: Mappings = { folder: '.', names: [], unusable: [], find: () => undefined }

export interface SampleApp {
  readonly app: FastifyInstance
  /** Of a key that may say anything. */
  readonly token: string
  /** Of a key for the source `erp-shanghai` and the invoices alone. */
  readonly narrowToken: string
  readonly records: OutgoingRecord[]
  readonly told: IngestEvent[]
  /** To be changed by the spec. */
  readonly world: { isAway: boolean; nowMs: number; fails?: Error; onAppend?: () => Promise<void> }
  /** Posts as a JSON body, single by default. */
  post(
    body: unknown,
    options?: Partial<InjectOptions>,
  ): Promise<{ status: number; body: AnswerBody; headers: Record<string, unknown> }>
}

export interface AnswerBody {
  readonly type?: string
  readonly title?: string
  readonly detail?: string
  readonly outcome?: string
  readonly repeat?: boolean
  readonly accepted?: number
  readonly repeated?: number
  readonly refused?: number
  readonly rowsRead?: number
  readonly rowsRefused?: number
  readonly events?: number
  readonly source?: string
  readonly faults?: readonly { pointer: string; code: string; what: string; hint: string }[]
  readonly results?: readonly (AnswerBody & { index?: number; line?: number; id?: string; status?: number })[]
}

export async function openSampleApp(
  limits: { eventsPerSecond?: number; mostInFlight?: number; mappingsFolder?: string } = {},
): Promise<SampleApp> {
  const any = newApiKey('any', SECRET)
  const narrow = newApiKey('narrow', SECRET)
  const file = `keys:\n${any.entry}${narrow.entry}    sources: [erp-shanghai]\n    topics: [sales.invoices]\n`
  const records: OutgoingRecord[] = []
  const told: IngestEvent[] = []
  const world: SampleApp['world'] = { isAway: false, nowMs: NOW_MS }
  const now = () => world.nowMs
  const emit = (event: IngestEvent) => void told.push(event)
  const log: EventLog = {
    encode: encodeEvent,
    async append(batch) {
      await world.onAppend?.()
      if (world.fails) throw world.fails
      if (world.isAway) throw new LogAwayError('nobody there')
      records.push(...batch)
    },
  }
  const app = await createApp({
    version: '0.1.0',
    keys: parseApiKeys(file, 'keys.yaml', SECRET, SALES_TOPICS),
    mappings: limits.mappingsFolder === undefined ? NO_MAPPINGS : readMappings(limits.mappingsFolder),
    acceptance: createAcceptance(log, { now, emit }),
    rateLimit: createRateLimit(limits.eventsPerSecond ?? 1_000_000, now),
    isReady: () => true,
    now,
    skewMs: 240_000,
    bodyBytes: 1_048_576,
    uploadBytes: 8_388_608,
    mostInFlight: limits.mostInFlight ?? 64,
    emit,
  })
  const post: SampleApp['post'] = async (body, options = {}) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/events',
      payload: typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body),
      ...options,
      headers: {
        authorization: `Bearer ${any.token}`,
        'content-type': 'application/cloudevents+json',
        ...options.headers,
      },
    })
    return { status: answer.statusCode, body: JSON.parse(answer.body) as AnswerBody, headers: answer.headers }
  }
  return { app, token: any.token, narrowToken: narrow.token, records, told, world, post }
}
