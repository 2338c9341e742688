/**
 * The sample topologies under rules that change: every input is reduced by the rules of its moment, every entity is
 * looked at when they change, and each version tells something that is collected of all inputs: what an earlier version
 * told, or something else. What a process does not know yet, it cannot go by.
 */
import type { AnyTopology, Input, Processor, StateCodec } from '../index.ts'
import { firstHopTopology, secondHopTopology } from './sample-hop.ts'
import type { SampleOutput, SampleState } from './sample-topology.ts'

/** What is known of changes, at the moment of asking. */
export interface KnownChanges {
  /** In order. */
  momentsMs(): readonly number[]
  knownThroughMs(): number
  /** True when each version asks for something to be collected. */
  readonly collects: boolean
}

interface ChangingState {
  inner: unknown
  /** When the entity itself wants to be looked at. */
  ownTimerMs: number | null
  /** How often it was touched, by what is collected; in the order of names. */
  sums: Record<string, number>
  /** Hash chain over the rules that were in force at each input. */
  chain: number
}

const text = new TextEncoder()
const fromText = new TextDecoder()

export function changingTopologies(known: KnownChanges): readonly [AnyTopology, AnyTopology] {
  const ofSample: Telling = {
    onWake: (entityId, inner, rules) => [{ entityId, inputs: (inner as SampleState).inputs, chain: rules }],
    measured: (output, sum) => {
      const { chain, ...rest } = output as SampleOutput
      return { ...rest, chain: Math.imul(chain, 31) + sum }
    },
  }
  const ofHop: Telling = { onWake: () => [], measured: (output) => output }
  return [changing(firstHopTopology, known, ofSample), changing(secondHopTopology, known, ofHop)]
}

interface Telling {
  onWake(entityId: string, inner: unknown, rules: number): readonly unknown[]
  /** An output under rules that ask for what is collected. */
  measured(output: unknown, sum: number): unknown
}

/** Where the sum is not collected. */
const UNKNOWN_SUM = -1

function changing(topology: AnyTopology, known: KnownChanges, telling: Telling): AnyTopology {
  const momentsAfter = (afterMs: number) => known.momentsMs().filter((momentMs) => momentMs > afterMs)
  const { reconciliation } = topology
  return {
    ...topology,
    processor: changingProcessor(topology.processor, known, telling),
    stateCodec: wrapped(topology.stateCodec),
    ...(reconciliation && {
      reconciliation: {
        ...reconciliation,
        reconcile(state: ChangingState | undefined, differences, asOfMs) {
          const made = reconciliation.reconcile(state?.inner, differences, asOfMs)
          return { state: state && { ...state, inner: made.state }, outputs: made.outputs }
        },
      },
    }),
    changes: {
      momentsAfter,
      knownThroughMs: known.knownThroughMs,
      concerns: () => true,
      collectedFrom: (atMs) => collectedFrom(known, atMs),
    },
  } as AnyTopology
}

/** Two names among all versions: some ask again for what an earlier one had asked for. */
function askedFor(momentMs: number): string {
  return `sum ${momentMs % 2}`
}

/** Those of the version that is in force, and of all that are to come. */
function collectedFrom({ collects, momentsMs }: KnownChanges, atMs: number): readonly string[] {
  if (!collects) return []
  const inForceMs = inForceAt(momentsMs(), atMs)
  const names = momentsMs().filter((momentMs) => momentMs >= (inForceMs ?? atMs))
  return [...new Set(names.map(askedFor))].sort()
}

function inForceAt(momentsMs: readonly number[], atMs: number): number | undefined {
  return momentsMs.filter((momentMs) => momentMs <= atMs).at(-1)
}

function changingProcessor(
  inner: AnyTopology['processor'],
  known: KnownChanges,
  { onWake, measured }: Telling,
): Processor<ChangingState, unknown, unknown> {
  const rulesAt = (atMs: number) => known.momentsMs().filter((momentMs) => momentMs <= atMs).length
  const clamped = (timerMs: number | null, asOfMs: number): number | null => {
    const changeMs = known.momentsMs().find((momentMs) => momentMs > asOfMs)
    return timerMs === null || changeMs === undefined ? (timerMs ?? changeMs ?? null) : Math.min(timerMs, changeMs)
  }
  const namesAt = (atMs: number, collected: readonly string[] | undefined) =>
    collectedFrom(known, atMs).filter((name) => collected?.includes(name) ?? true)
  /** What the rules in force ask for; undefined where they ask for nothing. */
  const sumAt = (atMs: number, { sums }: ChangingState): number | undefined => {
    const inForceMs = known.collects ? inForceAt(known.momentsMs(), atMs) : undefined
    return inForceMs === undefined ? undefined : (sums[askedFor(inForceMs)] ?? UNKNOWN_SUM)
  }
  const told = (outputs: readonly unknown[], atMs: number, state: ChangingState): readonly unknown[] => {
    const sum = sumAt(atMs, state)
    return sum === undefined ? outputs : outputs.map((output) => measured(output, sum))
  }
  const isWake = (state: ChangingState | undefined, input: Input<unknown>) =>
    input.kind === 'timer' && state?.ownTimerMs !== input.dueAtMs
  return {
    initialState: (entityId) => ({ inner: inner.initialState(entityId), ownTimerMs: null, sums: {}, chain: 1 }),
    keys: (input) => inner.keys(input),
    reduce(states, input, asOfMs, collected) {
      const rules = rulesAt(asOfMs)
      const names = namesAt(asOfMs, collected)
      const [first] = states
      if (isWake(first, input) && first && input.kind === 'timer') {
        first.chain = (Math.imul(first.chain, 31) + rules) >>> 0
        first.sums = sumsOf(first, names, 0)
        const outputs = told(onWake(input.entityId, first.inner, rules), asOfMs, first)
        return { states, nextTimers: [clamped(first.ownTimerMs, asOfMs)], outputs }
      }
      const reduction = inner.reduce(
        states.map((state) => state.inner),
        input,
        asOfMs,
      )
      const reduced = states.map((state, index) => {
        if (reduction.states[index] === null) return null
        const wanted = reduction.nextTimers[index] ?? null
        state.inner = reduction.states[index]
        state.ownTimerMs = wanted === null ? null : Math.max(wanted, asOfMs + 1)
        state.chain = (Math.imul(state.chain, 31) + rules) >>> 0
        state.sums = sumsOf(state, names, 1)
        return state
      })
      const nextTimers = states.map((state) => clamped(state.ownTimerMs, asOfMs))
      return { states: reduced, nextTimers, outputs: first ? told(reduction.outputs, asOfMs, first) : [] }
    },
  }
}

function sumsOf({ sums }: ChangingState, names: readonly string[], touches: number): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, (sums[name] ?? 0) + touches]))
}

function wrapped(inner: StateCodec<unknown>): StateCodec<ChangingState> {
  return {
    version: inner.version,
    encode: ({ inner: state, ...rest }) =>
      text.encode(JSON.stringify({ inner: fromText.decode(inner.encode(state)), ...rest })),
    decode(bytes, entityId) {
      const stored = JSON.parse(fromText.decode(bytes)) as ChangingState & { readonly inner: string }
      return { ...stored, inner: inner.decode(text.encode(stored.inner), entityId) }
    },
  }
}
