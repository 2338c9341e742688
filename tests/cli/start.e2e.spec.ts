/** `npm start`, as a stranger gives it: what it shows, who gets which message, its exit code, and what is left running. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { shutDown } from '../e2e/redis-command.ts'
import { until } from '../e2e/waiting.ts'
import { ALL_CAME, ALL_TOLD, openStartHome, SHORT, type StartHome } from './start-home.ts'
import { outcomeOf } from './tocsin.ts'

/** Kafka, registry, Redis and the four services. */
const ADDRESSES = 7

let npmStart: StartHome
beforeAll(async () => {
  npmStart = await openStartHome()
})
afterAll(() => npmStart?.remove())

describe('npm start on real servers', () => {
  test('--once plays the demo, exits 0, and leaves nothing running', async () => {
    const { stdout, exitCode } = await npmStart.start(['--once'])
    expect(stdout).toMatch(ALL_CAME)
    expect(stdout).toMatch(ALL_TOLD)
    expect(stdout).toMatch(/rep-contract-signing-rate · sales representative R4/u)
    expect(stdout).toMatch(/first alert \d+\.\d s after the command/u)
    expect(exitCode).toBe(0)
    demandMessages(stdout, join(npmStart.home, 'demo', 'inbox'))
    await demandNothingRuns(stdout)
  })

  test('kill -9 of the command leaves no server and no service', async () => {
    const { shown, ended } = await runningDemo()
    const { pid } = JSON.parse(readFileSync(join(npmStart.home, 'addresses.json'), 'utf8'))
    for (const address of addressesIn(shown())) expect(await answers(address)).toBe(true)
    expect(addressesIn(shown())).toHaveLength(ADDRESSES)
    process.kill(pid, 'SIGKILL')
    await ended
    await demandNothingRuns(shown())
  })

  test('ends by itself, and says why, when one of its servers has ended', async () => {
    const { shown, ended } = await runningDemo()
    const [, redisUrl = ''] = /^redis: ready at (\S+)/mu.exec(shown()) ?? []
    await shutDown(redisUrl)
    const { stderr, exitCode } = await ended
    expect(shown()).toMatch(/^redis: ended unexpectedly\./mu)
    expect(stderr).toMatch(/redis ended while the demo ran/u)
    expect(exitCode).not.toBe(0)
    await demandNothingRuns(shown())
  })
})

/** A demo that goes on until somebody ends it: everything runs, and a second terminal may look around. */
async function runningDemo() {
  const child = npmStart.spawn(SHORT)
  let shown = ''
  child.stdout?.on('data', (text: string) => {
    shown += text
  })
  const ended = outcomeOf(child)
  await until('a second terminal may look around', () => shown.includes('alerts tail --from-beginning'))
  return { shown: () => shown, ended }
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
    const guard = join(npmStart.home, 'demo', server, 'guard.pid')
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
