/** What a condition of an indicator may ask for beside measures: who the entity is. */
import type { EntityType } from './rule-set.ts'

export const TRAITS = ['tier', 'segment', 'industry', 'region', 'productLine'] as const
export type Trait = (typeof TRAITS)[number]

/** Undefined or empty: not known. */
export type Traits = { readonly [Name in Trait]?: string | null | undefined }

/** Of a representative nothing else is kept that would tell it from another; a group is told by its name alone. */
export const TRAITS_OF: Readonly<Record<EntityType, readonly Trait[]>> = {
  customer: TRAITS,
  'sales-rep': ['tier'],
  segment: ['segment'],
  region: ['region'],
  industry: ['industry'],
  'product-line': ['productLine'],
  portfolio: [],
  product: [],
}

export const NO_TRAITS: Traits = {}

/**
 * A change of who the entity is, among the bits of changed facets. No facet has it: the record is no evidence of what was
 * measured.
 */
export const TRAITS_BIT = 2 ** 15

/**
 * A change of what was recorded of how the entity stands, among the bits of changed facets. No facet has it either: it is
 * the end of a day that records, and most that it records moves nothing.
 */
export const STANDING_BIT = 2 ** 14

/** The variable of a condition for a trait. */
export function traitVariable(trait: Trait): string {
  return `${TRAIT}${trait}`
}

/** The variable of a condition for a measure of the entity. */
export function measureVariable(measure: string): string {
  return `${MEASURE}${measure}`
}

/** The variable for the currency that is looked at. */
export const CURRENCY_VARIABLE = 'currency'

export type AskedVariable =
  | { readonly kind: 'trait'; readonly trait: Trait }
  | { readonly kind: 'measure'; readonly measure: string }
  | { readonly kind: 'currency' }

/** @throws Error for a name that is none of the three: rule files are checked before anything asks */
export function askedVariable(name: string): AskedVariable {
  if (name === CURRENCY_VARIABLE) return { kind: 'currency' }
  if (name.startsWith(MEASURE)) return { kind: 'measure', measure: name.slice(MEASURE.length) }
  const trait = TRAITS.find((candidate) => traitVariable(candidate) === name)
  if (trait === undefined) throw new Error(`a condition of an indicator asks for "${name}"`)
  return { kind: 'trait', trait }
}

const TRAIT = 'trait:'
const MEASURE = 'measure:'
