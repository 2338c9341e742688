/** What the bench and its worker processes say to each other. */
import type { RuntimeOptions } from '@tocsin/stream'
import type { Density, W1Names } from '../w1/topology.ts'

export type Workload =
  | { readonly kind: 'w1'; readonly names: W1Names; readonly density: Density }
  | { readonly kind: 'customer-risk'; readonly rulesFile: string }

export interface EngineTask {
  readonly kind: 'engine'
  readonly workload: Workload
  readonly brokers: readonly string[]
  readonly redisUrl: string
  readonly groupId: string
  readonly keyPrefix: string
  readonly options: Partial<RuntimeOptions>
  readonly maxBytesPerPartition?: number
}

/** Reads and decodes the W1 topics with nothing of ours between: what the client library alone costs. */
export interface FloorTask {
  readonly kind: 'floor'
  readonly brokers: readonly string[]
  readonly groupId: string
  readonly topics: readonly string[]
  readonly events: number
}

export type WorkerTask = EngineTask | FloorTask

export interface WorkerCounts {
  readonly records: number
  readonly outboxEntries: number
  readonly published: number
  readonly deadLetters: number
  readonly timersFired: number
  readonly commits: number
}

export interface WorkerFigures extends WorkerCounts {
  readonly firstAtMs: number
  /** When the last commit or the last publication was acknowledged. */
  readonly lastAtMs: number
  /** Of the whole process, its start included. */
  readonly cpuSeconds: number
  readonly cpuSecondsBeforeFirst: number
  readonly peakRssBytes: number
}

export type FromWorker =
  /** The group has given the worker so many partitions; it waits for `go`. */
  | { readonly type: 'assigned'; readonly partitions: number }
  | { readonly type: 'progress'; readonly counts: WorkerCounts }
  /** All is applied and on record; the worker waits for `leave`. */
  | { readonly type: 'done'; readonly figures: WorkerFigures }
  | { readonly type: 'failed'; readonly message: string }

export type ToWorker = { readonly type: 'go' } | { readonly type: 'leave' }
