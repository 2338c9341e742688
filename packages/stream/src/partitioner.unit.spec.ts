import { expect, test } from '@jest/globals'
import { partitionOf } from './partitioner.ts'

/** Hashes that Kafka's own test of Utils#murmur2 expects. */
const KNOWN_HASHES: readonly (readonly [string, number])[] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
]

test.each(KNOWN_HASHES)('the key %s lies where a Java client puts it', (key, hash) => {
  const wholeRange = 0x80000000
  expect(partitionOf(new TextEncoder().encode(key), wholeRange)).toBe(hash & 0x7fffffff)
})
