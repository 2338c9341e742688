/** The same file imported twice, through customer-risk as it is: nothing happens the second time. */
import { describe, expect, test } from '@jest/globals'
import {
  type ImportedEvent,
  importEvents,
  importedRecord,
  inputOfText,
  parseMapping,
} from '../../packages/importer/src/index.ts'
import { CUSTOMER_RISK_INPUTS } from '../../packages/processors/src/index.ts'
import { liveRecord, type OutgoingRecord } from '../../packages/stream/src/index.ts'
import { memoryRun } from '../../services/simulator/src/testing/memory-run.ts'

const MAPPING = `mapping: shop
title: { zh: 商店, en: Shop }
zone: UTC
currency: CNY
columns:
  id: {}
  customer: {}
  issuedOn: { as: day }
  total: { as: money }
  paidOn: { as: day }
defaults: { salesRepId: R1 }
events:
  - type: order-placed
    id: id
    recordedAt: startOf(issuedOn)
    fields: { orderId: '"O" + id', customerId: customer, amountMinor: total }
  - type: invoice-issued
    id: id
    recordedAt: startOf(issuedOn)
    fields: { invoiceId: id, customerId: customer, amountMinor: total, issuedOn: issuedOn, dueOn: issuedOn + 10 }
  - type: payment-received
    when: given.paidOn
    id: id
    recordedAt: atHour(paidOn, 12)
    fields: { paymentId: '"P" + id', invoiceId: id, customerId: customer, amountMinor: total, receivedOn: paidOn }
`

/** Sixty invoices of two customers, two a week; Slow pays half a year late, or not at all. */
function rows(): string {
  const lines = ['id,customer,issuedOn,total,paidOn']
  for (let number = 0; number < 60; number++) {
    const day = (days: number) => new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10)
    const isSlow = number % 2 === 1
    const paidOn = isSlow ? (number < 30 ? day(number * 3 + 180) : '') : day(number * 3 + 5)
    lines.push(`${number},${isSlow ? 'Slow' : 'Prompt'},${day(number * 3)},${1000 + number}.50,${paidOn}`)
  }
  return lines.join('\n')
}

async function imported(): Promise<ImportedEvent[]> {
  const parsed = parseMapping(MAPPING, 'shop.yaml')
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
  const prepared = await importEvents(parsed.mapping, [inputOfText('shop.csv', rows())])
  const events: ImportedEvent[] = []
  for await (const batch of prepared.events()) events.push(...batch)
  return events
}

const PARTITIONS = 2
const NOW_MS = Date.UTC(2026, 0, 1)

async function outcomeOf(records: (encode: (event: ImportedEvent) => OutgoingRecord) => readonly OutgoingRecord[]) {
  const run = memoryRun(NOW_MS, PARTITIONS)
  const live = CUSTOMER_RISK_INPUTS.flatMap((topic) =>
    Array.from({ length: PARTITIONS }, (_, partition) => liveRecord(topic, partition, NOW_MS)),
  )
  const encode = (event: ImportedEvent) => importedRecord(event, run.events.encode)
  await run.complete(run.log.append([...records(encode), ...live]), 60_000)
  const alerts = await run.alerts()
  const told = alerts.map(({ type, alertId, revision, value, at }) => ({ type, alertId, revision, value, at }))
  return { told, refused: run.deadLetters().length }
}

describe('A file imported twice', () => {
  test('has the effect of one import, also for what lies further back than ids are remembered', async () => {
    const events = await imported()
    const again = await imported()
    const once = await outcomeOf((encode) => events.map(encode))
    const twice = await outcomeOf((encode) => [...events, ...again].map(encode))
    expect(once.told.length).toBeGreaterThan(0)
    expect(once.refused).toBe(0)
    expect(twice).toEqual(once)
  })

  test('would have another effect were it not for the numbers', async () => {
    const events = await imported()
    const unnumbered = (record: OutgoingRecord): OutgoingRecord => {
      const { ce_sequence: _, ...headers } = record.headers
      return { ...record, headers }
    }
    const once = await outcomeOf((encode) => events.map(encode))
    const twice = await outcomeOf((encode) => [...events, ...events].map((event) => unnumbered(encode(event))))
    expect(twice).not.toEqual(once)
  })
})
