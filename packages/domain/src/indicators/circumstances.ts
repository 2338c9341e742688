/** What the conditions of one indicator see of an entity. */
import type { Condition, Variables, VariableValue } from '../conditions/condition.ts'
import { variablesOf } from '../conditions/condition.ts'
import type { Measure, Measurement } from '../measures/measure.ts'
import { currencyExponent } from '../values/money.ts'
import { askedVariable, type Traits } from './traits.ts'

export interface Circumstances<Facts> {
  /** The measures that the conditions ask for. */
  readonly measures: readonly Measure<Facts>[]
  readonly asksForTraits: boolean
  /** They may say one thing of one currency and another of the next. */
  readonly dependsOnCurrency: boolean
  /** @param currency that is looked at; undefined: none, or all together */
  variables(facts: Facts, traits: Traits, on: number, currency: string | undefined): Variables
}

export function circumstancesOf<Facts>(
  conditions: readonly Condition[],
  measureNamed: (name: string) => Measure<Facts>,
): Circumstances<Facts> {
  const names = [...new Set(conditions.flatMap(variablesOf))]
  const asked = new Map(names.map((name) => [name, askedVariable(name)]))
  const kinds = [...asked.values()]
  const measures = new Map(
    kinds.flatMap((each) => (each.kind === 'measure' ? [[each.measure, measureNamed(each.measure)] as const] : [])),
  )
  const isPerCurrency = [...measures.values()].some(({ unit, standsAlone }) => unit === 'money' || standsAlone === true)
  return {
    measures: [...measures.values()],
    asksForTraits: kinds.some(({ kind }) => kind === 'trait'),
    dependsOnCurrency: isPerCurrency || kinds.some(({ kind }) => kind === 'currency'),
    variables: (facts, traits, on, currency) => (name) => {
      const variable = asked.get(name)
      if (variable === undefined) return undefined
      if (variable.kind === 'currency') return currency
      // An empty text is what a source sends that does not know.
      if (variable.kind === 'trait') return traits[variable.trait] || undefined
      const measure = measures.get(variable.measure)
      return measure && inCurrency(measure.measure(facts, on), currency)
    },
  }
}

/**
 * A figure in the currency that is looked at, amounts as people write them. Without a currency: the entity's only one;
 * among several there is none to take.
 */
function inCurrency(measured: Measurement, currency: string | undefined): VariableValue {
  switch (measured.kind) {
    case 'number':
      return measured.value
    case 'money': {
      const amount = chosen(measured.amounts, currency)
      if (amount !== undefined) return amount.amountMinor / 10 ** currencyExponent(amount.currency)
      // Nothing in a currency is no amount of it.
      return currency === undefined ? undefined : 0
    }
    case 'by-currency':
      return chosen(measured.values, currency)?.value
    case 'unknown':
      return undefined
  }
}

function chosen<Each extends { readonly currency: string }>(
  values: readonly Each[],
  currency: string | undefined,
): Each | undefined {
  if (currency !== undefined) return values.find((value) => value.currency === currency)
  return values.length === 1 ? values[0] : undefined
}
