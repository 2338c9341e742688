import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { NEVER, type Timed, Timers } from './timers.ts'

interface Fired {
  readonly entityId: string
  readonly dueAtMs: number
}

/** Which entity gets which timer. */
interface Setting {
  readonly entity: number
  readonly dueAtMs: number
}

type Step = Setting | { readonly throughMs: number }

/** What a driver of timers does: sets them, and lets them fire; each that fires sets what is told next of `onFire`. */
interface Story {
  readonly steps: readonly Step[]
  readonly onFire: readonly (readonly Setting[])[]
}

const ENTITIES = ['b', 'a', 'ba', 'B', 'c', '7'] as const

describe('timers', () => {
  test('fire the earliest first, equal moments by entity id', () => {
    expect(
      played(story([set('c', 5), set('b', 5), set('a', 9), set('7', 5), { throughMs: 8 }, { throughMs: 9 }])),
    ).toEqual(['7 at 5', 'b at 5', 'c at 5', 'a at 9'])
  })

  test('that were moved fire once, where they were moved to', () => {
    const moved = [set('a', 5), set('a', 7), set('b', 7), set('b', 5), set('b', 7), set('c', 5), set('c', NEVER)]
    expect(played(story([...moved, { throughMs: 9 }]))).toEqual(['a at 7', 'b at 7'])
  })

  test('that are set while others fire take their place among them', () => {
    const steps = [set('a', 5), set('c', 5), set('ba', 6), { throughMs: 9 }]
    expect(played(story(steps, [[set('b', 5), set('7', 3)], [], [], [set('B', 5)]]))).toEqual([
      'a at 5',
      '7 at 3',
      'b at 5',
      'c at 5',
      'B at 5',
      'ba at 6',
    ])
  })

  // So many are set between two times at which they fire: where it is many, what was moved is dropped on the way.
  test.each([4, 60])('fire as they would if all were looked through each time, after %i settings', (settings) => {
    const setting = fc.record({
      entity: fc.nat(ENTITIES.length - 1),
      dueAtMs: fc.oneof({ weight: 9, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: fc.constant(NEVER) }),
    })
    const step = fc.oneof(
      { weight: settings, arbitrary: setting },
      { weight: 1, arbitrary: fc.record({ throughMs: fc.nat(12) }) },
    )
    const told = fc.record({
      steps: fc.array(step, { maxLength: 160, size: 'max' }),
      onFire: fc.array(fc.array(setting, { maxLength: 3 }), { maxLength: 30, size: 'max' }),
    })
    fc.assert(fc.property(told, (each) => expect(played(each)).toEqual(lookedThrough(each))))
  })
})

function set(entityId: (typeof ENTITIES)[number], dueAtMs: number): Setting {
  return { entity: ENTITIES.indexOf(entityId), dueAtMs }
}

function story(steps: readonly Step[], onFire: Story['onFire'] = []): Story {
  return { steps, onFire }
}

function played({ steps, onFire }: Story): string[] {
  const timers = new Timers<Timed>()
  const owners = ENTITIES.map((entityId): Timed => ({ entityId, dueAtMs: NEVER }))
  const apply = ({ entity, dueAtMs }: Setting) => timers.set(owners[entity] as Timed, dueAtMs)
  const fired: Fired[] = []
  const fire = ({ entityId }: Timed, dueAtMs: number) => {
    for (const setting of onFire[fired.length] ?? []) apply(setting)
    fired.push({ entityId, dueAtMs })
  }
  for (const step of steps) {
    if ('throughMs' in step) timers.fireThrough(step.throughMs, fire)
    else apply(step)
  }
  return fired.map(told)
}

/** The oracle. */
function lookedThrough({ steps, onFire }: Story): string[] {
  const due = new Map<string, number>()
  const apply = ({ entity, dueAtMs }: Setting) => due.set(ENTITIES[entity] as string, dueAtMs)
  const fired: Fired[] = []
  for (const step of steps) {
    if (!('throughMs' in step)) {
      apply(step)
      continue
    }
    for (;;) {
      const [first] = [...due]
        .filter(([, dueAtMs]) => dueAtMs <= step.throughMs)
        .sort(([one, left], [other, right]) => left - right || (one < other ? -1 : 1))
      if (first === undefined) break
      const [entityId, dueAtMs] = first
      due.delete(entityId)
      for (const setting of onFire[fired.length] ?? []) apply(setting)
      fired.push({ entityId, dueAtMs })
    }
  }
  return fired.map(told)
}

function told({ entityId, dueAtMs }: Fired): string {
  return `${entityId} at ${dueAtMs}`
}
