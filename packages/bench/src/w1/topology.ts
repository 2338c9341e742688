/** W1 as a topology: four inputs, one state for each customer, alerts as JSON. */
import { type EncodedOutput, jsonMarkCodec, type Topology } from '@tocsin/stream'
import {
  applyW1Event,
  DAY_MS,
  decodeW1State,
  encodeW1State,
  type IndicatorChange,
  initialW1State,
  type W1State,
} from './customer-state.ts'
import { decodeW1, W1_KINDS, type W1Event } from './wire.ts'

export type Density = 'dense' | 'sparse'

export interface W1Names {
  /** Topics are `<prefix>.orders` and so on. */
  readonly prefix: string
  readonly alertsTopic: string
  readonly marksTopic: string
}

export interface W1Alert extends IndicatorChange {
  readonly customerId: string
  readonly eventId: string
  readonly at: number
}

/** Time between two changes of an indicator below which the sparse rule stays silent. */
export const SPARSE_DAYS = 25

const INDICATOR_ACTIONS = { timers: [null] as const, none: [] as const }

export function w1Topology(names: W1Names, density: Density): Topology<W1State, W1Event, W1Alert> {
  const quietMs = density === 'sparse' ? SPARSE_DAYS * DAY_MS : 0
  return {
    name: 'w1',
    inputs: W1_KINDS.map((kind) => ({ topic: `${names.prefix}.${kind}` })),
    outputTopics: [names.alertsTopic],
    marks: { topic: names.marksTopic, codec: jsonMarkCodec },
    // W1's producer puts a customer on the partition of its number, whatever its key's hash.
    partitioner: 'unchecked',
    decoder: { prepare: () => undefined, decode: decodeW1 },
    stateCodec: { version: 1, encode: encodeW1State, decode: decodeW1State },
    processor: {
      initialState: initialW1State,
      keys: (input) => [input.kind === 'timer' ? input.entityId : input.key],
      reduce(states, input) {
        if (input.kind === 'timer') throw new Error('W1 sets no timers')
        const { event, key } = input
        const changes = applyW1Event(states[0] as W1State, event, quietMs)
        const outputs =
          changes.length === 0
            ? INDICATOR_ACTIONS.none
            : changes.map((change) => ({ ...change, customerId: key, eventId: event.eventId, at: event.at }))
        return { states, nextTimers: INDICATOR_ACTIONS.timers, outputs }
      },
    },
    encodeOutput: (alert) => encodeAlert(alert, names.alertsTopic),
    ruleSetVersion: `w1-${density}`,
  }
}

function encodeAlert(alert: W1Alert, topic: string): EncodedOutput {
  const { customerId, indicator, eventId, isBreach, value, at } = alert
  const text =
    `{"id":"${customerId}-${indicator}-${eventId}","customerId":"${customerId}","kri":${indicator},` +
    `"state":"${isBreach ? 'breach' : 'ok'}","value":${value},"occurredAt":${at}}`
  return { topic, key: customerId, value: Buffer.from(text, 'latin1') }
}
