import { type AlertCourse, compareText } from './alert-course.ts'

/** How many alerts, of one kind. `firedCritical` of `fired` came to be critical. */
export interface AlertCount {
  readonly key: string
  fired: number
  firedCritical: number
  /** Not resolved at the end. */
  open: number
}

export interface AlertDay {
  readonly on: number
  fired: number
  resolved: number
  /** At the end of the day. */
  open: number
}

export interface AlertTotals {
  readonly fired: number
  readonly firedCritical: number
  readonly resolved: number
  readonly open: number
  readonly openCritical: number
  readonly entities: number
  readonly byIndicator: readonly AlertCount[]
  readonly byOwnerRole: readonly AlertCount[]
  /** Of the sales side: the customer's representative, or the one the alert is about. '' = none known. */
  readonly bySalesRep: readonly AlertCount[]
  /** Only days on which something fired or ended. */
  readonly byDay: readonly AlertDay[]
}

/** @param indicators every indicator of the rule set: those without an alert are counted too, as nothing */
export function alertTotals(
  courses: readonly AlertCourse[],
  indicators: readonly string[],
  dayOf: (atMs: number) => number,
): AlertTotals {
  const open = courses.filter(({ resolvedAt }) => resolvedAt === null)
  return {
    fired: courses.length,
    firedCritical: courses.filter(({ severity }) => severity === 'critical').length,
    resolved: courses.length - open.length,
    open: open.length,
    openCritical: open.filter(({ transitions }) => transitions.at(-1)?.severity === 'critical').length,
    entities: new Set(courses.map(({ entityType, entityId }) => `${entityType}:${entityId}`)).size,
    byIndicator: countBy(courses, ({ indicator }) => indicator, indicators),
    byOwnerRole: byNumber(countBy(courses, ({ ownerRole }) => ownerRole)),
    bySalesRep: byNumber(countBy(courses, ({ salesRepId }) => salesRepId ?? '')),
    byDay: countDays(courses, dayOf),
  }
}

function countBy(
  courses: readonly AlertCourse[],
  keyOf: (course: AlertCourse) => string,
  known: readonly string[] = [],
): AlertCount[] {
  const counts = new Map<string, AlertCount>(known.map((key) => [key, { key, fired: 0, firedCritical: 0, open: 0 }]))
  for (const course of courses) {
    const key = keyOf(course)
    const count = counts.get(key) ?? { key, fired: 0, firedCritical: 0, open: 0 }
    counts.set(key, count)
    count.fired += 1
    if (course.severity === 'critical') count.firedCritical += 1
    if (course.resolvedAt === null) count.open += 1
  }
  return [...counts.values()]
}

function byNumber(counts: AlertCount[]): AlertCount[] {
  return counts.sort((left, right) => right.fired - left.fired || compareText(left.key, right.key))
}

function countDays(courses: readonly AlertCourse[], dayOf: (atMs: number) => number): AlertDay[] {
  const days = new Map<number, AlertDay>()
  const dayAt = (on: number) => {
    const day = days.get(on) ?? { on, fired: 0, resolved: 0, open: 0 }
    days.set(on, day)
    return day
  }
  for (const { firedOn, resolvedAt } of courses) {
    dayAt(firedOn).fired += 1
    if (resolvedAt !== null) dayAt(dayOf(resolvedAt)).resolved += 1
  }
  const sorted = [...days.values()].sort((left, right) => left.on - right.on)
  let open = 0
  for (const day of sorted) {
    open += day.fired - day.resolved
    day.open = open
  }
  return sorted
}
