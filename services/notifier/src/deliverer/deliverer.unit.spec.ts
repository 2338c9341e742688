import { beforeEach, describe, expect, test } from '@jest/globals'
import type { NotificationEvent } from '@tocsin/events'
import { waitingText } from '../delivery-component.ts'
import { DeliveryWorld, START_MS } from '../testing/delivery-world.ts'
import { AWAY, FakeChannel, NO_ANSWER } from '../testing/fake-channel.ts'
import { attempted, requested, withdrawn } from '../testing/sample-requests.ts'
import { MAX_WAITING } from './lane.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000

let world: DeliveryWorld
let chat: FakeChannel
let mail: FakeChannel

beforeEach(() => {
  world = new DeliveryWorld()
  chat = new FakeChannel('chat', world.clock)
  mail = new FakeChannel('mail', world.clock)
  world.use(chat, mail)
})

const ids = (channel: FakeChannel) => channel.received.map(({ notification }) => notification.notificationId)
const has = (type: NotificationEvent['type']) => (events: readonly NotificationEvent[]) =>
  events.some((event) => event.type === type)

describe('a request', () => {
  test('is attempted on the log, sent, and answered', async () => {
    world.append(requested())
    const { told } = await world.start()
    await world.pass(SECOND_MS)
    expect(await world.lines()).toEqual(['n1#1 attempted by deliverer-1', 'n1#1 delivered'])
    expect(chat.received[0]?.notification).toMatchObject({
      notificationId: 'n1',
      kind: 'alert',
      alerts: [{ alertId: 'n1', transition: 'fired', reasonZh: '已逾期 31 天。' }],
      moreAlerts: 0,
    })
    expect(told).toMatchObject([
      { type: 'NotificationAttempted', channel: 'chat', outcome: 'delivered', isResend: false },
      { type: 'NotificationDelivered', channel: 'chat', sinceAlertMs: expect.any(Number) },
    ])
  })

  test('that comes again, because the notifier was rebuilt, is not sent again', async () => {
    const both = [requested(), requested({ name: 'n2', entityId: 'C-n1' })]
    await world.start()
    for (let round = 1; round <= 2; round++) {
      both.forEach((request, index) => {
        world.append(request, 7 + index)
      })
      await world.pass(MINUTE_MS)
    }
    expect(ids(chat)).toEqual(['n1', 'n2'])
    // Nobody waits for this answer, unless the notifier was rebuilt under other routes.
    expect((await world.lines()).slice(4)).toEqual(['n1#1 withdrawn', 'n2#1 withdrawn'])
  })

  test('that comes again while the first still waits is the same one', async () => {
    world.append(requested(), 7)
    world.append(requested(), 7)
    await world.start()
    await world.pass(MINUTE_MS)
    expect(await world.lines()).toEqual(['n1#1 attempted by deliverer-1', 'n1#1 delivered'])
  })

  test('is sent again at its next attempt, with the same id', async () => {
    chat.answer = () => NO_ANSWER
    world.append(requested())
    const { told } = await world.start()
    await world.pass(SECOND_MS)
    chat.answer = () => ({ kind: 'delivered' })
    world.append(requested({ attempt: 2, isResend: true }))
    await world.pass(MINUTE_MS)
    expect(ids(chat)).toEqual(['n1', 'n1'])
    expect(await world.lines()).toEqual([
      'n1#1 attempted by deliverer-1',
      'n1#1 ambiguous',
      'n1#2 attempted by deliverer-1',
      'n1#2 delivered',
    ])
    expect(told.filter(({ type }) => type === 'NotificationAttempted')).toMatchObject([
      { outcome: 'ambiguous', isResend: false },
      { outcome: 'delivered', isResend: true },
    ])
  })

  test('that is too old by the wall clock is not sent', async () => {
    world.append(requested({ deadlineAt: START_MS - 1 }))
    await world.start()
    await world.pass(SECOND_MS)
    expect(ids(chat)).toEqual([])
    expect(await world.lines()).toEqual(['n1#1 expired'])
  })

  test('that is withdrawn while it waits is not sent; one under way is', async () => {
    chat.takesMs = 10 * SECOND_MS
    await world.start()
    const [first, second] = [requested({ name: 'n1' }), requested({ name: 'n2' })]
    world.append(first)
    await world.pass(SECOND_MS)
    world.append(second)
    await world.pass(SECOND_MS)
    world.append(withdrawn(first))
    world.append(withdrawn(second))
    await world.pass(MINUTE_MS)
    expect(ids(chat)).toEqual(['n1'])
    expect((await world.lines()).sort()).toEqual(['n1#1 attempted by deliverer-1', 'n1#1 delivered', 'n2#1 withdrawn'])
  })

  test('that is withdrawn just before its attempt is on the log is not sent', async () => {
    const request = requested()
    world.append(request)
    let isWithdrawn = false
    await world.start({
      crashes: (when, events) => {
        if (when === 'before' && has('notification-attempted')(events) && !isWithdrawn) {
          isWithdrawn = true
          world.append(withdrawn(request))
        }
        return false
      },
    })
    await world.pass(MINUTE_MS)
    expect(ids(chat)).toEqual([])
    expect(await world.lines()).toEqual(['n1#1 attempted by deliverer-1', 'n1#1 withdrawn'])
  })

  test('that was withdrawn while nobody read is not sent', async () => {
    const request = requested()
    world.append(request)
    world.append(withdrawn(request))
    await world.start()
    await world.pass(MINUTE_MS)
    expect(ids(chat)).toEqual([])
    expect(await world.lines()).toEqual(['n1#1 withdrawn'])
  })

  test('for a channel that cannot be used is refused with the reason', async () => {
    world.append(requested({ channel: 'pager' }))
    world.append(requested({ name: 'n2', channel: 'room' }))
    await world.start({ leftOut: new Map([['room', 'TOCSIN_SLACK_URL is not set']]) })
    await world.pass(SECOND_MS)
    const reasons = (await world.events()).flatMap((event) =>
      event.type === 'notification-failed' ? event.reason : [],
    )
    expect(reasons.sort()).toEqual([
      'channel pager: the channels file has no such channel',
      'channel room: TOCSIN_SLACK_URL is not set',
    ])
  })

  test('that the channel refuses is told as refused', async () => {
    chat.answer = () => ({ kind: 'rejected', reason: 'no such room' })
    world.append(requested())
    const { told } = await world.start()
    await world.pass(SECOND_MS)
    expect(await world.lines()).toEqual(['n1#1 attempted by deliverer-1', 'n1#1 rejected'])
    expect(told).toContainEqual({
      type: 'NotificationFailed',
      channel: 'chat',
      notificationId: 'n1',
      reason: 'no such room',
    })
  })

  test('that a channel cannot make a message of is refused, and does not stop the others', async () => {
    chat.answer = ({ notificationId }) => {
      if (notificationId === 'n1') throw new RangeError('Invalid time value')
      return { kind: 'delivered' }
    }
    world.append(requested())
    world.append(requested({ name: 'n2' }))
    await world.start()
    await world.pass(MINUTE_MS)
    expect((await world.lines()).filter((line) => !line.includes('attempted')).sort()).toEqual([
      'n1#1 rejected',
      'n2#1 delivered',
    ])
  })

  test('to a channel that hangs is ambiguous after its limit', async () => {
    chat.takesMs = 24 * 60 * MINUTE_MS
    world.append(requested())
    await world.start()
    await world.pass(MINUTE_MS)
    expect(await world.lines()).toEqual(['n1#1 attempted by deliverer-1', 'n1#1 ambiguous'])
  })
})

describe('after kill -9', () => {
  const restart = async () => {
    await world.start()
    await world.pass(10 * MINUTE_MS)
  }

  test('before the attempt was on the log: sent once, by the next', async () => {
    world.append(requested())
    await world.start({ crashes: (when, events) => when === 'before' && has('notification-attempted')(events) })
    await world.pass(SECOND_MS)
    await restart()
    expect(ids(chat)).toEqual(['n1'])
    expect(await world.lines()).toEqual(['n1#1 attempted by deliverer-2', 'n1#1 delivered'])
  })

  test('between attempt and answer nobody knows: told as ambiguous, and not sent again by the deliverer', async () => {
    world.append(requested())
    await world.start({ crashes: (when, events) => when === 'after' && has('notification-attempted')(events) })
    await world.pass(SECOND_MS)
    await restart()
    expect(ids(chat)).toEqual([])
    expect(await world.lines()).toEqual(['n1#1 attempted by deliverer-1', 'n1#1 ambiguous'])
  })

  test('after the message went out and before its answer: ambiguous', async () => {
    world.append(requested())
    await world.start({ crashes: (when, events) => when === 'before' && has('notification-delivered')(events) })
    await world.pass(SECOND_MS)
    await restart()
    expect(ids(chat)).toEqual(['n1'])
    expect(await world.lines()).toEqual(['n1#1 attempted by deliverer-1', 'n1#1 ambiguous'])
  })

  test('after the answer: nothing to do', async () => {
    world.append(requested())
    await world.start({ crashes: (when, events) => when === 'after' && has('notification-delivered')(events) })
    await world.pass(SECOND_MS)
    await restart()
    expect(ids(chat)).toEqual(['n1'])
    expect(await world.lines()).toEqual(['n1#1 attempted by deliverer-1', 'n1#1 delivered'])
  })

  test('nothing is sent before the end of the log has been reached', async () => {
    for (let number = 0; number < 3_000; number++)
      world.append(requested({ name: `n${number}`, deadlineAt: START_MS + 1 }))
    const last = requested({ name: 'n2999', attempt: 2 })
    world.append(last)
    const { deliverer } = await world.start()
    expect(deliverer.partitions()).toMatchObject({ owned: 2, catchingUp: [{ partition: 0 }, { partition: 1 }] })
    expect(waitingText(deliverer.partitions())).toContain('The deliverer reads what has been told')
    await world.pass(MINUTE_MS)
    expect(deliverer.partitions()).toEqual({ owned: 2, catchingUp: [], joined: true })
    expect(waitingText(deliverer.partitions())).toBeUndefined()
    expect(ids(chat)).toEqual(['n2999'])
  })
})

describe('the place from which a partition is read', () => {
  const DAY_MS = 24 * 60 * MINUTE_MS
  /** How many records a process reads that starts now and runs for so long. */
  async function readIn(durationMs: number): Promise<number> {
    const { deliverer, recordsRead } = await world.start()
    await world.pass(durationMs)
    await world.clock.run(deliverer.stop())
    return recordsRead()
  }

  /** So many warnings of one age, one after the other, told by a process that ended some time after the last. */
  async function tell(count: number): Promise<void> {
    const { deliverer } = await world.start()
    for (let number = 0; number < count; number++) {
      world.append(requested({ name: `n${number}`, deadlineAt: START_MS + DAY_MS }))
      await world.pass(SECOND_MS)
    }
    await world.pass(2 * MINUTE_MS)
    await world.clock.run(deliverer.stop())
  }

  test('leaves out what is answered, but for the last of each line of causes', async () => {
    await tell(100)
    expect(await readIn(MINUTE_MS)).toBeLessThan(20)
  })

  test('still knows a repeat of what it leaves out', async () => {
    await tell(50)
    await world.start()
    for (let number = 0; number < 50; number++) {
      world.append(requested({ name: `n${number}`, deadlineAt: START_MS + 9 * DAY_MS }), number)
      await world.pass(SECOND_MS)
    }
    expect(ids(chat)).toHaveLength(50)
  })

  test('is never beyond what has no answer yet', async () => {
    chat.takesMs = 30 * DAY_MS
    world.append(requested({ deadlineAt: START_MS + DAY_MS }))
    const first = await world.start({ options: { sendMarginMs: 60 * DAY_MS } })
    await world.pass(MINUTE_MS)
    for (let number = 0; number < 50; number++) world.append(requested({ name: `m${number}`, channel: 'mail' }))
    await world.pass(3 * DAY_MS)
    first.kill()
    await readIn(MINUTE_MS)
    expect((await world.lines()).filter((line) => line.startsWith('n1#1'))).toEqual([
      'n1#1 attempted by deliverer-1',
      'n1#1 ambiguous',
    ])
  })
})

describe('two processes', () => {
  test('that both believe they own a partition send once: the first attempt on the log decides', async () => {
    const names = Array.from({ length: 20 }, (_, number) => `n${number}`)
    await world.start()
    await world.start()
    for (const name of names) {
      world.append(requested({ name, severity: 'critical' }))
      await world.pass(200)
    }
    await world.pass(10 * MINUTE_MS)
    expect(ids(chat).sort()).toEqual([...names].sort())
    expect((await world.lines()).filter((line) => line.endsWith('delivered'))).toHaveLength(names.length)
  })

  test('a partition that is given away: the message under way is still answered, and nothing else of it is sent', async () => {
    chat.takesMs = 5 * SECOND_MS
    const first = await world.start()
    world.append(requested({ name: 'n1' }))
    await world.pass(SECOND_MS)
    world.append(requested({ name: 'n2' }))
    await world.pass(SECOND_MS)
    expect(first.deliverer.status()[0]).toMatchObject({ waiting: 1 })
    first.assign([])
    expect(first.deliverer.status()[0]).toMatchObject({ waiting: 0 })
    const second = await world.start()
    await world.pass(10 * MINUTE_MS)
    expect((await world.lines()).sort()).toEqual([
      'n1#1 attempted by deliverer-1',
      'n1#1 delivered',
      'n2#1 attempted by deliverer-2',
      'n2#1 delivered',
    ])
    expect(ids(chat)).toEqual(['n1', 'n2'])
    await world.clock.run(second.deliverer.stop())
  })

  test('an answer that a slow channel may still give is waited for by the next owner', async () => {
    const slow = new FakeChannel('chat', world.clock, { timeoutMs: 60_000 })
    slow.takesMs = 70 * SECOND_MS
    world.use(slow)
    const first = await world.start()
    world.append(requested())
    await world.pass(SECOND_MS)
    first.assign([])
    await world.start()
    await world.pass(10 * MINUTE_MS)
    expect(await world.lines()).toEqual(['n1#1 attempted by deliverer-1', 'n1#1 delivered'])
  })

  test('share the pace of a channel as they share the partitions', async () => {
    const slow = new FakeChannel('chat', world.clock, { perMinute: 60, perSecond: 1 })
    world.use(slow)
    await world.start({ partitions: [0] })
    await world.start({ partitions: [1] })
    appendMany(world, 400)
    await world.pass(5 * MINUTE_MS)
    expect(slow.received.length).toBeGreaterThan(250)
    expect(mostWithin(slow, MINUTE_MS)).toBeLessThanOrEqual(60)
  })

  test.each([
    [
      'two',
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ], // prettier-ignore
    [
      'three',
      [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
    ],
  ])('%s of them never send more than the channel takes in any second', async (_, shares) => {
    const wide = new DeliveryWorld(6)
    const chat = new FakeChannel('chat', wide.clock, { perMinute: 6_000, perSecond: 5 })
    wide.use(chat)
    for (const partitions of shares) {
      await wide.start({ partitions })
      await wide.pass(70)
    }
    appendMany(wide, 200)
    await wide.pass(MINUTE_MS)
    expect(chat.received.length).toBeGreaterThan(150)
    expect(mostWithin(chat, SECOND_MS)).toBeLessThanOrEqual(5)
  })

  test("whose partitions are taken over have sent what they sent: the minute is the channel's, not the process's", async () => {
    const chat = new FakeChannel('chat', world.clock, { perMinute: 20, perSecond: 1 })
    world.use(chat)
    const first = await world.start({ partitions: [0] })
    const second = await world.start({ partitions: [1] })
    appendMany(world, 400)
    await world.pass(30 * SECOND_MS)
    expect(chat.received).toHaveLength(20)
    second.kill()
    await world.pass(6 * SECOND_MS)
    first.assign([0, 1])
    await world.pass(5 * MINUTE_MS)
    expect(chat.received.length).toBeGreaterThan(100)
    expect(mostWithin(chat, MINUTE_MS)).toBeLessThanOrEqual(20)
  })

  test('one after the other, however quickly, send no more than the channel takes in a minute', async () => {
    const chat = new FakeChannel('chat', world.clock, { perMinute: 20, perSecond: 1 })
    world.use(chat)
    appendMany(world, 400)
    for (let restart = 0; restart < 6; restart++) {
      const { kill } = await world.start()
      await world.pass(25 * SECOND_MS)
      kill()
    }
    expect(chat.received.length).toBeGreaterThan(40)
    expect(mostWithin(chat, MINUTE_MS)).toBeLessThanOrEqual(20)
  })

  test('one after the other count what was sent, though its answers are not read again', async () => {
    const chat = new FakeChannel('chat', world.clock, { perMinute: 20, perSecond: 1 })
    world.use(chat)
    appendMany(world, 20)
    const { deliverer } = await world.start()
    await world.pass(30 * SECOND_MS)
    // What was answered is left out when it is read again, but for the last of each line.
    appendMany(world, 2, 'later')
    await world.pass(SECOND_MS)
    await world.clock.run(deliverer.stop())
    await world.start()
    appendMany(world, 40, 'last')
    await world.pass(3 * MINUTE_MS)
    expect(chat.received.length).toBeGreaterThan(40)
    expect(mostWithin(chat, MINUTE_MS)).toBeLessThanOrEqual(20)
  })
})

test('a message of a machine whose clock is ahead counts as sent now, and the others count as before', async () => {
  const chat = new FakeChannel('chat', world.clock, { perMinute: 2 })
  world.use(chat)
  for (const [name, at] of [['earlier', START_MS] as const, ['ahead', START_MS + 30 * MINUTE_MS] as const]) {
    world.append(requested({ name }))
    world.append(attempted(requested({ name }), { deliverer: 'elsewhere', at }))
  }
  world.append(requested({ name: 'later' }))
  await world.start()
  await world.pass(30 * SECOND_MS)
  expect(ids(chat)).toEqual([])
  await world.pass(MINUTE_MS)
  expect(ids(chat)).toEqual(['later'])
})

test('what another process sends of a partition in between, or still believes to own, counts', async () => {
  const chat = new FakeChannel('chat', world.clock, { perMinute: 20 })
  world.use(chat)
  await world.start()
  await world.pass(SECOND_MS)
  for (let number = 0; number < 20; number++) {
    const request = requested({ name: `n${number}` })
    world.append(request)
    world.append(attempted(request, { deliverer: 'elsewhere', at: world.clock.now() }))
  }
  world.append(requested({ name: 'own', receiver: 'elsewhere' }))
  await world.pass(30 * SECOND_MS)
  expect(ids(chat)).toEqual([])
  await world.pass(MINUTE_MS)
  expect(ids(chat)).toEqual(['own'])
})

test('a process that is given more partitions sends what waits at its new pace at once', async () => {
  const wide = new DeliveryWorld(12)
  const chat = new FakeChannel('chat', wide.clock, { perMinute: 12 })
  wide.use(chat)
  // Of partition 0 of 12.
  const entityId = 'C-17'
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  for (const name of names) wide.append(requested({ name, entityId, severity: 'critical' }))
  const { assign } = await wide.start({ partitions: [0] })
  await wide.pass(5 * SECOND_MS)
  expect(ids(chat)).toEqual(['a'])
  assign(Array.from({ length: 12 }, (_, partition) => partition))
  await wide.pass(5 * SECOND_MS)
  expect(ids(chat)).toEqual(names)
})

/** So many alerts, each for people of its own. */
function appendMany(into: DeliveryWorld, count: number, name = 'n'): void {
  for (let number = 0; number < count; number++) {
    into.append(requested({ name: `${name}${number}`, receiver: `desk-${number}`, severity: 'critical' }))
  }
}

/** The most messages that came to the channel within any time of this length. */
function mostWithin({ received }: FakeChannel, durationMs: number): number {
  const counts = received.map(({ atMs }, index) => {
    const later = received.slice(index).filter((other) => other.atMs < atMs + durationMs)
    return later.length
  })
  return Math.max(0, ...counts)
}

describe('a channel that is down', () => {
  test('rests, longer each time, or as long as it asks; others go on', async () => {
    chat.answer = () => AWAY
    for (let number = 0; number < 4; number++)
      world.append(requested({ name: `n${number}`, receiver: `desk-${number}` }))
    world.append(requested({ name: 'other', channel: 'mail' }))
    await world.start()
    await world.pass(20 * SECOND_MS)
    const waits = chat.received.map(({ atMs }) => atMs).map((atMs, index, all) => atMs - (all[index - 1] ?? atMs))
    expect(waits.map((ms) => Math.round(ms / SECOND_MS))).toEqual([0, 1, 2, 4])
    expect(ids(mail)).toEqual(['other'])
    chat.answer = () => ({ ...AWAY, kind: 'retryable', reason: '429', ambiguous: false, afterMs: 90_000 })
    world.append(requested({ name: 'n9' }))
    world.append(requested({ name: 'n10', receiver: 'elsewhere' }))
    await world.pass(MINUTE_MS)
    expect(ids(chat).filter((id) => id === 'n9' || id === 'n10')).toHaveLength(1)
    const asked = (await world.events()).filter(
      (event) => event.type === 'notification-failed' && event.afterMs === 90_000,
    )
    expect(asked).toHaveLength(1)
  })

  test('holds so many; beyond that the last in order is deferred, and a critical one displaces a warning', async () => {
    chat.answer = () => ({ kind: 'retryable', reason: 'away', ambiguous: false, afterMs: 60 * MINUTE_MS })
    world.append(requested({ name: 'probe', receiver: 'probe' }))
    const { deliverer } = await world.start()
    await world.pass(SECOND_MS)
    for (let number = 0; number < MAX_WAITING + 5; number++) world.append(requested({ name: `w${number}` }))
    world.append(requested({ name: 'critical', severity: 'critical' }))
    await world.pass(SECOND_MS)
    const deferred = (await world.lines()).filter((line) => line.endsWith('deferred'))
    expect(deferred).toHaveLength(6)
    expect(deferred.some((line) => line.startsWith('critical'))).toBe(false)
    expect(deliverer.status()[0]).toMatchObject({ channel: 'chat', waiting: MAX_WAITING })
    expect(deliverer.status()[0]?.restingMs).toBeGreaterThan(59 * MINUTE_MS)
  })

  test('that comes back: critical ones first, many warnings of one receiver as digests, each answered', async () => {
    chat.answer = () => ({ kind: 'retryable', reason: 'away', ambiguous: false, afterMs: MINUTE_MS })
    world.append(requested({ name: 'probe', receiver: 'probe' }))
    await world.start()
    await world.pass(SECOND_MS)
    chat.answer = () => ({ kind: 'delivered' })
    for (let number = 0; number < 25; number++) world.append(requested({ name: `w${number}` }))
    for (let number = 0; number < 3; number++) world.append(requested({ name: `c${number}`, severity: 'critical' }))
    await world.pass(2 * MINUTE_MS)
    const messages = chat.received.slice(1).map(({ notification: { kind, alerts } }) => `${kind} ${alerts.length}`)
    expect(messages).toEqual(['alert 1', 'alert 1', 'alert 1', 'digest 10', 'digest 10', ...Array(5).fill('alert 1')])
    expect(ids(chat).slice(1, 4)).toEqual(['c0', 'c1', 'c2'])
    expect((await world.lines()).filter((line) => line.endsWith('delivered'))).toHaveLength(28)
  })
})

test('digests of several tasks that come together become one message', async () => {
  await world.start()
  const alerts = (name: string) => requested({ name }).alerts
  world.append(requested({ name: 'd1', kind: 'digest', alerts: alerts('a1'), moreAlerts: 4 }))
  await world.pass(SECOND_MS)
  world.append(requested({ name: 'd2', kind: 'digest', alerts: alerts('a2'), moreAlerts: 1 }))
  world.append(requested({ name: 'd3', kind: 'digest', receiver: 'room', alerts: alerts('a3') }))
  await world.pass(MINUTE_MS)
  expect(
    chat.received.map(({ notification: { kind, alerts: named, moreAlerts } }) => [kind, named.length, moreAlerts]),
  ).toEqual([
    ['digest', 2, 5],
    ['digest', 1, 0],
  ])
  expect((await world.lines()).filter((line) => line.endsWith('delivered'))).toHaveLength(3)
})
