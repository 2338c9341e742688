import type { Severity } from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'

/** One alert from firing to its end, or to the end of what was played. */
export interface AlertCourse {
  readonly alertId: string
  readonly indicator: string
  readonly indicatorNameZh: string
  readonly indicatorNameEn: string
  readonly entityType: string
  readonly entityId: string
  readonly entityName: string | null
  readonly salesRepId: string | null
  readonly ownerRole: string
  /** The worst it came to. */
  readonly severity: Severity
  readonly breachedOn: number
  /** The business day in which it fired: one that fires at midnight was decided by the day before. */
  readonly firedOn: number
  readonly firedAt: number
  /** Null = still open at the end. */
  readonly resolvedAt: number | null
  readonly resolvedOn: number | null
  /** Every transition as the live engine would have published it. */
  readonly transitions: readonly AlertEvent[]
}

/** In the order of their firing; equal moments by entity and indicator. */
export function alertCourses(alerts: readonly AlertEvent[], dayOf: (atMs: number) => number): AlertCourse[] {
  const byId = new Map<string, AlertEvent[]>()
  for (const alert of alerts) {
    const transitions = byId.get(alert.alertId)
    if (transitions === undefined) byId.set(alert.alertId, [alert])
    else transitions.push(alert)
  }
  return [...byId.values()].map((transitions) => courseOf(transitions, dayOf)).sort(compareCourses)
}

function courseOf(transitions: readonly AlertEvent[], dayOf: (atMs: number) => number): AlertCourse {
  const [fired] = transitions as [AlertEvent]
  const last = transitions.at(-1) as AlertEvent
  const { alertId, indicator, entityType, entityId, breachedOn } = fired
  return {
    alertId,
    indicator,
    indicatorNameZh: fired.indicatorNameZh ?? '',
    indicatorNameEn: fired.indicatorNameEn ?? '',
    entityType,
    entityId,
    entityName: last.entityName ?? null,
    salesRepId: fired.salesRepId ?? null,
    ownerRole: fired.ownerRole,
    severity: transitions.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning',
    breachedOn,
    firedOn: dayOf(fired.at),
    firedAt: fired.at,
    resolvedAt: last.type === 'alert-resolved' ? last.at : null,
    resolvedOn: last.type === 'alert-resolved' ? dayOf(last.at) : null,
    transitions,
  }
}

function compareCourses(left: AlertCourse, right: AlertCourse): number {
  return (
    left.firedAt - right.firedAt ||
    compareText(left.entityType, right.entityType) ||
    compareText(left.entityId, right.entityId) ||
    compareText(left.indicator, right.indicator) ||
    compareText(left.alertId, right.alertId)
  )
}

/** By code units: the same in every locale. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
