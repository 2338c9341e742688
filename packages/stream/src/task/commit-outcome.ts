/** What became of a commit whose answer did not arrive: looked up in the store, never found out by repeating it. */
import { RetryableError } from '../errors.ts'
import type { Fence } from '../ports.ts'
import type { Holder } from './hold.ts'
import { Released, TakeAgain } from './leave.ts'
import type { TaskSurroundings } from './take.ts'

/**
 * Returns when the commit is known to have happened.
 * @param fence as it was before the commit
 * @throws TakeAgain when it has not happened (yet): a new owner token makes sure that it never will
 */
export async function demandCommitted(surroundings: TaskSurroundings, holder: Holder, fence: Fence): Promise<void> {
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
