import { createServer } from 'node:net'
import { expect, test } from '@jest/globals'
import { addressesFromEnvironment, chosenWay, demandAnswers } from './environment.ts'
import { SERVER_NAMES } from './progress.ts'

test('without any address there is none', () => {
  expect(addressesFromEnvironment(SERVER_NAMES, {})).toBeUndefined()
})

test('all addresses given are taken as they are', () => {
  const environment = {
    TOCSIN_KAFKA_BROKERS: 'a:9092,b:9092',
    TOCSIN_REGISTRY_URL: 'http://c/apis/ccompat/v7',
    TOCSIN_REDIS_URL: 'redis://d:6379',
  }
  expect(addressesFromEnvironment(SERVER_NAMES, environment)).toEqual({
    kafka: 'a:9092,b:9092',
    registry: 'http://c/apis/ccompat/v7',
    redis: 'redis://d:6379',
  })
})

test('half of them is refused, and the missing ones are named', () => {
  expect(() => addressesFromEnvironment(SERVER_NAMES, { TOCSIN_REDIS_URL: 'redis://d:6379' })).toThrow(
    'TOCSIN_REDIS_URL set, but not TOCSIN_KAFKA_BROKERS, TOCSIN_REGISTRY_URL',
  )
})

test('a stack of ours is made of processes, or of containers where somebody asks for them', () => {
  expect([{}, { TOCSIN_STACK: '' }, { TOCSIN_STACK: 'containers' }].map(chosenWay)).toEqual([
    'native',
    'native',
    'containers',
  ])
  expect(() => chosenWay({ TOCSIN_STACK: 'cloud' })).toThrow('TOCSIN_STACK is "cloud". It may be "native"')
})

test('all addresses that do not answer are named at once, passwords hidden', async () => {
  const closed = await closedPort()
  const asking = demandAnswers({
    kafka: `127.0.0.1:${closed}`,
    registry: `http://127.0.0.1:${closed}/apis/ccompat/v7`,
    redis: `redis://user:secret@127.0.0.1:${closed}`,
  })
  const message = await asking.then(
    () => '',
    (error: Error) => error.message,
  )
  expect(message).toContain(`TOCSIN_KAFKA_BROKERS=127.0.0.1:${closed}: connect ECONNREFUSED`)
  expect(message).toContain(`TOCSIN_REGISTRY_URL=http://127.0.0.1:${closed}/apis/ccompat/v7: fetch failed`)
  expect(message).toContain(`TOCSIN_REDIS_URL=redis://[hidden]@127.0.0.1:${closed}: connect ECONNREFUSED`)
  expect(message).not.toContain('secret')
})

test('an address that is not one is named too', async () => {
  await expect(demandAnswers({ kafka: 'localhost' })).rejects.toThrow('"localhost" is not host:port')
})

/** A port that was free a moment ago. */
function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 1))
    })
  })
}
