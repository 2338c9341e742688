import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { sha256Hex } from './sha256.ts'

describe('sha256Hex', () => {
  test('gives the published digests of FIPS 180-4', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(sha256Hex('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe(
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    )
  })

  test('agrees with the platform for every length around the block border, Chinese text included', () => {
    for (let length = 0; length <= 130; length++) {
      const text = '险'.repeat(length % 7) + 'x'.repeat(length)
      expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'))
    }
  })

  test('keeps nothing of a long text for a short one after it', () => {
    for (const text of ['险'.repeat(5_000), 'x', '险'.repeat(300), '']) {
      expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'))
    }
  })
})
