import { describe, expect, test } from '@jest/globals'
import type { AlertCourse } from './alert-course.ts'
import { compareCourses } from './compare.ts'

const DAY_MS = 86_400_000

describe('two rule sets', () => {
  test('the same alerts are the same', () => {
    expect(compared([course({})], [course({})])).toMatchObject({ same: 1, added: [], gone: [], moved: [] })
  })

  test('an alert that only one of them gives is new, or gone', () => {
    expect(compared([], [course({})])).toMatchObject({ same: 0, added: [{ alertId: 'A' }], gone: [] })
    expect(compared([course({})], [])).toMatchObject({ same: 0, added: [], gone: [{ alertId: 'A' }] })
  })

  test('one that begins two days earlier, and so has another id, has moved', () => {
    const earlier = course({ alertId: 'B', firedOn: 8 })
    const { moved, added, gone } = compared([course({})], [earlier])
    expect(moved).toMatchObject([{ firesLaterDays: -2, before: { alertId: 'A' }, after: { alertId: 'B' } }])
    expect([added, gone]).toEqual([[], []])
  })

  test('one that was over before the other began is another one', () => {
    const earlier = course({ alertId: 'B', firedOn: 2, resolvedOn: 9 })
    expect(compared([earlier], [course({})])).toMatchObject({
      moved: [],
      added: [{ alertId: 'A' }],
      gone: [{ alertId: 'B' }],
    })
  })

  test('another customer, or another indicator, is another one', () => {
    expect(compared([course({})], [course({ alertId: 'B', entityId: 'C2' })]).moved).toEqual([])
    expect(compared([course({})], [course({ alertId: 'B', indicator: 'other' })]).moved).toEqual([])
  })
})

function compared(before: readonly AlertCourse[], after: readonly AlertCourse[]) {
  return compareCourses({ version: '1', courses: before }, { version: '2', courses: after })
}

interface Given {
  readonly alertId?: string
  readonly indicator?: string
  readonly entityId?: string
  readonly firedOn?: number
  readonly resolvedOn?: number | null
}

function course({
  alertId = 'A',
  indicator = 'overdue',
  entityId = 'C1',
  firedOn = 10,
  resolvedOn = null,
}: Given): AlertCourse {
  return {
    alertId,
    indicator,
    indicatorNameZh: '逾期',
    indicatorNameEn: 'Overdue',
    entityType: 'customer',
    entityId,
    entityName: null,
    salesRepId: null,
    ownerRole: 'credit-controller',
    severity: 'warning',
    breachedOn: firedOn,
    firedOn,
    firedAt: firedOn * DAY_MS,
    resolvedAt: resolvedOn === null ? null : resolvedOn * DAY_MS,
    resolvedOn,
    transitions: [],
  }
}
