import { describe, expect, test } from '@jest/globals'
import { alertId, type Episode, parseCalendarDay } from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import type { Episodes } from './episodes.ts'
import { reconcileAlerts } from './reconcile-alerts.ts'

const MONDAY = parseCalendarDay('2026-03-02')
const NOW = Date.UTC(2026, 2, 9, 8)
const context = { asOfMs: NOW, ruleSetVersion: 'r2' }

function identity(nth = 1, breachedOn = MONDAY) {
  return alertId({ indicatorId: 'days-past-due', entityType: 'customer', entityId: 'C7', breachedOn, nth })
}

const COMMON = {
  indicator: 'days-past-due',
  entityType: 'customer',
  entityId: 'C7',
  value: 9,
  unit: 'days',
  threshold: 8,
  breachedOn: MONDAY,
  at: Date.UTC(2026, 2, 3),
  reasonZh: '逾期',
  reasonEn: 'Past due',
  nextStepZh: '致电',
  nextStepEn: 'Call',
  evidence: { measures: [], inputs: [], currency: null },
  ruleSetVersion: 'r1',
  ownerRole: 'credit-controller',
} as const

function alert(type: AlertEvent['type'], revision: number, severity: 'warning' | 'critical' = 'warning', nth = 1) {
  const id = identity(nth)
  const base = { ...COMMON, alertId: id, eventId: `${id}-${revision}`, revision, severity }
  if (type === 'alert-severity-changed') return { ...base, type, previousSeverity: 'warning' as const }
  return type === 'alert-resolved' ? { ...base, type, resolution: 'recovered' } : { ...base, type }
}

function episodes(told: Partial<Episode> = {}): Episodes {
  const episode: Episode = { phase: 'firing', severity: 'warning', breachedOn: MONDAY, nth: 1, revision: 1, ...told }
  return [{ indicatorId: 'days-past-due', episode }]
}

describe('an alert that was told as open', () => {
  test('and is open, equally bad, is not told again; the next transition goes on from the greater revision', () => {
    const state = episodes()
    const told = reconcileAlerts(
      state,
      [{ computed: alert('alert-fired', 1), published: alert('alert-severity-changed', 4) }],
      context,
    )
    expect(told).toEqual([])
    expect(state[0]?.episode.revision).toBe(4)
  })

  test('and is worse now has changed its severity, above every revision there was', () => {
    const state = episodes({ severity: 'critical', revision: 2 })
    const [told, ...others] = reconcileAlerts(
      state,
      [{ computed: alert('alert-severity-changed', 2, 'critical'), published: alert('alert-fired', 3) }],
      context,
    )
    expect(told).toMatchObject({
      type: 'alert-severity-changed',
      revision: 4,
      severity: 'critical',
      previousSeverity: 'warning',
      at: NOW,
    })
    expect(others).toEqual([])
    expect(state[0]?.episode.revision).toBe(4)
  })

  test('and is nothing that the new rules know is resolved as rebuilt, also where the customer has no state', () => {
    for (const state of [undefined, [] as Episodes]) {
      const [told] = reconcileAlerts(state, [{ computed: undefined, published: alert('alert-fired', 1) }], context)
      expect(told).toMatchObject({
        type: 'alert-resolved',
        alertId: identity(),
        eventId: `${identity()}-2`,
        revision: 2,
        resolution: 'rebuilt',
        at: NOW,
        ruleSetVersion: 'r2',
      })
      expect(told?.reasonEn).toMatch(/no longer holds/u)
      expect(told?.reasonZh).toMatch(/不再成立/u)
      expect(told).not.toHaveProperty('previousSeverity')
    }
  })

  test('and has ended by the new rules is resolved as rebuilt', () => {
    const [told] = reconcileAlerts(
      [],
      [{ computed: alert('alert-resolved', 2), published: alert('alert-severity-changed', 5, 'critical') }],
      context,
    )
    expect(told).toMatchObject({ type: 'alert-resolved', revision: 6, resolution: 'rebuilt' })
    expect(told).not.toHaveProperty('previousSeverity')
  })
})

describe('an alert that is open now', () => {
  test('and was never told is told once, as fired', () => {
    const [told] = reconcileAlerts(
      episodes({ severity: 'critical', revision: 2 }),
      [{ computed: alert('alert-severity-changed', 2, 'critical'), published: undefined }],
      context,
    )
    expect(told).toMatchObject({ type: 'alert-fired', revision: 2, severity: 'critical', at: COMMON.at })
    expect(told).not.toHaveProperty('previousSeverity')
  })

  test('and was told as resolved fires with the next revision: it is the same breach', () => {
    const state = episodes()
    const [told] = reconcileAlerts(
      state,
      [{ computed: alert('alert-fired', 1), published: alert('alert-resolved', 3) }],
      context,
    )
    expect(told).toMatchObject({ type: 'alert-fired', alertId: identity(), revision: 4, at: NOW })
    expect(told).not.toHaveProperty('resolution')
    expect(state[0]?.episode.revision).toBe(4)
  })
})

describe('an alert that is over both ways', () => {
  test('is not told', () => {
    const both = [{ computed: alert('alert-resolved', 4), published: alert('alert-resolved', 2) }]
    expect(reconcileAlerts([], both, context)).toEqual([])
    expect(reconcileAlerts([], [{ computed: undefined, published: alert('alert-resolved', 2) }], context)).toEqual([])
    expect(reconcileAlerts([], [{ computed: alert('alert-resolved', 2), published: undefined }], context)).toEqual([])
  })

  test('keeps its identity: the next breach of that day is another alert', () => {
    const published = alert('alert-resolved', 2, 'warning', 2)
    const quiet: Episodes = []
    reconcileAlerts(quiet, [{ computed: undefined, published }], context)
    expect(quiet[0]?.episode).toMatchObject({ phase: 'resolved', breachedOn: MONDAY, nth: 2 })
    const pending = episodes({ phase: 'pending', revision: 0 })
    reconcileAlerts(pending, [{ computed: undefined, published }], context)
    expect(pending[0]?.episode).toMatchObject({ phase: 'pending', nth: 3 })
    const other = episodes({ breachedOn: MONDAY + 1, revision: 3 })
    reconcileAlerts(other, [{ computed: undefined, published }], context)
    expect(other).toEqual(episodes({ breachedOn: MONDAY + 1, revision: 3 }))
  })
})
