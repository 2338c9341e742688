import { describe, expect, test } from '@jest/globals'
import type { AlertEvent, NotificationEvent, NotificationFailed, NotificationRequested } from '@tocsin/events'
import {
  deliveredAnswer,
  failedAnswer,
  HOUR_MS,
  MINUTE_MS,
  NINE_O_CLOCK_MS,
  NotifierRun,
  receiver,
  SAMPLE_ROUTING,
  SECOND_MS,
  sampleAlert,
} from '../testing/notifier-story.ts'
import { MAX_CLOSED_ALERTS, MAX_DIGEST_ALERTS } from './state.ts'

const T = NINE_O_CLOCK_MS
const changed = (atMs: number, revision: number, more: Partial<AlertEvent> = {}) =>
  sampleAlert(atMs, { type: 'alert-severity-changed', revision, severity: 'critical', ...more })
const resolved = (atMs: number, revision: number, more: Partial<AlertEvent> = {}) =>
  sampleAlert(atMs, { type: 'alert-resolved', revision, ...more })

function requests(events: readonly NotificationEvent[]): NotificationRequested[] {
  return events.filter((event) => event.type === 'notification-requested')
}

/** The one thing that was asked for. */
function asked(run: NotifierRun): NotificationRequested {
  const [only, ...more] = requests(run.events())
  expect(more).toEqual([])
  return only as NotificationRequested
}

/** The alert has fired, and the desk has been told. */
function told(run = new NotifierRun(), more: Partial<AlertEvent> = {}): NotifierRun {
  const first = asked(run.record(T, sampleAlert(T, more)))
  run.record(T + SECOND_MS, deliveredAnswer(first, T + SECOND_MS))
  run.said()
  return run
}

describe('an alert that fires', () => {
  test('is told once to each receiver of its routes, with all that a message needs, and why', () => {
    const run = new NotifierRun().record(T, sampleAlert(T, { severity: 'critical' }))
    const [room, desk] = requests(run.events())
    expect(room).toMatchObject({
      receiver: 'room',
      channel: 'chat',
      recipients: [],
      reasonEn: 'route "Critical" (critical)',
    })
    expect(desk).toMatchObject({
      receiver: 'desk',
      channel: 'mail',
      recipients: [{ personId: 'desk', email: 'desk@paper-moon.example' }],
      severity: 'critical',
      kind: 'alert',
      attempt: 1,
      isResend: false,
      deadlineAt: T + 24 * HOUR_MS,
      alerts: [
        {
          transition: 'fired',
          alertId: 'a1',
          indicatorNameZh: '逾期天数',
          salesRepId: 'R-7',
          reasonEn: '31 days past due.',
        },
      ],
    })
  })

  test('keeps nothing but numbers once it is told', () => {
    expect(told().timers().size).toBe(0)
    expect(told().storedState('customer:C7')).toMatchObject({ alerts: [{ alertId: 'a1', transitions: [] }] })
  })

  test('of nobody’s route is put on record with the reason', () => {
    const run = new NotifierRun().record(T, sampleAlert(T, { entityType: 'sales-rep', entityId: 'R-7' }))
    expect(run.events()).toMatchObject([
      {
        type: 'notification-omitted',
        omission: 'unrouted',
        receiver: null,
        reasonEn: expect.stringContaining('no route matches'),
      },
    ])
  })

  test('whose representative has no address says so', () => {
    const run = new NotifierRun().record(T, sampleAlert(T, { indicator: 'order-drop', salesRepId: 'R-8' }))
    expect(run.said()).toEqual(['rep: unaddressed', 'nobody: unrouted'])
  })

  test('is dropped when its revision is not above the last that was taken (G2)', () => {
    const run = told()
    run.record(T + 2 * SECOND_MS, sampleAlert(T))
    expect(run.said()).toEqual([])
    run.record(T + MINUTE_MS, resolved(T + MINUTE_MS, 2))
    const last = asked(run)
    run.record(T + MINUTE_MS + 1, deliveredAnswer(last, T + MINUTE_MS + 1))
    run.record(T + 2 * MINUTE_MS, resolved(T + MINUTE_MS, 2)).record(T + 3 * MINUTE_MS, sampleAlert(T))
    expect(run.said()).toEqual([])
  })
})

test('an earlier revision that comes again opens no alert that has ended (G2)', () => {
  const run = told().record(T + MINUTE_MS, resolved(T + MINUTE_MS, 2))
  const end = asked(run)
  run.record(T + 2 * MINUTE_MS, sampleAlert(T)).record(T + 3 * MINUTE_MS, deliveredAnswer(end, T + 3 * MINUTE_MS))
  expect(run.storedState('customer:C7')).toMatchObject({ alerts: [], closed: [{ alertId: 'a1', revision: 2 }] })
})

describe('later transitions', () => {
  test('go where the alert was told, and to whom the new severity brings in', () => {
    const run = told().record(T + MINUTE_MS, changed(T + MINUTE_MS, 2))
    expect(run.said()).toEqual([
      'desk: asked for #1 (severity-changed, critical)',
      'room: asked for #1 (severity-changed, critical)',
    ])
  })

  test('an end is told where the route wants it', () => {
    const run = new NotifierRun().record(T, sampleAlert(T, { severity: 'critical' }))
    for (const each of requests(run.events())) run.record(T + SECOND_MS, deliveredAnswer(each, T + SECOND_MS))
    run.record(T + MINUTE_MS, resolved(T + MINUTE_MS, 2))
    expect(run.said()).toEqual(['room: unwanted', 'desk: asked for #1 (resolved, warning)'])
  })

  test('an alert that ends before anybody was told is told to nobody', () => {
    const run = new NotifierRun().record(T, sampleAlert(T))
    const first = asked(run)
    run
      .record(T + SECOND_MS, failedAnswer(first, T + SECOND_MS))
      .record(T + 2 * SECOND_MS, resolved(T + 2 * SECOND_MS, 2))
    expect(run.said()).toEqual(['desk: overtaken', 'desk: overtaken'])
    expect(run.passTimeTo(T + 24 * HOUR_MS).said()).toEqual([])
  })

  test('what waits at the deliverer is withdrawn, and its answer decides what is told', () => {
    const run = new NotifierRun().record(T, sampleAlert(T))
    const first = asked(run)
    run.record(T + SECOND_MS, resolved(T + SECOND_MS, 2))
    expect(run.said()).toEqual(['withdrawn #1'])
    const inTime = failedAnswer(first, T + 2 * SECOND_MS, { failure: 'withdrawn' })
    expect(run.record(T + 2 * SECOND_MS, inTime).said()).toEqual(['desk: overtaken', 'desk: overtaken'])
  })

  test('what was under way when the alert ended is followed by its end', () => {
    const run = new NotifierRun().record(T, sampleAlert(T))
    const first = asked(run)
    run.record(T + SECOND_MS, resolved(T + SECOND_MS, 2)).record(T + 2 * SECOND_MS, deliveredAnswer(first, T))
    expect(run.said()).toEqual(['withdrawn #1', 'desk: asked for #1 (resolved, warning)'])
  })

  test('an end is told, too, where the message may have arrived', () => {
    const run = new NotifierRun().record(T, sampleAlert(T))
    const first = asked(run)
    run.record(T + SECOND_MS, failedAnswer(first, T + SECOND_MS, { isAmbiguous: true }))
    run.record(T + 2 * SECOND_MS, resolved(T + 2 * SECOND_MS, 2))
    expect(run.said()).toEqual(['desk: overtaken', 'desk: asked for #1 (resolved, warning)'])
  })

  test('a warning that turns critical while it waits goes out as critical', () => {
    const run = new NotifierRun().record(T, sampleAlert(T))
    const first = asked(run)
    run.record(T + SECOND_MS, changed(T + SECOND_MS, 2))
    run.record(T + 2 * SECOND_MS, failedAnswer(first, T + 2 * SECOND_MS, { failure: 'withdrawn' }))
    expect(run.said()).toEqual([
      'withdrawn #1',
      'room: asked for #1 (severity-changed, critical)',
      'desk: overtaken',
      'desk: asked for #1 (severity-changed, critical)',
    ])
  })
})

describe('an attempt that fails', () => {
  test('is asked for again by the schedule of its severity; the last step repeats', () => {
    const run = new NotifierRun().record(T, sampleAlert(T))
    let last = asked(run)
    let nowMs = T
    const waits: number[] = []
    for (let attempt = 1; attempt <= 5; attempt++) {
      run.record(nowMs, failedAnswer(last, nowMs))
      const dueAtMs = run.timers().get('customer:C7') ?? 0
      waits.push((dueAtMs - nowMs) / SECOND_MS)
      last = asked(run.passTimeTo(dueAtMs))
      expect(last).toMatchObject({ attempt: attempt + 1, isResend: false })
      nowMs = dueAtMs
    }
    expect(waits).toEqual([5, 30, 120, 120, 120])
  })

  test('waits as long as the channel asks', () => {
    const run = new NotifierRun().record(T, sampleAlert(T))
    run.record(T, failedAnswer(asked(run), T, { afterMs: 90_000 }))
    expect(run.timers().get('customer:C7')).toBe(T + 90_000)
  })

  test('and may have arrived is a resend with the same id; one that was only deferred is none', () => {
    const run = new NotifierRun().record(T, sampleAlert(T))
    const first = asked(run)
    run.record(T, failedAnswer(first, T, { failure: 'deferred' }))
    const second = asked(run.passTimeTo(T + MINUTE_MS))
    expect(second).toMatchObject({ attempt: 2, isResend: false })
    run.record(T + MINUTE_MS, failedAnswer(second, T + MINUTE_MS, { isAmbiguous: true }))
    const third = asked(run.passTimeTo(T + 2 * MINUTE_MS))
    expect(third).toMatchObject({ attempt: 3, isResend: true, notificationId: first.notificationId })
    expect(third.alerts).toEqual(first.alerts)
  })

  test('is given up when the alert is too old, which is said, and goes on the digest', () => {
    const run = new NotifierRun().record(T, sampleAlert(T))
    let last = asked(run)
    for (let nowMs = T; ; nowMs = run.timers().get('customer:C7') ?? 0) {
      const events = run.passTimeTo(nowMs).events()
      const [request] = requests(events)
      if (nowMs > T && request === undefined) {
        expect(events).toMatchObject([{ type: 'notification-omitted', omission: 'expired', isDigested: true }])
        expect(nowMs).toBe(T + 24 * HOUR_MS + 1)
        break
      }
      last = request ?? last
      run.record(nowMs, failedAnswer(last, nowMs, { afterMs: HOUR_MS }))
    }
    expect(run.passTimeTo(T + 25 * HOUR_MS).said()).toEqual(['desk: asked for #1 (digest of a1)'])
  })

  test('that the channel will never take goes to the stand-in, once', () => {
    const run = new NotifierRun().record(T, sampleAlert(T))
    run.record(T, failedAnswer(asked(run), T, { failure: 'rejected', reason: 'no such mailbox' }))
    expect(run.said()).toEqual(['desk: rejected', 'room: asked for #1 (fired, warning)'])
    run.record(T + MINUTE_MS, resolved(T + MINUTE_MS, 2))
    expect(run.said()).toEqual(['desk: overtaken', 'withdrawn #1'])
  })

  test('late and repeated answers do no harm', () => {
    const run = new NotifierRun().record(T, sampleAlert(T))
    const first = asked(run)
    const lost = failedAnswer(first, T, { isAmbiguous: true })
    run.record(T, lost).record(T + 1, lost)
    const second = asked(run.passTimeTo(T + 5 * SECOND_MS))
    run.record(T + 6 * SECOND_MS, lost)
    expect(run.said()).toEqual([])
    run.record(T + 7 * SECOND_MS, deliveredAnswer(first, T))
    expect(run.said()).toEqual(['withdrawn #2'])
    run.record(T + 8 * SECOND_MS, failedAnswer(second, T, { failure: 'withdrawn' }))
    run.record(T + 9 * SECOND_MS, deliveredAnswer(second, T)).record(T + 9 * SECOND_MS, deliveredAnswer(first, T))
    expect(run.passTimeTo(T + HOUR_MS).said()).toEqual([])
    run.record(T + HOUR_MS, resolved(T + HOUR_MS, 2))
    expect(run.said()).toEqual(['desk: asked for #1 (resolved, warning)'])
  })

  test('a late arrival before the retry makes the retry needless', () => {
    const run = new NotifierRun().record(T, sampleAlert(T))
    const first = asked(run)
    run.record(T, failedAnswer(first, T, { isAmbiguous: true })).record(T + SECOND_MS, deliveredAnswer(first, T))
    expect(run.passTimeTo(T + HOUR_MS).said()).toEqual([])
  })

  test('of a receiver that the routing no longer has is given up', () => {
    const run = new NotifierRun({ ...SAMPLE_ROUTING, receivers: [receiver('room')] })
    run.record(T, sampleAlert(T))
    expect(run.said()).toEqual(['desk: unaddressed', 'nobody: unrouted'])
  })
})

describe('history', () => {
  const tooOld = (event: NotificationRequested, atMs: number): NotificationFailed =>
    failedAnswer(event, atMs, { failure: 'expired', reason: 'too old' })

  test('is not told one by one: what is still open when it ends is named in one digest a receiver', () => {
    const run = new NotifierRun()
    const day = 24 * HOUR_MS
    const old = T - 30 * day
    run.record(old, sampleAlert(old)).record(old, sampleAlert(old, { alertId: 'b1', entityId: 'C8' }))
    const requested = requests(run.events())
    // The deliverer's clock knows what the task's time cannot know yet.
    for (const each of requested) run.record(T, tooOld(each, T))
    expect(run.said()).toEqual(['desk: expired, on the digest', 'desk: expired, on the digest'])
    // From now on task time is the present: no request any more.
    run.record(T, sampleAlert(old + day, { alertId: 'c1', entityId: 'C9', severity: 'critical' }))
    expect(run.said()).toEqual(['room: expired, on the digest', 'desk: expired, on the digest'])
    run.record(T + SECOND_MS, resolved(old + 2 * day, 2, { alertId: 'b1', entityId: 'C8' }))
    expect(run.said()).toEqual(['desk: overtaken'])
    expect(run.passTimeTo(T + 59 * SECOND_MS).said()).toEqual([])
    expect(run.passTimeTo(T + 62 * SECOND_MS).said()).toEqual([
      'desk: asked for #1 (digest of c1, a1)',
      'room: asked for #1 (digest of c1)',
    ])
  })

  function digested(): { run: NotifierRun; digest: NotificationRequested } {
    const run = new NotifierRun().record(T, sampleAlert(T - 48 * HOUR_MS))
    const [digest] = requests(run.passTimeTo(T + 2 * MINUTE_MS).events())
    return { run, digest: digest as NotificationRequested }
  }

  test('the digest is retried, and an end after it is told', () => {
    const { run, digest } = digested()
    const nowMs = T + 2 * MINUTE_MS
    run.record(nowMs, failedAnswer(digest, nowMs, { isAmbiguous: true }))
    const again = asked(run.passTimeTo(nowMs + 5 * SECOND_MS))
    expect(again).toMatchObject({ kind: 'digest', attempt: 2, isResend: true, notificationId: digest.notificationId })
    run.record(nowMs + MINUTE_MS, deliveredAnswer(again, nowMs)).record(nowMs + HOUR_MS, resolved(nowMs + HOUR_MS, 2))
    expect(run.said()).toEqual(['desk: asked for #1 (resolved, warning)'])
    expect([...run.timers().keys()]).toEqual([])
  })

  test('a receiver of whose alerts one after the other grows too old delays nobody else’s digest', () => {
    const run = new NotifierRun()
    run.record(T, sampleAlert(T - 48 * HOUR_MS, { alertId: 'r1', entityId: 'C9', severity: 'critical' })).said()
    for (let number = 0; number < 5; number++) {
      const atMs = T + (number + 1) * 30 * SECOND_MS
      run.record(atMs, sampleAlert(T - 48 * HOUR_MS, { alertId: `w${number}`, entityId: `C1${number}` }))
    }
    expect(run.said()).toContain('room: asked for #1 (digest of r1)')
  })

  test('a refused digest is handed to the stand-in', () => {
    const { run, digest } = digested()
    const nowMs = T + 2 * MINUTE_MS
    run.record(nowMs, failedAnswer(digest, nowMs, { failure: 'rejected' }))
    expect(run.passTimeTo(nowMs + 2 * MINUTE_MS).said()).toEqual([
      'desk: rejected, on the digest',
      'room: asked for #1 (digest of a1)',
    ])
  })

  test('each representative has a digest of its own', () => {
    const people = SAMPLE_ROUTING.people.map((each) => ({ ...each, email: `${each.id}@paper-moon.example` }))
    const run = new NotifierRun({ ...SAMPLE_ROUTING, people })
    for (const [alertId, salesRepId] of [
      ['a1', 'R-7'],
      ['b1', 'R-8'],
      ['c1', 'R-7'],
    ] as const) {
      run.record(T, sampleAlert(T - 48 * HOUR_MS, { alertId, salesRepId, indicator: 'order-drop', entityId: alertId }))
    }
    const digests = requests(run.passTimeTo(T + 2 * MINUTE_MS).events())
    expect(digests.map(({ recipients, alerts }) => [recipients[0]?.personId, alerts.length])).toEqual([
      ['R-7', 2],
      ['R-8', 1],
    ])
  })

  test('a digest names so many, critical ones first, and counts the rest', () => {
    const run = new NotifierRun()
    for (let number = 0; number < MAX_DIGEST_ALERTS + 10; number++) {
      const more = {
        alertId: `a${number}`,
        entityId: `C${number}`,
        severity: number === 3 ? 'critical' : 'warning',
      } as const
      run.record(T, sampleAlert(T - 48 * HOUR_MS + number, more))
    }
    run.record(T, resolved(T, 2, { alertId: 'a0', entityId: 'C0' }))
    const desk = requests(run.passTimeTo(T + 2 * MINUTE_MS).events()).find((each) => each.receiver === 'desk')
    expect(desk?.alerts).toHaveLength(MAX_DIGEST_ALERTS)
    expect(desk?.alerts[0]).toMatchObject({ alertId: 'a3', severity: 'critical' })
    expect(desk?.moreAlerts).toBe(9)
  })

  test('is told though all that it could name have ended and only counted ones are open', () => {
    const run = new NotifierRun()
    const name = (number: number) => ({ alertId: `a${number}`, entityId: `C${number}` })
    for (let number = 0; number < MAX_DIGEST_ALERTS + 10; number++) {
      run.record(T, sampleAlert(T - 48 * HOUR_MS + number, name(number)))
    }
    for (let number = 10; number < MAX_DIGEST_ALERTS + 10; number++) run.record(T, resolved(T, 2, name(number)))
    run.said()
    const digest = asked(run.passTimeTo(T + 2 * MINUTE_MS))
    expect(digest).toMatchObject({ kind: 'digest', alerts: [], moreAlerts: 10 })
    run.record(T + 2 * MINUTE_MS, deliveredAnswer(digest, T + 2 * MINUTE_MS))
    expect([...run.timers().keys()]).toEqual([])
  })

  test('an alert that ends while its digest waits for a retry is neither named nor told', () => {
    const { run, digest } = digested()
    const nowMs = T + 2 * MINUTE_MS
    run.record(nowMs, failedAnswer(digest, nowMs, { afterMs: HOUR_MS }))
    run.record(nowMs + MINUTE_MS, resolved(nowMs + MINUTE_MS, 2))
    expect(run.said()).toEqual(['desk: overtaken'])
    const [end, ...more] = run.passTimeTo(nowMs + 3 * HOUR_MS).events()
    expect(end).toMatchObject({ alertId: digest.notificationId, revision: 0, omission: 'overtaken' })
    expect(more).toEqual([])
    expect([...run.timers().keys()]).toEqual([])
  })

  test('an end is never told before the digest that names the alert: it is on the next one', () => {
    const { run, digest } = digested()
    const nowMs = T + 2 * MINUTE_MS
    run.record(nowMs + MINUTE_MS, resolved(nowMs + MINUTE_MS, 2))
    expect(run.passTimeTo(nowMs + HOUR_MS).said()).toEqual([])
    run.record(nowMs + HOUR_MS, deliveredAnswer(digest, nowMs + HOUR_MS))
    const next = asked(run.passTimeTo(nowMs + HOUR_MS + 2 * MINUTE_MS))
    expect(next).toMatchObject({ kind: 'digest', alerts: [{ alertId: 'a1', transition: 'resolved' }] })
  })

  test('nor told at all when that digest fails and is known not to have arrived', () => {
    const { run, digest } = digested()
    const nowMs = T + 2 * MINUTE_MS
    run.record(nowMs + MINUTE_MS, resolved(nowMs + MINUTE_MS, 2))
    run.record(nowMs + HOUR_MS, failedAnswer(digest, nowMs + HOUR_MS))
    expect(run.passTimeTo(nowMs + 3 * HOUR_MS).said()).toEqual(['desk: overtaken'])
    expect([...run.timers().keys()]).toEqual([])
  })

  test('what is old and turns critical today is told today', () => {
    const run = new NotifierRun().record(T, sampleAlert(T - 48 * HOUR_MS))
    run.said()
    run.record(T + SECOND_MS, changed(T + SECOND_MS, 2))
    expect(run.said()).toEqual([
      'desk: asked for #1 (severity-changed, critical)',
      'room: asked for #1 (severity-changed, critical)',
    ])
    expect(run.passTimeTo(T + HOUR_MS).said()).toEqual([])
  })
})

describe('an alert whose customer changes the representative', () => {
  const people = SAMPLE_ROUTING.people.map((each) => ({ ...each, email: `${each.id}@paper-moon.example` }))
  const rep = { indicator: 'order-drop', salesRepId: 'R-7' }
  const byPerson = (run: NotifierRun) =>
    requests(run.events()).map(({ recipients, alerts }) => `${recipients[0]?.personId}: ${alerts[0]?.transition}`)

  test('tells its end to whom it was told, not to who has never heard of it', () => {
    const run = told(new NotifierRun({ ...SAMPLE_ROUTING, people }), rep)
    run.record(T + HOUR_MS, resolved(T + HOUR_MS, 2, { ...rep, salesRepId: 'R-8' }))
    expect(byPerson(run)).toEqual(['R-7: resolved'])
  })

  test('tells a change to both, each with an id of its own', () => {
    const run = told(new NotifierRun({ ...SAMPLE_ROUTING, people }), rep)
    run.record(T + HOUR_MS, changed(T + HOUR_MS, 2, { ...rep, salesRepId: 'R-8' }))
    const both = requests(run.events()).filter(({ receiver: to }) => to === 'rep')
    expect(both.map(({ recipients }) => recipients[0]?.personId)).toEqual(['R-7', 'R-8'])
    expect(new Set(both.map(({ notificationId }) => notificationId)).size).toBe(2)
  })
})

describe('an alert that fires again before its end has been told', () => {
  const again = (atMs: number) => sampleAlert(atMs, { alertId: 'a2' })
  const endsWhileAway = () => {
    const run = told().record(T + MINUTE_MS, resolved(T + MINUTE_MS, 2))
    return { run, end: asked(run) }
  }

  test('leaves the end untold where it waits for a retry: it would be read as the end of the new one', () => {
    const { run, end } = endsWhileAway()
    run.record(T + MINUTE_MS, failedAnswer(end, T + MINUTE_MS, { afterMs: HOUR_MS })).said()
    run.record(T + 2 * MINUTE_MS, again(T + 2 * MINUTE_MS))
    expect(run.said()).toEqual(['desk: overtaken', 'desk: asked for #1 (fired, warning)'])
    expect(run.passTimeTo(T + 3 * HOUR_MS).said()).toEqual([])
  })

  test.each([['withdrawn'], ['retryable']] as const)('and where it waits at the deliverer: %s', (failure) => {
    const { run, end } = endsWhileAway()
    run.record(T + 2 * MINUTE_MS, again(T + 2 * MINUTE_MS))
    expect(run.said()).toEqual(['withdrawn #1', 'desk: asked for #1 (fired, warning)'])
    run.record(T + 3 * MINUTE_MS, failedAnswer(end, T + 3 * MINUTE_MS, { failure }))
    expect(run.passTimeTo(T + 3 * HOUR_MS).said()).toEqual(['desk: overtaken'])
  })

  test('tells the end where the new alert does not go', () => {
    const { run, end } = endsWhileAway()
    run.record(T + MINUTE_MS, failedAnswer(end, T + MINUTE_MS, { afterMs: HOUR_MS })).said()
    run.record(T + 2 * MINUTE_MS, sampleAlert(T + 2 * MINUTE_MS, { alertId: 'a2', indicator: 'credit-use' }))
    run.said()
    expect(run.passTimeTo(T + 3 * HOUR_MS).said()).toEqual(['desk: asked for #2 (resolved, warning)'])
  })
})

describe('what may have arrived', () => {
  test.each([['expired'], ['rejected']] as const)(
    'is followed by its end, though a later attempt was %s',
    (failure) => {
      const run = new NotifierRun().record(T, sampleAlert(T))
      run.record(T, failedAnswer(asked(run), T, { isAmbiguous: true }))
      const second = asked(run.passTimeTo(T + 5 * SECOND_MS))
      run.record(T + 6 * SECOND_MS, failedAnswer(second, T, { failure })).said()
      run.record(T + 7 * SECOND_MS, resolved(T + 7 * SECOND_MS, 2))
      expect(run.said()).toContain('desk: asked for #1 (resolved, warning)')
    },
  )
})

test('a receiver that a new routing file cannot reach any more is stood in for', () => {
  const run = new NotifierRun().record(T, sampleAlert(T))
  run.record(T, failedAnswer(asked(run), T))
  const people = SAMPLE_ROUTING.people.map((each) => ({ ...each, email: null }))
  run.route({ ...SAMPLE_ROUTING, people })
  expect(run.passTimeTo(T + MINUTE_MS).said()).toEqual(['desk: unaddressed', 'room: asked for #1 (fired, warning)'])
})

test('a state is bounded: a line for each of the latest closed alerts', () => {
  const run = new NotifierRun()
  for (let number = 0; number < MAX_CLOSED_ALERTS + 5; number++) {
    const atMs = T + number * MINUTE_MS
    run.record(atMs, sampleAlert(atMs, { alertId: `a${number}` }))
    run.record(atMs, deliveredAnswer(asked(run), atMs)).record(atMs, resolved(atMs, 2, { alertId: `a${number}` }))
    run.record(atMs, deliveredAnswer(asked(run), atMs))
  }
  const state = run.storedState('customer:C7') as { alerts: unknown[]; closed: unknown[] }
  expect(state.alerts).toEqual([])
  expect(state.closed).toHaveLength(MAX_CLOSED_ALERTS)
})
