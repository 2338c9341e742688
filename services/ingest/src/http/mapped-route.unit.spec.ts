import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { type ImportedEvent, importEvents, inputOfText, parseMapping } from '@tocsin/importer'
import { headerText } from '@tocsin/stream'
import { readMappings } from '../importing/mappings.ts'
import { openSampleApp, type SampleApp } from '../testing/sample-app.ts'

const SHOP = `mapping: shop
title: { zh: 商店, en: Shop }
zone: Asia/Shanghai
currency: CNY
columns:
  id: {}
  customer: {}
  issuedOn: { as: day, format: DD.MM.YYYY }
  dueOn: { as: day, format: DD.MM.YYYY }
  total: { as: money }
  paidOn: { as: day, format: DD.MM.YYYY }
leaveOut:
  - { when: customer == "test", because: { zh: 测试客户, en: a test customer } }
defaults: { salesRepId: R1 }
events:
  - type: invoice-issued
    id: id
    recordedAt: startOf(issuedOn)
    fields: { invoiceId: id, customerId: customer, amountMinor: total, issuedOn: issuedOn, dueOn: dueOn }
  - type: payment-received
    when: given.paidOn
    id: id
    recordedAt: atHour(paidOn, 12)
    fields: { paymentId: '"P" + id', invoiceId: id, customerId: customer, amountMinor: total, receivedOn: paidOn }
`
const HEADER = 'id,customer,issuedOn,dueOn,total,paidOn'
const GOOD = `${HEADER}\nI1,C1,05.01.2026,04.02.2026,100.50,09.02.2026\nI2,C2,06.01.2026,05.02.2026,20,\nI3,test,06.01.2026,05.02.2026,20,\n`

const folder = mkdtempSync(join(tmpdir(), 'tocsin-mappings-'))
const apps: SampleApp[] = []

beforeAll(() => writeFileSync(join(folder, 'shop.yaml'), SHOP))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(async () => {
  for (const { app } of apps.splice(0)) await app.close()
})

async function open(limits = {}): Promise<SampleApp> {
  const sample = await openSampleApp({ mappingsFolder: folder, ...limits })
  apps.push(sample)
  return sample
}

function send({ post }: SampleApp, text: string | Buffer, { mapping = 'shop', headers = {} } = {}) {
  return post(text, { url: `/v1/csv?mapping=${mapping}`, headers: { 'content-type': 'text/csv', ...headers } })
}

const namesOf = ({ records }: SampleApp) => records.map(({ headers }) => headerText(headers.ce_id))

describe('a file read through a mapping', () => {
  test('becomes events, several of a row, in the order of time, and the answer counts rows and events', async () => {
    const sample = await open()
    const { status, body } = await send(sample, GOOD)
    expect(status).toBe(202)
    expect(body).toEqual({
      mapping: 'shop',
      source: expect.stringMatching(/^import:[0-9a-f]{16}$/u),
      rowsRead: 3,
      rowsLeftOut: [{ rows: 1, because: 'a test customer' }],
      rowsWithoutEvent: 0,
      rowsRefused: 0,
      events: 3,
      eventsByType: { 'invoice-issued': 2, 'payment-received': 1 },
      accepted: 3,
      repeated: 0,
      refused: 0,
      results: [],
    })
    expect(namesOf(sample)).toEqual(['shop:invoice-issued:I1', 'shop:invoice-issued:I2', 'shop:payment-received:I1'])
    expect(sample.records.map(({ headers }) => headerText(headers.ce_sequence))).toEqual(['1', '2', '3'])
  })

  test('has the source and the numbers that tocsin import gives it: sent and imported, it has one effect', async () => {
    const sample = await open()
    await send(sample, GOOD)
    const parsed = parseMapping(SHOP, 'shop.yaml')
    if ('faults' in parsed) throw new Error('the mapping is wrong')
    const prepared = await importEvents(parsed.mapping, [inputOfText('shop.csv', GOOD)])
    const imported: ImportedEvent[] = []
    for await (const batch of prepared.events()) imported.push(...batch)
    expect(
      sample.records.map(({ headers }) => [headerText(headers.ce_source), headerText(headers.ce_sequence)]),
    ).toEqual(imported.map(({ source, sequence }) => [source, String(sequence)]))
  })

  test('has one effect when it is sent twice', async () => {
    const sample = await open()
    await send(sample, GOOD)
    const { status, body } = await send(sample, GOOD)
    expect({ status, accepted: body.accepted, repeated: body.repeated }).toEqual({
      status: 202,
      accepted: 3,
      repeated: 3,
    })
    expect(sample.records).toHaveLength(3)
  })

  test('goes on after the log was away in the middle, with nothing written twice', async () => {
    const rows = Array.from({ length: 1_500 }, (_, number) => `I${number},C${number % 7},05.01.2026,04.02.2026,1,`)
    const file = [HEADER, ...rows].join('\n')
    const sample = await open()
    let appends = 0
    sample.world.onAppend = async () => {
      appends += 1
      sample.world.isAway = appends === 2
    }
    expect((await send(sample, file)).status).toBe(503)
    const { status, body } = await send(sample, file)
    expect({ status, accepted: body.accepted, repeated: body.repeated }).toEqual({
      status: 202,
      accepted: 1_500,
      repeated: 1_000,
    })
    expect(new Set(namesOf(sample)).size).toBe(1_500)
    expect(sample.records).toHaveLength(1_500)
  })

  test('has its wrong rows refused, each with all that is wrong, and put on record with their bytes', async () => {
    const bad = [
      'I1,C1,05.01.2026,,100.50,',
      'I2,C1,soon,04.02.2026,1.234,',
      'I3,C1,05.01.2026',
      'I4,C1,05.01.2026,04.01.2026,0,',
      'I5,C1,05.01.2026,04.02.2026,7,',
    ]
    const sample = await open()
    const { status, body } = await send(sample, `${[HEADER, ...bad].join('\r\n')}\r\n`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ rowsRead: 5, rowsRefused: 4, events: 1, accepted: 1, refused: 4 })
    expect(
      body.results?.map(({ line, faults }) => [line, faults?.map(({ pointer, code }) => `${pointer} ${code}`)]),
    ).toEqual([
      [2, ['/data/dueOn missing']],
      [3, ['/data/issuedOn not-a-day', '/data/total decimal-amount']],
      [4, [' not-csv']],
      [5, ['/data/amountMinor invalid-value', '/data/dueOn contradiction']],
    ])
    const refused = sample.records.filter(({ topic }) => topic === 'ingest.refused')
    expect(refused.map(({ value }) => new TextDecoder().decode(value ?? undefined))).toEqual(bad.slice(0, 4))
  })

  test('tells what is wrong in Chinese where that is asked for', async () => {
    const sample = await open()
    const headers = { 'accept-language': 'zh-CN' }
    const { body } = await send(sample, `${HEADER}\nI1,C1,soon,,1.234,\nI2,C1,05.01.2026,,1,`, { headers })
    const told = body.results?.flatMap(({ faults }) => faults ?? []) ?? []
    expect(told).toHaveLength(3)
    for (const { what, hint } of told) {
      expect(what).toMatch(/\p{Script=Han}/u)
      expect(hint).toMatch(/\p{Script=Han}/u)
    }
  })

  test.each([
    ['of another shape', 'a,b\n1,2\n', 400, 'not-csv'],
    ['packed with gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0]), 400, 'not-utf8'],
    ['of too many rows', `${HEADER}\n${'I,C1,05.01.2026,04.02.2026,1,\n'.repeat(20_001)}`, 413, 'too-large'],
  ])('%s is refused as a whole', async (_, file, status, code) => {
    const sample = await open()
    const answer = await send(sample, file)
    expect({ status: answer.status, codes: answer.body.faults?.map((fault) => fault.code) }).toEqual({
      status,
      codes: [code],
    })
    expect(sample.records.map(({ topic }) => topic)).toEqual(['ingest.refused'])
  })

  test('under a mapping that is not there is refused, with the names of those that are', async () => {
    const sample = await open()
    const { status, body } = await send(sample, GOOD, { mapping: 'shopp' })
    expect({ status, hint: body.faults?.[0]?.hint }).toEqual({ status: 422, hint: expect.stringContaining('shop') })
  })

  test('under a key that is limited needs the mapping among its sources, and all its topics', async () => {
    const sample = await open()
    const headers = { authorization: `Bearer ${sample.narrowToken}` }
    const { status, body } = await send(sample, GOOD, { headers })
    expect({ status, codes: body.faults?.map(({ code }) => code) }).toEqual({
      status: 403,
      codes: ['source-not-allowed', 'type-not-allowed'],
    })
  })
})

describe('the folder of mappings', () => {
  test('is refused with the faults of all its files', () => {
    const wrong = join(folder, 'wrong')
    mkdirSync(wrong)
    writeFileSync(join(wrong, 'a.yaml'), SHOP.replace('currency: CNY', 'currency: XXQ'))
    writeFileSync(join(wrong, 'b.yaml'), SHOP.replace('zone: Asia/Shanghai', 'zone: Mars'))
    expect(() => readMappings(wrong)).toThrow(/XXQ[\s\S]+Mars/u)
  })

  test('as it is shipped can be used, but for mappings whose tables are not part of the project', () => {
    const shipped = readMappings(new URL('../../../../deploy/import', import.meta.url).pathname)
    expect(shipped.names).toContain('ibm-accounts-receivable')
    expect(shipped.unusable.map(({ name }) => name)).toEqual(['crm-sales-pipeline'])
  })
})
