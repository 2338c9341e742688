import { describe, expect, test } from '@jest/globals'
import type { AlertEvent, NotificationRequested } from '@tocsin/events'
import {
  deliveredAnswer,
  failedAnswer,
  HOUR_MS,
  MINUTE_MS,
  NINE_O_CLOCK_MS,
  NotifierRun,
  SAMPLE_ROUTING,
  SECOND_MS,
  sampleAlert,
} from '../testing/notifier-story.ts'

const T = NINE_O_CLOCK_MS
const PAST_DUE = {
  id: 'past-due',
  name: { zh: '逾期只说一次', en: 'Past due is told once' },
  whileOpen: ['days-past-due'],
  leaveOut: ['overdue-ratio', 'order-drop'],
}
const ROUTING = { ...SAMPLE_ROUTING, inhibitions: [PAST_DUE] }

const ratio = (atMs: number, more: Partial<AlertEvent> = {}) =>
  sampleAlert(atMs, { alertId: 'ratio', indicator: 'overdue-ratio', ...more })
const end = (atMs: number, revision: number, more: Partial<AlertEvent> = {}) =>
  sampleAlert(atMs, { type: 'alert-resolved', revision, ...more })

/** The desk was told of days past due. */
function told(more: Partial<AlertEvent> = {}): NotifierRun {
  const run = new NotifierRun(ROUTING).record(T, sampleAlert(T, more))
  const asked = run.events().filter((event): event is NotificationRequested => event.type === 'notification-requested')
  for (const each of asked) run.record(T + SECOND_MS, deliveredAnswer(each, T + SECOND_MS))
  run.events()
  return run
}

describe('an alert that says what an open one says', () => {
  test('is put on record and not told to who was told of that one, with the reason in both languages', () => {
    const run = told().record(T + MINUTE_MS, ratio(T + MINUTE_MS))
    expect(run.events()).toMatchObject([
      {
        type: 'notification-omitted',
        alertId: 'ratio',
        receiver: 'desk',
        omission: 'unwanted',
        reasonEn: '"Past due is told once" (past-due): the open alert days-past-due of the same entity says it already',
        reasonZh: '“逾期只说一次”（past-due）：同一对象的 days-past-due 预警已通知，不重复通知',
      },
    ])
    expect(
      run.record(T + HOUR_MS, end(T + HOUR_MS, 2, { alertId: 'ratio', indicator: 'overdue-ratio' })).said(),
    ).toEqual(['nobody: unwanted'])
    expect(run.storedState('customer:C7')).toMatchObject({
      alerts: [{ alertId: 'a1', transitions: [] }],
      closed: [{ alertId: 'ratio' }],
    })
  })

  test('is told when it outlasts that one, and once', () => {
    const run = told().record(T + MINUTE_MS, ratio(T + MINUTE_MS))
    run.events()
    expect(run.record(T + HOUR_MS, end(T + HOUR_MS, 2)).said()).toEqual([
      'desk: asked for #1 (resolved, warning)',
      'desk: asked for #1 (fired, warning)',
    ])
    expect(
      run.record(T + 2 * HOUR_MS, sampleAlert(T + 2 * HOUR_MS, { alertId: 'b', indicator: 'credit' })).said(),
    ).toEqual(['desk: asked for #1 (fired, warning)'])
  })

  test('is told when it is, or becomes, more severe, or that one less', () => {
    const run = told()
    run.record(T + MINUTE_MS, ratio(T + MINUTE_MS))
    run.events()
    const critical = { alertId: 'ratio', indicator: 'overdue-ratio', severity: 'critical', revision: 2 } as const
    run.record(T + HOUR_MS, sampleAlert(T + HOUR_MS, { type: 'alert-severity-changed', ...critical }))
    expect(run.said()).toEqual([
      'room: asked for #1 (severity-changed, critical)',
      'desk: asked for #1 (severity-changed, critical)',
    ])

    const eased = told({ severity: 'critical' }).record(T + MINUTE_MS, ratio(T + MINUTE_MS, { severity: 'critical' }))
    expect(eased.said()).toEqual(['room: unwanted', 'desk: unwanted'])
    const less = {
      type: 'alert-severity-changed',
      revision: 2,
      severity: 'warning',
      previousSeverity: 'critical',
    } as const
    expect(eased.record(T + HOUR_MS, sampleAlert(T + HOUR_MS, less)).said()).toEqual([
      'room: asked for #1 (severity-changed, warning)',
      'desk: asked for #1 (severity-changed, warning)',
      'room: asked for #1 (fired, critical)',
      'desk: asked for #1 (fired, critical)',
    ])
  })

  test('is told to who was not told of that one, of another customer, and where no inhibition names it', () => {
    const run = told().record(T + MINUTE_MS, sampleAlert(T + MINUTE_MS, { alertId: 'drop', indicator: 'order-drop' }))
    expect(run.said()).toEqual(['rep: asked for #1 (fired, warning)'])
    run.record(T + HOUR_MS, ratio(T + HOUR_MS, { alertId: 'other', entityId: 'C8' }))
    run.record(T + HOUR_MS, ratio(T + HOUR_MS, { alertId: 'limit', indicator: 'credit-utilization' }))
    expect(run.said()).toEqual(['desk: asked for #1 (fired, warning)', 'desk: asked for #1 (fired, warning)'])
  })

  test('of long ago goes on the digest when that one ends', () => {
    const run = told().record(T + MINUTE_MS, ratio(T + MINUTE_MS))
    run.events()
    run.record(T + 48 * HOUR_MS, end(T + 48 * HOUR_MS, 2))
    expect(run.said()).toEqual(['desk: asked for #1 (resolved, warning)', 'desk: expired, on the digest'])
  })

  describe('while that one stands on a digest', () => {
    const OLD = T - 48 * HOUR_MS
    const NOW = T + 2 * MINUTE_MS
    /** Too late to be told by itself; the desk's digest names it, and the room stands in for the desk where it may. */
    function onDigest(fallback: 'room' | null): { run: NotifierRun; digest: NotificationRequested } {
      const receivers = ROUTING.receivers.map((each) => (each.id === 'desk' ? { ...each, fallback } : each))
      const run = new NotifierRun({ ...ROUTING, receivers }).record(T, sampleAlert(OLD))
      run.events()
      const [digest] = run.passTimeTo(NOW).events() as NotificationRequested[]
      return { run, digest: digest as NotificationRequested }
    }

    test('is not told: the digest says it', () => {
      const { run, digest } = onDigest(null)
      expect(run.record(NOW, ratio(NOW)).said()).toEqual(['desk: unwanted'])
      run.record(NOW, deliveredAnswer(digest, NOW))
      expect(run.record(NOW, ratio(NOW, { alertId: 'again' })).said()).toEqual(['desk: unwanted'])
    })

    test('is told once that digest was given up: nobody ever had it', () => {
      const { run, digest } = onDigest(null)
      run.record(NOW, refused(digest, NOW))
      expect(run.said()).toEqual(['desk: rejected'])
      expect(run.record(NOW, ratio(NOW)).said()).toEqual(['desk: asked for #1 (fired, warning)'])
    })

    test('and was withheld meanwhile is told when the next is heard of the entity', () => {
      const { run, digest } = onDigest(null)
      run.record(NOW, ratio(NOW)).record(NOW, refused(digest, NOW))
      expect(run.said()).toEqual(['desk: unwanted', 'desk: rejected'])
      const other = sampleAlert(NOW, { alertId: 'limit', indicator: 'credit-utilization' })
      expect(run.record(NOW, other).said()).toEqual([
        'desk: asked for #1 (fired, warning)',
        'desk: asked for #1 (fired, warning)',
      ])
    })

    test('is not told while a stand-in gets that digest, and told once that is given up as well', () => {
      const { run, digest } = onDigest('room')
      run.record(NOW, refused(digest, NOW))
      run.events()
      expect(run.record(NOW, ratio(NOW)).said()).toEqual(['desk: unwanted'])
      const [handedOn] = run.passTimeTo(NOW + 2 * MINUTE_MS).events() as NotificationRequested[]
      run.record(NOW + 2 * MINUTE_MS, refused(handedOn as NotificationRequested, NOW + 2 * MINUTE_MS))
      expect(run.said()).toEqual(['room: rejected'])
      expect(run.record(NOW + HOUR_MS, ratio(NOW + HOUR_MS, { alertId: 'again' })).said()).toContain(
        'desk: asked for #1 (fired, warning)',
      )
    })

    test('is not told where the digest that was given up may have arrived', () => {
      const { run, digest } = onDigest(null)
      run.record(NOW, failedAnswer(digest, NOW, { isAmbiguous: true }))
      const [again] = run.passTimeTo(NOW + MINUTE_MS).events() as NotificationRequested[]
      run.record(NOW + MINUTE_MS, refused(again as NotificationRequested, NOW + MINUTE_MS))
      run.events()
      expect(run.record(NOW + HOUR_MS, ratio(NOW + HOUR_MS)).said()).toEqual(['desk: unwanted'])
    })
  })

  test('does not disturb the road of what is told', () => {
    const run = told()
    run.record(T + MINUTE_MS, sampleAlert(T + MINUTE_MS, { alertId: 'limit', indicator: 'credit-utilization' }))
    const [asked] = run.events() as NotificationRequested[]
    run.record(T + 2 * MINUTE_MS, ratio(T + 2 * MINUTE_MS))
    run.record(T + 2 * MINUTE_MS, failedAnswer(asked as NotificationRequested, T + 2 * MINUTE_MS))
    run.record(T + 2 * MINUTE_MS + SECOND_MS, end(T + 2 * MINUTE_MS, 2))
    run.events()
    expect(run.passTimeTo(T + 3 * MINUTE_MS).said()).toEqual(['desk: asked for #2 (fired, warning)'])
  })

  test('is told once the other one will never reach the receiver, nor who stands in for it', () => {
    const alone = { ...ROUTING, receivers: ROUTING.receivers.map((each) => ({ ...each, fallback: null })) }
    const run = new NotifierRun(alone).record(T, sampleAlert(T))
    const [asked] = run.events() as NotificationRequested[]
    expect(run.record(T + SECOND_MS, ratio(T + SECOND_MS)).said()).toEqual(['desk: unwanted'])
    run.record(T + MINUTE_MS, refused(asked as NotificationRequested, T + MINUTE_MS))
    expect(run.said()).toEqual(['desk: rejected', 'desk: asked for #1 (fired, warning)'])
    run.record(T + HOUR_MS, sampleAlert(T + HOUR_MS, { alertId: 'drop', indicator: 'overdue-ratio', revision: 1 }))
    expect(run.said()).toEqual(['desk: asked for #1 (fired, warning)'])

    const handedOn = new NotifierRun(ROUTING).record(T, sampleAlert(T))
    const [first] = handedOn.events() as NotificationRequested[]
    handedOn.record(T + MINUTE_MS, refused(first as NotificationRequested, T + MINUTE_MS))
    expect(handedOn.said()).toEqual(['desk: rejected', 'room: asked for #1 (fired, warning)'])
    expect(handedOn.record(T + HOUR_MS, ratio(T + HOUR_MS)).said()).toEqual(['desk: unwanted'])
  })

  test('is told when a retry of the other one finds nobody any more', () => {
    const run = new NotifierRun(ROUTING).record(T, sampleAlert(T))
    const [asked] = run.events() as NotificationRequested[]
    run.record(T + SECOND_MS, ratio(T + SECOND_MS))
    run.record(T + 2 * SECOND_MS, failedAnswer(asked as NotificationRequested, T + 2 * SECOND_MS))
    run.events()
    const nobody = ROUTING.receivers.map((each) =>
      each.id === 'desk' ? { ...each, recipients: ['gone'], fallback: null } : each,
    )
    run.route({ ...ROUTING, receivers: nobody })
    run.passTimeTo(T + MINUTE_MS)
    expect(run.said()).toEqual(['desk: unaddressed', 'nobody: unrouted'])
  })

  test('is told of another currency', () => {
    const inMoney = (currency: string) => ({ evidence: { measures: [], inputs: [], currency } })
    const run = told(inMoney('CNY')).record(T + MINUTE_MS, ratio(T + MINUTE_MS, inMoney('USD')))
    expect(run.said()).toEqual(['desk: asked for #1 (fired, warning)'])
    run.record(T + HOUR_MS, ratio(T + HOUR_MS, { alertId: 'yuan', ...inMoney('CNY') }))
    expect(run.said()).toEqual(['desk: unwanted'])
  })

  test('and outlasts it takes the place of an end of its own that still waits: that would be taken for its end', () => {
    const run = new NotifierRun(ROUTING).record(T, ratio(T, { alertId: 'before' }))
    const [asked] = run.events() as NotificationRequested[]
    run.record(T, deliveredAnswer(asked as NotificationRequested, T))
    const [due] = run.record(T + SECOND_MS, sampleAlert(T + SECOND_MS)).events() as NotificationRequested[]
    run.record(T + SECOND_MS, deliveredAnswer(due as NotificationRequested, T + SECOND_MS))
    const ended = end(T + MINUTE_MS, 2, { alertId: 'before', indicator: 'overdue-ratio' })
    const [endAsked] = run.record(T + MINUTE_MS, ended).events() as NotificationRequested[]
    expect(run.record(T + MINUTE_MS, ratio(T + MINUTE_MS)).said()).toEqual(['desk: unwanted'])
    run.record(T + MINUTE_MS, failedAnswer(endAsked as NotificationRequested, T + MINUTE_MS))
    run.events()
    run.record(T + MINUTE_MS + SECOND_MS, end(T + MINUTE_MS + SECOND_MS, 2))
    expect(run.said()).toEqual([
      'desk: asked for #1 (resolved, warning)',
      'desk: overtaken',
      'desk: asked for #1 (fired, warning)',
    ])
    expect(run.passTimeTo(T + HOUR_MS).said()).toEqual([])
  })
})

function refused(asked: NotificationRequested, atMs: number) {
  return failedAnswer(asked, atMs, { failure: 'rejected', reason: 'no such mailbox' })
}
