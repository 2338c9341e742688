import { expect, test } from '@jest/globals'
import { isAbove, jsonMarkCodec } from './mark.ts'

const at = (taskTimeMs: number, ...nextOffsets: number[]) => ({ nextOffsets, taskTimeMs })

test('a mark is above a position when nothing is smaller and something is greater', () => {
  expect(isAbove(at(10, 3, 4), at(10, 3, 3))).toBe(true)
  expect(isAbove(at(11, 3, 3), at(10, 3, 3))).toBe(true)
  expect(isAbove(at(10, 3, 3), at(10, 3, 3))).toBe(false)
  expect(isAbove(at(11, 2, 9), at(10, 3, 3))).toBe(false)
  expect(isAbove(at(9, 9, 9), at(10, 3, 3))).toBe(false)
})

test('a mark survives its codec', () => {
  expect(jsonMarkCodec.decode(jsonMarkCodec.encode(at(7, 1, 2)))).toEqual(at(7, 1, 2))
})
