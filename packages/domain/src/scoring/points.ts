import type { IndicatorValue } from '../indicators/indicator-value.ts'
import type { ScoreFactor } from './scorecard.ts'

/** Points of a value on the factor's line: straight between two corners, flat beyond the first and the last. */
export function pointsAt(corners: ScoreFactor['points'], value: number): number {
  let before = corners[0]
  if (before === undefined) throw new Error('a factor has no points')
  if (value <= before[0]) return before[1]
  for (const corner of corners) {
    if (value <= corner[0]) {
      const [fromValue, fromPoints] = before
      const span = corner[0] - fromValue
      return span === 0 ? corner[1] : fromPoints + ((corner[1] - fromPoints) * (value - fromValue)) / span
    }
    before = corner
  }
  return before[1]
}

/** More of the value is worse where its points fall. */
export function direction({ points }: Pick<ScoreFactor, 'points'>): 'above' | 'below' {
  return (points[0]?.[1] ?? 0) >= (points.at(-1)?.[1] ?? 0) ? 'above' : 'below'
}

/**
 * Small-sample protection: neutral + (points − neutral) × n ÷ (n + h), with n observations and h = `halfSample`. One late
 * payment of one says little; of twenty, much. (The credibility formula of Bühlmann, with h for the ratio of variances.)
 */
export function shrunk(
  points: number,
  sample: number,
  { halfSample, neutralPoints }: Pick<ScoreFactor, 'halfSample' | 'neutralPoints'>,
): number {
  if (halfSample === 0) return points
  return neutralPoints + ((points - neutralPoints) * sample) / (sample + halfSample)
}

/** The value where its sample suffices, or the worst of the currencies of which it does; undefined: not known. */
export function sufficientValue(
  value: IndicatorValue,
  minimumSample: number,
): Extract<IndicatorValue, { kind: 'value' }> | undefined {
  if (value.kind === 'unknown') return undefined
  return value.sample >= minimumSample ? value : value.sufficient
}

/** Scores, points and coverage are kept to two decimals: what is stored, told and compared is the same number. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
