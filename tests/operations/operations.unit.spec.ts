import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { buildProgram, createContext } from '@tocsin/cli'
import { parse } from 'yaml'
import { startedTelemetry } from './exercised-telemetry.ts'
import {
  dashboardQueries,
  metricNamesIn,
  OF_PROMETHEUS,
  operationsAlerts,
  PROMETHEUS_FOLDER,
  ROOT,
  ruleTestNames,
  runbooks,
} from './operations-files.ts'
import { namesOnPage } from './page-names.ts'

const RUNBOOK_PARTS = ['## Symptom', '## What it means', '## How to look', '## What to do', '## When to escalate']

const alerts = operationsAlerts()

describe('metric names', () => {
  test('are found in an expression, and nothing else is', () => {
    const expression =
      'histogram_quantile(0.9, sum by (le, job) (rate(a_bucket{job="b",c!="d"}[5m]))) > 1e3 and on (job) e_total unless f{g=~"h.+"} == 0 or vector(0)'
    expect(metricNamesIn(expression)).toEqual(['a_bucket', 'e_total', 'f'])
  })

  test.each([
    ...alerts.map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
    ...dashboardQueries().map(({ dashboard, panel, expression }) => [`${dashboard}: ${panel}`, expression] as const),
  ])('of %s occur on the /metrics page of a service', async (_, expression) => {
    const names = namesOnPage(await startedTelemetry('customer-risk').metricsText())
    const used = metricNamesIn(expression)
    expect(used.length).toBeGreaterThan(0)
    expect(used.filter((name) => !names.has(name) && !OF_PROMETHEUS.includes(name))).toEqual([])
  })

  test('each of ours is drawn or watched: one that nobody looks at is noise on the page', async () => {
    const names = namesOnPage(await startedTelemetry('customer-risk').metricsText())
    const used = new Set([
      ...alerts.flatMap(({ expr }) => metricNamesIn(expr)),
      ...dashboardQueries().flatMap(({ expression }) => metricNamesIn(expression)),
    ])
    const families = (list: Iterable<string>) =>
      new Set([...list].map((name) => name.replace(/_(bucket|sum|count)$/u, '')))
    const usedFamilies = families(used)
    const unused = [...families(names)].filter((name) => name.startsWith('tocsin_') && !usedFamilies.has(name))
    expect(unused).toEqual([])
  })
})

describe('operations alerts', () => {
  test('are at least eight, each with a name of its own', () => {
    expect(alerts.length).toBeGreaterThanOrEqual(8)
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length)
  })

  test.each(alerts.map((alert) => [alert.alert, alert] as const))(
    '%s tells what it is in both languages',
    (_, alert) => {
      const { summary = '', summary_zh = '', description = '', description_zh = '' } = alert.annotations
      expect(['warning', 'critical']).toContain(alert.labels.severity)
      for (const text of [summary, description]) expect(text).toMatch(/^[^\p{Script=Han}]{10,}$/u)
      for (const text of [summary_zh, description_zh]) expect(text).toMatch(/\p{Script=Han}/u)
    },
  )

  test.each(alerts.map(({ alert }) => alert))(
    '%s has a story in which it fires and one in which it is quiet',
    (alert) => {
      const stories = ruleTestNames()
      expect(stories.some((name) => name.startsWith(`${alert} `) && name.includes(' fires '))).toBe(true)
      expect(stories.some((name) => name.includes(alert) && name.includes(' quiet '))).toBe(true)
    },
  )

  test('every job that they name is scraped, under the name of its service', () => {
    const { scrape_configs } = parse(readFileSync(join(PROMETHEUS_FOLDER, 'prometheus.yml'), 'utf8')) as {
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[]
    }
    const jobs = scrape_configs.map(({ job_name }) => job_name)
    const named = alerts.flatMap(({ expr }) =>
      [...expr.matchAll(/job=~?"([^"]+)"/gu)].flatMap(([, list = '']) => list.split('|')),
    )
    expect(named.filter((job) => !jobs.includes(job))).toEqual([])
    for (const { job_name, static_configs } of scrape_configs.filter(({ job_name }) => named.includes(job_name))) {
      expect(static_configs.flatMap(({ targets }) => targets)).toEqual([`${job_name}:9464`])
    }
  })
})

describe('runbooks', () => {
  const books = runbooks()
  const tocsin = buildProgram(createContext())

  test.each(alerts.map(({ alert, annotations }) => [alert, annotations.runbook_url ?? ''] as const))(
    '%s links to one that is there and names it',
    (alert, path) => {
      expect(path).toMatch(/^deploy\/runbooks\/[a-z-]+\.md$/u)
      expect(existsSync(join(ROOT, path))).toBe(true)
      expect(readFileSync(join(ROOT, path), 'utf8')).toContain(`\`${alert}\``)
    },
  )

  test('every runbook belongs to an alert', () => {
    const linked = alerts.map(({ annotations }) => annotations.runbook_url)
    expect(books.filter(({ name }) => !linked.includes(`deploy/runbooks/${name}.md`)).map(({ name }) => name)).toEqual(
      [],
    )
  })

  test.each(books.map(({ name, text }) => [name, text] as const))('%s has its five parts, in order', (_, text) => {
    expect([...text.matchAll(/^## .+$/gmu)].map(([heading]) => heading)).toEqual(RUNBOOK_PARTS)
  })

  test.each(books.map(({ name, text }) => [name, text] as const))('%s gives commands that there are', (_, text) => {
    const given = [...text.matchAll(/npm run tocsin -- ([a-z-]+)(?: ([a-z-]+))?/gu)]
    const absent = given.filter(([, command, next]) => {
      const found = tocsin.commands.find((one) => one.name() === command)
      const below = found?.commands ?? []
      return !found || (next !== undefined && below.length > 0 && !below.some((one) => one.name() === next))
    })
    expect(absent.map(([line]) => line)).toEqual([])
  })

  test('the list names them all', () => {
    const list = readFileSync(join(ROOT, 'deploy/runbooks/README.md'), 'utf8')
    expect(books.filter(({ name }) => !list.includes(`(${name}.md)`)).map(({ name }) => name)).toEqual([])
  })
})
