import { describe, expect, test } from '@jest/globals'
import { TaskTimers } from './timers.ts'

const timer = (entityId: string, dueAtMs: number) => ({ entityId, dueAtMs })

function fireAll(timers: TaskTimers, throughMs: number): string[] {
  const fired: string[] = []
  for (;;) {
    const next = timers.next(throughMs)
    if (next.kind !== 'due') return fired
    fired.push(`${next.timer.entityId}@${next.timer.dueAtMs}`)
    timers.set(next.timer.entityId, null)
  }
}

describe('the timers of a task', () => {
  test('fire by due moment, equal ones by entity id', () => {
    const timers = new TaskTimers([timer('b', 5), timer('a', 7), timer('c', 5)], 10)
    timers.set('aa', 5)
    expect(fireAll(timers, 6)).toEqual(['aa@5', 'b@5', 'c@5'])
    expect(fireAll(timers, 7)).toEqual(['a@7'])
  })

  test('an entity has one timer: setting it again moves it, setting none removes it', () => {
    const timers = new TaskTimers([timer('a', 5), timer('b', 6)], 10)
    timers.set('a', 9)
    timers.set('b', null)
    expect(timers.nextDueAtMs()).toBe(9)
    timers.set('a', 4)
    expect(fireAll(timers, 100)).toEqual(['a@4'])
  })

  test('beyond what was loaded, the store has to be asked first', () => {
    const timers = new TaskTimers([timer('a', 1), timer('b', 2)], 2)
    timers.set('later', 50)
    expect(fireAll(timers, 40)).toEqual(['a@1', 'b@2'])
    expect(timers.next(40)).toEqual({ kind: 'refill' })
    expect(timers.completeBelowMs).toBe(3)
    timers.refill([timer('later', 50)])
    expect(timers.next(49)).toEqual({ kind: 'none' })
    expect(fireAll(timers, 50)).toEqual(['later@50'])
  })

  test('memory stays bounded: the latest are forgotten, and asked for again when their time comes', () => {
    const timers = new TaskTimers([], 10)
    for (let due = 1; due <= 1_000; due += 1) timers.set(`e${due}`, due)
    expect(timers.due(Number.POSITIVE_INFINITY, 10_000).length).toBeLessThanOrEqual(20)
    expect(fireAll(timers, 5)).toEqual(['e1@1', 'e2@2', 'e3@3', 'e4@4', 'e5@5'])
    expect(timers.next(1_000).kind).not.toBe('none')
  })

  test('those that are due can be asked for, the next ones first', () => {
    const timers = new TaskTimers([timer('a', 3), timer('b', 1), timer('c', 2)], 10)
    expect(timers.due(2, 10)).toEqual([timer('b', 1), timer('c', 2)])
    expect(timers.due(3, 1)).toEqual([timer('b', 1)])
  })

  test('of very many due at one midnight, those come that fire next, so that a batch is full of them', () => {
    const entityIds = Array.from({ length: 1_000 }, (_, index) => `customer-${String(index).padStart(4, '0')}`)
    const timers = new TaskTimers(
      entityIds.map((entityId) => timer(entityId, 5)),
      10_000,
    )
    timers.set('customer-0000', null)
    expect(timers.due(5, 400).map(({ entityId }) => entityId)).toEqual(entityIds.slice(1, 401))
  })
})
