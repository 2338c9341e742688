/** What a planned batch needs before it can be applied: schemas, decoded records, states. */
import type { LogRecord, TaskId } from '../contract.ts'
import type { TaskPosition } from '../ports.ts'
import { leastProgress } from '../second-hop.ts'
import { type DecodedRecord, decodeRecord } from './decode-record.ts'
import type { Plan } from './plan.ts'
import type { TaskSurroundings } from './take.ts'
import type { TaskTimers } from './timers.ts'

export interface GatheredBatch {
  /** In the order of `plan.steps`; undefined for steps without content. */
  readonly decoded: readonly (DecodedRecord | undefined)[]
  /** Sealed states of the entities that were asked for; undefined where the store has none. */
  readonly states: ReadonlyMap<string, Uint8Array | undefined>
}

/**
 * @param position where the batch begins
 * @param generation whose states it works on
 * @param clockMs timers due by this moment will fire too
 */
export async function gatherBatch(
  surroundings: TaskSurroundings,
  task: TaskId,
  plan: Plan,
  timers: TaskTimers,
  position: TaskPosition,
  generation: number,
  clockMs: number | undefined,
): Promise<GatheredBatch> {
  await prepare(surroundings, plan)
  const decoded = decode(surroundings, plan)
  const { topology, store, options } = surroundings
  const entityIds = new Set<string>()
  for (const record of decoded) if (record?.kind === 'valid') for (const key of record.keys) entityIds.add(key)
  const throughMs = Math.max(clockMs ?? Number.NEGATIVE_INFINITY, latestTimeOf(surroundings, plan, decoded, position))
  for (const timer of timers.due(throughMs, options.maxBatchInputs)) {
    for (const key of topology.processor.keys({ kind: 'timer', ...timer })) entityIds.add(key)
  }
  const ids = [...entityIds]
  const states = ids.length === 0 ? [] : await store.loadStates(task, ids, generation)
  return { decoded, states: new Map(ids.map((entityId, index) => [entityId, states[index]])) }
}

async function prepare({ topology }: TaskSurroundings, plan: Plan): Promise<void> {
  const records: LogRecord[] = []
  for (const step of plan.steps) if (step.kind === 'record') records.push(step.record)
  const preparing = topology.decoder.prepare(records)
  if (preparing) await preparing
}

function decode({ topology, log }: TaskSurroundings, plan: Plan): (DecodedRecord | undefined)[] {
  const partitionCount = log.partitionCount()
  return plan.steps.map((step) =>
    step.kind === 'record'
      ? decodeRecord(topology, topology.inputs[step.queue.index]!, step.record, partitionCount)
      : undefined,
  )
}

/** How far time can come in the batch: timers due by then may fire in it. */
function latestTimeOf(
  { topology, log }: TaskSurroundings,
  plan: Plan,
  decoded: readonly (DecodedRecord | undefined)[],
  position: TaskPosition,
): number {
  if (plan.steps.length === 0) return Number.NEGATIVE_INFINITY
  let latestMs = position.taskTimeMs
  const sourceProgress: Record<string, number> = { ...position.sourceProgress }
  for (const [index, step] of plan.steps.entries()) {
    const told = decoded[index]
    if (told?.kind === 'progress') {
      const { partition } = told.cause.task
      // Among them may be repeats of what was told long ago.
      sourceProgress[partition] = Math.max(sourceProgress[partition] ?? 0, told.closedBeforeMs)
    }
    if (step.kind === 'mark') latestMs = Math.max(latestMs, step.mark.taskTimeMs)
    else if (topology.progressOf === undefined && step.kind !== 'refused') {
      latestMs = Math.max(latestMs, step.record.timestampMs)
    }
  }
  if (topology.progressOf === undefined) return latestMs
  return Math.max(latestMs, leastProgress(sourceProgress, log.partitionCount()))
}
