/** Closed set: metric labels, and what a program that sends events may decide by. */
export const FAULT_CODES = [
  'not-json',
  'not-utf8',
  'not-csv',
  'not-an-event',
  'missing',
  'unknown-field',
  'unknown-type',
  'wrong-type',
  'not-a-day',
  'not-an-instant',
  'too-far-ahead',
  'decimal-amount',
  'invalid-value',
  'contradiction',
  'source-not-allowed',
  'type-not-allowed',
  'id-reused',
  'too-large',
] as const
export type FaultCode = (typeof FAULT_CODES)[number]

export type Language = 'zh' | 'en'

/** The same sentence in both languages. */
export type Sentence = Readonly<Record<Language, string>>

/** One thing that is wrong with an event, told so that whoever sends it can find and repair it. */
export interface Fault {
  /** JSON pointer (RFC 6901) into the event; for CSV the column is its last step. */
  readonly pointer: string
  readonly code: FaultCode
  readonly what: Sentence
  /** What to do about it. */
  readonly hint: Sentence
}

export const sentence = (en: string, zh: string): Sentence => ({ en, zh })

/** A value as a fault quotes it: short, on one line. */
export function shown(value: unknown): string {
  const text =
    typeof value === 'object' && value !== null ? (Array.isArray(value) ? '[…]' : '{…}') : JSON.stringify(value)
  return (text ?? 'undefined').length > 60 ? `${text.slice(0, 57)}…` : (text ?? 'undefined')
}

/** A step of a JSON pointer, escaped. */
export function pointerStep(name: string): string {
  return name.slice(0, 60).replaceAll('~', '~0').replaceAll('/', '~1')
}
