import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type LocalStack, type LocalStackOptions, type ServerName, startLocalStack } from './index.ts'
import { kafkaProbe, redisProbe, registryProbe } from './probes.ts'

const SCHEMA = { schema: JSON.stringify({ type: 'record', name: 'Sample', fields: [{ name: 'a', type: 'int' }] }) }
/** Without the addresses of a stack that the whole test run may share: these tests kill theirs. */
const { PATH, HOME, JAVA_HOME, TOCSIN_HOME } = process.env
const OWN: LocalStackOptions = { environment: { PATH, HOME, JAVA_HOME, TOCSIN_HOME } }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-stack-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a stack in a folder of its own', () => {
  let stack: LocalStack | undefined
  let schemaId: number
  const start = async (options: LocalStackOptions = {}) => {
    stack = await startLocalStack({ ...OWN, folder, ...options })
    return stack
  }
  afterAll(() => stack?.stop())

  test('answers on all three servers', async () => {
    const { kafkaBrokers, registryUrl, redisUrl } = await start()
    const [host, port] = kafkaBrokers.split(':')
    await kafkaProbe(host as string, Number(port))(5_000)
    await registryProbe(registryUrl)(5_000)
    expect(await redis(redisUrl, 'SET kept 7')).toBe('+OK')
    schemaId = await registerSchema(registryUrl)
    expect(schemaId).toBeGreaterThan(0)
  })

  test('a second process is refused the same folder, and told why', async () => {
    const outcome = await lineOf(stackProcess(folder, ['redis']))
    expect(outcome).toContain(`Another stack (process ${process.pid}) is running in ${folder}`)
  })

  test('each server comes back on its port with its state after kill -9', async () => {
    const { kafkaBrokers, registryUrl, redisUrl, server } = stack as LocalStack
    await Promise.all(
      (['redis', 'registry'] as const).map(async (name) => {
        const victim = server(name)
        const { pid } = victim
        await victim.kill('SIGKILL')
        expect(isRunning(pid)).toBe(false)
        await victim.restart()
        expect(victim.pid).not.toBe(pid)
      }),
    )
    expect(await redis(redisUrl, 'GET kept')).toBe('7')
    expect(await registerSchema(registryUrl)).toBe(schemaId)
    expect([kafkaBrokers, registryUrl, redisUrl]).toEqual([stack?.kafkaBrokers, stack?.registryUrl, stack?.redisUrl])
  })

  test('stop ends every server', async () => {
    const running = stack as LocalStack
    const pids = (['kafka', 'registry', 'redis'] as const).map((name) => running.server(name).pid)
    await running.stop()
    expect(pids.filter(isRunning)).toEqual([])
  })

  test('a later start finds the state and the ports of the earlier one', async () => {
    const before = stack as LocalStack
    const after = await start({ servers: ['redis', 'registry'] })
    expect([after.redisUrl, after.registryUrl]).toEqual([before.redisUrl, before.registryUrl])
    expect(await redis(after.redisUrl, 'GET kept')).toBe('7')
    expect(await registerSchema(after.registryUrl)).toBe(schemaId)
    expect(() => after.kafkaBrokers).toThrow('the stack was started without kafka')
    await after.stop()
  })

  test('a fresh start finds nothing', async () => {
    const { redisUrl, stop } = await start({ servers: ['redis'], fresh: true })
    expect(await redis(redisUrl, 'GET kept')).toBe('')
    await stop()
  })
})

test('addresses from the environment are used, and their servers are nobody else’s to kill', async () => {
  const own = await startLocalStack({ ...OWN, folder: join(folder, 'elsewhere'), servers: ['redis'] })
  const environment = { ...OWN.environment, TOCSIN_REDIS_URL: own.redisUrl }
  const guest = await startLocalStack({ environment, servers: ['redis'] })
  expect([guest.redisUrl, guest.native]).toEqual([own.redisUrl, false])
  expect(() => guest.server('redis')).toThrow('not ours to kill')
  await guest.stop()
  expect(await redis(own.redisUrl, 'PING')).toBe('+PONG')
  await own.stop()
})

test('a failed start shows the log and leaves nothing running', async () => {
  const failing = join(folder, 'failing')
  const ports = () => JSON.parse(readFileSync(join(failing, 'ports.json'), 'utf8')) as Record<ServerName, number>
  const starting = startLocalStack({
    ...OWN,
    folder: failing,
    servers: ['kafka', 'redis'],
    redisConfig: { 'no-such-setting': 1 },
  })
  await expect(starting).rejects.toThrow(
    /redis .* ended with code 1 before it answered[\s\S]*no-such-setting[\s\S]*server\.log/,
  )
  await expect(kafkaProbe('127.0.0.1', ports().kafka)(2_000)).rejects.toThrow()
  await expect(redisProbe('127.0.0.1', ports().redis)(2_000)).rejects.toThrow()
  for (const name of ['kafka', 'redis']) expect(existsSync(join(failing, name, 'guard.pid'))).toBe(false)
})

test.each(['SIGKILL', 'SIGINT'] as const)('a parent that ends by %s takes its servers with it', async (signal) => {
  const parent = stackProcess(join(folder, signal), ['kafka', 'redis'])
  const pids = JSON.parse(await lineOf(parent)) as number[]
  expect(pids.map(isRunning)).toEqual([true, true])
  parent.kill(signal)
  await until(() => !pids.some(isRunning))
})

/** Another process that starts a stack and prints its servers' ids, or why it could not. */
function stackProcess(stateFolder: string, servers: readonly ServerName[]): ChildProcess {
  const script = `
    import { startLocalStack } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)}
    const options = ${JSON.stringify({ ...OWN, folder: stateFolder, servers })}
    try {
      const stack = await startLocalStack(options)
      console.log(JSON.stringify(options.servers.map((name) => stack.server(name).pid)))
      setInterval(() => {}, 1000)
    } catch (error) {
      console.log(error.message.replaceAll('\\n', ' '))
    }`
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
}

function lineOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) throw new Error('the process has no standard output')
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the process ended with code ${code} and printed nothing`)))
  })
}

async function registerSchema(registryUrl: string): Promise<number> {
  const reply = await fetch(`${registryUrl}/subjects/sample-value/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify(SCHEMA),
  })
  return ((await reply.json()) as { id: number }).id
}

/** One inline command; the first line of the reply, or the text of a bulk reply ("" for none). */
function redis(url: string, command: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(`${command}\r\n`))
    let reply = ''
    socket.on('error', reject)
    socket.setEncoding('utf8').on('data', (text: string) => {
      reply += text
      const lines = reply.split('\r\n')
      const bulk = lines[0]?.startsWith('$') && lines[0] !== '$-1'
      if (lines.length < (bulk ? 3 : 2)) return
      socket.destroy()
      resolve(bulk ? (lines[1] as string) : lines[0] === '$-1' ? '' : (lines[0] as string))
    })
  })
}

/** A process that has ended but was not yet collected by its parent does not count. */
function isRunning(pid: number): boolean {
  if (process.platform === 'linux') {
    if (!existsSync(`/proc/${pid}/stat`)) return false
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  }
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('the condition did not come true within 60 s')
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
