import { formatCalendarDay, type Language, TIER_WORDS } from '@tocsin/domain'
import type { ScoreEvent } from '@tocsin/events'

/** A score or tier as it is told to a person: what moved, why, and what follows. */
export function scoreLines(event: ScoreEvent, language: Language): string[] {
  const reason = language === 'zh' ? event.reasonZh : event.reasonEn
  const head = `${formatCalendarDay(event.on)}  ${reason}`
  if (event.type === 'tier-changed') return [head, `    ${language === 'zh' ? event.termsZh : event.termsEn}`]
  const moved = event.changes.map(({ factor, before, now }) => `${factor} ${before ?? '–'} → ${now ?? '–'}`)
  const words = WORDS[language]
  const decided = event.overridden ? ` (${words.decided})` : ''
  const tier = `    ${words.tier}: ${TIER_WORDS[event.tier][language]}${decided}`
  return moved.length === 0 ? [head, tier] : [head, `    ${words.changed}: ${moved.join(', ')}`, tier]
}

const WORDS = {
  zh: { tier: '风险等级', decided: '人工调整', changed: '较上次变化' },
  en: { tier: 'Risk tier', decided: 'somebody decided so', changed: 'Changed since last time' },
} as const

/** Told at least once: a repeat of what was last told about the same entity is left out. */
export function createRepeatFilter(): (event: ScoreEvent) => boolean {
  const last = new Map<string, string>()
  return (event) => {
    const subject = `${event.type}|${event.entityType}|${event.entityId}`
    const told = JSON.stringify(event)
    if (last.get(subject) === told) return false
    last.set(subject, told)
    return true
  }
}
