import type { AlertCourse } from './alert-course.ts'
import { compareText } from './alert-course.ts'

/** An alert that both rule sets give, on other days or at another severity. */
export interface MovedAlert {
  readonly before: AlertCourse
  readonly after: AlertCourse
  /** Days by which it fires later; below zero = earlier. */
  readonly firesLaterDays: number
}

/** What changes when `after` takes the place of `before`. */
export interface RuleSetComparison {
  readonly beforeVersion: string
  readonly afterVersion: string
  /** Id for id, severity for severity and moment for moment the same in both. */
  readonly same: number
  readonly added: readonly AlertCourse[]
  readonly gone: readonly AlertCourse[]
  readonly moved: readonly MovedAlert[]
}

/**
 * Holds the alerts of two rule sets against one another. Alerts of one indicator and entity are the same one where their
 * ids are; else where the times for which they stood open overlap: a threshold that is reached two days earlier moves the
 * alert and makes no other one.
 */
export function compareCourses(
  before: { readonly version: string; readonly courses: readonly AlertCourse[] },
  after: { readonly version: string; readonly courses: readonly AlertCourse[] },
): RuleSetComparison {
  const moved: MovedAlert[] = []
  let same = 0
  const pair = (left: AlertCourse, right: AlertCourse) => {
    if (isSame(left, right)) same += 1
    else moved.push({ before: left, after: right, firesLaterDays: right.firedOn - left.firedOn })
  }

  const afterById = new Map(after.courses.map((course) => [course.alertId, course]))
  const left: AlertCourse[] = []
  for (const course of before.courses) {
    const twin = afterById.get(course.alertId)
    if (twin === undefined) left.push(course)
    else {
      afterById.delete(course.alertId)
      pair(course, twin)
    }
  }
  const leftAfter = groupBySubject([...afterById.values()])
  const gone: AlertCourse[] = []
  for (const course of left) {
    const candidates = leftAfter.get(subjectOf(course)) ?? []
    const index = candidates.findIndex((candidate) => overlap(course, candidate))
    if (index < 0) gone.push(course)
    else pair(course, candidates.splice(index, 1)[0] as AlertCourse)
  }
  const added = [...leftAfter.values()].flat()
  moved.sort((one, other) => byMoment(one.after, other.after))
  return {
    beforeVersion: before.version,
    afterVersion: after.version,
    same,
    added: added.sort(byMoment),
    gone: gone.sort(byMoment),
    moved,
  }
}

function isSame(left: AlertCourse, right: AlertCourse): boolean {
  if (left.alertId !== right.alertId || left.transitions.length !== right.transitions.length) return false
  return left.transitions.every((transition, index) => {
    const other = right.transitions[index]
    return other?.type === transition.type && other.at === transition.at && other.severity === transition.severity
  })
}

function overlap(left: AlertCourse, right: AlertCourse): boolean {
  const endOf = ({ resolvedAt }: AlertCourse) => resolvedAt ?? Number.POSITIVE_INFINITY
  return left.firedAt < endOf(right) && right.firedAt < endOf(left)
}

function subjectOf({ indicator, entityType, entityId }: AlertCourse): string {
  return `${indicator}|${entityType}|${entityId}`
}

function groupBySubject(courses: readonly AlertCourse[]): Map<string, AlertCourse[]> {
  const groups = new Map<string, AlertCourse[]>()
  for (const course of courses) {
    const group = groups.get(subjectOf(course))
    if (group === undefined) groups.set(subjectOf(course), [course])
    else group.push(course)
  }
  return groups
}

function byMoment(left: AlertCourse, right: AlertCourse): number {
  return left.firedAt - right.firedAt || compareText(left.alertId, right.alertId)
}
