/**
 * A candidate rule set beside the live one: the same facts, its own states, and alerts that nobody is told of. What it
 * would have told can be read on a topic of its own, and held against what was told.
 */
import type { AlertEvent } from '@tocsin/events'
import type { AnyTopology, EncodedOutput, EventDecoder, LogRecord, Processor, Topology } from '@tocsin/stream'
import { ALERTS_TOPIC } from './customer-risk/topology.ts'

export const SHADOW_ALERTS_TOPIC = 'risk.shadow-alerts'

/** Where the commit log of a shadow goes, for topologies that have one. */
export function shadowMarksTopic(topology: string): string {
  return `risk.${topology}-shadow.marks`
}

/** Reads a shadow's alerts: their schemas are those of `risk.alerts`, and so is what they have to be. */
export function shadowAlertDecoder(alerts: EventDecoder<AlertEvent>): EventDecoder<AlertEvent> {
  const asTold = (record: LogRecord): LogRecord => ({ ...record, topic: ALERTS_TOPIC })
  return {
    prepare: (records) => alerts.prepare(records.map(asTold)),
    decode: (record) => alerts.decode(asTold(record)),
  }
}

/**
 * The topology as a shadow of itself: its alerts go to `risk.shadow-alerts`; facts, scores, progress and dead letters are
 * left to the live one.
 * @param alerts reads alerts back, for when states are built anew
 */
export function shadowOf<State, Event, Output>(
  topology: Topology<State, Event, Output>,
  alerts: EventDecoder<AlertEvent>,
): AnyTopology {
  const { progress: _, marks, reconciliation, ...live } = topology
  const name = `${topology.name}-shadow`
  return {
    ...live,
    name,
    outputTopics: [SHADOW_ALERTS_TOPIC],
    ...(marks && { marks: { ...marks, topic: shadowMarksTopic(topology.name) } }),
    tellsRefusals: false,
    processor: alertsAlone(topology.processor),
    encodeOutput(output: Output, asOfMs: number): EncodedOutput {
      const { headers, ...encoded } = topology.encodeOutput(output, asOfMs)
      return { ...encoded, topic: SHADOW_ALERTS_TOPIC, headers: { ...headers, ce_source: name } }
    },
    ...(reconciliation && { reconciliation: { ...reconciliation, decoder: shadowAlertDecoder(alerts) } }),
  } as AnyTopology
}

function alertsAlone<State, Event, Output>(
  processor: Processor<State, Event, Output>,
): Processor<State, Event, Output> {
  return {
    initialState: (entityId) => processor.initialState(entityId),
    keys: (input) => processor.keys(input),
    reduce(states, input, asOfMs, collected) {
      const reduction = processor.reduce(states, input, asOfMs, collected)
      return { ...reduction, outputs: reduction.outputs.filter(isAlert) }
    },
  }
}

function isAlert(output: unknown): boolean {
  return typeof output === 'object' && output !== null && 'alertId' in output
}
