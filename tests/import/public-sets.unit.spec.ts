/** What the shipped mappings make of the public sets, against answers that were reckoned from the raw rows elsewhere. */
import { describe, expect } from '@jest/globals'
import { formatCalendarDay, parseCalendarDay } from '../../packages/domain/src/index.ts'
import { type ImportedSet, eventsOfType as ofType, sum, testOnSet } from './public-sets.ts'

describe('IBM accounts receivable', () => {
  const inReceivables = (name: string, run: (set: ImportedSet) => void) =>
    testOnSet(name, 'ibm-accounts-receivable', 'ibm_accounts_receivable.csv.gz', run)

  inReceivables('has all its rows, amounts and disputes', (set) => {
    expect(set.report).toMatchObject({ rowsRead: 2466, rowsRefused: 0, customers: { count: 100, isExact: true } })
    expect(sum(ofType(set, 'invoice-issued').map(({ amountMinor }) => amountMinor))).toBe(14_770_318)
    expect(set.report.eventsByType).toEqual({
      'customer-updated': 100,
      'invoice-disputed': 383,
      'invoice-issued': 2466,
      'payment-received': 2466,
    })
  })

  inReceivables('leaves open and overdue what was open and overdue', (set) => {
    const cleared = new Map(ofType(set, 'payment-received').map(({ invoiceId, receivedOn }) => [invoiceId, receivedOn]))
    const answers = ['2012-06-30', '2012-12-31', '2013-06-30', '2013-12-02'].map((text) => {
      const day = parseCalendarDay(text)
      const open = ofType(set, 'invoice-issued').filter(
        ({ invoiceId, issuedOn }) => issuedOn <= day && cleared.get(invoiceId)! > day,
      )
      const overdue = open.filter(({ dueOn }) => dueOn < day)
      return [open, overdue].flatMap((invoices) => [
        invoices.length,
        sum(invoices.map(({ amountMinor }) => amountMinor)),
      ])
    })
    expect(answers).toEqual([
      [98, 550_409, 15, 90_973],
      [99, 572_506, 13, 78_874],
      [84, 511_985, 12, 83_556],
      [83, 493_010, 7, 50_731],
    ])
  })

  inReceivables('stands in the order in which a task takes it', ({ events }) => {
    const topics = ['sales.customers', 'sales.contracts', 'sales.orders', 'sales.invoices', 'sales.payments']
    const places = events.map(({ recordedAtMs, topic }) => recordedAtMs * 8 + topics.indexOf(topic))
    expect(places).toEqual([...places].sort((left, right) => left - right))
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
  })
})

describe('CRM sales opportunities', () => {
  const inPipeline = (name: string, run: (set: ImportedSet) => void) =>
    testOnSet(name, 'crm-sales-pipeline', 'crm_sales_pipeline.csv.gz', run)

  inPipeline('has its offers, won and lost, and leaves out what was not offered yet', (set) => {
    const { report } = set
    expect(report).toMatchObject({ rowsRead: 8800, rowsRefused: 0, salesReps: { count: 30 } })
    expect(report.leftOut.map(({ rows }) => rows)).toEqual([500])
    expect(report.eventsByType).toEqual({ 'contract-offered': 8300, 'contract-signed': 4238, 'contract-lost': 2473 })
    expect(sum(ofType(set, 'contract-signed').map(({ amountMinor }) => amountMinor))).toBe(1_000_553_400)
    expect(ofType(set, 'contract-offered').filter(({ customerId }) => customerId === 'unknown').length).toBeGreaterThan(
      0,
    )
  })

  inPipeline('knows the list price of what was offered, misspelt or not', (set) => {
    expect(new Set(ofType(set, 'contract-offered').map(({ amountMinor }) => amountMinor))).toEqual(
      new Set([55_000, 482_100, 5_500, 339_300, 548_200, 109_600, 2_676_800]),
    )
  })

  inPipeline('has 1,686 offers open in the middle of 2017 and 1,589 at its end', (set) => {
    const decided = new Map([
      ...ofType(set, 'contract-signed').map(({ contractId, signedOn }) => [contractId, signedOn] as const),
      ...ofType(set, 'contract-lost').map(({ contractId, lostOn }) => [contractId, lostOn] as const),
    ])
    const openOn = (text: string) => {
      const day = parseCalendarDay(text)
      const open = ofType(set, 'contract-offered').filter(
        ({ contractId, offeredOn }) => offeredOn <= day && (decided.get(contractId) ?? Number.POSITIVE_INFINITY) > day,
      )
      return [open.length, open.filter(({ offeredOn }) => day - offeredOn > 90).length]
    }
    expect(openOn('2017-06-30')).toEqual([1686, 350])
    expect(openOn('2017-12-31')).toEqual([1589, 1479])
  })

  testOnSet('knows its 35 sales agents', 'crm-sales-teams', 'crm_sales_teams.csv.gz', ({ report }) => {
    expect(report.eventsByType).toEqual({ 'representative-registered': 35 })
    expect(report.rowsRefused).toBe(0)
  })

  testOnSet('knows its 85 accounts', 'crm-accounts', 'crm_accounts.csv.gz', ({ report }) => {
    expect(report).toMatchObject({ rowsRead: 85, rowsRefused: 0, eventsByType: { 'customer-registered': 85 } })
  })
})

describe('SCMS deliveries', () => {
  const inDeliveries = (name: string, run: (set: ImportedSet) => void) =>
    testOnSet(name, 'scms-delivery-history', 'scms_delivery_history.csv.gz', run)

  inDeliveries('has all its lines but those without value, and their value', (set) => {
    expect(set.report).toMatchObject({
      rowsRead: 10_324,
      rowsRefused: 17,
      customers: { count: 43 },
      salesReps: { count: 73 },
    })
    expect(sum(ofType(set, 'order-placed').map(({ amountMinor }) => amountMinor))).toBe(162_758_445_729)
  })

  inDeliveries('were late 1,185 times (one more among the lines without value), the worst year being 2011', (set) => {
    const promised = new Map(ofType(set, 'order-placed').map(({ orderId, promisedOn }) => [orderId, promisedOn!]))
    const deliveries = ofType(set, 'order-delivered')
    const isLate = ({ orderId, deliveredOn }: (typeof deliveries)[number]) => deliveredOn > promised.get(orderId)!
    expect(deliveries.filter(isLate)).toHaveLength(1185)
    const inYear = deliveries.filter(({ orderId }) => formatCalendarDay(promised.get(orderId)!).startsWith('2011'))
    expect(1 - inYear.filter(isLate).length / inYear.length).toBeCloseTo(0.76459, 2)
  })
})

describe('OCEL order process', () => {
  const inProcess = (name: string, run: (set: ImportedSet) => void) =>
    testOnSet(name, 'ocel-order-simulated', 'ocel_order_simulated.csv.gz', run)

  inProcess('has its 2,000 orders, owed and paid', (set) => {
    expect(set.report).toMatchObject({ rowsRead: 22_367, rowsRefused: 0, events: 6000, customers: { count: 2000 } })
    const placedAt = new Map<string, number>()
    const waits: number[] = []
    for (const { event, recordedAtMs } of set.events) {
      if (event.type === 'order-placed') placedAt.set(event.customerId, recordedAtMs)
      if (event.type === 'payment-received') waits.push((recordedAtMs - placedAt.get(event.customerId)!) / 86_400_000)
    }
    expect(sum(waits) / waits.length).toBeCloseTo(12.024719, 5)
    expect(waits.filter((days) => days > 30)).toHaveLength(150)
  })

  inProcess('had 65 orders unpaid at the end of 2019', (set) => {
    const end = parseCalendarDay('2019-12-31')
    const paid = new Map(ofType(set, 'payment-received').map(({ invoiceId, receivedOn }) => [invoiceId, receivedOn]))
    const open = ofType(set, 'invoice-issued').filter(
      ({ invoiceId, issuedOn }) => issuedOn <= end && paid.get(invoiceId)! > end,
    )
    expect(open).toHaveLength(65)
    expect(sum(open.map(({ amountMinor }) => amountMinor))).toBe(13_893_775)
  })
})
