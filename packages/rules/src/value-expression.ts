import {
  type EntityType,
  findMeasure,
  type IndicatorUnit,
  type MeasureDescription,
  measureNames,
  type ValueExpression,
} from '@tocsin/domain'
import type { IndicatorInFile } from './indicators/indicator-schema.ts'

/** The one expression that the file gives, or undefined when it gives none or several. */
export function valueExpression(value: IndicatorInFile['value']): ValueExpression | undefined {
  if (Object.keys(value).length !== 1) return undefined
  if (value.measure !== undefined) return { kind: 'measure', measure: value.measure }
  if (value.ratio !== undefined) return { kind: 'ratio', ...value.ratio }
  if (value.difference !== undefined) return { kind: 'difference', ...value.difference }
  if (value.change !== undefined) return { kind: 'change', ...value.change }
  return undefined
}

export type UnitOfValue =
  | { readonly kind: 'unit'; readonly unit: IndicatorUnit }
  | { readonly kind: 'mixed'; readonly measures: readonly MeasureInUnit[] }
  /** A measure that cannot be put together with another is. */
  | { readonly kind: 'alone'; readonly name: string }

export interface MeasureInUnit {
  readonly name: string
  readonly unit: IndicatorUnit
}

/**
 * A quotient of two measures of one unit is a ratio; a difference keeps the unit.
 * @param find the measures of the rule set; without it, those of the catalogue
 * @throws Error for a measure that the entity does not have
 */
export function unitOfValue(
  expression: ValueExpression,
  entity: EntityType,
  find: (entity: EntityType, name: string) => MeasureDescription | undefined = findMeasure,
): UnitOfValue {
  const measures = measureNames(expression).map((name) => {
    const measure = find(entity, name)
    if (measure === undefined) throw new Error(`there is no measure "${name}" of a ${entity}`)
    return { name, unit: measure.unit, standsAlone: measure.standsAlone }
  })
  const [first, second] = measures as [(typeof measures)[number], (typeof measures)[number]?]
  if (second !== undefined && first.unit !== second.unit) return { kind: 'mixed', measures }
  const alone = measures.find(({ standsAlone }) => standsAlone)
  if (second !== undefined && alone !== undefined) return { kind: 'alone', name: alone.name }
  return { kind: 'unit', unit: expression.kind === 'ratio' || expression.kind === 'change' ? 'ratio' : first.unit }
}
