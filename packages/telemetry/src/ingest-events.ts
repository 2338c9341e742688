/** What ingest tells about itself. Names of API keys are those of the key file: few, given by whoever wrote it. */

/** Closed sets: all are metric labels. */
export const INGEST_ROUTES = ['/v1/events', '/v1/upload', '/v1/csv', '/openapi.json', 'other'] as const
/** `repeated`: an event that this process had accepted before, and was not written again. */
export const INGEST_OUTCOMES = ['accepted', 'repeated', 'refused'] as const

export type IngestEvent =
  | {
      readonly type: 'ApiKeysLoaded'
      readonly file: string
      readonly names: readonly string[]
      /** Sources that keys are limited to. */
      readonly sources?: readonly string[]
    }
  | {
      /** Mapping files that uploads may name. */
      readonly type: 'MappingsLoaded'
      readonly folder: string
      readonly names: readonly string[]
      readonly unusable: readonly { readonly name: string; readonly reason: string }[]
    }
  | { readonly type: 'ApiListening'; readonly host: string; readonly port: number }
  | {
      readonly type: 'IngestAnswered'
      readonly route: (typeof INGEST_ROUTES)[number]
      readonly status: number
      readonly tookMs: number
      /** Undefined when the request showed no key that we know. */
      readonly apiKey: string | undefined
    }
  | {
      /** Events of one request from one source, by what became of them. */
      readonly type: 'IngestCounted'
      readonly apiKey: string
      /** Undefined where the event does not say. */
      readonly source: string | undefined
      readonly outcome: (typeof INGEST_OUTCOMES)[number]
      readonly count: number
    }
  | {
      /** One event was refused; what is wrong, never with its values: those are on the topic of refusals. */
      readonly type: 'IngestRefused'
      readonly apiKey: string
      readonly source: string | undefined
      readonly status: number
      readonly faults: readonly { readonly code: string; readonly pointer: string }[]
    }
  | { readonly type: 'IngestLogAway'; readonly message: string }
  | { readonly type: 'IngestLogBack'; readonly awayMs: number }
  | { readonly type: 'IngestFailed'; readonly message: string }
