/** Asking for rebuilds, and watching in the store until each task has switched to the generation that was built. */
import type { StorePort, TaskGlance, TaskId } from '@tocsin/stream'

export interface RequestedRebuild {
  readonly task: TaskId
  /** The live generation when it was asked for. */
  readonly generation: number
}

/** `unknown` are tasks that have never committed anything. */
export async function requestRebuilds(
  store: StorePort,
  tasks: readonly TaskId[],
): Promise<{ readonly requested: readonly RequestedRebuild[]; readonly unknown: readonly TaskId[] }> {
  const requested: RequestedRebuild[] = []
  const unknown: TaskId[] = []
  for (const task of tasks) {
    const generation = (await store.glance(task))?.position?.generation ?? 0
    if ((await store.requestRebuild(task)) === 'requested') requested.push({ task, generation })
    else unknown.push(task)
  }
  return { requested, unknown }
}

export interface Following {
  now(): number
  /** Resolves when it is time to look again. */
  pause(): Promise<unknown>
  isStopped(): boolean
  /** When no task has moved for so long, nobody is at work. */
  readonly silenceMs: number
  onStep(text: string): void
}

export async function followRebuild(
  store: StorePort,
  rebuilds: readonly RequestedRebuild[],
  { now, pause, isStopped, silenceMs, onStep }: Following,
): Promise<'switched' | 'silent' | 'stopped'> {
  const open = new Map(rebuilds.map((rebuild) => [rebuild.task.partition, rebuild]))
  const shown = new Map<number, string>()
  let lastSeen = ''
  let movedAtMs = now()
  for (;;) {
    const seen: string[] = []
    for (const [partition, { task, generation }] of open) {
      const glance = await store.glance(task)
      seen.push(`${partition}|${glance?.owner}|${glance?.commitNumber}|${glance?.buildGeneration}`)
      const live = glance?.position?.generation ?? 0
      const step = live > generation ? `switched to generation ${live}` : stepOf(glance)
      if (shown.get(partition) !== step) onStep(`task ${partition}: ${step}`)
      shown.set(partition, step)
      if (live > generation) open.delete(partition)
    }
    if (open.size === 0) return 'switched'
    if (seen.join() !== lastSeen) movedAtMs = now()
    lastSeen = seen.join()
    if (now() - movedAtMs >= silenceMs) return 'silent'
    if (isStopped()) return 'stopped'
    await pause()
  }
}

function stepOf(glance: TaskGlance | undefined): string {
  if (glance?.buildGeneration !== undefined) return `is building generation ${glance.buildGeneration}`
  return 'waits for its turn'
}
