/** Faults of the conditions of an indicator: `appliesWhen` and the `when` of its overrides. */
import { CURRENCY_VARIABLE, type EntityType, measureNames, variablesOf } from '@tocsin/domain'
import type { PlacedFault } from '@tocsin/yaml-file'
import { z } from 'zod'
import { parseCondition } from '../conditions/parse-condition.ts'
import type { KnownMeasures } from '../declared/known-measures.ts'
import { valueExpression } from '../value-expression.ts'
import { type IndicatorInFile, indicatorSchema } from './indicator-schema.ts'
import { indicatorVariables } from './indicator-variables.ts'

const { entity, value } = indicatorSchema.shape
const aboutPart = z.object({ entity })
const valuePart = z.object({ value })

/** Checks whatever is a text, whether the rest of the indicator is right or not. */
export function conditionFaults(raw: unknown, known: KnownMeasures): PlacedFault[] {
  const about = aboutPart.safeParse(raw)
  if (!about.success) return []
  const { entity } = about.data
  const variables = indicatorVariables(entity, known)
  const measured = valuePart.safeParse(raw)
  const hasCurrency = !measured.success || isByCurrency(measured.data.value, entity, known)
  return conditionsIn(raw).flatMap(({ path, text }) => {
    const parsed = parseCondition(text, variables)
    if ('faults' in parsed) return parsed.faults.map((fault) => ({ path, ...fault }))
    if (hasCurrency || !variablesOf(parsed.condition).includes(CURRENCY_VARIABLE)) return []
    const hint = 'Ask for the currency where amounts are measured, one by one.'
    return [{ path, message: 'asks for currency, but the value is in none', hint }]
  })
}

/** Whether the value is measured currency by currency; true also where it says nothing that is known. */
export function isByCurrency(value: IndicatorInFile['value'], entity: EntityType, known: KnownMeasures): boolean {
  const expression = valueExpression(value)
  if (expression === undefined) return true
  return measureNames(expression).some((name) => {
    const measure = known.find(entity, name)
    return measure === undefined || measure.unit === 'money' || measure.standsAlone === true
  })
}

function conditionsIn(raw: unknown): { readonly path: PropertyKey[]; readonly text: string }[] {
  const { appliesWhen, overrides } = raw as { appliesWhen?: unknown; overrides?: unknown }
  const own = typeof appliesWhen === 'string' ? [{ path: ['appliesWhen'], text: appliesWhen }] : []
  if (!Array.isArray(overrides)) return own
  const theirs = overrides.flatMap((override, index) => {
    const when = (override as { when?: unknown } | null)?.when
    return typeof when === 'string' ? [{ path: ['overrides', index, 'when'], text: when }] : []
  })
  return [...own, ...theirs]
}
