import { describe, expect, test } from '@jest/globals'
import type { ChannelKind } from '@tocsin/channels'
import type { NotificationEvent, NotifiedAlert } from '@tocsin/events'
import { alertFired, alertResolved } from '../testing/alerts.ts'
import type { InboxMessage } from './inbox/inbox.ts'
import { type Telling, untold, waitingForDigest } from './untold.ts'

const noon = Date.UTC(2026, 3, 1, 4)
const fired = alertFired({ at: noon })
const mail: InboxMessage = {
  kind: 'email',
  receivedAtMs: noon + 400,
  to: ['desk@risk.example'],
  title: 'Days past due',
  messageId: 'n1',
  file: '001-email.html',
}
const card: InboxMessage = { ...mail, kind: 'feishu', to: [], messageId: undefined }

describe('everybody was told', () => {
  test('when what was asked for has been delivered and lies in the inbox', () => {
    const told = telling({ notifications: [requested(), delivered()], messages: [mail] })
    expect(untold(told)).toEqual([])
  })

  test('although an alert is older than what is told one by one', () => {
    expect(untold(telling({ tellFromMs: noon + 1, notifications: [], messages: [] }))).toEqual([])
  })

  test('although the notifier left out a change that the next one overtook', () => {
    const overtaken = telling({ notifications: [omitted('overtaken')], messages: [] })
    expect(untold(overtaken)).toEqual([])
  })

  test('although what was asked for failed, and the alert went on before it was asked for again', () => {
    const notifications = [requested(), omitted('overtaken')]
    expect(untold(telling({ notifications, messages: [] }))).toEqual([])
  })

  test('when a stand-in got what the first receiver refused', () => {
    const notifications = [
      requested({ notificationId: 'n0', receiver: 'risk-room', channel: 'sales-feishu' }),
      rejected('n0'),
      requested(),
      delivered(),
    ]
    expect(untold(telling({ notifications, messages: [mail] }))).toEqual([])
  })
})

describe('somebody was not told', () => {
  test('when nobody asked for it', () => {
    expect(untold(telling({ notifications: [], messages: [] }))).toEqual([
      { what: 'days-past-due C7 r1', why: 'nobody-asked' },
    ])
  })

  test('when it was left out for want of an address', () => {
    const { notifications, ...rest } = telling({ notifications: [omitted('unaddressed')], messages: [] })
    expect(untold({ notifications, ...rest })).toMatchObject([{ why: 'nobody-asked' }])
  })

  test('when it was asked for and is not on record as delivered, or was refused and nobody else is asked', () => {
    const waiting = telling({ notifications: [requested()], messages: [] })
    const refused = telling({ notifications: [requested(), rejected('n1')], messages: [] })
    for (const each of [waiting, refused]) {
      expect(untold(each)).toEqual([{ what: 'credit-desk: days-past-due C7 r1', why: 'not-delivered' }])
    }
  })

  test('when a mail is on record as delivered, and another one lies in the inbox', () => {
    const notifications = [requested(), delivered()]
    const told = telling({ notifications, messages: [{ ...mail, messageId: 'n2' }] })
    expect(untold(told)).toEqual([{ what: 'risk-mail: 1', why: 'not-received' }])
  })

  test('when the chat shows fewer cards than are on record as delivered', () => {
    const chat = { channel: 'sales-feishu' }
    const notifications = [
      requested(chat),
      delivered(chat),
      requested({ ...chat, notificationId: 'n2' }),
      delivered({ ...chat, notificationId: 'n2', messageId: 'n2' }),
    ]
    expect(untold(telling({ notifications, messages: [card] }))).toEqual([
      { what: 'sales-feishu: 1', why: 'not-received' },
    ])
    expect(untold(telling({ notifications, messages: [card, card] }))).toEqual([])
  })
})

test('a digest is waited for by open alerts that nobody was told of', () => {
  const old = alertFired({ alertId: 'old', at: 0 })
  const over = [alertFired({ alertId: 'over', at: 0 }), alertResolved({ alertId: 'over', at: 1 })]
  const alerts = [old, ...over, fired]
  expect(waitingForDigest({ alerts, notifications: [requested()] })).toBe(1)
  const digest = requested({ notificationId: 'd', kind: 'digest', alerts: [notified({ alertId: 'old' })] })
  expect(waitingForDigest({ alerts, notifications: [requested(), digest] })).toBe(0)
})

test('no digest is waited for by an alert that is left out for the sake of another, until nothing speaks for it', () => {
  const alerts = [fired]
  const leftOut = omitted('unwanted')
  expect(waitingForDigest({ alerts, notifications: [leftOut] })).toBe(0)
  const onDigest = { ...omitted('expired'), isDigested: true } as NotificationEvent
  expect(waitingForDigest({ alerts, notifications: [leftOut, onDigest] })).toBe(1)
})

function telling(given: Partial<Telling>): Telling {
  const kindOfChannel = new Map<string, ChannelKind>([
    ['risk-mail', 'email'],
    ['sales-feishu', 'feishu'],
  ])
  return { alerts: [fired], notifications: [], messages: [], kindOfChannel, tellFromMs: noon - 1, ...given }
}

function notified(given: Partial<NotifiedAlert> = {}): NotifiedAlert {
  const { evidence, eventId, type, ...rest } = fired
  return { ...rest, transition: 'fired', indicatorNameZh: '逾期天数', indicatorNameEn: 'Days past due', ...given }
}

const about = { notificationId: 'n1', entityType: 'customer', entityId: 'C7', kind: 'alert', attempt: 1 } as const
const road = { receiver: 'credit-desk', channel: 'risk-mail' }

type Of<Type extends NotificationEvent['type']> = Extract<NotificationEvent, { type: Type }>

function requested(given: Partial<Of<'notification-requested'>> = {}): NotificationEvent {
  return {
    type: 'notification-requested',
    eventId: 'e1',
    ...about,
    ...road,
    recipients: [],
    severity: 'warning',
    alerts: [notified()],
    requestedAt: noon,
    deadlineAt: noon + 86_400_000,
    reasonEn: 'everything else',
    reasonZh: '其余全部',
    ...given,
  }
}

function delivered(given: Partial<Of<'notification-delivered'>> = {}): NotificationEvent {
  return { type: 'notification-delivered', eventId: 'e2', ...about, ...road, messageId: 'n1', at: noon + 1, ...given }
}

function rejected(notificationId: string): NotificationEvent {
  const failure = { failure: 'rejected', isAmbiguous: false, reason: 'no such room' } as const
  return { type: 'notification-failed', eventId: 'e3', ...about, notificationId, ...road, ...failure, at: noon + 1 }
}

function omitted(omission: Of<'notification-omitted'>['omission']): NotificationEvent {
  const { alertId, revision, entityType, entityId } = fired
  const which = { alertId, revision, entityType, entityId }
  const why = { reasonEn: omission, reasonZh: omission }
  const receiver = 'credit-desk'
  return {
    type: 'notification-omitted',
    eventId: 'e4',
    ...which,
    receiver,
    omission,
    isDigested: false,
    ...why,
    at: noon,
  }
}
