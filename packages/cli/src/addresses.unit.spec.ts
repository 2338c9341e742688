import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { announceStack, findAddresses } from './addresses.ts'

const given = {
  TOCSIN_KAFKA_BROKERS: 'a:1, b:2',
  TOCSIN_REGISTRY_URL: 'http://r:8080',
  TOCSIN_REDIS_URL: 'redis://s:6379',
}
const stack = { kafkaBrokers: ['127.0.0.1:9'], registryUrl: 'http://127.0.0.1:8', redisUrl: 'redis://127.0.0.1:7' }
let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tocsin-addresses-'))
})

afterEach(() => rmSync(home, { recursive: true }))

describe('where the servers are', () => {
  test('is taken from the environment', () => {
    expect(findAddresses(given, home)).toMatchObject({ kafkaBrokers: ['a:1', 'b:2'], from: 'the environment' })
  })

  test('half of it in the environment is a mistake, told with what is missing', () => {
    expect(() => findAddresses({ TOCSIN_REDIS_URL: 'redis://s' }, home)).toThrow(
      'TOCSIN_KAFKA_BROKERS and TOCSIN_REGISTRY_URL are missing',
    )
  })

  test('is taken from a running stack, until that ends', () => {
    const withdraw = announceStack(home, { ...stack, services: [] })
    expect(findAddresses({}, home)).toMatchObject(stack)
    withdraw()
    expect(() => findAddresses({}, home)).toThrow('npm start')
  })

  test('of a stack that was killed counts for nothing', () => {
    writeFileSync(join(home, 'addresses.json'), JSON.stringify({ pid: 2 ** 30, ...stack, services: [] }))
    expect(() => findAddresses({}, home)).toThrow('No Kafka, registry and Redis to talk to')
  })

  test('of another running stack is left alone', () => {
    const other = { pid: process.ppid, ...stack, services: [] }
    writeFileSync(join(home, 'addresses.json'), JSON.stringify(other))
    const withdraw = announceStack(home, { ...stack, redisUrl: 'redis://127.0.0.1:6', services: [] })
    withdraw()
    expect(findAddresses({}, home).redisUrl).toBe(stack.redisUrl)
  })
})
