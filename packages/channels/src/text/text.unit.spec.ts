import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isolated, manyLines, oneLine } from './clean.ts'
import { cutTo, jsonBytes, utf8Bytes } from './cut.ts'
import { largestFitting } from './fit.ts'
import { idToken } from './id-token.ts'
import { createRedact } from './redact.ts'

describe('cutting', () => {
  it('counts bytes, not characters: three a Chinese one', () => {
    expect(cutTo('预警系统', 12, utf8Bytes)).toBe('预警系统')
    expect(cutTo('预警系统', 11, utf8Bytes)).toBe('预警…')
  })

  it('never cuts within an emoji of several code points', () => {
    const family = '👨‍👩‍👧‍👦'
    expect(cutTo(`a${family}b`, 20, utf8Bytes)).toBe('a…')
    expect(cutTo(`a${family}bcdef`, 30, utf8Bytes)).toBe(`a${family}b…`)
  })

  it('cuts a heap of marks that is longer than the limit', () => {
    expect(utf8Bytes(cutTo(`e${'\u0301'.repeat(5_000)}`, 100, utf8Bytes))).toBeLessThanOrEqual(100)
  })

  it('is within the limit, well-formed, and a beginning of the text, for any text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
    )
    fc.assert(
      fc.property(text, fc.integer({ min: 8, max: 300 }), (given, limit) => {
        for (const measure of [utf8Bytes, jsonBytes]) {
          const cut = cutTo(given.toWellFormed(), limit, measure)
          expect(measure(cut)).toBeLessThanOrEqual(limit)
          expect(cut.isWellFormed()).toBe(true)
          expect(given.toWellFormed().startsWith(cut.replace(/…$/u, ''))).toBe(true)
        }
      }),
    )
  })
})

describe('cleaning', () => {
  it('makes one line of several, without controls and direction marks', () => {
    expect(oneLine('a\r\nb\u2028c\td\u0000\u202e\u001b[0m ')).toBe('a b c d[0m')
    expect(manyLines('a\r\nb\rc\u0085d')).toBe('a\nb\nc\nd')
    expect(oneLine('\ud800x')).toBe('\ufffdx')
  })

  it('keeps a name written from right to left to itself', () => {
    expect(isolated('شركة المثال')).toBe('\u2068شركة المثال\u2069')
    expect(isolated('示例贸易')).toBe('示例贸易')
  })
})

describe('the largest that fits', () => {
  it('is found for every budget', () => {
    for (let budget = 0; budget <= 40; budget++) {
      const found = largestFitting(
        { least: 1, most: 7 },
        (n) => n,
        (n) => n * 5,
        budget,
      )
      expect(found).toBe(Math.max(1, Math.min(7, Math.floor(budget / 5))))
    }
  })
})

describe('an id in a header', () => {
  it('is itself where it can be, and else a hash that is always the same', () => {
    expect(idToken('n-1_A')).toBe('n-1_A')
    expect(idToken('a\r\nb')).toMatch(/^[0-9a-f]{40}$/)
    expect(idToken('a\r\nb')).toBe(idToken('a\r\nb'))
  })
})

describe('redacting', () => {
  const url = 'https://hooks.slack.com/services/T0EXAMPLE/B0EXAMPLE/abcdefghijklmnop?key=0123456789'
  const redact = createRedact([url, 'smtp://tocsin:p%40ss%3Aw0@mail.example:587'])

  it.each([
    `POST ${url} failed`,
    'no route /services/T0EXAMPLE/B0EXAMPLE/abcdefghijklmnop',
    'token abcdefghijklmnop is unknown',
    'key 0123456789 is unknown',
    'login tocsin p@ss:w0 refused',
    'login with p%40ss%3Aw0',
    'token abcdefghijklmnop, I say abcdefghijklmnop',
    `AUTH ${Buffer.from('p@ss:w0').toString('base64')}`,
    'smtp://someone:else@other.example',
  ])('hides what is secret in: %s', (text) => {
    expect(redact(text)).not.toMatch(/abcdefghijklmnop|0123456789|p@ss:w0|p%40ss|cEBzczp3MA|someone|else/)
  })

  it('leaves the host readable', () => {
    expect(redact('hooks.slack.com refuses connections')).toBe('hooks.slack.com refuses connections')
  })

  it('hides any secret in any text around it, in every form in which answers echo it', () => {
    const secret = fc
      .string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 60 })
      .filter((text) => !'[hidden]'.includes(text.trim()))
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (hidden, before, after) => {
        const forms = [hidden, encodeURIComponent(hidden), Buffer.from(hidden).toString('base64')]
        for (const form of forms) expect(createRedact([hidden])(`${before}${form}${after}`)).not.toContain(form)
      }),
    )
  })
})
