/** What the variables of a condition hold, so that it can be checked before anything is evaluated. */
import type { IndicatorUnit } from '@tocsin/domain'

export type VariableType =
  /** `choices`: the only words it may be. `isCurrency`: a code of ISO 4217. */
  | { readonly kind: 'text'; readonly choices?: readonly string[]; readonly isCurrency?: true }
  | { readonly kind: 'flag' }
  /** Numbers of different units are neither compared nor added. Without a unit: like a number that stands in the text. */
  | { readonly kind: 'number'; readonly unit?: IndicatorUnit }
  /** A calendar day as a number: compared with days, and the difference of two is in days. */
  | { readonly kind: 'day' }

export interface DeclaredVariable {
  readonly type: VariableType
  /** What the evaluation calls it, where that is not the name in the text. */
  readonly as?: string
}

/** By the name that conditions use. */
export type DeclaredVariables = ReadonlyMap<string, DeclaredVariable>

/** What a person calls the kind: `days`, `a text`. */
export function wordFor(type: VariableType): string {
  switch (type.kind) {
    case 'text':
      return 'a text'
    case 'flag':
      return 'true or false'
    case 'day':
      return 'a calendar day'
    case 'number':
      return type.unit === undefined ? 'a number' : UNIT_WORDS[type.unit]
  }
}

const UNIT_WORDS: Readonly<Record<IndicatorUnit, string>> = {
  days: 'days',
  count: 'a count',
  ratio: 'a ratio',
  money: 'an amount of money',
  deviations: 'deviations',
  points: 'points',
}

/** Where people read which measures there are. */
export const MEASURES_DESCRIBED_IN = 'described in packages/domain/src/measures/README.md'
