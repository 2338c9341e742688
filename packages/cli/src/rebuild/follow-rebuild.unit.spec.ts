import { describe, expect, test } from '@jest/globals'
import type { CommitBatch, TaskId } from '@tocsin/stream'
import { MemoryStore } from '@tocsin/stream/testing'
import { followRebuild, requestRebuilds } from './follow-rebuild.ts'

const TASKS: readonly TaskId[] = [0, 1].map((partition) => ({ topology: 'customer-risk', partition }))
const [FIRST, SECOND] = TASKS as readonly [TaskId, TaskId]

describe('a rebuild that is asked for', () => {
  test('is followed until every task has switched; a task without states is named', async () => {
    const store = await storeWithTasks()
    const stranger = { topology: 'customer-risk', partition: 9 }
    const { requested, unknown } = await requestRebuilds(store, [...TASKS, stranger])
    expect(requested).toEqual(TASKS.map((task) => ({ task, generation: 0 })))
    expect(unknown).toEqual([stranger])
    // What the owner does meanwhile: one task after the other.
    const service = [
      () => store.beginBuild(FIRST, { owner: 'a', commitNumber: 1 }, 1),
      () => store.commit(FIRST, { owner: 'a', commitNumber: 1 }, batch(1, 1)),
      () => store.beginBuild(SECOND, { owner: 'a', commitNumber: 1 }, 1),
      () => store.commit(SECOND, { owner: 'a', commitNumber: 1 }, batch(1, 1)),
    ]
    const steps: string[] = []
    const outcome = await followRebuild(
      store,
      requested,
      following(steps, async () => service.shift()?.()),
    )
    expect(outcome).toBe('switched')
    expect(steps).toEqual([
      'task 0: waits for its turn',
      'task 1: waits for its turn',
      'task 0: is building generation 1',
      'task 0: switched to generation 1',
      'task 1: is building generation 1',
      'task 1: switched to generation 1',
    ])
  })

  test('is not waited for without end when nobody is at work; a task that moves is waited for', async () => {
    const store = await storeWithTasks()
    const { requested } = await requestRebuilds(store, TASKS)
    let commits = 1
    const busy = async () => {
      if (commits > 50) return
      await store.commit(SECOND, { owner: 'a', commitNumber: commits }, batch(0))
      commits += 1
    }
    expect(await followRebuild(store, requested, following([], busy))).toBe('silent')
    expect(commits).toBe(51)
    expect((await store.readFence(FIRST))?.rebuildRequested).toBe(true)
  })

  test('goes on when the waiting is ended', async () => {
    const store = await storeWithTasks()
    const { requested } = await requestRebuilds(store, TASKS)
    const outcome = await followRebuild(store, requested, { ...following([]), isStopped: () => true })
    expect(outcome).toBe('stopped')
  })
})

/** A look every second, and silence after ten. */
function following(steps: string[], meanwhile: () => Promise<unknown> = async () => undefined) {
  let nowMs = 0
  return {
    now: () => nowMs,
    async pause() {
      nowMs += 1_000
      await meanwhile()
    },
    isStopped: () => false,
    silenceMs: 10_000,
    onStep: (text: string) => void steps.push(text),
  }
}

async function storeWithTasks(): Promise<MemoryStore> {
  const store = new MemoryStore()
  for (const task of TASKS) {
    await store.take(task, 'a')
    await store.commit(task, { owner: 'a', commitNumber: 0 }, batch(0))
  }
  return store
}

function batch(generation: number, buildGeneration?: number): CommitBatch {
  const position = {
    nextOffsets: {},
    taskTimeMs: 0,
    liveTopics: [],
    lastOutboxEntry: 0,
    marksOffset: 0,
    causeHighWater: {},
    closedBeforeMs: 0,
    sourceProgress: {},
    ruleSetVersion: 'r1',
    stateVersion: 1,
    wokenForMs: [],
    collected: [],
    generation,
  }
  const changes = { position, states: new Map(), timers: new Map(), outbox: [], trimThroughEntry: 0 }
  return buildGeneration === undefined ? changes : { ...changes, buildGeneration }
}
