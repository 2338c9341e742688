import { formatCalendarDay, type Language } from '@tocsin/domain'
import type { AlertCourse } from './alert-course.ts'
import { ALERT_NUMERIC, alertHeader, alertRow, severityWord } from './alert-rows.ts'
import type { MovedAlert, RuleSetComparison } from './compare.ts'
import { moreNote, type Section, type SectionContext, whole } from './section.ts'

/** What the rule set that was played would change, had it been in force in place of the other. */
export function comparisonSections(comparison: RuleSetComparison, context: SectionContext): Section[] {
  const { language, limits } = context
  const zh = language === 'zh'
  const { same, added, gone, moved, beforeVersion, afterVersion } = comparison
  const shownMoves = moved.slice(0, limits.alerts)
  return [
    {
      id: 'comparison',
      title: zh ? '与另一套规则相比' : 'Against the other rule set',
      notes: [
        zh
          ? `${beforeVersion} → ${afterVersion}。同一指标、同一对象、时间重叠的预警视为同一条；触发、解除或级别变化的时间不同即为“移动”。`
          : `${beforeVersion} → ${afterVersion}. Alerts of one indicator and entity that stood at the same time are the same one; it has moved where it fires, changes or ends at another moment or severity.`,
      ],
      header: [],
      rows: [
        [zh ? '相同' : 'the same', whole(same)],
        [zh ? '新增' : 'new', whole(added.length)],
        [zh ? '消失' : 'gone', whole(gone.length)],
        [zh ? '移动' : 'moved', whole(moved.length)],
      ],
      numeric: [1],
    },
    listed('new', zh ? '新增的预警' : 'New alerts', added, context),
    listed('gone', zh ? '消失的预警' : 'Alerts that are gone', gone, context),
    {
      id: 'moved',
      title: zh ? '移动的预警' : 'Alerts that moved',
      notes: moreNote(shownMoves.length, moved.length, language),
      header: zh
        ? ['指标', '对象', '原触发日', '现触发日', '级别', '解除']
        : ['indicator', 'about', 'fired on before', 'now', 'severity', 'resolved on'],
      rows: shownMoves.map((move) => movedRow(move, language)),
    },
  ]
}

function listed(id: string, title: string, courses: readonly AlertCourse[], context: SectionContext): Section {
  const { language, limits } = context
  const shown = courses.slice(0, limits.alerts)
  return {
    id,
    title,
    notes: moreNote(shown.length, courses.length, language),
    header: alertHeader(language),
    rows: shown.map((course) => alertRow(course, language)),
    numeric: ALERT_NUMERIC,
  }
}

function movedRow({ before, after }: MovedAlert, language: Language): string[] {
  const word = (course: AlertCourse) => severityWord(course.severity, language)
  return [
    after.indicator,
    after.entityId,
    formatCalendarDay(before.firedOn),
    formatCalendarDay(after.firedOn),
    changed(word(before), word(after)),
    changed(endText(before), endText(after)),
  ]
}

function changed(before: string, after: string): string {
  return before === after ? before : `${before} → ${after}`
}

function endText({ resolvedOn }: AlertCourse): string {
  return resolvedOn === null ? '–' : formatCalendarDay(resolvedOn)
}
