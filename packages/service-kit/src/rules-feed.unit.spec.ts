import { expect, test } from '@jest/globals'
import { createFixedRegistry, createRuleCodec } from '@tocsin/events'
import { LEAST_LEAD_MS, parseRuleSet, RULES_TOPIC, rulesPublished } from '@tocsin/rules'
import type { LogRecord } from '@tocsin/stream'
import { createRulesFeed, type ReadVersion } from './rules-feed.ts'

const NOW = Date.UTC(2026, 3, 1)
const registry = createFixedRegistry()
const codec = createRuleCodec({ ...registry, nowMs: () => NOW })

/** @param firstWindowDays of 24 measures, each with a window a day longer; none without it */
function ruleSetOf(version: string, zone = 'Asia/Shanghai', firstWindowDays?: number) {
  const text = `ruleSet: house
version: "${version}"
businessZone: ${zone}
indicators:
  - id: quiet
    name: { zh: 沉默, en: Quiet }
    question: { zh: 多久没有下单？, en: How long without an order? }
    entity: customer
    value: { measure: days-since-last-order }
    unit: days
    direction: above
    thresholds: { warning: 60 }
    ownerRole: sales-representative
    nextStep: { zh: 致电客户, en: Call the customer }
`
  const windows = Array.from(
    { length: firstWindowDays === undefined ? 0 : 24 },
    (_, index) => index + (firstWindowDays ?? 0),
  )
  const measures = windows.map(
    (days) => `  - id: orders-${days}
    entity: customer
    label: { zh: 订单数, en: Orders }
    meaning: { zh: 订单数, en: Orders }
    over: [order-placed]
    aggregate: count
    window: { days: ${days} }
`,
  )
  const files = [
    { fileName: 'rules.yaml', text: measures.length > 0 ? `${text}measures:\n${measures.join('')}` : text },
  ]
  const parsed = parseRuleSet(files)
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
  return { files, ruleSet: parsed.ruleSet }
}

function recordOf(offset: number, effectiveFromMs: number, of: ReturnType<typeof ruleSetOf>): LogRecord {
  const event = rulesPublished({ ...of, effectiveFromMs, publishedBy: 'Wei Lan', reason: '' })
  const key = new TextEncoder().encode('house')
  return { topic: RULES_TOPIC, partition: 1, offset, timestampMs: NOW, key, value: codec.encode(event), headers: {} }
}

test('a feed grows with the topic, says how far it knows, and leaves out what nobody may apply', async () => {
  const records: LogRecord[] = []
  const read: ReadVersion[] = []
  let nowMs = NOW
  const { timeline, look } = createRulesFeed({
    first: ruleSetOf('1').ruleSet,
    log: {
      ranges: async () => [
        { startOffset: 0, endOffset: 0 },
        { startOffset: 0, endOffset: records.length },
      ],
      async *records() {
        yield* records
      },
    },
    schemas: registry.source,
    now: () => nowMs,
    emit: (event) => void read.push(event),
  })
  // Before the first look anything may have been published.
  expect(timeline.knownThroughMs?.()).toBe(Number.NEGATIVE_INFINITY)
  await look()
  expect(timeline.knownThroughMs?.()).toBe(NOW + 15_000)

  const second = ruleSetOf('2')
  records.push(recordOf(0, NOW + LEAST_LEAD_MS, second))
  records.push(recordOf(1, NOW + 60_000, ruleSetOf('3', 'Europe/Berlin')))
  records.push({ ...recordOf(2, NOW + 60_000, second), value: new Uint8Array([1, 2, 3]) })
  nowMs += 2_000
  await look()
  await look()
  expect(read.map(({ type, place }) => [type, place])).toEqual([
    ['RulesAccepted', 'risk.rules/1/0'],
    ['RulesRefused', 'risk.rules/1/1'],
    ['RulesRefused', 'risk.rules/1/2'],
  ])
  expect(timeline.knownThroughMs?.()).toBe(NOW + 17_000)
  expect(timeline.changesAfter(NOW)).toEqual([NOW + LEAST_LEAD_MS])
  expect(timeline.at(NOW + LEAST_LEAD_MS).version).toBe(second.ruleSet.version)
})

test('a version with which too many different measures would be on record is refused by every feed', async () => {
  const read: ReadVersion[] = []
  const records = Array.from({ length: 11 }, (_, index) => {
    return recordOf(index, NOW + LEAST_LEAD_MS + index, ruleSetOf(`${index + 2}`, 'Asia/Shanghai', 1 + 24 * index))
  })
  // What was declared before may be declared again.
  records.push(recordOf(11, NOW + 60_000, ruleSetOf('again', 'Asia/Shanghai', 1)))
  const { look } = createRulesFeed({
    first: ruleSetOf('1').ruleSet,
    log: {
      ranges: async () => [{ startOffset: 0, endOffset: records.length }],
      async *records() {
        yield* records
      },
    },
    schemas: registry.source,
    now: () => NOW,
    emit: (event) => void read.push(event),
  })
  await look()
  const refused = read.flatMap((event) => (event.type === 'RulesRefused' ? [event] : []))
  const reason = expect.stringContaining('more than 240')
  expect(refused).toMatchObject([{ place: 'risk.rules/1/10', ruleSet: 'house', reason }])
})

test('what cannot be read leaves the feed no wiser', async () => {
  const { timeline, look } = createRulesFeed({
    first: ruleSetOf('1').ruleSet,
    log: {
      ranges: async () => {
        throw new Error('away')
      },
      async *records() {},
    },
    schemas: registry.source,
    now: () => NOW,
    emit: () => undefined,
  })
  await expect(look()).rejects.toThrow('away')
  expect(timeline.knownThroughMs?.()).toBe(Number.NEGATIVE_INFINITY)
})

test('versions that are gone from the topic leave the feed no wiser, whatever comes in their place', async () => {
  let startOffset = 0
  let records = [recordOf(0, NOW + 60_000, ruleSetOf('2')), recordOf(1, NOW + 90_000, ruleSetOf('3'))]
  let nowMs = NOW
  const { timeline, look } = createRulesFeed({
    first: ruleSetOf('1').ruleSet,
    log: {
      ranges: async () => [
        { startOffset: 0, endOffset: 0 },
        { startOffset, endOffset: records.length },
      ],
      async *records() {
        yield* records
      },
    },
    schemas: registry.source,
    now: () => nowMs,
    emit: () => undefined,
  })
  await look()
  records = [recordOf(0, NOW + 60_000, ruleSetOf('4'))]
  nowMs += 2_000
  await expect(look()).rejects.toThrow('risk.rules/1 holds the offsets 0 to 1, 2 were read')
  startOffset = 1
  await expect(look()).rejects.toThrow('versions of the rules are gone')
  expect(timeline.knownThroughMs?.()).toBe(NOW + 15_000)
})
