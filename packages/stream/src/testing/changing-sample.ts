/**
 * The sample topologies under rules that change: every input is reduced by the rules of its moment, every entity is
 * looked at when they change, and each change asks for something more to be collected of all inputs. What a process does
 * not know yet, it cannot go by.
 */
import type { AnyTopology, Input, Processor, StateCodec } from '../index.ts'
import { firstHopTopology, secondHopTopology } from './sample-hop.ts'
import type { SampleOutput, SampleState } from './sample-topology.ts'

/** What is known of changes, at the moment of asking. */
export interface KnownChanges {
  /** In order. */
  momentsMs(): readonly number[]
  knownThroughMs(): number
  /** True when each change asks for something more to be collected. */
  readonly collects: boolean
}

interface ChangingState {
  inner: unknown
  /** When the entity itself wants to be looked at. */
  ownTimerMs: number | null
  /** How often it was touched, by what is collected. */
  readonly sums: Record<string, number>
  /** Hash chain over the rules that were in force at each input. */
  chain: number
}

const text = new TextEncoder()
const fromText = new TextDecoder()

export function changingTopologies(known: KnownChanges): readonly [AnyTopology, AnyTopology] {
  const onWake = (entityId: string, inner: unknown, rules: number): SampleOutput[] => {
    return [{ entityId, inputs: (inner as SampleState).inputs, chain: rules }]
  }
  return [changing(firstHopTopology, known, onWake), changing(secondHopTopology, known, () => [])]
}

type OnWake = (entityId: string, inner: unknown, rules: number) => readonly unknown[]

function changing(topology: AnyTopology, known: KnownChanges, onWake: OnWake): AnyTopology {
  const momentsAfter = (afterMs: number) => known.momentsMs().filter((momentMs) => momentMs > afterMs)
  const collected = () => (known.collects ? known.momentsMs() : []).map((momentMs) => `since ${momentMs}`)
  const { reconciliation } = topology
  return {
    ...topology,
    processor: changingProcessor(topology.processor, known, collected, onWake),
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
    changes: { momentsAfter, knownThroughMs: known.knownThroughMs, concerns: () => true, collected },
  } as AnyTopology
}

function changingProcessor(
  inner: AnyTopology['processor'],
  known: KnownChanges,
  collected: () => readonly string[],
  onWake: OnWake,
): Processor<ChangingState, unknown, unknown> {
  const rulesAt = (atMs: number) => known.momentsMs().filter((momentMs) => momentMs <= atMs).length
  const clamped = (timerMs: number | null, asOfMs: number): number | null => {
    const changeMs = known.momentsMs().find((momentMs) => momentMs > asOfMs)
    return timerMs === null || changeMs === undefined ? (timerMs ?? changeMs ?? null) : Math.min(timerMs, changeMs)
  }
  const isWake = (state: ChangingState | undefined, input: Input<unknown>) =>
    input.kind === 'timer' && state?.ownTimerMs !== input.dueAtMs
  return {
    initialState: (entityId) => ({ inner: inner.initialState(entityId), ownTimerMs: null, sums: {}, chain: 1 }),
    keys: (input) => inner.keys(input),
    reduce(states, input, asOfMs) {
      const rules = rulesAt(asOfMs)
      const [first] = states
      if (isWake(first, input) && first && input.kind === 'timer') {
        first.chain = (Math.imul(first.chain, 31) + rules) >>> 0
        const outputs = onWake(input.entityId, first.inner, rules)
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
        for (const name of collected()) state.sums[name] = (state.sums[name] ?? 0) + 1
        return state
      })
      const nextTimers = states.map((state) => clamped(state.ownTimerMs, asOfMs))
      return { states: reduced, nextTimers, outputs: reduction.outputs }
    },
  }
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
