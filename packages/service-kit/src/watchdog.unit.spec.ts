import { describe, expect, test } from '@jest/globals'
import type { TaskStatus } from '@tocsin/stream'
import { taskStatus } from './testing/task-status.ts'
import { createWatchdog } from './watchdog.ts'

const MINUTE = 60_000

/** Looks once a minute at a task that never changes; returns the minute of the first stall, or undefined in an hour. */
function stallsAfterMinutes(status: TaskStatus | ((minute: number) => TaskStatus)): number | undefined {
  let minute = 0
  const watchdog = createWatchdog({
    tasks: () => [typeof status === 'function' ? status(minute) : status],
    now: () => minute * MINUTE,
    limitMs: 5 * MINUTE,
  })
  for (; minute < 60; minute++) if (watchdog.check()) return minute
  return undefined
}

describe('a task that makes no progress', () => {
  test('with unread input stalls when the limit is over, and says which task', () => {
    expect(stallsAfterMinutes(taskStatus({ phase: 'live', lagMs: 1 }))).toBe(5)
    let nowMs = 0
    const tasks = () => [taskStatus({ partition: 3, phase: 'history', lagMs: 9, detail: 'reads' })]
    const watchdog = createWatchdog({ tasks, now: () => nowMs, limitMs: 1000 })
    expect(watchdog.check()).toBeUndefined()
    nowMs = 1000
    expect(watchdog.check()).toEqual({ partition: 3, phase: 'history', silentMs: 1000, detail: 'reads' })
  })

  test('while it is being taken or follows marks stalls as well', () => {
    expect(stallsAfterMinutes(taskStatus({ phase: 'taking' }))).toBe(5)
    expect(stallsAfterMinutes(taskStatus({ phase: 'following' }))).toBe(5)
  })

  test('while it is rebuilt stalls when neither records nor words change; while it waits for its turn, never', () => {
    const read = { nextOffset: 7, endOffset: 90 }
    expect(stallsAfterMinutes(taskStatus({ phase: 'rebuilding', ...read }))).toBe(5)
    const comparing = (minute: number) =>
      taskStatus({ phase: 'rebuilding', ...read, detail: `compares with what was told: ${minute}000` })
    expect(stallsAfterMinutes(comparing)).toBeUndefined()
    expect(stallsAfterMinutes(taskStatus({ phase: 'rebuilding', nextOffset: 0, endOffset: 90 }))).toBeUndefined()
  })

  test('with an outbox that does not shrink stalls', () => {
    expect(stallsAfterMinutes(taskStatus({ phase: 'live', outboxPending: 7 }))).toBe(5)
  })

  test('without input is idle, however long', () => {
    expect(stallsAfterMinutes(taskStatus({ phase: 'live', lagMs: 0 }))).toBeUndefined()
  })

  test('that waits for live, for a dependency or for the operator is left alone', () => {
    expect(stallsAfterMinutes(taskStatus({ phase: 'waiting-for-live', lagMs: 5 }))).toBeUndefined()
    expect(stallsAfterMinutes(taskStatus({ phase: 'backing-off', lagMs: 5 }))).toBeUndefined()
    expect(stallsAfterMinutes(taskStatus({ phase: 'stopped', lagMs: 5 }))).toBeUndefined()
  })
})

describe('a task that makes progress', () => {
  test('by commits, one in four minutes, never stalls', () => {
    const busy = (minute: number) =>
      taskStatus({ phase: 'live', lagMs: 99_000, commitNumber: Math.floor(minute / 4), nextOffset: 0 })
    expect(stallsAfterMinutes(busy)).toBeUndefined()
  })

  test('and then hangs stalls, counted from its last progress', () => {
    const hangs = (minute: number) => taskStatus({ phase: 'live', lagMs: 1, nextOffset: Math.min(minute, 20) })
    expect(stallsAfterMinutes(hangs)).toBe(25)
  })
})
