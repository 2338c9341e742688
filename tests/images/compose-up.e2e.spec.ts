/**
 * The whole compose file, started: only where an engine runs and has every image, those of ours included
 * (`docker compose build`), because building and pulling need a network and minutes.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { freePorts } from '@tocsin/local-stack'
import { ROOT, readComposeFile } from './compose-file.ts'

type Environment = Readonly<Record<string, string | undefined>>

const READY_WITHIN_MS = 8 * 60_000
const LOOK_EVERY_MS = 1_000
const PROJECT = `tocsin-test-${process.pid}`
/** Published port → the page that answers 200 when what is behind it works. */
const PAGES = {
  TOCSIN_CUSTOMER_RISK_PORT: '/readyz',
  TOCSIN_SALES_REP_RISK_PORT: '/readyz',
  TOCSIN_PORTFOLIO_RISK_PORT: '/readyz',
  TOCSIN_NOTIFIER_PORT: '/readyz',
  TOCSIN_REGISTRY_PORT: '/apis/ccompat/v7/subjects',
  TOCSIN_MAIL_PORT: '/readyz',
  TOCSIN_PROMETHEUS_PORT: '/-/ready',
  TOCSIN_GRAFANA_PORT: '/api/health',
}

const why = whyNot()
const whereAllIsThere = why === undefined ? test : test.skip
let environment: Environment | undefined
afterAll(() => {
  if (environment) compose(['down', '--volumes', '--timeout', '30'], environment)
})

whereAllIsThere(`docker compose up brings up everything${why ? ` (${why})` : ''}`, async () => {
  const example = readFileSync(join(ROOT, 'deploy/docker/env.example'), 'utf8')
  const names = [...example.matchAll(/^# (TOCSIN_\w+_PORT)=/gmu)].map((match) => match[1] as string)
  const ports = await freePorts(names.length)
  const chosen = Object.fromEntries(names.map((name, index) => [name, String(ports[index])]))
  const { PATH, HOME, DOCKER_HOST } = process.env
  const passwords = { TOCSIN_REDIS_PASSWORD: 'chosen', TOCSIN_GRAFANA_PASSWORD: 'chosen' }
  const given: Environment = { PATH, HOME, DOCKER_HOST, ...chosen, ...passwords }
  environment = given

  const started = compose(['up', '--detach', '--no-build', '--pull', 'never'], given)
  expect(started.status === 0 ? 'started' : started.stderr.toString()).toBe('started')
  const answers = await Promise.all(
    Object.entries(PAGES).map(([name, page]) => firstGood(`http://127.0.0.1:${chosen[name]}${page}`)),
  )
  expect(answers).toEqual(Object.keys(PAGES).map(() => 200))
})

/** The last status of the page: 200, or what it was when the time was over. */
async function firstGood(url: string): Promise<number | string> {
  let last: number | string = 'no answer'
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; ) {
    try {
      last = (await fetch(url)).status
      if (last === 200) return last
    } catch (error) {
      last = String(error)
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  return `${url}: ${last}`
}

function compose(args: readonly string[], env: Environment) {
  const command = ['compose', '--project-name', PROJECT, '--profile', '*', ...args]
  return spawnSync('docker', command, { cwd: ROOT, env })
}

function whyNot(): string | undefined {
  if (spawnSync('docker', ['info']).status !== 0) return 'no Docker engine answers'
  if (spawnSync('docker', ['compose', 'version']).status !== 0) return 'docker has no compose plugin'
  const images = [...new Set(Object.values(readComposeFile().services).map(({ image }) => image as string))]
  const missing = images.filter((image) => spawnSync('docker', ['image', 'inspect', image]).status !== 0)
  return missing.length === 0 ? undefined : `images are missing: ${missing.join(', ')}`
}
