/** A Prometheus of a test's own, with our rules, which reads pages that the test serves. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePorts } from '@tocsin/local-stack'
import { PROMETHEUS_FOLDER } from './operations-files.ts'

export interface RunningPrometheus {
  /** What an instant query answers. */
  query(expression: string): Promise<Sample[]>
  rules(): Promise<Rule[]>
  stop(): Promise<void>
}

export interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [number, string]
}

export interface Rule {
  readonly name: string
  readonly health: string
  readonly lastError?: string
}

/** However this process ends, the pipe closes, and with it the program: nothing is left running. */
const ENDS_WITH_ITS_INPUT = '"$@" & pid=$!; cat; kill "$pid"; wait "$pid"'
const READY_WITHIN_MS = 30_000
const LOOK_AGAIN_MS = 100

/** @param pages the text of /metrics by job */
export async function startPrometheus(
  program: string,
  pages: Readonly<Record<string, () => Promise<string>>>,
): Promise<RunningPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-prometheus-'))
  const servers: Server[] = []
  let child: ChildProcess | undefined
  let output = ''
  const stop = async () => {
    if (child && child.exitCode === null) {
      const ended = new Promise((resolve) => child?.once('close', resolve))
      child.stdin?.end()
      await ended
    }
    for (const server of servers) server.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const jobs: string[] = []
    for (const [job, page] of Object.entries(pages)) {
      const server = await serve(page)
      servers.push(server)
      jobs.push(`  - job_name: ${job}\n    static_configs: [{ targets: ['127.0.0.1:${portOf(server)}'] }]`)
    }
    await cp(join(PROMETHEUS_FOLDER, 'rules'), join(folder, 'rules'), { recursive: true })
    await writeFile(
      join(folder, 'prometheus.yml'),
      `global: { scrape_interval: 500ms, scrape_timeout: 400ms, evaluation_interval: 500ms }\nrule_files: [rules/tocsin.yaml]\nscrape_configs:\n${jobs.join('\n')}\n`,
    )
    const [port] = await freePorts(1)
    const flags = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]
    child = spawn('sh', ['-c', ENDS_WITH_ITS_INPUT, 'sh', program, ...flags], { stdio: ['pipe', 'ignore', 'pipe'] })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    const address = `http://127.0.0.1:${port}`
    await untilReady(address, () => output)
    return {
      query: async (expression) =>
        (await ask<{ result: Sample[] }>(`${address}/api/v1/query?query=${encodeURIComponent(expression)}`)).result,
      rules: async () =>
        (await ask<{ groups: { rules: Rule[] }[] }>(`${address}/api/v1/rules`)).groups.flatMap(({ rules }) => rules),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function ask<Content>(url: string): Promise<Content> {
  const answer = (await (await fetch(url)).json()) as { status: string; data: Content; error?: string }
  if (answer.status !== 'success') throw new Error(`${url}: ${answer.error}`)
  return answer.data
}

async function untilReady(address: string, output: () => string): Promise<void> {
  const giveUpAtMs = Date.now() + READY_WITHIN_MS
  while (Date.now() < giveUpAtMs) {
    const isReady = await fetch(`${address}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return
    await delay(LOOK_AGAIN_MS)
  }
  throw new Error(`Prometheus was not ready after ${READY_WITHIN_MS} ms:\n${output()}`)
}

async function serve(page: () => Promise<string>): Promise<Server> {
  const server = createServer((_, response) => {
    void page().then((text) => response.setHeader('content-type', 'text/plain; version=0.0.4').end(text))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

const portOf = (server: Server) => (server.address() as AddressInfo).port
