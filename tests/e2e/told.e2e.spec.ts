/**
 * From a sales event on Kafka to a mail at the mail server and a card in the chat, on real servers, with all three
 * services as processes: how long it takes until somebody knows.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type SalesEvent, topicOf } from '@tocsin/events'
import { type TimedEvent, toRecord } from '@tocsin/simulator'
import { type Company, openCompany } from '../chaos/company.ts'
import type { Arrival } from '../chaos/receivers.ts'
import { createFeeder } from './feeding.ts'
import type { Member } from './member.ts'
import { openSite, PARTITION_COUNT, type Site } from './site.ts'
import { pause, until } from './waiting.ts'

const EVENTS = 20
/** A chat takes five a second. */
const SPACING_MS = 300
const LIMIT_MEDIAN_MS = 2_000
const LIMIT_MINOR = 1_000_00

let site: Site
let company: Company
let members: readonly Member[]
beforeAll(async () => {
  site = await openSite('told')
  company = await openCompany(site)
  members = company.startOneEach('1')
  const feeder = createFeeder(site)
  await site.append(customers().map((event) => toRecord(recordedNow(event), site.events.encode, 'told')))
  await feeder.goLive()
  await until('every task of every service is live', async () => {
    for (const member of members) member.demandAlive()
    const live = await Promise.all(members.map((member) => member.metric('tocsin_tasks', { phase: 'live' })))
    return live.every((tasks) => tasks === PARTITION_COUNT)
  })
  site.say('customer-risk, sales-rep-risk and notifier are live')
})
afterAll(async () => {
  await site?.stop()
  await company?.stop()
})

test(`each of ${EVENTS} orders over the limit is known by mail and in the chat, median under ${LIMIT_MEDIAN_MS / 1000} s`, async () => {
  await untilChatIsOpen()
  const appendedAtMs = new Map<string, number>()
  for (const customerId of customerIds()) {
    appendedAtMs.set(customerId, Date.now())
    await site.append([toRecord(recordedNow(overTheLimit(customerId)), site.events.encode, 'told')])
    await pause(SPACING_MS)
  }
  const { mails, cards } = company.receivers.arrivals
  await until('a mail and a card for each of them', () => mails.length >= EVENTS && cards.length >= EVENTS)

  const byMail = latencies(appendedAtMs, mails)
  const byCard = latencies(appendedAtMs, cards)
  site.say(`from event to mail: ${described(byMail)}`)
  site.say(`from event to card: ${described(byCard)}`)
  expect([byMail.length, byCard.length]).toEqual([EVENTS, EVENTS])
  expect([mails.length, cards.length]).toEqual([EVENTS, EVENTS])
  expect(median(byMail)).toBeLessThan(LIMIT_MEDIAN_MS)
  expect(median(byCard)).toBeLessThan(LIMIT_MEDIAN_MS)
})

function customerIds(): readonly string[] {
  return Array.from({ length: EVENTS }, (_, index) => `T${String(index + 1).padStart(2, '0')}`)
}

/** Each with a limit, and nothing owed. */
function customers(): readonly SalesEvent[] {
  return customerIds().flatMap((customerId): SalesEvent[] => [
    {
      type: 'customer-registered',
      eventId: `${customerId}-E1`,
      customerId,
      name: `示例客户 Sample customer ${customerId}`,
      segment: 'key',
      region: 'east',
      industry: 'machinery',
      salesRepId: 'R1',
    },
    {
      type: 'credit-limit-set',
      eventId: `${customerId}-E2`,
      customerId,
      limitMinor: LIMIT_MINOR,
      currency: 'CNY',
    },
  ])
}

/** Twice the limit: critical at once, which goes to the credit desk by mail and to the risk room. */
function overTheLimit(customerId: string): SalesEvent {
  return {
    type: 'order-placed',
    eventId: `${customerId}-E3`,
    customerId,
    orderId: `${customerId}-O1`,
    salesRepId: 'R1',
    amountMinor: 2 * LIMIT_MINOR,
    currency: 'CNY',
  }
}

function recordedNow(event: SalesEvent): TimedEvent {
  return { topic: topicOf(event.type), recordedAtMs: Date.now(), event }
}

/** Around :00 and :30 the robots of the whole world send, and ours keeps away from that chat for ten seconds. */
async function untilChatIsOpen(): Promise<void> {
  const halfHourMs = 30 * 60_000
  const neededMs = EVENTS * SPACING_MS + 5_000
  await until('no half hour strikes meanwhile', () => {
    const sinceMs = Date.now() % halfHourMs
    return sinceMs > 9_000 && sinceMs < halfHourMs - neededMs
  })
}

/** Milliseconds from event to message, smallest first, of those customers whose message came. */
function latencies(appendedAtMs: ReadonlyMap<string, number>, arrivals: readonly Arrival[]): readonly number[] {
  return [...appendedAtMs]
    .flatMap(([customerId, sentAtMs]) => {
      const arrival = arrivals.find(({ text }) => text.includes(customerId))
      return arrival === undefined ? [] : [arrival.atMs - sentAtMs]
    })
    .sort((left, right) => left - right)
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2
}

function described(sorted: readonly number[]): string {
  return `median ${Math.round(median(sorted))} ms, worst ${sorted.at(-1)} ms, of ${sorted.length}`
}
