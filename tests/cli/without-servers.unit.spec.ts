/** What a person gets who types something wrong, or has nothing running: a sentence, exit code 2, no stack trace. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { bareEnvironment, tocsin } from './tocsin.ts'

const STACK_TRACE = /^\s+at .*[:(]\d+/mu

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-cli-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Addresses at which nothing answers: a discarded port, never given out. */
const NOWHERE = {
  TOCSIN_KAFKA_BROKERS: '127.0.0.1:9',
  TOCSIN_REGISTRY_URL: 'http://127.0.0.1:9',
  TOCSIN_REDIS_URL: 'redis://127.0.0.1:9',
}

describe('wrong input', () => {
  test.each([
    ['an unknown command', ['alert'], "unknown command 'alert'"],
    ['an unknown option', ['doctor', '--verbos'], "unknown option '--verbos'"],
    ['no alert id', ['explain'], "missing required argument 'alert-id'"],
    ['a language that is not ours', ['alerts', 'tail', '--lang', 'fr'], 'Allowed choices are zh, en'],
    ['too many processes', ['start', '--processes', '9'], 'a whole number from 1 to 8'],
    ['a scenario that is not there', ['start', '--scenario', 'no.yaml', '--embedded'], 'There is no file'],
    ['a folder as a rule file', ['rules', 'check', 'deploy'], 'The folder deploy has no rule file'],
    ['a position that is none', ['dead-letters', 'show', '--id', 'sales.orders-3'], '"sales.orders-3" is no position'],
    ['a replay of everything', ['dead-letters', 'replay'], 'Say which to replay'],
    ['a moment that is none', ['rules', 'publish', '--effective-from', '2026-13-01'], '"2026-13-01" is no instant'],
    ['a kind that is none', ['risks', '--entity-type', 'customers'], "option '--entity-type"],
    ['a topic that is no input', ['live', '--topics', 'risk.nothing'], 'risk.nothing: not an input'],
  ])('%s', async (_, args, message) => {
    const { exitCode, stderr, text } = await tocsin(args, { ...bareEnvironment(), ...NOWHERE })
    expect(stderr).toContain(message)
    expect(exitCode).toBe(2)
    expect(text).not.toMatch(STACK_TRACE)
  })

  test('some of the addresses: the missing ones are named', async () => {
    const environment = { ...bareEnvironment(), TOCSIN_REDIS_URL: NOWHERE.TOCSIN_REDIS_URL }
    const { exitCode, stderr } = await tocsin(['alerts', 'tail'], environment)
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining('TOCSIN_KAFKA_BROKERS and TOCSIN_REGISTRY_URL are missing'),
    ])
  })

  test('servers that do not answer: who is away, and where to look', async () => {
    const { exitCode, text } = await tocsin(['topics', 'diff'], { ...bareEnvironment(), ...NOWHERE })
    expect(text).toContain('127.0.0.1:9')
    expect(text).toContain('npm run tocsin -- doctor')
    expect(exitCode).toBe(2)
    expect(text).not.toMatch(STACK_TRACE)
  })
})

describe('rule files', () => {
  test('a routing that names an indicator which the rules do not have', async () => {
    const routing = await readFile(new URL('../../deploy/notifications/routing.yaml', import.meta.url), 'utf8')
    const wrong = join(folder, 'wrong.yaml')
    await writeFile(wrong, routing.replace('late-cash', 'late-cahs'))
    const { exitCode, stderr } = await tocsin(['rules', 'check', '--routing', wrong], bareEnvironment())
    expect(stderr).toContain('inhibition past-due names indicator late-cahs, which does not exist')
    expect(stderr).toContain('Did you mean late-cash?')
    expect(exitCode).toBe(2)
  })

  // All files of the folder are played in packages/processors.
  test('the shipped rules pass a file of the shipped tests, one line each', async () => {
    const file = 'deploy/rules/receivables.test.yaml'
    const { exitCode, stdout } = await tocsin(['rules', 'test', file, '--rules', 'deploy/rules'])
    expect(stdout).toMatch(/^✔ days-past-due fires at the end of the 8th day past due/mu)
    expect(stdout).toMatch(/^\d+ passed, 0 failed; rule set standard /mu)
    expect(exitCode).toBe(0)
  })

  test('a test that expects something else fails with both sides, in text and as JSON', async () => {
    const file = join(folder, 'own.test.yaml')
    await writeFile(file, OWN_TEST)
    const [asText, asJson] = await Promise.all([
      tocsin(['rules', 'test', file]),
      tocsin(['rules', 'test', file, '--json']),
    ])
    expect(asText.stdout).toContain('✘ days-past-due is told a day too early')
    expect(asText.stdout).toContain('expected alert-fired warning on 2026-02-11, got alert-fired warning on 2026-02-12')
    expect(asText.stdout).toContain('0 passed, 1 failed')
    expect([asText.exitCode, asJson.exitCode]).toEqual([1, 1])
    expect(JSON.parse(asJson.stdout)).toMatchObject({ indicator: 'days-past-due', passed: false })
  })

  test('of a folder with rules and their tests: what no test would notice', async () => {
    const own = join(folder, 'own')
    await mkdir(own)
    await writeFile(join(own, 'rules.yaml'), OWN_RULES)
    await writeFile(join(own, 'rules.test.yaml'), TEST_OF_OWN_RULES)
    const { exitCode, stdout } = await tocsin(['rules', 'test', own])
    expect(stdout).toMatch(/^✔ many-orders fires at the third order in a row$/mu)
    expect(stdout).toMatch(/^1 passed, 0 failed; rule set own /mu)
    expect(stdout).toMatch(/^many-orders lacks a test that ends\.$/mu)
    expect(exitCode).toBe(0)
  })

  test('a file of tests with faults is told line by line, exit code 2', async () => {
    const file = join(folder, 'faulty.test.yaml')
    await writeFile(file, OWN_TEST.replace('invoice-issued', 'invoice-isued'))
    const { exitCode, stderr } = await tocsin(['rules', 'test', file])
    expect(stderr).toContain(`${file}:5:`)
    expect(exitCode).toBe(2)
  })
})

const OWN_TEST = `tests:
  - name: is told a day too early
    indicator: days-past-due
    events:
      - { on: 2026-01-05, invoice-issued: { invoiceId: I1, amount: 1200, dueOn: 2026-02-04 } }
    until: 2026-02-15
    alerts:
      - { on: 2026-02-11, fired: warning }
`

const OWN_RULES = `ruleSet: own
version: "1"
businessZone: Asia/Shanghai
indicators:
  - id: many-orders
    name: { zh: 频繁下单, en: Many orders }
    question: { zh: 最近三十天这家客户下了多少单？, en: How many orders has this customer placed in thirty days? }
    entity: customer
    value: { measure: orders-recent }
    unit: count
    direction: above
    thresholds: { warning: 3 }
    evaluate: at-day-end
    ownerRole: sales-representative
    nextStep: { zh: 联系客户, en: Call the customer }
`

const TEST_OF_OWN_RULES = `tests:
  - name: fires at the third order in a row
    indicator: many-orders
    events:
      - { on: 2026-01-05, every: 1, times: 3, order-placed: { orderId: "O-{n}" } }
    until: 2026-01-10
    alerts:
      - { on: 2026-01-07, fired: warning, value: 3 }
`
