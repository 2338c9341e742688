/** `npm start`, as a stranger gives it: what it shows, who gets which message, its exit code, and what is left running. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { homeFolder } from '@tocsin/local-stack'
import { until } from '../e2e/waiting.ts'
import { bareEnvironment, type Environment, type Outcome, outcomeOf, ROOT } from './tocsin.ts'

const SHORT = ['--scenario', 'services/simulator/scenarios/02-overdue-invoice.yaml']
const ALL_CAME = /^All \d+ expected alerts came, and no other\.$/mu
const ALL_TOLD = /^Everybody who had to be told got the message\.$/mu
/** Kafka, registry, Redis and the four services. */
const ADDRESSES = 7

let folder: string
let environment: Environment

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-start-'))
  // A home of its own, so that a demo that somebody has open is left alone; what was downloaded is shared.
  const home = join(folder, 'home')
  const cache = join(homeFolder(), 'cache')
  await mkdir(home, { recursive: true })
  await mkdir(cache, { recursive: true })
  await symlink(cache, join(home, 'cache'))
  environment = { ...bareEnvironment(), TOCSIN_HOME: home }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** C2 is nine days past due at the most, so its warning stays away. */
const WITHOUT_C2 = ['thresholds: { warning: 8, critical: 31 }', 'thresholds: { warning: 10, critical: 31 }'] as const
/** Two open invoices fewer are enough for a ratio. */
const WITH_RATIO = ['minimumSample: 3', 'minimumSample: 1'] as const

describe('npm start -- --once --embedded', () => {
  test('exits 0 when exactly the expected alerts came, 1 when one is suppressed or one too many', async () => {
    const suppressing = await changedRules('suppressing', WITHOUT_C2)
    const spurious = await changedRules('spurious', WITH_RATIO)
    const [well, without, withMore] = await Promise.all([
      start(['--once', '--embedded', ...SHORT]),
      start(['--once', '--embedded', '--rules', suppressing, ...SHORT]),
      start(['--once', '--embedded', '--rules', spurious, ...SHORT]),
    ])
    expect(well.stdout).toMatch(ALL_CAME)
    expect(well.stdout).toMatch(ALL_TOLD)
    expect(without.stdout).toMatch(/missing +days-past-due.* C2/u)
    expect(withMore.stdout).toMatch(/unexpected +overdue-ratio.* C3/u)
    expect(withMore.stdout).not.toMatch(/^ +missing/mu)
    expect([well.exitCode, without.exitCode, withMore.exitCode]).toEqual([0, 1, 1])
  })

  test('plays the whole of three services in memory: representatives are judged, and everybody is told', async () => {
    const { stdout, exitCode } = await start(['--once', '--embedded'], { LANG: 'zh_CN.UTF-8' })
    expect(stdout).toContain('预期的 36 条预警全部出现，没有多余的。')
    expect(stdout).toContain('该通知的都已收到。')
    expect(stdout).toContain('rep-contract-signing-rate · 销售代表 R4')
    expect(stdout).toMatch(
      /收到消息 \d+ 条：邮件 [1-9]\d* 条，Slack 0 条，飞书 [1-9]\d* 条，钉钉 0 条，Webhook 0 条。/u,
    )
    expect(exitCode).toBe(0)
  })

  test('in Chinese when the terminal is', async () => {
    const { stdout, exitCode } = await start(['--once', '--embedded', ...SHORT], { LANG: 'zh_CN.UTF-8' })
    expect(stdout).toContain('一张逾期发票')
    expect(stdout).toContain('逾期天数')
    expect(stdout).not.toMatch(/expected|Days past due/u)
    expect(exitCode).toBe(0)
  })
})

describe('npm start on real servers', () => {
  test('--once plays the demo, exits 0, and leaves nothing running', async () => {
    const { stdout, exitCode } = await start(['--once'])
    expect(stdout).toMatch(ALL_CAME)
    expect(stdout).toMatch(ALL_TOLD)
    expect(stdout).toMatch(/rep-contract-signing-rate · sales representative R4/u)
    expect(stdout).toMatch(/first alert \d+\.\d s after the command/u)
    expect(exitCode).toBe(0)
    demandMessages(stdout, join(String(environment.TOCSIN_HOME), 'demo', 'inbox'))
    await demandNothingRuns(stdout)
  })

  test('kill -9 of the command leaves no server and no service', async () => {
    const child = spawnStart(SHORT)
    let shown = ''
    child.stdout?.on('data', (text: string) => {
      shown += text
    })
    const ended = outcomeOf(child)
    await until('a second terminal may look around', () => shown.includes('alerts tail --from-beginning'), 120_000)
    const { pid } = JSON.parse(readFileSync(join(String(environment.TOCSIN_HOME), 'addresses.json'), 'utf8'))
    for (const address of addressesIn(shown)) expect(await answers(address)).toBe(true)
    expect(addressesIn(shown)).toHaveLength(ADDRESSES)
    process.kill(pid, 'SIGKILL')
    await ended
    await demandNothingRuns(shown)
  })
})

function start(args: readonly string[], more: Environment = {}): Promise<Outcome> {
  return outcomeOf(spawnStart(args, more))
}

function spawnStart(args: readonly string[], more: Environment = {}): ChildProcess {
  return spawn('npm', ['start', '--silent', '--', ...args], {
    cwd: ROOT,
    env: { ...environment, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** A copy of the shipped rules with a text of their receivables replaced at its first place. */
async function changedRules(name: string, [from, to]: readonly [from: string, to: string]): Promise<string> {
  const copy = join(folder, name)
  await cp(join(ROOT, 'deploy/rules'), copy, { recursive: true })
  const file = join(copy, 'receivables.yaml')
  const text = await readFile(file, 'utf8')
  if (!text.includes(from)) throw new Error(`the shipped rules no longer say "${from}"`)
  await writeFile(file, text.replace(from, to))
  return copy
}

/** What the screen shows as received lies there as pages: the mail about a representative, and the cards of the chat. */
function demandMessages(shown: string, inbox: string): void {
  const [, mails, cards] = /messages received: mail (\d+), Slack \d+, Feishu (\d+),/u.exec(shown) ?? []
  const files = readdirSync(inbox)
  const pages = (kind: string) => files.filter((name) => name.includes(`-${kind}`) && name.endsWith('.html'))
  expect([pages('email').length, pages('feishu').length]).toEqual([Number(mails), Number(cards)])
  // Those of the live part; on a slow machine the digest of history comes while the demo still runs.
  expect(Number(mails)).toBeGreaterThanOrEqual(6)
  expect(Number(cards)).toBeGreaterThanOrEqual(2)
  const mailTo = (mailbox: string) => pages('email').find((name) => name.includes(mailbox)) ?? 'none'
  const ofSalesHead = readFileSync(join(inbox, mailTo('gao.farsight@sales.example')), 'utf8')
  expect(ofSalesHead).toMatch(/名下合同签约率/u)
  expect(ofSalesHead).toMatch(/Contract signing rate of the portfolio/u)
  expect(shown).toContain('MESSAGE   mail → gao.farsight@sales.example')
}

/** Kafka, registry, Redis and the services, as the command showed them. */
function addressesIn(shown: string): readonly string[] {
  return [...new Set([...shown.matchAll(/127\.0\.0\.1:\d+/gu)].map(([address]) => address))]
}

async function demandNothingRuns(shown: string): Promise<void> {
  const addresses = addressesIn(shown)
  if (addresses.length < ADDRESSES) throw new Error(`the command told ${addresses.length} addresses only:\n${shown}`)
  await until('none of its servers answers', async () => {
    const answering = await Promise.all(addresses.map(answers))
    return !answering.includes(true)
  })
  for (const server of ['kafka', 'registry', 'redis']) {
    const guard = join(String(environment.TOCSIN_HOME), 'demo', server, 'guard.pid')
    await until(`the guard of ${server} has gone`, () => !existsSync(guard))
  }
}

function answers(address: string): Promise<boolean> {
  const [host = '', port] = address.split(':')
  return new Promise((resolve) => {
    const socket = connect(Number(port), host)
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
