import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { OperatorError } from '@tocsin/stream'
import type { ContainerEngine, RunningContainer } from './container-engine.ts'
import type { ContainerPlan } from './container-plan.ts'
import { startContainers, whyNoContainers } from './container-stack.ts'
import type { StackProgress } from './progress.ts'

const REDIS = 'redis:7.2.11-alpine'

/** An engine in which a "container" of Redis is a socket that answers PING, or does not. */
class ScriptedEngine implements ContainerEngine {
  readonly host = '127.0.0.1'
  readonly images = new Set([REDIS])
  readonly plans: ContainerPlan[] = []
  readonly stopped: string[] = []
  pulls: (image: string) => Promise<void> = async (image) => {
    this.images.add(image)
  }
  answers = true
  lives = true
  private readonly sockets: Server[] = []

  async has(image: string): Promise<boolean> {
    return this.images.has(image)
  }

  pull(image: string): Promise<void> {
    return this.pulls(image)
  }

  async run(plan: ContainerPlan): Promise<RunningContainer> {
    this.plans.push(plan)
    const socket = createServer((client) => {
      client.on('error', () => {}).resume()
      if (this.answers) client.end('+PONG\r\n')
      else client.destroy()
    })
    this.sockets.push(socket)
    const port = await new Promise<number>((resolve) => {
      socket.listen(0, '127.0.0.1', () => resolve((socket.address() as { port: number }).port))
    })
    return {
      port,
      isRunning: async () => this.lives,
      lastLines: () => ['Bad directive in redis.conf'],
      stop: async () => {
        this.stopped.push(plan.image)
        await this.close()
      },
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.sockets.splice(0).map((socket) => new Promise((resolve) => socket.close(resolve))))
  }
}

let engine: ScriptedEngine
let told: StackProgress[]
beforeEach(() => {
  engine = new ScriptedEngine()
  told = []
})
afterEach(() => engine.close())

const open = async () => engine
const start = (options = {}) => startContainers(['redis'], { progress: (line) => told.push(line), ...options }, open)

describe('a stack in containers', () => {
  test('tells the address outside, and removes its containers at the end', async () => {
    const stack = await start({ redisConfig: { maxmemory: '64mb' } })
    expect(stack.addresses).toEqual({ redis: expect.stringMatching(/^redis:\/\/127\.0\.0\.1:\d+$/) })
    expect(engine.plans[0]?.command?.join(' ')).toContain('--maxmemory 64mb')

    await stack.stop()
    expect(engine.stopped).toEqual([REDIS])
    expect(told.map(({ kind }) => kind)).toEqual(['starting', 'ready', 'stopped'])
  })

  test('pulls an image that is not there, and says so', async () => {
    engine.images.clear()
    await (await start()).stop()
    expect(told.map(({ kind }) => kind)).toEqual(['pulling', 'pulled', 'starting', 'ready', 'stopped'])
  })

  test('a server that ends at once is told with the end of its log, and removed', async () => {
    engine.answers = false
    engine.lives = false
    const failure = await start().catch((error: Error) => error)
    expect(failure).toBeInstanceOf(OperatorError)
    expect((failure as Error).message).toMatch(
      /redis .* ended before it answered[\s\S]* {2}Bad directive in redis\.conf/,
    )
    expect(engine.stopped).toEqual([REDIS])
  })

  test('a server that never answers is told after its time, and removed', async () => {
    engine.answers = false
    await expect(start({ readyLimitMs: 0 })).rejects.toThrow('did not answer within 0 s')
    expect(engine.stopped).toEqual([REDIS])
  })
})

describe('the reason why there are no containers', () => {
  test('is that no engine answers', async () => {
    const noEngine = async () => {
      throw new OperatorError('No container engine answers.\nStart one.')
    }
    expect(await whyNoContainers(['redis'], 1_000, noEngine)).toBe('No container engine answers.')
  })

  test('is that an image is neither there nor to be had', async () => {
    engine.images.clear()
    engine.pulls = async () => {
      throw new Error('no such host')
    }
    expect(await whyNoContainers(['redis'], 1_000, open)).toContain(`could not pull: ${REDIS} (no such host)`)
  })

  test('is that an image takes too long to come', async () => {
    engine.images.clear()
    engine.pulls = () => new Promise(() => {})
    expect(await whyNoContainers(['redis'], 0, open)).toContain(`${REDIS} (not there after 0 s)`)
  })

  test('is none when engine and images are there', async () => {
    expect(await whyNoContainers(['redis'], 1_000, open)).toBeUndefined()
  })

  test('a bug of ours is none of these', async () => {
    const broken = async () => {
      throw new TypeError('engine is not a function')
    }
    await expect(whyNoContainers(['redis'], 1_000, broken)).rejects.toThrow(TypeError)
  })
})
