import { createRequire } from 'node:module'
import { afterEach, beforeAll, expect, it } from '@jest/globals'
import { lookOnlyAfterWaitingRequests } from './waiting-requests.ts'

interface Queue {
  readonly throttleCheckTimeoutId: NodeJS.Timeout | null
  maybeThrottle(forMs: number): void
  push(request: { entry: object; expectResponse: boolean; sendRequest(): void }): void
  fulfillRequest(response: { correlationId: number; size: number; payload: Buffer }): void
  destroy(): void
}

const require = createRequire(import.meta.url)
let queue: Queue
beforeAll(lookOnlyAfterWaitingRequests)
afterEach(() => queue.destroy())

function newQueue(maxInFlightRequests: number | null = null): Queue {
  const RequestQueue = require('kafkajs/src/network/requestQueue') as new (options: object) => Queue
  const logger = { debug: () => undefined, warn: () => undefined }
  queue = new RequestQueue({ maxInFlightRequests, requestTimeout: 15_000, clientId: 'spec', broker: 'none:1', logger })
  return queue
}

/** Resolves when the queue sends it. */
function push(correlationId: number): Promise<void> {
  return new Promise((resolve) => {
    const entry = { correlationId, resolve: () => undefined, reject: () => undefined }
    queue.push({ entry, expectResponse: true, sendRequest: resolve })
  })
}

const answer = (correlationId: number) => queue.fulfillRequest({ correlationId, size: 0, payload: Buffer.alloc(0) })

it('a connection on which no request waits sets no timer when an answer comes', async () => {
  newQueue()
  await push(1)
  answer(1)
  expect(queue.throttleCheckTimeoutId).toBeNull()
})

it('a request that the broker holds back is sent when the time is over, and no timer is left', async () => {
  newQueue().maybeThrottle(20)
  const sent = push(1)
  expect(queue.throttleCheckTimeoutId).not.toBeNull()
  await sent
  answer(1)
  expect(queue.throttleCheckTimeoutId).toBeNull()
})

it('a request that waits for another one is sent after the answer to that one', async () => {
  newQueue(1)
  await push(1)
  const second = push(2)
  answer(1)
  await second
})
