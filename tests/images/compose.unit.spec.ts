import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { CONTAINER_IMAGES, SERVER_NAMES } from '@tocsin/local-stack'
import { readCheckout } from './checkout.ts'
import { type Checkout, composeFaults } from './compose-faults.ts'
import {
  type ComposeFile,
  type ComposeService,
  demandedVariables,
  interpolate,
  ourImage,
  ROOT,
  readComposeFile,
} from './compose-file.ts'

const compose = readComposeFile()
const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')
let checkout: Checkout
beforeAll(async () => {
  checkout = await readCheckout()
})

describe('docker-compose.yml', () => {
  it('has no fault that can be found without Docker', () => {
    expect(composeFaults(compose, checkout)).toEqual([])
  })

  it('runs the servers of the local stack in the same versions', () => {
    expect(SERVER_NAMES.map((name) => compose.services[name]?.image)).toEqual(
      SERVER_NAMES.map((name) => CONTAINER_IMAGES[name]),
    )
  })

  it('demands the variables that env.example names, and no other', () => {
    const example = readFileSync(join(ROOT, 'deploy/docker/env.example'), 'utf8')
    const named = [...example.matchAll(/^(\w+)=/gmu)].map((match) => match[1]).sort()
    const optional = [...example.matchAll(/^# (TOCSIN_\w+)=(.*)$/gmu)].map(([, name, value]) => `\${${name}:-${value}}`)

    expect(named).toEqual(demandedVariables(text))
    expect(optional.filter((reference) => !text.includes(reference))).toEqual([])
  })

  it('has Prometheus ask every service of ours', () => {
    const scraped = readFileSync(join(ROOT, 'deploy/prometheus/prometheus.yml'), 'utf8')
    const silent = Object.entries(compose.services).filter(
      ([name, service]) => checkout.settings[ourImage(service)?.name ?? ''] && !scraped.includes(`${name}:9464`),
    )

    expect(silent.map(([name]) => name)).toEqual([])
  })
})

describe('the search for faults sees', () => {
  const withService = (name: string, change: Partial<ComposeService>): ComposeFile => ({
    ...compose,
    services: { ...compose.services, [name]: { ...(compose.services[name] as ComposeService), ...change } },
  })
  const environment = { TOCSIN_KAFKA_BROKERS: 'kafka:9092' }

  it.each<[string, string, Partial<ComposeService>, string]>([
    [
      'an image that may be another one tomorrow',
      'redis',
      { image: 'redis:7' },
      'redis: the image redis:7 is not pinned',
    ],
    ['the tag latest', 'kafka', { image: 'apache/kafka:latest' }, 'kafka: the image apache/kafka:latest is not pinned'],
    [
      'an image that nothing makes',
      'topics',
      { image: 'tocsin/tools:0.1.0' },
      'topics: no folder makes the image tools',
    ],
    ['another version', 'topics', { image: 'tocsin/cli:9.9.9' }, 'topics: tocsin/cli:9.9.9 is not the version'],
    ['a port for everybody', 'redis', { ports: ['6379:6379'] }, 'redis: publishes 6379:6379 to more than 127.0.0.1'],
    [
      'a folder that is gone',
      'topics',
      { volumes: ['./deploy/gone:/app/deploy/gone:ro'] },
      'topics: mounts ./deploy/gone',
    ],
    [
      'a folder in another place',
      'topics',
      { volumes: ['./deploy/kafka:/data:ro'] },
      'is not the same place as in the image',
    ],
    [
      'a folder that can be written',
      'prometheus',
      { volumes: ['./deploy/kafka:/etc/x'] },
      'could write to ./deploy/kafka',
    ],
    [
      'a password in the file',
      'grafana',
      { environment: { GF_SECURITY_ADMIN_PASSWORD: 'admin' } },
      'come from outside',
    ],
    [
      'a misspelt setting',
      'customer-risk',
      { environment: { TOCSIN_BROKERS: 'a:1' } },
      'TOCSIN_BROKERS is none of its',
    ],
    ['a setting that is missing', 'customer-risk', { environment }, 'TOCSIN_REDIS_URL is not set'],
    ['the wrong port', 'customer-risk', { ports: ['127.0.0.1:80:80'] }, 'customer-risk: publishes 80, listens on 9464'],
    [
      'a start before a server is there',
      'topics',
      { depends_on: { kafka: { condition: 'service_started' } } },
      'says nothing',
    ],
    ['a server that nobody asks', 'redis', { healthcheck: { test: [] } }, 'redis: has no health check'],
  ])('%s', (_, name, change, fault) => {
    expect(composeFaults(withService(name, change), checkout).join('\n')).toContain(fault)
  })

  it('a service that is not run', () => {
    const { 'customer-risk': _, ...services } = compose.services
    expect(composeFaults({ ...compose, services }, checkout)).toContain('no service runs the image customer-risk')
  })
})

it('replaces variables as compose does', () => {
  const given = { SET: 'here', EMPTY: '' }
  expect(interpolate(`$\${SET} \${SET} \${EMPTY:-else} \${GONE}`, given)).toBe(`\${SET} here else `)
  expect(() => interpolate(`\${GONE:?choose one}`, given)).toThrow('GONE is missing: choose one')
})
