/** `tocsin import` as a person gives it, as far as it needs no Kafka: into an event file, or as a dry run. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { bareEnvironment, type Outcome, outcomeOf, ROOT } from '../cli/tocsin.ts'

const columnsOf = (input: string) => `mapping: shop
title: { zh: 商店, en: Shop }
input: ${input}
zone: Asia/Shanghai
currency: JPY
amounts: { minorDigits: 2, decimal: ",", grouping: "." }
columns:
  id: {}
  customer: {}
  issuedOn: { as: day, format: [D.M.YYYY, YYYY-MM-DD] }
  total: { as: money }
leaveOut:
  - { when: customer == "test", because: { zh: 测试客户, en: a test customer } }
defaults: { salesRepId: R1 }
events:
  - type: order-placed
    id: '"O" + id'
    recordedAt: startOf(issuedOn)
    fields: { orderId: '"O" + id', customerId: customer, amountMinor: total }
  - type: invoice-issued
    id: id
    recordedAt: atHour(issuedOn, 9)
    fields: { invoiceId: id, customerId: customer, amountMinor: total, issuedOn: issuedOn, dueOn: issuedOn + 30 }
`
const CSV = [
  'id;customer;issuedOn;total',
  '2;C2;2.3.2024;1.250,50',
  '1;C1;2024-03-01;7',
  '3;test;1.3.2024;7',
  '4;C1;never;7',
  '',
].join('\n')
const JSON_LINES = [
  '{"id":2,"customer":"C2","issuedOn":"2.3.2024","total":"1.250,50"}',
  '{"id":1,"customer":"C1","issuedOn":"2024-03-01","total":7}',
  '',
].join('\n')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-import-'))
  await writeFile(at('csv.yaml'), columnsOf('{ delimiter: ";" }'))
  await writeFile(at('json.yaml'), columnsOf('{ format: json-lines }'))
  await writeFile(at('data.csv'), CSV)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)

function importing(args: readonly string[], stdin: string | Uint8Array = ''): Promise<Outcome> {
  const refused = args.includes('--schema') || args.includes('--refused') ? [] : ['--refused', at('refused.jsonl')]
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'tocsin', 'import', ...args, ...refused], {
    cwd: ROOT,
    env: { ...bareEnvironment() },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(stdin)
  return outcomeOf(child)
}

interface Line {
  readonly recordedAtMs: number
  readonly source: string
  readonly sequence: number
  readonly event: {
    readonly type: string
    readonly eventId: string
    readonly amountMinor: number
    readonly currency: string
  }
}

const linesOf = (text: string): Line[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

const told = (lines: readonly Line[]) =>
  lines.map(({ recordedAtMs, sequence, event }) => [
    new Date(recordedAtMs).toISOString().slice(0, 16),
    sequence,
    event.eventId,
    event.amountMinor,
  ])

const EVENTS = [
  ['2024-02-29T16:00', 1, 'shop:order-placed:O1', 700],
  ['2024-03-01T01:00', 2, 'shop:invoice-issued:1', 700],
  ['2024-03-01T16:00', 3, 'shop:order-placed:O2', 125_050],
  ['2024-03-02T01:00', 4, 'shop:invoice-issued:2', 125_050],
]

describe('tocsin import', () => {
  test('makes an event file of a CSV file, and tells every row that it refused', async () => {
    const { exitCode, stdout } = await importing([
      '--mapping',
      at('csv.yaml'),
      '--to',
      at('events.jsonl'),
      at('data.csv'),
    ])
    expect(told(linesOf(await readFile(at('events.jsonl'), 'utf8')))).toEqual(EVENTS)
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(
      /rows read +4\n[\s\S]*left out +1 +a test customer\n[\s\S]*rows refused +1\n[\s\S]*events +4\n/u,
    )
    expect(stdout).toContain('data.csv:5')
    const refusals = (await readFile(at('refused.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(refusals).toHaveLength(2)
    for (const refusal of refusals)
      expect(refusal).toMatchObject({
        file: 'data.csv',
        line: 5,
        message: expect.stringContaining('"never" is no date'),
      })
  })

  test('reads standard input, packed or not, and writes packed where the name says so', async () => {
    const args = ['--mapping', at('csv.yaml'), '--to', at('packed.jsonl.gz'), '-', '--json']
    const { exitCode, stdout } = await importing(args, gzipSync(CSV))
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ rowsRead: 4, rowsRefused: 1, events: 4, files: [{ name: '-' }] })
    const packed = await readFile(at('packed.jsonl.gz'))
    expect(told(linesOf(gunzipSync(packed).toString()))).toEqual(EVENTS)
  })

  test('reads JSON lines, amounts digit by digit', async () => {
    const args = ['--mapping', at('json.yaml'), '--to', at('json.jsonl'), '-']
    const { exitCode } = await importing(args, JSON_LINES)
    expect(told(linesOf(await readFile(at('json.jsonl'), 'utf8')))).toEqual(EVENTS)
    expect(exitCode).toBe(0)
  })

  test('writes nothing as a dry run, and reports all the same', async () => {
    const { stdout, exitCode } = await importing([
      '--mapping',
      at('csv.yaml'),
      '--dry-run',
      '--lang',
      'zh',
      at('data.csv'),
    ])
    expect(exitCode).toBe(1)
    expect(stdout).toContain('试运行：未写入任何内容。')
    expect(stdout).toMatch(/读取行数 +4/u)
  })

  test('of a file with another header names what is missing, and what stands there', async () => {
    const { stderr, exitCode } = await importing(
      ['--mapping', at('csv.yaml'), '--dry-run', '-'],
      'id;customers;issuedOn\n1;C;1.1.2024\n',
    )
    expect(exitCode).toBe(2)
    expect(stderr).toContain('customer (did you mean customers?), total')
    expect(stderr).toContain('Its columns: id, customers, issuedOn')
  })

  test('into a folder that is not there is refused before anything is read', async () => {
    const { stderr, exitCode } = await importing(
      ['--mapping', at('csv.yaml'), '--to', at('nowhere/events.jsonl'), '--refused', at('nor-here/refused.jsonl'), '-'],
      'no row of this is looked at',
    )
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`--to ${at('nowhere/events.jsonl')}: there is no folder ${at('nowhere')}.`)
    expect(stderr).toContain(`--refused ${at('nor-here/refused.jsonl')}: there is no folder ${at('nor-here')}.`)
  })
})
