import { describe, expect, test } from '@jest/globals'
import { type RoutedAlert, routeAlert } from './route-alert.ts'
import type { NotificationRouting, Receiver, Route } from './routing.ts'

const person = (id: string, email: string | null) => ({
  id,
  name: `${id} Sample`,
  email,
  slackUserId: null,
  feishuUserId: null,
})
const mail = (id: string, recipients: readonly string[], fallback: string | null = null): Receiver => ({
  id,
  channel: 'mail',
  needsEmail: true,
  recipients,
  fallback,
})
const route = (id: string, receivers: readonly string[], more: Partial<Route> = {}): Route => ({
  id,
  name: { zh: id, en: id },
  match: {},
  receivers,
  continues: false,
  sendResolved: true,
  ...more,
})
const ROUTING: NotificationRouting = {
  name: 'sample',
  version: '1',
  maxAlertAgeMs: 86_400_000,
  retryAfterMs: { warning: [5_000], critical: [5_000] },
  people: [person('desk', 'desk@paper-moon.example'), person('R-7', 'r7@paper-moon.example'), person('R-8', null)],
  receivers: [
    mail('credit', ['desk']),
    mail('rep', ['sales-rep'], 'room'),
    { id: 'room', channel: 'chat', needsEmail: false, recipients: [], fallback: null },
  ],
  routes: [
    route('critical', ['room'], { match: { severity: ['critical'] }, continues: true }),
    route('overdue', ['rep', 'credit'], { match: { indicator: ['days-past-due'] }, sendResolved: false }),
    route('rest', ['credit'], { match: { entityType: ['customer'] } }),
  ],
}
const ALERT: RoutedAlert = {
  severity: 'warning',
  indicator: 'days-past-due',
  entityType: 'customer',
  entityId: 'C7',
  salesRepId: 'R-7',
  ownerRole: 'credit-controller',
}
const receivers = (alert: Partial<RoutedAlert>) =>
  routeAlert(ROUTING, { ...ALERT, ...alert }).destinations.map(({ receiver }) => receiver)

describe('routing an alert', () => {
  test('the first route that matches decides, unless it continues', () => {
    expect(receivers({})).toEqual(['rep', 'credit'])
    expect(receivers({ severity: 'critical' })).toEqual(['room', 'rep', 'credit'])
    expect(receivers({ indicator: 'order-drop' })).toEqual(['credit'])
  })

  test('tells the representative of the alert, and each receiver once', () => {
    const { destinations } = routeAlert(ROUTING, { ...ALERT, severity: 'critical' })
    expect(destinations[1]).toMatchObject({ receiver: 'rep', recipients: [{ id: 'R-7' }], sendResolved: false })
    const inPlace = routeAlert(ROUTING, { ...ALERT, severity: 'critical', salesRepId: 'R-8' })
    expect(inPlace.destinations.map(({ receiver }) => receiver)).toEqual(['room', 'credit'])
  })

  test('a representative nobody knows, or without an address, is replaced, and it is said', () => {
    for (const salesRepId of ['R-8', 'R-9', null]) {
      const { destinations, unaddressed } = routeAlert(ROUTING, { ...ALERT, salesRepId })
      expect(destinations[0]).toMatchObject({ receiver: 'room', channel: 'chat' })
      expect(destinations[0]?.reason.en).toContain('in place of rep')
      expect(unaddressed).toMatchObject([{ receiver: 'rep' }])
    }
  })

  test('says why nobody is told', () => {
    const { destinations, reason } = routeAlert(ROUTING, { ...ALERT, indicator: 'x', entityType: 'sales-rep' })
    expect(destinations).toEqual([])
    expect(reason.en).toBe(
      'no route matches severity warning, indicator x, entityType sales-rep, entityId C7, salesRepId R-7, ownerRole credit-controller',
    )
    expect(reason.zh).toContain('没有路由匹配')
  })

  test('says why somebody is', () => {
    expect(routeAlert(ROUTING, ALERT).destinations[1]?.reason).toEqual({
      zh: '路由“overdue”（overdue）',
      en: 'route "overdue" (overdue)',
    })
  })
})
