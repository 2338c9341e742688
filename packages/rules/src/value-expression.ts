import { type IndicatorUnit, isMeasureName, MEASURES, type MeasureName, type ValueExpression } from '@tocsin/domain'
import type { IndicatorInFile } from './schema.ts'

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
  | { readonly kind: 'mixed'; readonly left: MeasureName; readonly right: MeasureName }

/** A quotient of two measures of one unit is a ratio; a difference keeps the unit. */
export function unitOfValue(expression: ValueExpression): UnitOfValue {
  if (expression.kind === 'measure') return { kind: 'unit', unit: MEASURES[known(expression.measure)].unit }
  const left = known(expression.of)
  const right = known(secondMeasure(expression))
  if (MEASURES[left].unit !== MEASURES[right].unit) return { kind: 'mixed', left, right }
  return { kind: 'unit', unit: expression.kind === 'difference' ? MEASURES[left].unit : 'ratio' }
}

function secondMeasure(expression: Exclude<ValueExpression, { kind: 'measure' }>): string {
  switch (expression.kind) {
    case 'ratio':
      return expression.to
    case 'difference':
      return expression.minus
    case 'change':
      return expression.from
  }
}

function known(name: string): MeasureName {
  if (!isMeasureName(name)) throw new Error(`unknown measure ${name}`)
  return name
}
