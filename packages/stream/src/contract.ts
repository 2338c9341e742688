/**
 * What a topology is: declared inputs, one pure processor, declared outputs. The runtime runs it, the tests run it, a
 * replay runs it, all through the same `reduce`.
 */
import type { Mark } from './mark.ts'

/** Name of a topic that holds facts, commands or alerts: kept for ever, keyed, never compacted. */
export type EventTopic = string

/** One record as the log holds it, before anyone has looked inside. */
export interface LogRecord {
  readonly topic: EventTopic
  readonly partition: number
  readonly offset: number
  /** Kafka's CreateTime: the moment the source recorded the fact. */
  readonly timestampMs: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: RecordHeaders
}

export type RecordHeaders = Readonly<Record<string, Uint8Array | string | undefined>>

/** A record on its way to the log. Without `partition`, the key decides (murmur2, as Java's clients do). */
export interface OutgoingRecord {
  readonly topic: EventTopic
  readonly partition?: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly timestampMs: number
  readonly headers: RecordHeaders
}

/** A decoded record at its place in the task's order. */
export interface RecordInput<Event> {
  readonly kind: 'record'
  readonly topic: EventTopic
  readonly partition: number
  readonly offset: number
  readonly timestampMs: number
  /** The record key, read as UTF-8. */
  readonly key: string
  readonly event: Event
  /** True when the record's own time lies below task time: it is applied at task time (`asOf`). */
  readonly late: boolean
}

/** A stored timer that has come due, at its place in the task's order. */
export interface TimerInput {
  readonly kind: 'timer'
  readonly entityId: string
  readonly dueAtMs: number
}

export type Input<Event> = RecordInput<Event> | TimerInput

/**
 * What one input did. The three arrays of `states` and `nextTimers` stand in the order of `keys(input)`.
 */
export interface Reduction<State, Output> {
  /** The new state of each named entity; `null` removes the entity (and its timer). */
  readonly states: readonly (State | null)[]
  /** Each entity's one timer: its next due moment, or `null` for none. Never at or before `asOf`. */
  readonly nextTimers: readonly (number | null)[]
  readonly outputs: readonly Output[]
}

/**
 * The rules of a topology, pure and synchronous: no promise, no clock, no random, no I/O.
 *
 * The states that `reduce` is given are its own: it may change them in place and return them. It must throw an
 * `InvalidRecordError` (the record is dead-lettered) before it changes anything; any other error is a bug and ends the
 * process.
 */
export interface Processor<State, Event, Output> {
  initialState(entityId: string): State
  /** The entity, or the few entities of the same task, whose states `reduce` gets. Never empty, no repeats. */
  keys(input: Input<Event>): readonly string[]
  /**
   * @param asOfMs the input's effective time: max(its own time, task time)
   * @param collected what these states collect (`Topology.changes`), whatever the process knows of: anything else is
   *   unknown. Undefined where nothing was ever asked for later than it was known.
   */
  reduce(
    states: readonly State[],
    input: Input<Event>,
    asOfMs: number,
    collected?: readonly string[],
  ): Reduction<State, Output>
}

/**
 * How states become bytes. `version` is stored with the task: an older program refuses a newer state, a newer program
 * builds the states anew from the log before it goes on. Raise it whenever states would come out otherwise: another
 * form, another reducer, new measures that need history.
 */
export interface StateCodec<State> {
  readonly version: number
  encode(state: State): Uint8Array
  decode(bytes: Uint8Array, entityId: string): State
}

/** Reads events from records, synchronously once prepared. */
export interface EventDecoder<Event> {
  /**
   * Fetches what `decode` will need for these records (schemas). Undefined when all is at hand: the usual case.
   * @throws RetryableError when the registry cannot be reached
   */
  prepare(records: readonly LogRecord[]): Promise<void> | undefined
  /** @throws InvalidRecordError when the bytes cannot be read or make no sense on their own */
  decode(record: LogRecord): Event
}

export interface InputDeclaration {
  readonly topic: EventTopic
  /** True for topics that tasks of another topology write: each record carries its cause, repeats are dropped. */
  readonly carriesCauses?: boolean
}

/** What an output becomes on the log. Its cause is added by the runtime. */
export interface EncodedOutput {
  readonly topic: EventTopic
  readonly key: string
  readonly value: Uint8Array
  readonly headers?: RecordHeaders
}

/** What was told about one thing, where a rebuild and the log do not agree. One of the two is there, or both are. */
export interface ToldDifference<Output> {
  /** What the build computed last. */
  readonly computed: Output | undefined
  /** What was published last, of all that readers took. */
  readonly published: Output | undefined
}

/**
 * How a topology makes up for what it would have told otherwise, had it always run as it runs now: asked when states
 * have been built anew and are about to become the live ones. Pure and synchronous, as `Processor` is.
 */
export interface Reconciliation<State, Output> {
  /** Reads outputs back from the log. */
  readonly decoder: EventDecoder<Output>
  /** Names what an output is about; of all outputs about one thing the last one counts. Undefined: it is not compared. */
  subjectOf(output: Output): string | undefined
  /** The entity whose state answers for the output. */
  entityOf(output: Output): string
  /**
   * Where readers go by a number that rises with each output about one thing: that number, and the greatest was taken.
   * Undefined where they go by causes.
   */
  revisionOf?(output: Output): number | undefined
  /** True when no reader remembers any more what the output told: it is not compared, and not kept in memory. */
  isForgotten?(output: Output, asOfMs: number): boolean
  /**
   * What has to be told so that readers see the truth, and the state that remembers it. Asked only where the bytes
   * differ.
   * @param state undefined when the entity has none
   */
  reconcile(
    state: State | undefined,
    differences: readonly ToldDifference<Output>[],
    asOfMs: number,
  ): { readonly state: State | undefined; readonly outputs: readonly Output[] }
}

export interface MarkCodec {
  encode(mark: Mark): Uint8Array
  decode(bytes: Uint8Array): Mark
}

export interface MarksDeclaration {
  readonly topic: EventTopic
  readonly codec: MarkCodec
}

/** Progress is told at each change of business day, after all timers that are due then. */
export interface ProgressDeclaration {
  /** Every partition of these topics is told. */
  readonly topics: readonly EventTopic[]
  /** The last change of business day at or before a moment. */
  lastBoundaryThrough(atMs: number): number
}

/**
 * What a topology's own rules say of time: they may change while it runs, though no input says so. Every moment at which
 * they change is known before task time reaches it; a processor that looks further ahead than the next such moment sets
 * its timers there (`nextTimers` never lie beyond it), and the runtime moves those that were set before it was known.
 */
export interface Changes {
  /** Moments after `afterMs`, in order, as far as they are known now. */
  momentsAfter(afterMs: number): readonly number[]
  /** No moment up to this one is unknown. Nothing is applied while the clock is beyond it. */
  knownThroughMs(): number
  /** False for entities that nothing of the rules is about: their timers stay as they are. */
  concerns(entityId: string): boolean
  /**
   * Names of what states have to collect of inputs from a moment on: the later the moment, the fewer. States that were
   * built without one of them go on without it, and are built anew beside.
   */
  collectedFrom(atMs: number): readonly string[]
}

export interface Topology<State, Event, Output> {
  readonly name: string
  /**
   * In topic order: at equal times the record of the earlier topic comes first. Add new ones at the end only: marks
   * hold offsets by place in this list.
   */
  readonly inputs: readonly InputDeclaration[]
  /** Every topic that outputs may go to; any other is refused. */
  readonly outputTopics: readonly EventTopic[]
  /** Where the task's commit log goes, partition by partition. Absent exactly where `progressOf` is there. */
  readonly marks?: MarksDeclaration
  /**
   * For a second hop: the name of the topology whose tasks, as many as the input has partitions, write the only input.
   * Its records are taken in the order of the log, task time is the least progress of all these tasks, and neither marks
   * nor the wall clock nor a `live` record are needed: see second-hop.ts.
   */
  readonly progressOf?: string
  /** For topologies that a second hop reads: what tells it how far each task has come. */
  readonly progress?: ProgressDeclaration
  /** `murmur2`: a key on another partition than Java's partitioner gives is dead-lettered as `wrong-partition`. */
  readonly partitioner: 'murmur2' | 'unchecked'
  readonly decoder: EventDecoder<Event>
  readonly stateCodec: StateCodec<State>
  readonly processor: Processor<State, Event, Output>
  encodeOutput(output: Output, asOfMs: number): EncodedOutput
  /** Without it, states that were built anew begin to tell from where they stand, and nothing is said of before. */
  readonly reconciliation?: Reconciliation<State, Output>
  /** False where another topology reads the same records and dead-letters what is refused. */
  readonly tellsRefusals?: false
  /** Absent where the rules stay as they are. */
  readonly changes?: Changes
  /** Version of the rules that `processor` begins with: stored with each commit as evidence. */
  readonly ruleSetVersion: string
}

/** A topology whatever its types, for code that only moves it about. */
// biome-ignore lint/suspicious/noExplicitAny: a topology is both producer and consumer of its state type
export type AnyTopology = Topology<any, any, any>

/** Partition number `partition` of all inputs of a topology. */
export interface TaskId {
  readonly topology: string
  readonly partition: number
}

export const DEAD_LETTER_SUFFIX = '.dead-letter'
