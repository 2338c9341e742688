import type { LocalizedText } from '@tocsin/domain'
import { EVENT_SCHEMAS } from '@tocsin/events'
import { CUSTOMER_RISK_INPUTS } from '@tocsin/processors'

/** What alerts ought to have warned of. */
export type Outcome =
  /** An invoice was paid, more than so many days after its due day. It came true on the first day beyond them. */
  | { readonly kind: 'paid-late'; readonly days: number }
  /** An invoice was still open at the end of the day that lies so many days after its due day: it came true then. */
  | { readonly kind: 'past-due'; readonly days: number }
  /** An event of this type was recorded. */
  | { readonly kind: 'event'; readonly type: string }

const SALES_TOPICS: readonly string[] = CUSTOMER_RISK_INPUTS

/** Types of events that an outcome may name. */
export const OUTCOME_EVENT_TYPES: readonly string[] = EVENT_SCHEMAS.filter(({ topic }) => SALES_TOPICS.includes(topic))
  .map(({ type }) => type)
  .sort()

/**
 * Reads `paid-late:7`, `past-due:30`, `written-off` or the type of an event.
 * @returns the fault in words when it is none of them
 */
export function parseOutcome(text: string): Outcome | { readonly fault: string } {
  const [, kind, number] = /^(paid-late|past-due):(\d{1,4})$/u.exec(text) ?? []
  if (kind === 'paid-late' || kind === 'past-due') {
    const days = Number(number)
    if (kind === 'past-due' && days === 0)
      return { fault: 'past-due:0 is no outcome: an invoice due today is not past due' }
    return { kind, days }
  }
  if (text === 'written-off') return { kind: 'event', type: 'invoice-written-off' }
  if (OUTCOME_EVENT_TYPES.includes(text)) return { kind: 'event', type: text }
  return {
    fault:
      `"${text}" is no outcome. Write paid-late:DAYS, past-due:DAYS, written-off, or a type of event: ` +
      OUTCOME_EVENT_TYPES.join(', '),
  }
}

export function outcomeName(outcome: Outcome): string {
  if (outcome.kind === 'event') return outcome.type === 'invoice-written-off' ? 'written-off' : outcome.type
  return `${outcome.kind}:${outcome.days}`
}

export function outcomeMeaning(outcome: Outcome): LocalizedText {
  switch (outcome.kind) {
    case 'paid-late':
      return {
        zh: `发票在到期日 ${outcome.days} 天之后才付清；自到期后第 ${outcome.days + 1} 天起算作发生`,
        en: `an invoice was paid more than ${outcome.days} days after its due day; it counts from the first day beyond them`,
      }
    case 'past-due':
      return {
        zh: `发票逾期满 ${outcome.days} 天仍未结清；当天算作发生`,
        en: `an invoice was still open ${outcome.days} days after its due day; it counts on that day`,
      }
    case 'event':
      return {
        zh: `记录了事件 ${outcome.type}；记录当天算作发生`,
        en: `an event ${outcome.type} was recorded; it counts on the day of its record`,
      }
  }
}
