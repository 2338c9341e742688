import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createEventFileWriter, readEventFile } from '../event-file/event-file.ts'
import { parseMapping } from '../mapping/parse-mapping.ts'
import { inputOfText } from '../rows/import-input.ts'
import { type ImportedEvent, type ImportOptions, importEvents } from './import-events.ts'
import type { ImportReport, Refusal } from './report.ts'

const INVOICES = `mapping: shop
title: { zh: 商店, en: Shop }
zone: UTC
currency: CNY
columns:
  id: {}
  customer: {}
  issuedOn: { as: day }
  dueOn: { as: day }
  total: { as: money }
  paidOn: { as: day }
defaults: { salesRepId: nobody }
leaveOut:
  - { when: customer == "test", because: { zh: 测试客户, en: test customers } }
events:
  - type: invoice-issued
    id: id
    recordedAt: startOf(issuedOn)
    fields: { invoiceId: id, customerId: customer, amountMinor: total, issuedOn: issuedOn, dueOn: dueOn }
  - type: payment-received
    when: given.paidOn
    id: id
    recordedAt: atHour(paidOn, 12)
    fields: { paymentId: '"P-" + id', invoiceId: id, customerId: customer, amountMinor: total, receivedOn: paidOn }
`

const ORDERS = `mapping: lines
title: { zh: 订单, en: Orders }
zone: Asia/Shanghai
currency: CNY
columns:
  order: {}
  customer: {}
  product: {}
  pieces: { as: integer }
  price: { as: money }
  at: { as: instant, format: YYYY-MM-DD HH:mm }
defaults: { salesRepId: nobody }
events:
  - type: order-placed
    groupBy: order
    having: amountMinor > 0
    havingNot: { zh: 无价值, en: without value }
    id: order
    recordedAt: at
    fields:
      orderId: order
      customerId: customer
      amountMinor: { sum: pieces * price }
      lines: { each: { productId: product, quantity: pieces, amountMinor: pieces * price } }
`

const HEADER = 'id,customer,issuedOn,dueOn,total,paidOn'

interface Outcome {
  readonly events: readonly ImportedEvent[]
  readonly report: ImportReport
  readonly refusals: readonly Refusal[]
}

async function imported(mappingText: string, data: string | Uint8Array, options: ImportOptions = {}): Promise<Outcome> {
  const parsed = parseMapping(mappingText, 'mapping.yaml')
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
  const refusals: Refusal[] = []
  const onRefused = (refusal: Refusal) => void refusals.push(refusal)
  const prepared = await importEvents(parsed.mapping, [inputOfText('data.csv', data)], { onRefused, ...options })
  const events: ImportedEvent[] = []
  for await (const batch of prepared.events()) events.push(...batch)
  prepared.dispose()
  return { events, report: prepared.report(), refusals }
}

function told({ events }: Outcome): string[] {
  return events.map(
    ({ recordedAtMs, event }) => `${new Date(recordedAtMs).toISOString().slice(0, 16)} ${event.eventId}`,
  )
}

describe('An import', () => {
  test('makes several events of a row, in the order of time, numbered', async () => {
    const outcome = await imported(
      INVOICES,
      `${HEADER}\nI2,C1,2024-02-01,2024-03-01,20.50,\nI1,C1,2024-01-01,2024-01-31,1.10,2024-02-01\n`,
    )
    expect(told(outcome)).toEqual([
      '2024-01-01T00:00 shop:invoice-issued:I1',
      '2024-02-01T00:00 shop:invoice-issued:I2',
      '2024-02-01T12:00 shop:payment-received:I1',
    ])
    expect(outcome.events.map(({ sequence }) => sequence)).toEqual([1, 2, 3])
    expect(outcome.events[0]).toMatchObject({ topic: 'sales.invoices', event: { amountMinor: 110, orderId: null } })
    expect(outcome.report).toMatchObject({ rowsRead: 2, rowsRefused: 0, events: 3, customers: { count: 1 } })
  })

  test('tells refused rows with line and reason, and goes on', async () => {
    const rows = [
      'I1,C1,2024-01-01,2024-01-31,1.10,',
      'I2,C1,2024-01-01,2023-01-31,1.10,',
      'I3,"C1\nof two lines",2024-01-01,2024-01-31,1.10,',
      'I4,C1,2024-01-01,2024-01-31,12.345,',
      'I5,C1,2024-01-01',
      'I6,C1,soon,2024-01-31,1.10,',
      'I7,,2024-01-01,2024-01-31,1.10,',
      'I8,test,never,2024-01-31,1.10,',
      'I9,C2,2099-01-01,2099-01-31,1.10,',
      'I10,C2,2024-01-01,2024-01-31,0,',
      'I11,C2,2024-01-01,2024-01-31,1.10,',
    ]
    const outcome = await imported(INVOICES, [HEADER, ...rows].join('\r\n'), {
      nowMs: Date.parse('2026-01-01T00:00:00Z'),
    })
    expect(told(outcome).map((text) => text.split(':').at(-1))).toEqual(['I1', 'I11'])
    expect(outcome.refusals.map(({ line }) => line)).toEqual([3, 4, 6, 7, 8, 9, 11, 12])
    expect(outcome.refusals.map(({ message }) => message)).toEqual([
      'dueOn 2023-01-31 lies before issuedOn 2024-01-01',
      expect.stringContaining('an id holds no control characters'),
      expect.stringContaining('total: "12.345" has more than the 2 digits'),
      'the row has 3 cells, the header 6',
      expect.stringContaining('issuedOn: "soon" is no date'),
      'nothing is given for customerId',
      expect.stringContaining('recordedAt lies in the future'),
      expect.stringContaining('amountMinor is 0'),
    ])
    expect(outcome.report).toMatchObject({
      rowsRead: 11,
      rowsRefused: 8,
      leftOut: [{ because: { en: 'test customers' }, rows: 1 }],
    })
  })

  test('sums the rows of a group wherever they stand, and leaves out groups without value', async () => {
    const rows = [
      'order,customer,product,pieces,price,at',
      'O1,C1,tea,2,1.50,2024-01-01 09:00',
      'O2,C1,free,3,0,2024-01-01 09:05',
      'O1,C1,cup,1,10,2024-01-01 08:59',
    ]
    const { events, report } = await imported(ORDERS, rows.join('\n'))
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      recordedAtMs: Date.parse('2024-01-01T00:59:00Z'),
      event: {
        orderId: 'O1',
        amountMinor: 1300,
        lines: [
          { productId: 'tea', quantity: 2, amountMinor: 300 },
          { productId: 'cup', quantity: 1, amountMinor: 1000 },
        ],
      },
    })
    expect(report.leftOut).toEqual([{ because: { zh: '无价值', en: 'without value' }, rows: 1 }])
  })

  test('refuses a group of which one row cannot be read: its sum would be wrong', async () => {
    const rows = [
      'order,customer,product,pieces,price,at',
      'O1,C1,tea,2,1.50,2024-01-01 09:00',
      'O1,C1,cup,one,10,2024-01-01 09:00',
    ]
    const { events, refusals } = await imported(ORDERS, rows.join('\n'))
    expect(events).toEqual([])
    expect(refusals[0]?.message).toContain('line 3 of group "O1": amountMinor: pieces: "one" is not a whole number')
  })

  test('reads JSON lines without making floats of numbers', async () => {
    const mapping = `${INVOICES.replace('currency: CNY', 'currency: CNY\ninput: { format: json-lines }').replace('customer: {}', 'customer: { from: buyer.id }')}`
    const line =
      '{"id":"I1","buyer":{"id":7},"issuedOn":"2024-01-01","dueOn":"2024-01-31","total":90071992547.10,"paidOn":null}'
    const { events, refusals } = await imported(mapping, `${line}\nnot json\n`)
    expect(events).toHaveLength(1)
    expect(events[0]?.event).toMatchObject({ customerId: '7', amountMinor: 9007199254710 })
    expect(refusals).toEqual([
      { file: 'data.csv', line: 2, eventType: undefined, message: 'the line is not a JSON object' },
    ])
  })

  test('reads each amount with the digits of the currency of its row', async () => {
    const mapping = INVOICES.replace('total: { as: money }', 'cur: {}\n  total: { as: money, currency: cur }')
      .replaceAll('amountMinor: total', 'amountMinor: total, currency: cur')
      .replace('columns:', 'input: { delimiter: ";" }\namounts: { decimal: ",", grouping: "." }\ncolumns:')
    const row = (id: string, amount: string, currency: string) =>
      `${id};c1;2024-01-01;2024-01-31;${amount};;${currency}`
    const { events, refusals } = await imported(
      mapping,
      [
        `${HEADER.replaceAll(',', ';')};cur`,
        row('i1', '1.250,50', 'CNY'),
        row('i2', '1.250', 'JPY'),
        row('i3', '1.250,125', 'KWD'),
        row('i4', '1.250,5', 'JPY'),
        row('i5', '1.250,50', 'RMB'),
        row('i6', '1.250,50', ''),
      ].join('\n'),
    )
    expect(events.map(({ event }) => 'amountMinor' in event && [event.amountMinor, event.currency])).toEqual([
      [125050, 'CNY'],
      [1250, 'JPY'],
      [1250125, 'KWD'],
    ])
    expect(refusals.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '5: amountMinor: total: "1.250,5" has more than the 0 digits behind the decimal point that count',
      '6: amountMinor: total: "RMB" is not a currency code of ISO 4217, such as CNY',
      '7: amountMinor: total: nothing says in what currency "1.250,50" is',
    ])
  })

  test('says that a quote was never closed, with its line', async () => {
    const { events, refusals } = await imported(
      INVOICES,
      `${HEADER}\nI1,C1,2024-01-01,2024-01-31,1,\nI2,"C1,2024-01-01,2024-01-31,1,\n`,
    )
    expect(events).toHaveLength(1)
    expect(refusals).toHaveLength(1)
    expect(refusals[0]?.message).toContain('Quote Not Closed')
  })

  test('drops an event that stands there twice', async () => {
    const row = 'I1,C1,2024-01-01,2024-01-31,1.10,'
    const { events, report } = await imported(INVOICES, [HEADER, row, row].join('\n'))
    expect(events).toHaveLength(1)
    expect(report.repeats).toBe(1)
  })

  test('has another source for another content or mapping, the same whether packed or not', async () => {
    const text = `${HEADER}\nI1,C1,2024-01-01,2024-01-31,1.10,\n`
    const sourceOf = async (mapping: string, content: string | Uint8Array) =>
      (await imported(mapping, content)).events[0]?.source
    const source = await sourceOf(INVOICES, text)
    expect(source).toMatch(/^import:[0-9a-f]{16}$/u)
    expect(await sourceOf(INVOICES, gzipSync(text))).toBe(source)
    expect(await sourceOf(INVOICES, `${text}\n`)).not.toBe(source)
    expect(await sourceOf(INVOICES.replace('nobody', 'R1'), text)).not.toBe(source)
  })

  test('names the columns that a file lacks', async () => {
    await expect(imported(INVOICES, 'id,custmer\n1,2\n')).rejects.toThrow(/no column customer .*did you mean custmer/u)
  })
})

describe('An id that does not tell events apart', () => {
  test('is told, for readers would drop all events but the first', async () => {
    const row = (day: number, total: string) => `i1,c1,2024-01-01,2024-01-31,${total},2024-02-0${day}`
    const { events, report } = await imported(INVOICES, [HEADER, row(1, '5.00'), row(2, '5.00')].join('\n'))
    expect(events).toHaveLength(3)
    expect(report.repeats).toBe(1)
    expect(report.reusedIds).toEqual({ count: 1, examples: ['shop:payment-received:i1'] })
  })
})

describe('A file that is not what it should be', () => {
  test('is refused when it is empty: an export that broke off would pass for one without news', async () => {
    await expect(imported(INVOICES, '')).rejects.toThrow('data.csv holds no line that names its columns')
    expect((await imported(INVOICES, `${HEADER}\n`)).report.rowsRead).toBe(0)
  })

  test('is refused when two of its columns have the name that is read, not when others have', async () => {
    await expect(imported(INVOICES, `${HEADER},total\n`)).rejects.toThrow('has the column total more than once')
    expect((await imported(INVOICES, `${HEADER},note,note\n`)).report.rowsRead).toBe(0)
  })
})

/** Texts that CSV has trouble with. */
const trickyText = fc
  .array(fc.constantFrom('"', ',', ';', '\n', '\r\n', "'", 'a', '客', 'é', '😀', ' b', '""'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => `x${parts.join('')}x`)

const invoices = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 99_999 }),
    customer: fc.constantFrom('C1', 'C2', '客户三'),
    day: fc.integer({ min: 10, max: 28 }),
    minor: fc.integer({ min: 1, max: 10 ** 9 }),
    isPaid: fc.boolean(),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 30 },
)

describe('An import of anything', () => {
  const asRow = ({
    id,
    customer,
    day,
    minor,
    isPaid,
  }: {
    id: number
    customer: string
    day: number
    minor: number
    isPaid: boolean
  }) => {
    const digits = String(minor).padStart(3, '0')
    const amount = `${digits.slice(0, -2)}.${digits.slice(-2)}`
    return `I${id},${customer},2024-01-${day},2024-02-${day},${amount},${isPaid ? `2024-01-${day}` : ''}`
  }

  test('gives the same events whatever the order of its rows', async () => {
    await fc.assert(
      fc.asyncProperty(invoices, fc.infiniteStream(fc.nat()), async (rows, order) => {
        const shuffled = rows
          .map((row) => ({ row, place: order.next().value }))
          .sort((left, right) => left.place - right.place)
        const straight = await imported(INVOICES, [HEADER, ...rows.map(asRow)].join('\n'))
        const mixed = await imported(INVOICES, [HEADER, ...shuffled.map(({ row }) => asRow(row))].join('\n'))
        const content = ({ events }: Outcome) => events.map(({ source: _, ...rest }) => rest)
        expect(content(mixed)).toEqual(content(straight))
        expect(straight.report.eventsByType['payment-received'] ?? 0).toBe(rows.filter(({ isPaid }) => isPaid).length)
      }),
      { numRuns: 30 },
    )
  })

  test('gives the same events when it has to sort on disk, and leaves nothing there', async () => {
    const runsThere = () => readdirSync(tmpdir()).filter((name) => name.startsWith('tocsin-import-')).length
    const before = runsThere()
    await fc.assert(
      fc.asyncProperty(invoices, async (rows) => {
        const text = [HEADER, ...rows.map(asRow)].join('\n')
        const spilled = await imported(INVOICES, text, { maxCharacters: 200 })
        expect(spilled.events).toEqual((await imported(INVOICES, text)).events)
      }),
      { numRuns: 20 },
    )
    expect(runsThere()).toBe(before)
  })

  test.each([
    [',', '"', 'utf-8'],
    [';', "'", 'utf-8'],
    ['\t', '"', 'utf-16le'],
    ['|', '"', 'utf-8'],
  ])('takes cells as they were meant: delimiter %j, quote %s, %s', async (delimiter, quote, encoding) => {
    const mapping = INVOICES.replace(
      'currency: CNY',
      `currency: CNY\ninput: { delimiter: ${JSON.stringify(delimiter)}, quote: ${JSON.stringify(quote)}, encoding: ${encoding} }\nlookups: {}`,
    )
      .replace('paidOn: { as: day }', 'paidOn: { as: day }\n  note: {}')
      .replace('payment-received', 'invoice-disputed')
      .replace('given.paidOn', 'id != ""')
      .replace('atHour(paidOn, 12)', 'startOf(issuedOn)')
      .replace('paymentId: \'"P-" + id\'', 'disputeId: id, reason: note')
      .replace('receivedOn: paidOn', 'disputedOn: issuedOn')
    await fc.assert(
      fc.asyncProperty(fc.array(trickyText, { minLength: 1, maxLength: 5 }), async (notes) => {
        const quoted = (text: string) => quote + text.replaceAll(quote, quote + quote) + quote
        const lines = notes.map((note, index) =>
          [`I${index}`, 'C1', '2024-01-01', '2024-01-31', '1', '', note].map(quoted).join(delimiter),
        )
        const text = [[...HEADER.split(','), 'note'].join(delimiter), ...lines].join('\n')
        const bytes = encoding === 'utf-8' ? Buffer.from(text) : Buffer.from(text, 'utf16le')
        const { events, refusals } = await imported(mapping, bytes)
        expect(refusals).toEqual([])
        const reasons = events.flatMap(({ event }) => (event.type === 'invoice-disputed' ? [event.reason] : []))
        expect(reasons).toEqual(notes)
      }),
      { numRuns: 25 },
    )
  })

  test('reads Chinese as Chinese systems write it', async () => {
    const mapping = INVOICES.replace('currency: CNY', 'currency: CNY\ninput: { encoding: gb18030 }')
    const customer = Buffer.from([0xb1, 0xb1, 0xbe, 0xa9])
    const bytes = Buffer.concat([Buffer.from(`${HEADER}\nI1,`), customer, Buffer.from(',2024-01-01,2024-01-31,1,\n')])
    expect((await imported(mapping, bytes)).events[0]?.event).toMatchObject({ customerId: '北京' })
    const wrong = await imported(INVOICES, bytes)
    expect(wrong.refusals[0]?.message).toContain('bytes that are not UTF-8')
  })
})

describe('An event file', () => {
  test.each(['events.jsonl', 'events.jsonl.gz'])('%s gives back what was written', async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'event-file-'))
    try {
      const { events } = await imported(INVOICES, `${HEADER}\nI1,客户,2024-01-01,2024-01-31,1.10,2024-02-01\n`)
      const path = join(folder, name)
      const writer = createEventFileWriter(path)
      await writer.write(events)
      await writer.close()
      const read: ImportedEvent[] = []
      for await (const batch of readEventFile(path)) read.push(...batch)
      expect(read).toEqual(events)
      expect(readdirSync(folder)).toEqual([name])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
