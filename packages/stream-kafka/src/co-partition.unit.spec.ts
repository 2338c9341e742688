import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type GroupMember, sharePartitions } from './co-partition.ts'

const members = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((memberId) =>
        fc
          .array(fc.integer({ min: -1, max: 40 }), { maxLength: 20 })
          .map((owned): GroupMember => ({ memberId, owned })),
      ),
    ),
  )

describe('the share-out of partitions', () => {
  test('every partition goes to one member, and shares differ by one at most', () => {
    fc.assert(
      fc.property(members, fc.nat({ max: 32 }), (group, partitionCount) => {
        const shares = [...sharePartitions(group, partitionCount).values()]
        expect(shares.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: partitionCount }, (_, index) => index))
        const sizes = shares.map((share) => share.length)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('the order of the members does not matter', () => {
    fc.assert(
      fc.property(members, fc.nat({ max: 32 }), (group, partitionCount) => {
        const reversed = sharePartitions([...group].reverse(), partitionCount)
        expect(new Map([...reversed].sort())).toEqual(new Map([...sharePartitions(group, partitionCount)].sort()))
      }),
    )
  })

  test('nothing moves when nothing has changed', () => {
    fc.assert(
      fc.property(members, fc.nat({ max: 32 }), (group, partitionCount) => {
        const first = sharePartitions(group, partitionCount)
        const again = [...first].map(([memberId, owned]) => ({ memberId, owned }))
        expect(sharePartitions(again, partitionCount)).toEqual(first)
      }),
    )
  })

  test('a third member takes only what is above the others shares', () => {
    const shares = sharePartitions(
      [
        { memberId: 'b', owned: [0, 2, 4, 6] },
        { memberId: 'c', owned: [1, 3, 5, 7] },
        { memberId: 'a', owned: [] },
      ],
      8,
    )
    expect(Object.fromEntries(shares)).toEqual({ a: [6, 7], b: [0, 2, 4], c: [1, 3, 5] })
  })

  test('the partitions of a member that left go to those that stayed', () => {
    const shares = sharePartitions([{ memberId: 'b', owned: [0, 2] }], 4)
    expect(Object.fromEntries(shares)).toEqual({ b: [0, 1, 2, 3] })
  })
})
