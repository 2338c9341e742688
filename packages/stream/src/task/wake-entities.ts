/**
 * Looks at every entity at a moment at which rules change: whatever its timer says, it is due then at the latest.
 *
 * W1. A timer that was set before the moment was known is moved to it, one that lies before it stays. So every timer is
 *     as if the moment had always been known, which is how a replay finds it.
 * W2. Before task time may reach the moment, all have been moved, and the position says so: a process that ends half way
 *     leaves it to the next one, for which moving them again changes nothing.
 * W3. Whoever knows of fewer moments than the position names would set timers beyond them: it waits until it knows.
 * W4. Nothing is applied in between, so these commits need no marks.
 */
import type { AnyTopology, TaskId } from '../contract.ts'
import type { CommitBatch, TaskPosition } from '../ports.ts'
import { openState, sealState } from './state-envelope.ts'
import type { TaskSurroundings } from './take.ts'
import type { TaskTimers } from './timers.ts'

/** Whether everything is known that has to be for going on from a position. */
export function areChangesKnown({ changes }: AnyTopology, position: TaskPosition, nowMs: number): boolean {
  if (changes === undefined) return true
  const known = changes.momentsAfter(position.taskTimeMs)
  const areNamedKnown = position.wokenForMs.every((momentMs) => known.includes(momentMs))
  return areNamedKnown && changes.knownThroughMs() >= nowMs
}

export interface WakeRequest {
  readonly task: TaskId
  readonly position: TaskPosition
  /** Beyond task time. */
  readonly momentMs: number
  readonly timers: TaskTimers
  readonly publishedThrough: number
  /** Resolves when the store has it. */
  commit(batch: CommitBatch): Promise<void>
}

/** Returns how many timers were moved. */
export async function wakeEntities(surroundings: TaskSurroundings, request: WakeRequest): Promise<number> {
  const { topology, store, options } = surroundings
  const { task, position, momentMs, timers, publishedThrough, commit } = request
  let states = new Map<string, Uint8Array | null>()
  let moved = 0
  const write = async (reached: TaskPosition): Promise<void> => {
    const woken = new Map([...states.keys()].map((entityId) => [entityId, momentMs] as const))
    const unchanged = { outbox: [], trimThroughEntry: publishedThrough }
    await commit({ position: reached, states, timers: woken, ...unchanged })
    for (const entityId of states.keys()) timers.set(entityId, momentMs)
    moved += states.size
    states = new Map()
  }
  for await (const { entityId, bytes } of store.scanStates(task)) {
    if (topology.changes?.concerns(entityId) !== true) continue
    const { timerDueAtMs, stateBytes } = openState(bytes)
    if (timerDueAtMs !== null && timerDueAtMs <= momentMs) continue
    states.set(entityId, sealState(stateBytes, momentMs))
    if (states.size >= options.maxBatchInputs) await write(position)
  }
  const wokenForMs = [...position.wokenForMs, momentMs].sort((left, right) => left - right)
  await write({ ...position, wokenForMs })
  return moved
}
