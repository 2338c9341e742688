import { describe, expect, test } from '@jest/globals'
import { newApiKey, parseApiKeys } from './api-keys.ts'
import { printNewKey } from './new-key.ts'

const SECRET = 'a-secret-of-at-least-thirty-two-characters'
const TOPICS = ['sales.orders', 'sales.invoices']

describe('the key file', () => {
  const erp = newApiKey('erp', SECRET)
  const shop = newApiKey('web-shop', SECRET)
  const text = `keys:\n${erp.entry}    sources: [erp-shanghai]\n${shop.entry}    topics: [sales.orders]\n`

  test('lets in who shows a key, with what it may do', () => {
    const keys = parseApiKeys(text, 'keys.yaml', SECRET, TOPICS)
    expect(keys.names).toEqual(['erp', 'web-shop'])
    expect(keys.find(erp.token)).toEqual({ name: 'erp', sources: ['erp-shanghai'], topics: undefined })
    expect(keys.find(shop.token)).toEqual({ name: 'web-shop', sources: undefined, topics: ['sales.orders'] })
  })

  test('lets in nobody else: no other token, no hash, no key under another secret', () => {
    const keys = parseApiKeys(text, 'keys.yaml', SECRET, TOPICS)
    const hash = /hmac-sha256:(\w+)/u.exec(text)?.[1] ?? ''
    for (const token of ['', 'x', `${erp.token}x`, erp.token.slice(0, -1), hash, `hmac-sha256:${hash}`]) {
      expect(keys.find(token)).toBeUndefined()
    }
    expect(parseApiKeys(text, 'keys.yaml', `${SECRET}!`, TOPICS).find(erp.token)).toBeUndefined()
  })

  test('holds no key', () => {
    expect(text).not.toContain(erp.token)
    expect(text).not.toContain(erp.token.split('_')[2])
  })

  test('is refused with every fault at its line', () => {
    const wrong = `keys:\n${erp.entry}    sorces: [a]\n  - name: Web Shop\n    hash: 1234\n`
    expect(() => parseApiKeys(wrong, 'keys.yaml', SECRET, TOPICS)).toThrow(
      /keys.yaml:4:\d+ .*sorces[\s\S]+Did you mean sources[\s\S]+keys.yaml:5:[\s\S]+keys.yaml:6:/u,
    )
    const twice = `keys:\n${erp.entry}${erp.entry}    topics: [sales.cars]\n`
    expect(() => parseApiKeys(twice, 'keys.yaml', SECRET, TOPICS)).toThrow(/stands twice[\s\S]+sales.cars is no topic/u)
  })

  test('may be empty: then nobody is let in', () => {
    expect(parseApiKeys('keys: []\n', 'keys.yaml', SECRET, TOPICS).find(erp.token)).toBeUndefined()
  })
})

describe('new-key', () => {
  test('prints a key and an entry that belong together', () => {
    let text = ''
    expect(printNewKey('erp', SECRET, (part) => (text += part))).toBe(0)
    const token = /tocsin_erp_\S+/u.exec(text)?.[0] ?? ''
    const entry = text.slice(text.indexOf('  - name'))
    expect(parseApiKeys(`keys:\n${entry}`, 'keys.yaml', SECRET, TOPICS).find(token)?.name).toBe('erp')
  })

  test('says what is missing', () => {
    let text = ''
    const write = (part: string) => (text += part)
    expect([printNewKey(undefined, SECRET, write), printNewKey('erp', 'short', write)]).toEqual([2, 2])
    expect(text).toContain('Usage: new-key NAME')
    expect(text).toContain('TOCSIN_INGEST_KEY_SECRET')
  })
})
