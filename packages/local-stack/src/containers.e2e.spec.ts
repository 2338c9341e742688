import { expect, test } from '@jest/globals'
import { whyNoContainers } from './container-stack.ts'
import { SERVER_NAMES, startLocalStack } from './index.ts'
import { kafkaProbe, redisProbe, registryProbe } from './probes.ts'

/** Long enough for images from a mirror next door; who has a slow line pulls them beforehand. */
const PULL_LIMIT_MS = 10_000

const why = await whyNoContainers(SERVER_NAMES, PULL_LIMIT_MS)
const withContainers = why === undefined ? test : test.skip
const { PATH, HOME } = process.env

withContainers(`TOCSIN_STACK=containers gives the same three servers${why ? ` (${why})` : ''}`, async () => {
  const stack = await startLocalStack({ environment: { PATH, HOME, TOCSIN_STACK: 'containers' } })
  const [host = '', port] = stack.kafkaBrokers.split(':')
  const redis = new URL(stack.redisUrl)
  const answers = () =>
    Promise.allSettled([
      kafkaProbe(host, Number(port))(5_000),
      registryProbe(stack.registryUrl)(5_000),
      redisProbe(redis.hostname, Number(redis.port))(5_000),
    ])

  expect([stack.way, stack.native]).toEqual(['containers', false])
  expect((await answers()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])

  await stack.stop()
  expect((await answers()).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
})

const withoutContainers = why === undefined ? test.skip : test
withoutContainers('without an engine or its images a start says what is missing, and what to do', async () => {
  const starting = startLocalStack({ environment: { PATH, HOME, TOCSIN_STACK: 'containers' } })
  await expect(starting).rejects.toThrow(/unset TOCSIN_STACK: the stack then runs as processes/)
})
