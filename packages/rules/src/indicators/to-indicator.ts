import {
  type Condition,
  currencyExponent,
  type Indicator,
  type IndicatorOverride,
  type Overridable,
  type SeverityLevels,
} from '@tocsin/domain'
import { parseCondition } from '../conditions/parse-condition.ts'
import type { DeclaredVariables } from '../conditions/variables.ts'
import type { KnownMeasures } from '../declared/known-measures.ts'
import { valueExpression } from '../value-expression.ts'
import type { IndicatorInFile, OverrideInFile } from './indicator-schema.ts'
import { indicatorVariables } from './indicator-variables.ts'

/** Of an indicator without faults. */
export function toIndicator(indicator: IndicatorInFile, known: KnownMeasures): Indicator {
  const value = valueExpression(indicator.value)
  if (value === undefined) throw new Error(`indicator ${indicator.id} has no value`)
  const { id, name, question, entity, unit, direction, holdDays, minimumSample, evaluate, ownerRole, nextStep } =
    indicator
  const scale = unit === 'money' && indicator.currency ? 10 ** currencyExponent(indicator.currency) : 1
  const thresholds = scaled(indicator.thresholds, scale)
  const clear = { ...thresholds, ...scaled(indicator.clear ?? {}, scale) }
  const said = { thresholds, clear, holdDays, minimumSample, ownerRole, nextStep }
  const variables = indicatorVariables(entity, known)
  return {
    id,
    name,
    question,
    entity,
    value,
    unit,
    ...(indicator.currency === undefined ? {} : { currency: indicator.currency }),
    direction,
    evaluate,
    ...(indicator.evaluateOn === undefined ? {} : { evaluateOn: indicator.evaluateOn }),
    ...said,
    ...(indicator.why === undefined ? {} : { why: indicator.why }),
    ...(indicator.appliesWhen === undefined ? {} : { appliesWhen: conditionOf(indicator.appliesWhen, variables) }),
    ...(indicator.overrides === undefined
      ? {}
      : { overrides: indicator.overrides.map((override) => toOverride(override, said, scale, variables)) }),
  }
}

function toOverride(
  { when, off, ...given }: OverrideInFile,
  said: Overridable,
  scale: number,
  variables: DeclaredVariables,
): IndicatorOverride {
  const levels = overriddenLevels(said, {
    thresholds: scaled(given.thresholds ?? {}, scale),
    clear: scaled(given.clear ?? {}, scale),
  })
  return {
    when: conditionOf(when, variables),
    off: off === true,
    ...levels,
    holdDays: given.holdDays ?? said.holdDays,
    minimumSample: given.minimumSample ?? said.minimumSample,
    ownerRole: given.ownerRole ?? said.ownerRole,
    nextStep: given.nextStep ?? said.nextStep,
  }
}

interface Levels {
  readonly thresholds: SeverityLevels
  readonly clear: SeverityLevels
}

/** A threshold given anew without a clear level ends its breach at the threshold itself, as it would in an indicator. */
export function overriddenLevels(said: Levels, given: Levels): Levels {
  const thresholds = { ...said.thresholds, ...given.thresholds }
  return { thresholds, clear: { ...said.clear, ...given.thresholds, ...given.clear } }
}

/** @throws Error for a condition with faults: they are told before */
function conditionOf(text: string, variables: DeclaredVariables): Condition {
  const parsed = parseCondition(text, variables)
  if ('condition' in parsed) return parsed.condition
  throw new Error(`${text} is no condition`)
}

/** Amounts become minor units; everything else stays as it is. */
function scaled(levels: SeverityLevels, scale: number): SeverityLevels {
  const toUnits = (level: number) => (scale === 1 ? level : Math.round(level * scale))
  return {
    ...(levels.warning === undefined ? {} : { warning: toUnits(levels.warning) }),
    ...(levels.critical === undefined ? {} : { critical: toUnits(levels.critical) }),
  }
}
