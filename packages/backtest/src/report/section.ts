import type { Language } from '@tocsin/domain'

/** One table of the report, for a terminal or a page: what it shows is written once. */
export interface Section {
  /** Stable, for links and tests. */
  readonly id: string
  readonly title: string
  /** Sentences above the table: definitions, what was left out. */
  readonly notes: readonly string[]
  /** Empty: rows of a name and what belongs to it. */
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Columns of numbers, from 0. */
  readonly numeric?: readonly number[]
}

/** How much of a long list is shown; the rest is counted. JSON has all of it. */
export interface SectionLimits {
  readonly alerts: number
  readonly entities: number
  readonly days: number
}

export interface SectionContext {
  readonly language: Language
  readonly limits: SectionLimits
}

export function moreNote(shown: number, all: number, language: Language): string[] {
  if (shown >= all) return []
  return [
    language === 'zh'
      ? `只列出 ${shown} 项，共 ${all} 项；--json 给出全部。`
      : `${shown} of ${all} are shown; --json has all of them.`,
  ]
}

/** 1234567 → `1,234,567`. */
export function whole(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A share as people read it; a dash where there is nothing to divide by. */
export function shareText(share: number | null): string {
  return share === null ? '–' : `${(Math.round(share * 1000) / 10).toFixed(1)} %`
}

export function decimalText(value: number | null, digits = 1): string {
  return value === null ? '–' : value.toFixed(digits)
}
