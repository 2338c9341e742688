/**
 * Each image's program, run as the image runs it: from its folder alone, with the environment that the compose file gives
 * (addresses replaced). Node's permission model stands in for the container: nothing outside of the folder can be read,
 * nothing at all be written, no further process be started.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals'
import { freePorts } from '@tocsin/local-stack'
import { readCheckout } from './checkout.ts'
import type { Checkout } from './compose-faults.ts'
import { type ComposeService, environmentOf, ourImage, ROOT, readComposeFile } from './compose-file.ts'

interface Bundle {
  readonly name: string
  readonly folder: string
  readonly runTimeFiles: readonly string[]
}

interface Program {
  readonly child: ChildProcess
  readonly ended: Promise<{ readonly exitCode: number | null; readonly text: string }>
}

interface ServiceProcess extends Program {
  readonly name: string
  readonly service: ComposeService
  readonly port: number
}

const READY_WITHIN_MS = 60_000
const LOOK_EVERY_MS = 100
const PASSWORDS = {
  TOCSIN_REDIS_PASSWORD: 'chosen',
  TOCSIN_GRAFANA_PASSWORD: 'chosen',
  TOCSIN_INGEST_KEY_SECRET: 'chosen-and-at-least-thirty-two-characters',
}
const { PATH } = process.env
const compose = readComposeFile()
const running = new Set<ChildProcess>()
let folder: string
let bundles: readonly Bundle[]
let checkout: Checkout

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-images-'))
  const made = spawnSync(process.execPath, ['scripts/bundle.mjs', '--out', folder, '--json'], { cwd: ROOT })
  if (made.status !== 0) throw new Error(`bundling failed:\n${made.stderr.toString()}`)
  bundles = JSON.parse(made.stdout.toString()) as readonly Bundle[]
  checkout = await readCheckout()
})
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

describe('the programs of the images', () => {
  it('are one bundle for each Dockerfile', () => {
    expect(bundles.map(({ name }) => name)).toEqual(Object.keys(checkout.images).sort())
  })

  it('prepare a stack, run until they are told to stop, and say meanwhile that they are well', async () => {
    const commands = servicesOf((name) => checkout.settings[name] === undefined)
    const prepared = await Promise.all(commands.map(([, service]) => start(service).ended))
    expect(prepared.map(({ exitCode, text }) => (exitCode === 0 ? 'well' : text))).toEqual(commands.map(() => 'well'))

    const services = servicesOf((name) => checkout.settings[name] !== undefined)
    const ports = await freePorts(services.length)
    const started = services.map(([name, service], index) => startService(name, service, ports[index] ?? 0))
    await Promise.all(started.map(readiness))
    const checks = await Promise.all(started.map(healthOf))
    expect(checks).toEqual(services.map(([name]) => ({ name, healthy: true, metrics: 200 })))

    for (const { child } of started) child.kill('SIGTERM')
    const ends = await Promise.all(started.map(({ ended }) => ended))
    expect(ends.map(({ exitCode, text }) => (exitCode === 0 ? 'well' : text))).toEqual(ends.map(() => 'well'))
  })

  it('start again on what they have prepared', async () => {
    const again = await Promise.all(
      servicesOf((name) => checkout.settings[name] === undefined).map(([, service]) => start(service).ended),
    )
    expect(again.map(({ exitCode, text }) => (exitCode === 0 ? 'well' : text))).toEqual(again.map(() => 'well'))
  })

  it('leave nothing in their folder', () => {
    for (const bundle of bundles) {
      const known = ['healthcheck.mjs', 'main.mjs', 'main.mjs.map', 'node_modules', 'third-party-licences.txt']
      const expected = new Set([...known, ...bundle.runTimeFiles.map((file) => file.split('/')[0])])
      expect(new Set(readdirSync(bundle.folder))).toEqual(expected)
    }
  })
})

const composeCommand = [['docker', 'compose'], ['docker-compose']].find(isCompose)
const withCompose = composeCommand ? test : test.skip
const reason = composeCommand ? '' : ' (neither `docker compose` nor `docker-compose` 2 is on this machine)'

withCompose(`docker compose takes the file${reason}`, () => {
  const [program, ...args] = composeCommand as [string, ...string[]]
  const checked = spawnSync(program, [...args, '--profile', '*', 'config', '--quiet'], {
    cwd: ROOT,
    env: { PATH, ...PASSWORDS },
  })
  expect(checked.stderr.toString()).toBe('')
  expect(checked.status).toBe(0)
})

/** Version 1 knows neither profiles without a version nor conditions: it is another program. */
function isCompose([program, ...args]: string[]): boolean {
  const asked = spawnSync(program as string, [...args, 'version', '--short'], { env: { PATH } })
  return asked.status === 0 && /^v?[2-9]\d*\./u.test(asked.stdout.toString())
}

function servicesOf(wanted: (image: string) => boolean): [string, ComposeService][] {
  return Object.entries(compose.services).filter(([, service]) => {
    const image = ourImage(service)?.name
    return image !== undefined && wanted(image)
  })
}

/** Other ports than those of the compose file: they may be taken here. */
const FREE_PORTS = { TOCSIN_HTTP_HOST: '127.0.0.1', TOCSIN_INGEST_HOST: '127.0.0.1', TOCSIN_INGEST_PORT: '0' }

function startService(name: string, service: ComposeService, port: number): ServiceProcess {
  return { name, service, port, ...start(service, { ...FREE_PORTS, TOCSIN_HTTP_PORT: String(port) }) }
}

/** @throws Error with what the service says about itself, when it ends or takes too long */
async function readiness({ name, port, ended }: ServiceProcess): Promise<void> {
  let gone: string | undefined
  ended.then(({ exitCode, text }) => {
    gone = `${name} ended with ${exitCode}:\n${text}`
  })
  let page = 'no answer yet'
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; ) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`)
      page = await answer.text()
      if (answer.ok) return
    } catch (error) {
      page = String(error)
    }
    if (gone !== undefined) throw new Error(gone)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  throw new Error(`${name} is not ready after ${READY_WITHIN_MS} ms: ${page}`)
}

/** What the health check of the compose file says, and whether Prometheus would get its page. */
async function healthOf({ name, service, port }: ServiceProcess) {
  const [, node, ...args] = service.healthcheck?.test ?? []
  expect(node).toBe('node')
  const check = spawn(process.execPath, ['--permission', `--allow-fs-read=${folderOf(service)}`, ...args], {
    cwd: folderOf(service),
    env: { TOCSIN_HTTP_PORT: String(port) },
    stdio: 'ignore',
  })
  const exitCode = await new Promise((resolve) => check.once('close', resolve))
  const { status: metrics } = await fetch(`http://127.0.0.1:${port}/metrics`)
  return { name, healthy: exitCode === 0, metrics }
}

function start(service: ComposeService, settings: Readonly<Record<string, string>> = {}): Program {
  const own = folderOf(service)
  const child = spawn(
    process.execPath,
    ['--permission', `--allow-fs-read=${own}`, '--enable-source-maps', 'main.mjs', ...(service.command ?? [])],
    { cwd: own, env: { PATH, ...environmentOf(service, PASSWORDS), ...addresses(), ...settings } },
  )
  running.add(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  }
  const ended = new Promise<{ exitCode: number | null; text: string }>((resolve) => {
    child.once('close', (exitCode) => {
      running.delete(child)
      resolve({ exitCode, text })
    })
  })
  return { child, ended }
}

function folderOf(service: ComposeService): string {
  const image = ourImage(service)?.name
  const bundle = bundles.find(({ name }) => name === image)
  if (!bundle) throw new Error(`there is no bundle for the image ${service.image}`)
  return bundle.folder
}

/** Those of the stack that the ring shares, in place of the names in the compose network. */
function addresses(): Record<string, string> {
  const names = ['TOCSIN_KAFKA_BROKERS', 'TOCSIN_REGISTRY_URL', 'TOCSIN_REDIS_URL'] as const
  return Object.fromEntries(
    names.map((name) => {
      const address = process.env[name]
      if (!address) throw new Error(`${name} is not set: this ring runs on the stack that npm test starts`)
      return [name, address]
    }),
  )
}
