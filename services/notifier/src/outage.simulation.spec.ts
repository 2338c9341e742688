import { describe, expect, test } from '@jest/globals'
import type { NotificationEvent } from '@tocsin/events'
import { MemoryStore } from '@tocsin/stream/testing'
import { AWAY, DELIVERED, FakeChannel, NO_ANSWER } from './testing/fake-channel.ts'
import { NotifierWorld } from './testing/notifier-world.ts'
import { alertFired, alertResolved, SAMPLE_ROUTING } from './testing/sample-alerts.ts'

const START_MS = Date.UTC(2026, 2, 31, 1)
const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const ALERTS = 10_000

/** How often each alert is in front of people. */
function namedOn(channel: FakeChannel): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { notification } of channel.arrived()) {
    for (const { alertId } of notification.alerts) counts.set(alertId, (counts.get(alertId) ?? 0) + 1)
  }
  return counts
}

function deliveredIds(events: readonly NotificationEvent[]): Set<string> {
  return new Set(events.flatMap((event) => (event.type === 'notification-delivered' ? event.notificationId : [])))
}

describe(`a chat that is away for an hour while ${ALERTS} alerts fire`, () => {
  test('loses none, tells critical ones first, keeps its pace afterwards, and leaves the mail alone', async () => {
    const world = new NotifierWorld(START_MS, 2)
    const chat = new FakeChannel('chat', world.clock, { perMinute: 60, perSecond: 1 })
    const mail = new FakeChannel('mail', world.clock, { perMinute: 120 })
    const backAtMs = START_MS + HOUR_MS
    // Refused connections, then 503 with Retry-After, then a chat that takes messages and never says so.
    chat.answer = (_, atMs) => {
      if (atMs >= backAtMs) return DELIVERED
      if (atMs < START_MS + 20 * MINUTE_MS) return AWAY
      if (atMs < START_MS + 40 * MINUTE_MS)
        return { ...AWAY, kind: 'retryable', reason: '503', ambiguous: false, afterMs: 45_000 }
      return NO_ANSWER
    }
    const process = await world.start(SAMPLE_ROUTING, [chat, mail])

    const critical = new Set<string>()
    const forMail = new Set<string>()
    for (let number = 0; number < ALERTS; number++) {
      // Within half an hour, evenly; of them 1 in 25 critical and 1 in 50 for the mail.
      const alertId = `a${number}`
      const isForMail = number % 50 === 7
      const isCritical = !isForMail && number % 25 === 3
      if (isCritical) critical.add(alertId)
      if (isForMail) forMail.add(alertId)
      const more = { alertId, entityId: `C${number}`, severity: isCritical ? 'critical' : 'warning' } as const
      world.alert(alertFired(world.clock.now(), { ...more, ...(isForMail && { indicator: 'order-drop' }) }))
      if (number % 50 === 49) await world.pass((30 * MINUTE_MS * 50) / ALERTS)
    }
    await world.pass(backAtMs + 40 * MINUTE_MS - world.clock.now())
    const events = await world.events()
    await process.stop()

    // Nothing is lost: each alert is named in a message that arrived, and known to be.
    const requestedIds = new Set(
      events.flatMap((event) => (event.type === 'notification-requested' ? event.notificationId : [])),
    )
    expect(requestedIds.size).toBe(ALERTS)
    expect(deliveredIds(events)).toEqual(requestedIds)
    expect(world.deadLetters()).toBe(0)
    const onChat = namedOn(chat)
    expect(onChat.size + namedOn(mail).size).toBe(ALERTS)

    // Twice only where nobody could know, and never more often than that.
    const ambiguous = new Map<string, number>()
    for (const event of events) {
      if (event.type !== 'notification-failed' || event.isAmbiguous !== true) continue
      ambiguous.set(event.notificationId, (ambiguous.get(event.notificationId) ?? 0) + 1)
    }
    const resends = events.filter((event) => event.type === 'notification-requested' && event.isResend === true)
    const repeats = [...onChat.values()].reduce((total, times) => total + times - 1, 0)
    expect(repeats).toBe([...ambiguous.values()].reduce((total, times) => total + times, 0))
    expect(new Set(resends.map((event) => 'notificationId' in event && event.notificationId))).toEqual(
      new Set(ambiguous.keys()),
    )

    // Other channels: not one mail was late.
    const late = mail.received.filter(
      ({ atMs, notification }) => atMs - (notification.alerts[0]?.at ?? 0) > 10 * SECOND_MS,
    )
    expect(late).toEqual([])
    expect(new Set(namedOn(mail).keys())).toEqual(forMail)

    // Critical first, once it is back: nearly all of them are told before a tenth of the warnings is.
    const back = chat.received.filter(({ atMs }) => atMs >= backAtMs).flatMap(({ notification }) => notification.alerts)
    const lastCritical = back.findLastIndex(({ severity }) => severity === 'critical')
    const warningsBefore = back.slice(0, lastCritical).filter(({ severity }) => severity === 'warning').length
    expect(warningsBefore).toBeLessThan(ALERTS / 10)
    expect([...critical].every((alertId) => onChat.has(alertId))).toBe(true)

    // The pace of the chat, all the time, the drain included.
    const gaps = chat.received.slice(1).map(({ atMs }, index) => atMs - (chat.received[index]?.atMs ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(SECOND_MS)
    const drainedMs = (chat.received.at(-1)?.atMs ?? 0) - backAtMs
    expect(drainedMs).toBeLessThan(30 * MINUTE_MS)
  }, 600_000)
})

test('an alert that ends while the chat is away is told to nobody', async () => {
  const world = new NotifierWorld(START_MS, 1)
  const chat = new FakeChannel('chat', world.clock)
  chat.answer = (_, atMs) => (atMs < START_MS + 20 * MINUTE_MS ? AWAY : DELIVERED)
  const process = await world.start(SAMPLE_ROUTING, [chat])
  const fired = alertFired(START_MS)
  world.alert(fired)
  await world.pass(10 * MINUTE_MS)
  world.alert(alertResolved(world.clock.now(), fired))
  await world.pass(30 * MINUTE_MS)
  await process.stop()
  expect(chat.arrived()).toEqual([])
  const omitted = (await world.events()).flatMap((event) =>
    event.type === 'notification-omitted' ? event.omission : [],
  )
  expect(omitted).toEqual(['overtaken', 'overtaken'])
})

test('a store that is lost is rebuilt from the log, and nobody is told twice', async () => {
  const world = new NotifierWorld(START_MS)
  const chat = new FakeChannel('chat', world.clock)
  const first = await world.start(SAMPLE_ROUTING, [chat])
  for (let number = 0; number < 50; number++) {
    world.alert(alertFired(world.clock.now(), { alertId: `a${number}`, entityId: `C${number}`, severity: 'critical' }))
    await world.pass(200)
  }
  await world.pass(MINUTE_MS)
  await first.stop()
  expect(namedOn(chat).size).toBe(50)

  const second = await world.start(SAMPLE_ROUTING, [chat], new MemoryStore())
  world.alert(alertFired(world.clock.now(), { alertId: 'b1', entityId: 'C0' }))
  await world.pass(10 * MINUTE_MS)
  await second.stop()
  const named = namedOn(chat)
  expect(named.size).toBe(51)
  expect([...named.values()].every((times) => times === 1)).toBe(true)
})

test('a store that is lost and rebuilt under other routes: whom they bring in is told, nobody is told twice', async () => {
  const world = new NotifierWorld(START_MS)
  const chat = new FakeChannel('chat', world.clock)
  const mail = new FakeChannel('mail', world.clock)
  const [drops, rest] = SAMPLE_ROUTING.routes
  const first = await world.start({ ...SAMPLE_ROUTING, version: 'chat-only', routes: [rest!] }, [chat, mail])
  for (let number = 0; number < 20; number++) {
    const indicator = number % 2 === 0 ? 'order-drop' : 'days-past-due'
    const more = { alertId: `a${number}`, entityId: `C${number}`, severity: 'critical', indicator } as const
    world.alert(alertFired(world.clock.now(), more))
    await world.pass(2 * SECOND_MS)
  }
  await first.stop()
  expect(namedOn(chat).size).toBe(20)

  const routes = [{ ...drops!, continues: true }, rest!]
  const second = await world.start({ ...SAMPLE_ROUTING, routes }, [chat, mail], new MemoryStore())
  await world.pass(10 * MINUTE_MS)
  const events = await world.events()
  await second.stop()
  expect([...namedOn(chat).values()]).toEqual(Array(20).fill(1))
  expect([...namedOn(mail).values()]).toEqual(Array(10).fill(1))
  const settled = new Set(
    events.flatMap((event) => (event.type === 'notification-delivered' ? event.notificationId : [])),
  )
  expect(settled.size).toBe(30)
})

test('history is put on record; what is open when it ends is named in a digest', async () => {
  const world = new NotifierWorld(START_MS)
  const chat = new FakeChannel('chat', world.clock)
  const day = 24 * HOUR_MS
  for (let number = 0; number < 400; number++) {
    const atMs = START_MS - (400 - number) * day
    const fired = alertFired(atMs, { alertId: `a${number}`, entityId: `C${number}` })
    world.alert(fired)
    if (number < 390) world.alert(alertResolved(atMs + HOUR_MS, fired))
  }
  const process = await world.start(SAMPLE_ROUTING, [chat])
  await world.pass(10 * MINUTE_MS)
  await process.stop()
  const [message, ...others] = chat.received
  expect(others).toEqual([])
  expect(message?.notification).toMatchObject({ kind: 'digest', moreAlerts: 0 })
  expect(new Set(message?.notification.alerts.map(({ alertId }) => alertId))).toEqual(
    new Set(Array.from({ length: 10 }, (_, index) => `a${390 + index}`)),
  )
})
