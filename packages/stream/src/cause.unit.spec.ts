import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Cause, causeLine, compareCauses, decodeCause, encodeCause } from './cause.ts'

const task = fc.record({ topology: fc.constantFrom('customer-risk', 'w1'), partition: fc.nat(64) })
const cause: fc.Arbitrary<Cause> = fc.oneof(
  fc.record({
    kind: fc.constant('record'),
    task,
    ordinal: fc.nat(9),
    topic: fc.constantFrom('a', 'b|c'),
    offset: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('timer'),
    task,
    ordinal: fc.nat(9),
    dueAtMs: fc.nat(),
    entityId: fc.string({ unit: 'grapheme' }),
  }),
  fc.record({ kind: fc.constant('generation'), task, ordinal: fc.nat(9), generation: fc.nat(), entityId: fc.string() }),
) as fc.Arbitrary<Cause>

describe('causes', () => {
  test('come back from a header as they were written, whatever the entity is called', () => {
    fc.assert(fc.property(cause, (written) => expect(decodeCause(encodeCause(written))).toEqual(written)))
  })

  test('a header that is no cause is told from one', () => {
    for (const text of ['', 'record', 'record|x|y|0|1|t', 'other|x|1|0|1|t']) expect(decodeCause(text)).toBeUndefined()
  })

  test('of one line rise with offset, then ordinal; timers with due moment, entity, ordinal', () => {
    const of = (offset: number, ordinal: number): Cause => ({
      kind: 'record',
      task: { topology: 't', partition: 1 },
      topic: 'a',
      offset,
      ordinal,
    })
    expect(compareCauses(of(7, 1), of(8, 0))).toBeLessThan(0)
    expect(compareCauses(of(8, 1), of(8, 0))).toBeGreaterThan(0)
    const timer = (dueAtMs: number, entityId: string): Cause => ({
      kind: 'timer',
      task: { topology: 't', partition: 1 },
      dueAtMs,
      entityId,
      ordinal: 0,
    })
    expect(compareCauses(timer(5, 'z'), timer(6, 'a'))).toBeLessThan(0)
    expect(compareCauses(timer(5, 'a'), timer(5, 'b'))).toBeLessThan(0)
    expect(causeLine(of(1, 0))).not.toBe(causeLine(timer(1, 'a')))
    expect(() => compareCauses(of(1, 0), timer(1, 'a'))).toThrow('different lines')
  })
})
