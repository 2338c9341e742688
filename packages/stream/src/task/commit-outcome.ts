/** What became of a commit whose answer did not arrive: looked up in the store, never found out by repeating it. */
import { RetryableError } from '../errors.ts'
import type { FenceProbe } from '../instrumentation.ts'
import type { CommitBatch, Fence } from '../ports.ts'
import type { Holder } from './hold.ts'
import { Released, TakeAgain } from './leave.ts'
import type { TaskSurroundings } from './take.ts'

/**
 * Commits; returns when that is known to have happened.
 * @throws TakeAgain when it is known not to have happened, or never to happen
 */
export async function commitOrLeave(
  surroundings: TaskSurroundings,
  holder: Holder,
  fence: Fence,
  batch: CommitBatch,
): Promise<void> {
  try {
    const outcome = await surroundings.store.commit(holder.id, fence, batch)
    if (outcome !== 'committed') leaveLost(surroundings, holder, outcome, 'commit')
  } catch (error) {
    if (!(error instanceof RetryableError)) throw error
    // Looked up, never repeated.
    holder.enter('backing-off', `commit of unknown outcome: ${error.message}`)
    await demandCommitted(surroundings, holder, fence)
  }
}

/** The task, or what the store held of it, is not what this owner has seen last. */
export function leaveLost(
  { emit }: TaskSurroundings,
  holder: Holder,
  outcome: 'fenced' | 'stale',
  noticedBy: FenceProbe,
): never {
  const type = outcome === 'fenced' ? 'CommitFenced' : 'CommitStale'
  emit({ type, task: holder.id, noticedBy })
  throw new TakeAgain(outcome, outcome === 'fenced')
}

/**
 * What applying a batch threw is a fault of the program, unless the states it was given are another owner's by now: a
 * program of another version may have written them in a form that this one cannot read. Nothing could come of that
 * batch anyhow.
 * @throws TakeAgain when the task is not this owner's any more, else the error
 */
export async function throwAsOwner(
  surroundings: TaskSurroundings,
  holder: Holder,
  fence: Fence,
  error: unknown,
): Promise<never> {
  const stored = await surroundings.store.readFence(holder.id)
  if (stored !== undefined && stored.owner !== fence.owner) leaveLost(surroundings, holder, 'fenced', 'look')
  if (stored?.commitNumber !== fence.commitNumber) leaveLost(surroundings, holder, 'stale', 'look')
  throw error
}

/**
 * Returns when the commit is known to have happened.
 * @param fence as it was before the commit
 * @throws TakeAgain when it has not happened (yet): a new owner token makes sure that it never will
 */
async function demandCommitted(surroundings: TaskSurroundings, holder: Holder, fence: Fence): Promise<void> {
  const stored = await readFenceStubbornly(surroundings, holder)
  const isOurs = stored?.owner === fence.owner
  const isDone = isOurs && stored.commitNumber === fence.commitNumber + 1
  const resolvedAs = isDone ? 'committed' : isOurs ? 'not-committed' : 'lost-ownership'
  surroundings.emit({ type: 'CommitOutcomeUnknown', task: holder.id, resolvedAs })
  if (!isDone) throw new TakeAgain('the outcome of a commit was unknown', !isOurs)
}

async function readFenceStubbornly({ store, options }: TaskSurroundings, holder: Holder): Promise<Fence | undefined> {
  for (let waitMs = options.minBackoffMs; ; waitMs = Math.min(waitMs * 2, options.maxBackoffMs)) {
    try {
      return await store.readFence(holder.id)
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error
      await holder.rest(waitMs)
      if (holder.isReleased) throw new Released()
    }
  }
}
