/** Conditions as rules hold them: plain data that is hashed and published, put together from a text that people write. */

/** What a variable says at a moment; undefined or null: it is not known. */
export type VariableValue = string | number | boolean | null | undefined

/** What a condition may ask for, by name. */
export type Variables = (name: string) => VariableValue

export type Constant = string | number | boolean

export const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const
export type Comparison = (typeof COMPARISONS)[number]

export const ARITHMETICS = ['+', '-', '*', '/'] as const
export type Arithmetic = (typeof ARITHMETICS)[number]

export const TEXT_TESTS = ['startsWith', 'endsWith', 'contains'] as const
export type TextTest = (typeof TEXT_TESTS)[number]

/**
 * What is checked when a rule file is read: operands of one kind, names that exist. Numbers are all of one sort: 1 ÷ 2 is
 * one half.
 */
export type Condition =
  | { readonly kind: 'constant'; readonly value: Constant }
  | { readonly kind: 'variable'; readonly name: string }
  | {
      readonly kind: 'comparison'
      readonly operator: Comparison
      readonly left: Condition
      readonly right: Condition
    }
  | { readonly kind: 'in'; readonly item: Condition; readonly list: readonly Constant[] }
  /** Whether the variable says anything at all. */
  | { readonly kind: 'known'; readonly name: string }
  | { readonly kind: 'text'; readonly test: TextTest; readonly of: Condition; readonly with: Condition }
  | { readonly kind: 'and'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
  | {
      readonly kind: 'arithmetic'
      readonly operator: Arithmetic
      readonly left: Condition
      readonly right: Condition
    }
  | { readonly kind: 'negative'; readonly of: Condition }

/** The variables that a condition asks for, each once, in the order in which it names them. */
export function variablesOf(condition: Condition): readonly string[] {
  const names = new Set<string>()
  const visit = (part: Condition): void => {
    if (part.kind === 'variable' || part.kind === 'known') names.add(part.name)
    for (const child of partsOf(part)) visit(child)
  }
  visit(condition)
  return [...names]
}

function partsOf(condition: Condition): readonly Condition[] {
  switch (condition.kind) {
    case 'constant':
    case 'variable':
    case 'known':
      return []
    case 'in':
      return [condition.item]
    case 'not':
    case 'negative':
      return [condition.of]
    case 'text':
      return [condition.of, condition.with]
    case 'comparison':
    case 'and':
    case 'or':
    case 'arithmetic':
      return [condition.left, condition.right]
  }
}
