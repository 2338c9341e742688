/** Faults of what a cap asks for beside its level. */
import { askedVariable, SCORE_MEASURE_NAMES, type ScoredEntity, variablesOf } from '@tocsin/domain'
import type { PlacedFault } from '@tocsin/yaml-file'
import { parseCondition } from '../conditions/parse-condition.ts'
import type { KnownMeasures } from '../declared/known-measures.ts'
import { isByCurrency } from '../indicators/condition-faults.ts'
import { indicatorVariables } from '../indicators/indicator-variables.ts'
import { capSchema } from './scorecard-schema.ts'

/** @param cap one entry of `caps:`, right or wrong: checks whatever is a text */
export function capConditionFaults(
  cap: Readonly<Record<string, unknown>>,
  entity: ScoredEntity,
  known: KnownMeasures,
): PlacedFault[] {
  if (typeof cap.when !== 'string') return []
  const path = ['when']
  const parsed = parseCondition(cap.when, indicatorVariables(entity, known))
  if ('faults' in parsed) return parsed.faults.map((fault) => ({ path, ...fault }))
  const value = capSchema.shape.value.safeParse(cap.value)
  const hasCurrency = !value.success || isByCurrency(value.data, entity, known)
  return variablesOf(parsed.condition).flatMap((name) => {
    const fault = variableFault(name, hasCurrency)
    return fault === undefined ? [] : [{ path, ...fault }]
  })
}

function variableFault(name: string, hasCurrency: boolean): Omit<PlacedFault, 'path'> | undefined {
  const asked = askedVariable(name)
  switch (asked.kind) {
    case 'trait': {
      if (asked.trait === 'tier') return ofTheScore('tier')
      const message = `asks for ${asked.trait}, but a score is made of measures alone`
      return { message, hint: 'Where other levels hold for some, override the indicator that watches the score.' }
    }
    case 'measure':
      return SCORE_MEASURE_NAMES.includes(asked.measure) ? ofTheScore(asked.measure.replaceAll('-', '_')) : undefined
    case 'currency': {
      if (hasCurrency) return undefined
      const hint = 'Ask for the currency where amounts are measured, one by one.'
      return { message: 'asks for currency, but the value is in none', hint }
    }
  }
}

function ofTheScore(name: string): Omit<PlacedFault, 'path'> {
  const hint = 'A score cannot be made of itself: ask for what lies behind it.'
  return { message: `asks for ${name}, which comes of the score itself`, hint }
}
