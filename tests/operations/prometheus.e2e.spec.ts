/**
 * Rules and queries before the program that will run them: promtool plays the stories of each alert, and a Prometheus
 * that reads the pages of our services answers every query of every panel.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { exercise, startedTelemetry } from './exercised-telemetry.ts'
import { dashboardQueries, filledIn, operationsAlerts, PROMETHEUS_FOLDER } from './operations-files.ts'
import { findPrometheusPrograms } from './prometheus-programs.ts'
import { type RunningPrometheus, startPrometheus } from './running-prometheus.ts'

const run = promisify(execFile)
const found = await findPrometheusPrograms()
const inCi = !['', '0', 'false', undefined].includes(process.env.CI)

const promtool = 'promtool' in found ? found.promtool : undefined
const prometheus = 'promtool' in found ? found.prometheus : undefined
const whyNot = 'missing' in found ? found.missing : 'no prometheus beside the promtool that was named'
const withPromtool = promtool === undefined ? test.skip : test
const withPrometheus = prometheus === undefined ? test.skip : test
const name = (text: string, program: string | undefined) =>
  program === undefined ? `${text} (not run: ${whyNot})` : text

/** Resolves with what it printed; rejects with it when it found a fault. */
async function promtoolSays(...args: string[]): Promise<string> {
  const { stdout, stderr } = await run(promtool ?? '', args, { cwd: PROMETHEUS_FOLDER })
  return stdout + stderr
}

test('promtool is there where CI demands it', () => {
  expect(inCi && promtool === undefined ? whyNot : 'found, or not demanded').toBe('found, or not demanded')
})

describe('promtool', () => {
  withPromtool(name('takes the configuration and the rules', promtool), async () => {
    expect(await promtoolSays('check', 'config', 'prometheus.yml')).toContain(
      `${operationsAlerts().length} rules found`,
    )
  })

  withPromtool(name('sees each alert fire in its story, and stay quiet in the other', promtool), async () => {
    const said = await promtoolSays('test', 'rules', 'rules/tocsin.test.yaml', 'rules/tocsin-days.test.yaml')
    expect(said.match(/SUCCESS/gu)).toHaveLength(2)
  })

  withPromtool(name('finds the metrics page well formed', promtool), async () => {
    const telemetry = startedTelemetry('customer-risk')
    exercise(telemetry)
    const page = await telemetry.metricsText()
    const checking = run(promtool ?? '', ['check', 'metrics'])
    checking.child.stdin?.end(page)
    // prom-client's own metrics are named its way; ours follow the conventions.
    const said = await checking.then(
      ({ stdout, stderr }) => stdout + stderr,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    )
    expect(said.split('\n').filter((line) => line.startsWith('tocsin_') || line.includes('error while'))).toEqual([])
  })

  withPromtool(name('can read every query of every dashboard', promtool), async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-queries-'))
    try {
      const rules = dashboardQueries().map(({ expression }, index) => ({
        record: `query:${index}`,
        expr: filledIn(expression),
      }))
      // JSON is YAML.
      await writeFile(join(folder, 'queries.yaml'), JSON.stringify({ groups: [{ name: 'dashboards', rules }] }))
      expect(await promtoolSays('check', 'rules', join(folder, 'queries.yaml'))).toContain(
        `${rules.length} rules found`,
      )
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('a Prometheus that reads our pages', () => {
  const WINDOW_SECONDS = 10
  const ANSWER_WITHIN_MS = 20_000
  let server: RunningPrometheus | undefined
  let working: NodeJS.Timeout | undefined

  beforeAll(async () => {
    if (prometheus === undefined) return
    const services = ['customer-risk', 'sales-rep-risk', 'notifier'].map(startedTelemetry)
    working = setInterval(() => services.forEach(exercise), 250)
    const pages = Object.fromEntries(
      ['customer-risk', 'sales-rep-risk', 'notifier'].map((job, index) => [
        job,
        async () => (await services[index]?.metricsText()) ?? '',
      ]),
    )
    server = await startPrometheus(prometheus, pages)
  })
  afterAll(async () => {
    clearInterval(working)
    await server?.stop()
  })

  /** Asks again until there is an answer: a rate needs two scrapes. */
  async function answerTo(expression: string) {
    const giveUpAtMs = Date.now() + ANSWER_WITHIN_MS
    for (;;) {
      const samples = (await server?.query(filledIn(expression, WINDOW_SECONDS))) ?? []
      const usable = samples.filter(({ value }) => value[1] !== 'NaN')
      if (usable.length > 0 || Date.now() > giveUpAtMs) return usable
      await delay(250)
    }
  }

  withPrometheus(name('answers every query of every panel, with the labels its legend names', prometheus), async () => {
    const faults: string[] = []
    for (const { dashboard, panel, expression, legend } of dashboardQueries()) {
      // `> 0` hides series in which nothing happened, as nothing restarts here.
      const samples = await answerTo(expression.replace(/ > 0$/u, ''))
      if (samples.length === 0) faults.push(`${dashboard} › ${panel}: no answer to ${expression}`)
      const labels = [...legend.matchAll(/\{\{(\w+)\}\}/gu)].map(([, label = '']) => label)
      const absent = labels.filter((label) => !samples.every(({ metric }) => metric[label]))
      if (absent.length > 0) faults.push(`${dashboard} › ${panel}: series without ${absent.join(', ')}`)
    }
    expect(faults).toEqual([])
  })

  withPrometheus(name('evaluates every rule without an error', prometheus), async () => {
    const giveUpAtMs = Date.now() + ANSWER_WITHIN_MS
    let rules = (await server?.rules()) ?? []
    while (rules.some(({ health }) => health === 'unknown') && Date.now() < giveUpAtMs) {
      await delay(250)
      rules = (await server?.rules()) ?? []
    }
    expect(rules).toHaveLength(operationsAlerts().length)
    expect(rules.filter(({ health }) => health !== 'ok').map((rule) => `${rule.name}: ${rule.lastError}`)).toEqual([])
  })
})
