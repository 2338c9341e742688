/** The sample topologies as a later program has them: states of another form, by the same rules or by others. */
import type { AnyTopology, StateCodec, Topology } from '../index.ts'
import { firstHopTopology, secondHopTopology } from './sample-hop.ts'

const FORM = 2
const text = new TextEncoder()
const fromText = new TextDecoder()

export const laterFirstHop = { ...firstHopTopology, stateCodec: laterForm(firstHopTopology) }
const laterSecondHop = { ...secondHopTopology, stateCodec: laterForm(secondHopTopology) }

/** Every hash chain begins otherwise, and with it what is put out, when, and which timers are set. */
export const otherFirstHop = {
  ...laterFirstHop,
  ruleSetVersion: 'sample-2',
  processor: {
    ...laterFirstHop.processor,
    initialState: () => ({ inputs: 0, chain: 7, timerMs: null, rearms: 0 }),
  },
}

/** Refuses what an earlier program wrote: decoding it would be a fault of the runtime. */
function laterForm<State, Event, Output>({ stateCodec }: Topology<State, Event, Output>): StateCodec<State> {
  return {
    version: stateCodec.version + 1,
    encode: (state) => text.encode(JSON.stringify({ form: FORM, state: fromText.decode(stateCodec.encode(state)) })),
    decode: (bytes, entityId) => {
      const stored = JSON.parse(fromText.decode(bytes)) as { form?: number; state: string }
      if (stored.form !== FORM) throw new Error(`the state of ${entityId} is of an earlier form`)
      return stateCodec.decode(text.encode(stored.state), entityId)
    },
  }
}

/** What the processes of a run become, by the name of their topology. */
export function laterTopologies(rules: 'same-rules' | 'other-rules'): readonly AnyTopology[] {
  return rules === 'same-rules' ? [laterFirstHop, laterSecondHop] : [otherFirstHop]
}
