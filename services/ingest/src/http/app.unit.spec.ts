import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { headerText } from '@tocsin/stream'
import { EVENT_TYPES } from '../content/event-types.ts'
import { encodeEvent, NOW_MS, openSampleApp, type SampleApp } from '../testing/sample-app.ts'
import { EXAMPLE_EVENT } from './openapi.ts'

const BATCH = { headers: { 'content-type': 'application/cloudevents-batch+json' } }
const ZH = { headers: { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' } }
const apps: SampleApp[] = []

async function open(limits = {}): Promise<SampleApp> {
  const sample = await openSampleApp(limits)
  apps.push(sample)
  return sample
}

afterEach(async () => {
  for (const { app } of apps.splice(0)) await app.close()
})

const invoice = (changes: object = {}, data: object = {}) => ({
  ...EXAMPLE_EVENT,
  ...changes,
  data: { ...EXAMPLE_EVENT.data, ...data },
})

describe('an event', () => {
  test('is accepted, and lies on the log as every producer writes it', async () => {
    const { post, records } = await open()
    const { status, body } = await post(invoice({ sequence: '42' }))
    expect({ status, body }).toEqual({
      status: 202,
      body: { outcome: 'accepted', id: EXAMPLE_EVENT.id, source: 'erp-shanghai', topic: 'sales.invoices' },
    })
    expect(records).toEqual([
      {
        topic: 'sales.invoices',
        key: new TextEncoder().encode('C-1001'),
        value: encodeEvent({
          type: 'invoice-issued',
          eventId: EXAMPLE_EVENT.id,
          invoiceId: 'INV-2026-000417',
          orderId: null,
          contractId: null,
          customerId: 'C-1001',
          salesRepId: 'R-7',
          amountMinor: 1_250_000,
          currency: 'CNY',
          issuedOn: 20_514,
          dueOn: 20_544,
        }),
        timestampMs: Date.parse('2026-03-02T01:30:00Z'),
        headers: {
          ce_specversion: '1.0',
          ce_id: EXAMPLE_EVENT.id,
          ce_source: 'erp-shanghai',
          ce_type: 'invoice-issued',
          ce_time: '2026-03-02T01:30:00.000Z',
          ce_subject: 'C-1001',
          ce_sequence: '42',
        },
      },
    ])
  })

  test('is accepted in binary mode, its attributes in headers, percent-encoded where they have to be', async () => {
    const { post, records } = await open()
    const { status } = await post(EXAMPLE_EVENT.data, {
      headers: {
        'content-type': 'application/json',
        'ce-specversion': '1.0',
        'ce-id': 'evt-1',
        'ce-source': 'erp-%E4%B8%8A%E6%B5%B7',
        'ce-type': 'invoice-issued',
      },
    })
    expect(status).toBe(202)
    expect(records[0]).toMatchObject({ timestampMs: NOW_MS, headers: { ce_id: 'evt-1', ce_source: 'erp-上海' } })
  })

  test('that comes again is accepted again, and written once; another one under its id is a conflict', async () => {
    const { post, records } = await open()
    const { time: _, ...withoutTime } = invoice()
    await post(withoutTime)
    expect(await post(withoutTime)).toMatchObject({ status: 202, body: { outcome: 'accepted', repeat: true } })
    const other = await post({ ...withoutTime, data: { ...withoutTime.data, amountMinor: 99 } })
    expect(other).toMatchObject({ status: 409, body: { faults: [{ pointer: '/id', code: 'id-reused' }] } })
    expect(records.map(({ topic }) => topic)).toEqual(['sales.invoices', 'ingest.refused'])
    // The same id of another source is another event.
    expect(
      (await post({ ...withoutTime, source: 'erp-beijing', data: { ...withoutTime.data, amountMinor: 99 } })).status,
    ).toBe(202)
  })

  test('with many faults is told of all of them at once, with places and hints, and put on record as it came', async () => {
    const { post, records, told } = await open()
    const text = JSON.stringify(
      invoice(
        { type: 'invoice-issued', subject: 'C-9', time: '2026-03-02' },
        {
          amountMinor: 12_500.5,
          currency: 'RMB',
          dueOn: '2026-02-30',
          salesRepId: undefined,
          amount: 3,
        },
      ),
    )
    const { status, body, headers } = await post(text)
    expect(status).toBe(422)
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(body.type).toBe('urn:tocsin:problem:invalid-event')
    expect(Object.fromEntries((body.faults ?? []).map(({ pointer, code }) => [pointer, code]))).toEqual({
      '/time': 'not-an-instant',
      '/subject': 'contradiction',
      '/data/salesRepId': 'missing',
      '/data/amountMinor': 'decimal-amount',
      '/data/currency': 'invalid-value',
      '/data/dueOn': 'not-a-day',
      '/data/amount': 'unknown-field',
    })
    expect(body.faults?.find(({ pointer }) => pointer === '/data/amount')?.hint).toContain('Did you mean amountMinor?')
    const [refusal] = records
    expect(Buffer.from(refusal?.value ?? []).toString()).toBe(text)
    expect(headerText(refusal?.headers['tocsin.refused.api-key'])).toBe('any')
    expect(headerText(refusal?.headers['tocsin.refused.status'])).toBe('422')
    expect(told).toContainEqual(expect.objectContaining({ type: 'IngestRefused', apiKey: 'any', status: 422 }))
  })

  test('is held to what readers would refuse, in Chinese for who asks for it', async () => {
    const { post } = await open()
    const { body, headers } = await post(invoice({}, { currency: 'RMB', dueOn: '2026-01-01', amountMinor: 0 }), ZH)
    expect(headers['content-language']).toBe('zh')
    expect(body.title).toBe('事件被拒绝')
    expect(body.faults?.map(({ pointer, what }) => [pointer, what])).toEqual([
      ['/data/amountMinor', 'amountMinor 的值 0 不是有效金额：须为最小单位的正整数，且不超过 100000000000000'],
      ['/data/currency', 'currency 的值 "RMB" 不是 ISO 4217 货币代码'],
      ['/data/dueOn', 'dueOn 2026-01-01 早于 issuedOn 2026-03-02'],
    ])
  })

  test('is checked further where some of it is wrong, items of lists included, and nothing is told twice', async () => {
    const { post } = await open()
    const lines = [
      { productId: '', quantity: 0, amountMinor: 'x' },
      5,
      { productId: 'P', quantity: 1, amountMinor: -1 },
    ]
    const { body } = await post(
      invoice(
        { type: 'order-placed' },
        { orderId: 'O-1', invoiceId: undefined, issuedOn: undefined, dueOn: undefined, lines },
      ),
    )
    expect(body.faults?.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/data/lines/0/amountMinor wrong-type',
      '/data/lines/1 wrong-type',
      '/data/lines/0/productId invalid-value',
      '/data/lines/0/quantity invalid-value',
      '/data/lines/2/amountMinor invalid-value',
    ])
    const review = invoice({ type: 'contract-reviewed' }, { deviatingClauses: ['7.2', 5, 'x'.repeat(4_001)] })
    expect((await post(review)).body.faults?.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/data/deviatingClauses/1', '/data/deviatingClauses/2']),
    )
  })

  test('stamped ahead of our clock is refused beyond the skew, and taken within it', async () => {
    const { post } = await open()
    const at = (ms: number) => new Date(NOW_MS + ms).toISOString()
    expect(await post(invoice({ id: 'a', time: at(240_001) }))).toMatchObject({
      status: 422,
      body: { faults: [{ pointer: '/time', code: 'too-far-ahead' }] },
    })
    expect((await post(invoice({ id: 'b', time: at(240_000) }))).status).toBe(202)
  })

  test('that is no event is told apart from one that is wrong', async () => {
    const { post, records } = await open()
    expect(await post('{"id": ')).toMatchObject({ status: 400, body: { faults: [{ code: 'not-json' }] } })
    expect(await post(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({
      status: 400,
      body: { faults: [{ code: 'not-utf8' }] },
    })
    expect(await post([invoice()])).toMatchObject({ status: 400, body: { faults: [{ code: 'not-an-event' }] } })
    const plain = { headers: { 'content-type': 'application/json' } }
    expect(await post(invoice(), plain)).toMatchObject({ status: 400, body: { faults: [{ code: 'not-an-event' }] } })
    expect(await post(invoice({ type: 'invoice-isued' }))).toMatchObject({
      status: 422,
      body: { faults: [{ pointer: '/type', code: 'unknown-type', hint: expect.stringContaining('"invoice-issued"') }] },
    })
    expect(records.map(({ topic }) => topic)).toEqual(Array(5).fill('ingest.refused'))
  })
})

describe('a batch', () => {
  test('has an outcome for each event: 202 all, 200 some, a problem none', async () => {
    const { post, records } = await open()
    const good = invoice()
    const wrong = invoice({ id: 'wrong' }, { amountMinor: -1, invoiceId: 'a, "b" ] }' })
    expect(await post([good, invoice({ id: 'second' })], BATCH)).toMatchObject({
      status: 202,
      body: { accepted: 2, refused: 0 },
    })

    const some = await post(
      `[ ${JSON.stringify(invoice({ id: 'third' }))} ,\n ${JSON.stringify(wrong)},${JSON.stringify(good)} ]`,
      BATCH,
    )
    expect(some).toMatchObject({
      status: 200,
      body: {
        accepted: 2,
        repeated: 1,
        refused: 1,
        results: [
          { index: 0, outcome: 'accepted', id: 'third' },
          { index: 1, outcome: 'refused', status: 422, faults: [{ pointer: '/data/amountMinor' }] },
          { index: 2, outcome: 'accepted', repeat: true },
        ],
      },
    })
    expect(Buffer.from(records.at(-1)?.value ?? []).toString()).toBe(JSON.stringify(wrong))

    expect(await post([wrong, 7], BATCH)).toMatchObject({
      status: 422,
      body: { accepted: 0, refused: 2, results: [{ index: 0 }, { index: 1, status: 400 }] },
    })
    expect(await post([], BATCH)).toMatchObject({ status: 202, body: { accepted: 0, results: [] } })
  })

  test('with one id twice: the same is a repeat, another one a conflict', async () => {
    const { post, records } = await open()
    const { body } = await post([invoice(), invoice(), invoice({}, { amountMinor: 1 })], BATCH)
    expect(body.results).toMatchObject([
      { outcome: 'accepted' },
      { outcome: 'accepted', repeat: true },
      { status: 409 },
    ])
    expect(records).toHaveLength(2)
  })

  test('of more than a thousand events is not taken', async () => {
    const { post, records } = await open()
    expect(await post(Array(1_001).fill(0), BATCH)).toMatchObject({
      status: 413,
      body: { type: 'urn:tocsin:problem:too-large' },
    })
    expect(records).toEqual([])
  })
})

describe('a file', () => {
  const csv = (query = 'type=payment-received&source=erp') => ({
    url: `/v1/upload?${query}`,
    headers: { 'content-type': 'text/csv; charset=utf-8' },
  })
  const HEADER = 'id,paymentId,customerId,amountMinor,currency,receivedOn,invoiceId'

  test('becomes events, row by row; of the rows only the refused are told, with their lines', async () => {
    const { post, records } = await open()
    const text = `\ufeff${HEADER}\r\np1,PAY-1,C-1,100,CNY,2026-03-01,\r\np2,PAY-2,"C,2",99.50,CNY,2026-03-01,INV-2\r\n\r\np3,PAY-3,C-3,5,EUR,1.3.2026,\r\n`
    const { status, body } = await post(text, csv())
    expect(status).toBe(200)
    expect(body).toMatchObject({
      accepted: 1,
      refused: 2,
      results: [
        { line: 3, faults: [{ pointer: '/data/amountMinor', code: 'decimal-amount' }] },
        { line: 5, faults: [{ pointer: '/data/receivedOn', code: 'not-a-day' }] },
      ],
    })
    expect(records.map(({ topic }) => topic)).toEqual(['sales.payments', 'ingest.refused', 'ingest.refused'])
    expect(Buffer.from(records[1]?.value ?? []).toString()).toBe('p2,PAY-2,"C,2",99.50,CNY,2026-03-01,INV-2')
    expect(records[0]?.headers).toMatchObject({ ce_id: 'p1', ce_source: 'erp', ce_type: 'payment-received' })
    // The same file again: one effect.
    expect((await post(text, csv())).body).toMatchObject({ accepted: 1, repeated: 1, refused: 2 })
  })

  test('whose header is wrong is refused whole, with all that is wrong with it', async () => {
    const { post } = await open()
    const { status, body } = await post('id;paymentId\n1;2\n', csv())
    expect(status).toBe(422)
    expect(body.faults?.map(({ pointer }) => pointer)).toEqual([
      '/header/id;paymentId',
      '/header/id',
      '/header/paymentId',
      '/header/customerId',
      '/header/amountMinor',
      '/header/currency',
      '/header/receivedOn',
    ])
    const lists = await post(`${HEADER},allocations,curency\n`.concat('1,2,3,4,5,6,7,8,9\n'), csv())
    expect(lists.body.faults?.map(({ hint }) => hint.slice(0, 24))).toEqual([
      'A list does not fit into',
      'Did you mean currency? C',
    ])
  })

  test('that is no CSV, is empty, or does not say what it holds is not taken', async () => {
    const { post } = await open()
    expect(await post(`${HEADER}\n"open,1\n`, csv())).toMatchObject({
      status: 400,
      body: { faults: [{ code: 'not-csv' }] },
    })
    expect(await post(`${HEADER}\na,b\n`, csv())).toMatchObject({
      status: 400,
      body: { faults: [{ code: 'not-csv' }] },
    })
    expect(await post('', csv())).toMatchObject({ status: 400 })
    expect(await post(HEADER, csv(''))).toMatchObject({
      status: 422,
      body: { faults: [{ pointer: '/query/type' }, { pointer: '/query/source' }] },
    })
  })
})

describe('who may send', () => {
  test('nobody without a key, or with another; nothing is read or put on record', async () => {
    const { post, records, token } = await open()
    for (const authorization of ['', 'Bearer', 'Bearer wrong', `Basic ${token}`, `Bearer ${token}x`]) {
      const { status, headers, body } = await post(invoice(), { headers: { authorization } })
      expect([authorization, status, headers['www-authenticate']]).toEqual([
        authorization,
        401,
        'Bearer realm="tocsin"',
      ])
      expect(JSON.stringify(body)).not.toContain(token)
    }
    expect(records).toEqual([])
  })

  test('a key speaks for its sources and topics alone', async () => {
    const { post, narrowToken } = await open()
    const narrow = { headers: { authorization: `Bearer ${narrowToken}` } }
    expect((await post(invoice(), narrow)).status).toBe(202)
    const { status, body } = await post(invoice({ source: 'erp-beijing' }), narrow)
    expect([status, body.type, body.faults?.[0]?.code]).toEqual([
      403,
      'urn:tocsin:problem:not-allowed',
      'source-not-allowed',
    ])
    const payment = { ...invoice({ type: 'payment-received' }), data: {} }
    expect((await post(payment, narrow)).body.faults).toContainEqual(
      expect.objectContaining({ code: 'type-not-allowed' }),
    )
  })

  test('no key is told in what the service says of itself', async () => {
    const { post, told, records, token } = await open()
    await post(invoice())
    await post(invoice({ id: '' }))
    await post(invoice(), { headers: { authorization: `Bearer ${token}x` } })
    expect(JSON.stringify([told, records.map(({ headers }) => headers)])).not.toContain(token.slice(0, 20))
  })
})

describe('what the API does not take', () => {
  test('other addresses, methods, content types and sizes are answered with what is', async () => {
    const { app, post, token } = await open()
    const get = await app.inject({ url: '/v1/events' })
    expect([get.statusCode, get.headers.allow]).toEqual([405, 'POST'])
    expect((await app.inject({ url: '/v2/events' })).statusCode).toBe(404)
    expect((await app.inject({ url: '/%zz' })).statusCode).toBe(400)
    const xml = await post('<event/>', { headers: { 'content-type': 'application/xml' } })
    expect([xml.status, xml.headers['accept-post']]).toEqual([
      415,
      expect.stringContaining('application/cloudevents+json'),
    ])
    expect((await post(invoice(), { headers: { 'content-encoding': 'gzip' } })).status).toBe(415)
    expect(
      (await post(invoice(), { headers: { 'content-type': 'application/cloudevents+json; charset=gbk' } })).status,
    ).toBe(415)
    expect((await post(`"${'x'.repeat(1_048_577)}"`)).status).toBe(413)
    const none = await app.inject({ method: 'POST', url: '/v1/events', headers: { authorization: `Bearer ${token}` } })
    expect(none.statusCode).toBe(415)
  })
})

describe('under pressure', () => {
  test('nothing is said to be accepted or refused while the log is away', async () => {
    const { post, world, told, records } = await open()
    world.isAway = true
    for (const body of [invoice(), invoice({ id: '' })]) {
      const { status, headers } = await post(body)
      expect([status, headers['retry-after']]).toEqual([503, '5'])
    }
    expect(told.filter(({ type }) => type === 'IngestCounted')).toEqual([])
    world.isAway = false
    // What was not said to be accepted is no repeat.
    expect((await post(invoice())).body).toMatchObject({ outcome: 'accepted' })
    expect(records.filter(({ topic }) => topic === 'sales.invoices')).toHaveLength(1)
  })

  test('a key that sends too much waits; another does not', async () => {
    const { post, world, narrowToken } = await open({ eventsPerSecond: 1 })
    const batch = Array.from({ length: 7 }, (_, index) => invoice({ id: `e${index}` }))
    expect((await post(batch, BATCH)).status).toBe(202)
    const { status, headers } = await post(invoice())
    expect([status, headers['retry-after']]).toEqual([429, '3'])
    expect((await post(invoice(), { headers: { authorization: `Bearer ${narrowToken}` } })).status).toBe(202)
    world.nowMs += 3_000
    expect((await post(invoice())).status).toBe(202)
  })

  test('more requests than are read at once are sent away, and places are given back', async () => {
    const { post, world } = await open({ mostInFlight: 1 })
    const gate = Promise.withResolvers<void>()
    const entered = Promise.withResolvers<void>()
    world.onAppend = () => {
      entered.resolve()
      return gate.promise
    }
    const first = post(invoice())
    await entered.promise
    expect(await post(invoice({ id: 'b' }))).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
    gate.resolve()
    expect((await first).status).toBe(202)
    expect((await post(invoice({ id: 'b' }))).status).toBe(202)
  })

  test('a sender that goes away in the middle gives its place back', async () => {
    const { app, post, token } = await open({ mostInFlight: 1 })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const [address] = app.addresses()
    const socket = connect((address as AddressInfo).port, '127.0.0.1')
    const head = `POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/cloudevents+json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n`
    socket.write(head)
    // `100 Continue`: the head has been read, and the body is waited for.
    await once(socket, 'data')
    expect((await post(invoice({ id: 'meanwhile' }))).status).toBe(503)
    socket.destroy()
    let status = 503
    for (let attempt = 0; attempt < 500 && status === 503; attempt++) {
      // Lets the sockets be looked at.
      await new Promise((resolve) => setImmediate(resolve))
      status = (await post(invoice({ id: `after-${attempt}` }))).status
    }
    expect(status).toBe(202)
  })

  test.each([
    ['is no HTTP', () => 'HELLO\r\n\r\n', 400, 'not-readable'],
    ['has no end of its head', () => 'POST /v1/events HTTP/1.1\r\n', 408, 'too-slow'],
    [
      'has no end of its body',
      (token: string) =>
        `POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/cloudevents+json\r\nContent-Length: 100\r\n\r\n{`,
      408,
      'too-slow',
    ],
  ])('what %s is told so', async (_, text, status, code) => {
    const { app, token } = await open()
    app.server.requestTimeout = 100
    app.server.headersTimeout = 100
    await app.listen({ host: '127.0.0.1', port: 0 })
    const [address] = app.addresses()
    const socket = connect((address as AddressInfo).port, '127.0.0.1')
    socket.write(text(token))
    let answer = ''
    for await (const chunk of socket) answer += chunk
    const [head, body] = answer.split('\r\n\r\n') as [string, string]
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `, 'u'))
    expect(head).toContain('content-type: application/problem+json')
    expect(JSON.parse(body)).toMatchObject({ status, type: `urn:tocsin:problem:${code}` })
  })

  test('a fault of ours says so, and no more', async () => {
    const { post, world, told } = await open()
    world.fails = new TypeError('undefined is not a function at secret.ts')
    const { status, body } = await post(invoice())
    expect([status, body.type]).toEqual([500, 'urn:tocsin:problem:own-fault'])
    expect(JSON.stringify(body)).not.toContain('secret.ts')
    expect(told).toContainEqual(expect.objectContaining({ type: 'IngestFailed' }))
  })
})

describe('what is told by source', () => {
  test('a batch of two sources, with what was refused of each', async () => {
    const { post, told } = await open()
    const { dueOn: _, ...undated } = EXAMPLE_EVENT.data
    const batch = [
      invoice({ id: 'a' }),
      { ...EXAMPLE_EVENT, id: 'b', data: undated },
      invoice({ id: 'c', source: 'erp-beijing' }),
      'no event',
    ]
    await post(batch, BATCH)
    const apiKey = 'any'
    const faults = [{ code: 'missing', pointer: '/data/dueOn' }]
    expect(told.filter(({ type }) => type === 'IngestRefused' || type === 'IngestCounted')).toEqual([
      { type: 'IngestRefused', apiKey, source: 'erp-shanghai', status: 422, faults },
      { type: 'IngestRefused', apiKey, status: 400, faults: [{ code: 'not-an-event', pointer: '' }] },
      { type: 'IngestCounted', apiKey, source: 'erp-shanghai', outcome: 'accepted', count: 1 },
      { type: 'IngestCounted', apiKey, source: 'erp-shanghai', outcome: 'refused', count: 1 },
      { type: 'IngestCounted', apiKey, source: 'erp-beijing', outcome: 'accepted', count: 1 },
      { type: 'IngestCounted', apiKey, outcome: 'refused', count: 1 },
    ])
  })
})

describe('the OpenAPI document', () => {
  test('describes what there is: routes, every event type, every status that is answered', async () => {
    const { app } = await open()
    const { statusCode, body } = await app.inject({ url: '/openapi.json' })
    expect(statusCode).toBe(200)
    const document = JSON.parse(body) as {
      openapi: string
      paths: Record<
        string,
        Record<string, { responses: object; requestBody?: { content: Record<string, { schema: object }> } }>
      >
      components: { schemas: Record<string, object> }
    }
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toEqual(['/openapi.json', '/v1/events', '/v1/upload', '/v1/csv'])
    const events = document.paths['/v1/events']?.post
    expect(Object.keys(events?.requestBody?.content ?? {})).toEqual([
      'application/cloudevents+json',
      'application/cloudevents-batch+json',
      'application/json',
    ])
    expect(Object.keys(events?.responses ?? {})).toEqual([
      '200',
      '202',
      '400',
      '401',
      '403',
      '408',
      '409',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
    ])
    expect(Object.keys(document.components.schemas)).toHaveLength(EVENT_TYPES.size + 6)
    // Every reference leads somewhere.
    for (const [, name] of body.matchAll(/"#\/components\/schemas\/([^"]+)"/gu)) {
      expect(Object.keys(document.components.schemas)).toContain(name)
    }
  })
})
