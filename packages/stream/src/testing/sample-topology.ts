/**
 * A small topology for tests of the runtime. Its state is a hash chain over everything that was applied, so that any
 * input lost, doubled, moved or misdated shows; it sets timers, touches two entities, refuses, and puts out.
 */
import {
  type EncodedOutput,
  type Input,
  InvalidRecordError,
  jsonMarkCodec,
  type LogRecord,
  type MarksDeclaration,
  type OutgoingRecord,
  type Reduction,
  type Topology,
} from '../index.ts'

/** What the sample records say. */
export type SampleEvent =
  | { readonly kind: 'note'; readonly id: string }
  /** Sets the entity's timer this long after the record, at the soonest as soon as possible. */
  | { readonly kind: 'arm'; readonly id: string; readonly delayMs: number }
  /** Touches a second entity of the same task. */
  | { readonly kind: 'pair'; readonly id: string; readonly otherId: string }
  | { readonly kind: 'remove'; readonly id: string }
  /** Contradicts the state when it has an even number of inputs. */
  | { readonly kind: 'doubt'; readonly id: string }

export interface SampleState {
  inputs: number
  chain: number
  timerMs: number | null
  rearms: number
}

export interface SampleOutput {
  readonly entityId: string
  readonly inputs: number
  readonly chain: number
}

export const SAMPLE_INPUTS = ['sample.a', 'sample.b', 'sample.c'] as const
export const SAMPLE_OUTPUT = 'sample.out'
export const SAMPLE_MARKS = 'sample.marks'

const text = new TextEncoder()
const fromText = new TextDecoder()

export const sampleTopology: Topology<SampleState, SampleEvent, SampleOutput> & { readonly marks: MarksDeclaration } = {
  name: 'sample',
  inputs: [{ topic: 'sample.a' }, { topic: 'sample.b' }, { topic: 'sample.c', carriesCauses: true }],
  outputTopics: [SAMPLE_OUTPUT],
  marks: { topic: SAMPLE_MARKS, codec: jsonMarkCodec },
  partitioner: 'unchecked',
  ruleSetVersion: 'sample-1',
  decoder: { prepare: () => undefined, decode: decodeSample },
  stateCodec: {
    version: 1,
    encode: (state) => text.encode(JSON.stringify(state)),
    decode: (bytes) => JSON.parse(fromText.decode(bytes)) as SampleState,
  },
  processor: {
    initialState: () => ({ inputs: 0, chain: 1, timerMs: null, rearms: 0 }),
    keys: (input) => {
      if (input.kind === 'timer') return [input.entityId]
      const { event, key } = input
      return event.kind === 'pair' && event.otherId !== key ? [key, event.otherId] : [key]
    },
    reduce: reduceSample,
  },
  encodeOutput: (output): EncodedOutput => ({
    topic: SAMPLE_OUTPUT,
    key: output.entityId,
    value: text.encode(JSON.stringify(output)),
  }),
  reconciliation: {
    decoder: {
      prepare: () => undefined,
      decode: (record) => JSON.parse(fromText.decode(record.value!)) as SampleOutput,
    },
    subjectOf: (output) => output.entityId,
    entityOf: (output) => output.entityId.replace('-twin', ''),
    reconcile: (state, differences) => ({
      state,
      outputs: differences.flatMap(({ computed, published }) => {
        if (computed) return [computed]
        return published && !isWithdrawal(published) ? [withdrawalOf(published.entityId)] : []
      }),
    }),
  },
}

/** Takes back what was told about an entity that nothing is to be told about. */
function withdrawalOf(entityId: string): SampleOutput {
  return { entityId, inputs: -1, chain: 0 }
}

export function isWithdrawal(output: SampleOutput): boolean {
  return output.inputs === -1
}

/** A record that carries a sample event. */
export function sampleRecord(
  topic: string,
  partition: number,
  key: string,
  event: SampleEvent,
  timestampMs: number,
  headers: OutgoingRecord['headers'] = {},
): OutgoingRecord {
  return { topic, partition, key: text.encode(key), value: text.encode(JSON.stringify(event)), timestampMs, headers }
}

function decodeSample(record: LogRecord): SampleEvent {
  if (record.value === null) throw new InvalidRecordError('missing-value', 'no value')
  try {
    return JSON.parse(fromText.decode(record.value)) as SampleEvent
  } catch {
    throw new InvalidRecordError('undecodable', 'not JSON')
  }
}

function reduceSample(
  states: readonly SampleState[],
  input: Input<SampleEvent>,
  asOfMs: number,
): Reduction<SampleState, SampleOutput> {
  const [state] = states as [SampleState]
  if (input.kind === 'record' && input.event.kind === 'doubt' && state.inputs % 2 === 0) {
    throw new InvalidRecordError('contradicts-state', 'an even number of inputs')
  }
  const identity = input.kind === 'timer' ? `t${input.dueAtMs}` : `${input.event.id}/${input.late}`
  for (const touched of states) touch(touched, identity, asOfMs)
  const outputs: SampleOutput[] = []
  if (input.kind === 'timer') {
    state.rearms += 1
    state.timerMs = state.rearms % 3 === 0 ? null : asOfMs + (state.chain % 40)
    outputs.push(outputOf(input.entityId, state))
  } else {
    const { event, key } = input
    if (event.kind === 'arm') state.timerMs = asOfMs + event.delayMs
    if (event.kind === 'remove') return { states: [null], nextTimers: [null], outputs: [outputOf(key, state)] }
    if (state.chain % 3 === 0) outputs.push(outputOf(key, state))
    if (state.chain % 9 === 0) outputs.push(outputOf(`${key}-twin`, state))
  }
  return { states, nextTimers: states.map((touched) => touched.timerMs), outputs }
}

function touch(state: SampleState, identity: string, asOfMs: number): void {
  state.inputs += 1
  for (const character of `${identity}@${asOfMs}`) {
    state.chain = (Math.imul(state.chain, 31) + character.charCodeAt(0)) >>> 0
  }
}

function outputOf(entityId: string, state: SampleState): SampleOutput {
  return { entityId, inputs: state.inputs, chain: state.chain }
}
