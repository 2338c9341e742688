/** The sample as a first hop, and a second hop that reads what it puts out: day buckets, evaluated at day ends. */
import { type Input, InvalidRecordError, type LogRecord, type Reduction, type Topology } from '../index.ts'
import { SAMPLE_OUTPUT, type SampleOutput, sampleTopology } from './sample-topology.ts'

/** Short days, so that a run has many. */
const DAY_MS = 500

const lastBoundaryThrough = (atMs: number) => Math.floor(atMs / DAY_MS) * DAY_MS

export const firstHopTopology = { ...sampleTopology, progress: { topics: [SAMPLE_OUTPUT], lastBoundaryThrough } }

/** Of one entity: what each of its days that are not over yet holds, and a hash chain over all that was evaluated. */
interface DaysState {
  readonly buckets: Record<string, string[]>
  chain: string
}

export interface DayReport {
  readonly entityId: string
  readonly dayEndMs: number
  readonly chain: string
}

export const HOP_OUTPUT = 'hop.out'

const text = new TextEncoder()
const fromText = new TextDecoder()

export const secondHopTopology: Topology<DaysState, SampleOutput, DayReport> = {
  name: 'hop',
  inputs: [{ topic: SAMPLE_OUTPUT, carriesCauses: true }],
  outputTopics: [HOP_OUTPUT],
  progressOf: sampleTopology.name,
  partitioner: 'murmur2',
  ruleSetVersion: 'hop-1',
  decoder: { prepare: () => undefined, decode: decodeOutput },
  stateCodec: {
    version: 1,
    encode: (state) => text.encode(JSON.stringify(state)),
    decode: (bytes) => JSON.parse(fromText.decode(bytes)) as DaysState,
  },
  processor: {
    initialState: () => ({ buckets: {}, chain: '' }),
    keys: (input) => [input.kind === 'record' ? input.key : input.entityId],
    reduce: reduceDays,
  },
  encodeOutput: (report) => ({ topic: HOP_OUTPUT, key: report.entityId, value: text.encode(JSON.stringify(report)) }),
  reconciliation: {
    decoder: { prepare: () => undefined, decode: (record) => JSON.parse(fromText.decode(record.value!)) as DayReport },
    subjectOf: (report) => `${report.entityId}/${report.dayEndMs}`,
    entityOf: (report) => report.entityId,
    reconcile: (state, differences) => ({ state, outputs: differences.flatMap(({ computed }) => computed ?? []) }),
  },
}

function decodeOutput(record: LogRecord): SampleOutput {
  if (record.value === null) throw new InvalidRecordError('missing-value', 'no value')
  return JSON.parse(fromText.decode(record.value)) as SampleOutput
}

/** A fact goes into its day; the end of a day takes what that day holds, whatever has come of later ones. */
function reduceDays(
  [state]: readonly DaysState[],
  input: Input<SampleOutput>,
  asOfMs: number,
): Reduction<DaysState, DayReport> {
  if (state === undefined) throw new Error('a state was asked for')
  const outputs: DayReport[] = []
  if (input.kind === 'record') {
    // The last fact of a day counts: absolute facts.
    const dayEndMs = lastBoundaryThrough(input.timestampMs) + DAY_MS
    state.buckets[dayEndMs] = [...(state.buckets[dayEndMs] ?? []), `${input.event.inputs}/${input.event.chain}`]
    if (input.late) throw new Error(`a fact of ${input.timestampMs} came after all sources had closed ${asOfMs}`)
  } else {
    for (const dayEnd of dayEndsOf(state).filter((dayEndMs) => dayEndMs <= asOfMs)) {
      state.chain = `${hash(`${state.chain}|${dayEnd}|${[...state.buckets[dayEnd]!].sort().join()}`)}`
      delete state.buckets[dayEnd]
      outputs.push({ entityId: input.entityId, dayEndMs: dayEnd, chain: state.chain })
    }
  }
  return { states: [state], nextTimers: [dayEndsOf(state)[0] ?? null], outputs }
}

function dayEndsOf(state: DaysState): number[] {
  return Object.keys(state.buckets)
    .map(Number)
    .sort((left, right) => left - right)
}

function hash(content: string): number {
  let chain = 7
  for (const character of content) chain = (Math.imul(chain, 31) + character.charCodeAt(0)) >>> 0
  return chain
}
