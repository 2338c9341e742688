/**
 * The risk matrix: how likely a loss is × how large it would be → low, medium, high or extreme. Quantity (score, exposure)
 * and judgement (the severity's floor, the cells) meet here; both are in the rule file.
 */
import type { LocalizedText, Severity } from '../indicators/rule-set.ts'

/** From the least to the greatest. */
export const RISK_LEVELS = ['low', 'medium', 'high', 'extreme'] as const
export type RiskLevel = (typeof RISK_LEVELS)[number]

export interface RiskMatrix {
  /** From the least likely; the first from 0. */
  readonly likelihood: readonly LikelihoodBand[]
  /** Likelihood points, 0 to 100, that an open alert has at the least, whatever the score says. */
  readonly severityPoints: Readonly<Record<Severity, number>>
  /** From the smallest. */
  readonly impact: readonly ImpactBand[]
  /** By likelihood band, then impact band. */
  readonly cells: readonly (readonly RiskLevel[])[]
}

export interface LikelihoodBand {
  readonly id: string
  readonly name: LocalizedText
  /** 100 − credit score, or the severity's points where they are more. */
  readonly from: number
}

export interface ImpactBand {
  readonly id: string
  readonly name: LocalizedText
  /** The least amount, in minor units by currency; a currency that is not named has no impact band. */
  readonly fromMinor: Readonly<Record<string, number>>
}

export interface RiskCell {
  readonly likelihood: string
  readonly impact: string
  readonly level: RiskLevel
}

export interface RiskExtent {
  readonly severity: Severity
  /** Undefined: nobody knows; the severity decides alone. */
  readonly score: number | undefined
  /** What may be lost, by currency: exposure of a customer, open balance of a representative. */
  readonly amounts: readonly { readonly currency: string; readonly amountMinor: number }[]
}

/** Where an open risk lies; of several currencies the worst. Undefined where none of its currencies is in the matrix. */
export function riskCell(matrix: RiskMatrix, { severity, score, amounts }: RiskExtent): RiskCell | undefined {
  const points = Math.max(matrix.severityPoints[severity], score === undefined ? 0 : 100 - score)
  const likelihood = lastReached(matrix.likelihood, ({ from }) => points >= from)
  let impact = -1
  for (const { currency, amountMinor } of amounts) {
    impact = Math.max(
      impact,
      lastReached(matrix.impact, ({ fromMinor }) => amountMinor >= (fromMinor[currency] ?? Number.POSITIVE_INFINITY)),
    )
  }
  const level = matrix.cells[likelihood]?.[impact]
  if (level === undefined) return undefined
  return { likelihood: matrix.likelihood[likelihood]!.id, impact: matrix.impact[impact]!.id, level }
}

/** What is dealt with first stands first: level, then impact, then likelihood. */
export function compareRisks(matrix: RiskMatrix, left: RiskCell, right: RiskCell): number {
  const impactOf = ({ impact }: RiskCell) => matrix.impact.findIndex(({ id }) => id === impact)
  const likelihoodOf = ({ likelihood }: RiskCell) => matrix.likelihood.findIndex(({ id }) => id === likelihood)
  return (
    RISK_LEVELS.indexOf(right.level) - RISK_LEVELS.indexOf(left.level) ||
    impactOf(right) - impactOf(left) ||
    likelihoodOf(right) - likelihoodOf(left)
  )
}

function lastReached<Band>(bands: readonly Band[], isReached: (band: Band) => boolean): number {
  for (let index = bands.length - 1; index >= 0; index--) if (isReached(bands[index]!)) return index
  return -1
}
