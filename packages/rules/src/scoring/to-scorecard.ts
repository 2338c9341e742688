import {
  type Condition,
  currencyExponent,
  type ScoreCap,
  type Scorecard,
  type ScoreFactor,
  type StartingTierRule,
} from '@tocsin/domain'
import { parseCondition } from '../conditions/parse-condition.ts'
import type { KnownMeasures } from '../declared/known-measures.ts'
import { indicatorVariables } from '../indicators/indicator-variables.ts'
import { unitOfValue, valueExpression } from '../value-expression.ts'
import type { CapInFile, FactorInFile, ScorecardInFile } from './scorecard-schema.ts'

/** A scorecard without faults as the domain knows it: amounts in minor units, nothing left to defaults. */
export function toScorecard(card: ScorecardInFile, known: KnownMeasures): Scorecard {
  const { id, entity, name, minimumCoverage, creditReportMaxAgeDays, ratings, monitoring, review, terms } = card
  return {
    id,
    entity,
    name,
    factors: card.factors.map((factor) => toFactor(factor, card)),
    caps: card.caps.map((cap) => toCap(cap, card, known)),
    minimumCoverage,
    ratings,
    tiers: {
      lowFrom: card.tiers.low,
      mediumFrom: card.tiers.medium,
      hysteresisPoints: card.tiers.hysteresisPoints,
    },
    startingTier: { rules: card.startingTier.rules.map(toStartingRule), otherwise: card.startingTier.otherwise },
    monitoring,
    review,
    terms,
    creditReportMaxAgeDays,
  }
}

function toFactor(factor: FactorInFile, card: ScorecardInFile): ScoreFactor {
  const { id, name, group = '', weight, minimumSample, halfSample, neutralPoints, missing, why } = factor
  const scale = scaleOf(factor, card)
  return {
    id,
    name,
    group,
    ...measuredIn(factor),
    weight,
    points: factor.points.map(([value, points]) => [scaled(value, scale), points]),
    minimumSample,
    halfSample,
    neutralPoints,
    ...(missing === 'skip' ? {} : { missingPoints: missing }),
    why,
  }
}

function toCap(cap: CapInFile, card: ScorecardInFile, known: KnownMeasures): ScoreCap {
  const { id, direction, level, minimumSample, when, atMost, why } = cap
  return {
    id,
    ...measuredIn(cap),
    direction,
    level: scaled(level, scaleOf(cap, card)),
    minimumSample,
    ...(when === undefined ? {} : { when: conditionOf(when, card, known) }),
    atMost,
    why,
  }
}

/** @throws Error for a condition with faults: they are told before */
function conditionOf(text: string, { entity }: ScorecardInFile, known: KnownMeasures): Condition {
  const parsed = parseCondition(text, indicatorVariables(entity, known))
  if ('condition' in parsed) return parsed.condition
  throw new Error(`${text} is no condition`)
}

function measuredIn({ id, value, currency }: FactorInFile | CapInFile): Pick<ScoreFactor, 'value' | 'currency'> {
  const expression = valueExpression(value)
  if (expression === undefined) throw new Error(`${id} has no value`)
  return { value: expression, ...(currency === undefined ? {} : { currency }) }
}

/** An amount is written as people write it: 50000 is CNY 50,000.00. */
function scaleOf({ value, currency }: FactorInFile | CapInFile, { entity }: ScorecardInFile): number {
  const expression = valueExpression(value)
  if (expression === undefined || currency === undefined) return 1
  const unit = unitOfValue(expression, entity)
  return unit.kind === 'unit' && unit.unit === 'money' ? 10 ** currencyExponent(currency) : 1
}

function scaled(value: number, scale: number): number {
  return scale === 1 ? value : Math.round(value * scale)
}

function toStartingRule(rule: ScorecardInFile['startingTier']['rules'][number]): StartingTierRule {
  const { tier, segments, industries, regions, creditReport, why } = rule
  return {
    tier,
    segments,
    industries,
    regions,
    ...(creditReport?.from === undefined ? {} : { creditReportFrom: creditReport.from }),
    ...(creditReport?.below === undefined ? {} : { creditReportBelow: creditReport.below }),
    why,
  }
}
