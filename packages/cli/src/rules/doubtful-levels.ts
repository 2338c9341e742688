import type { Indicator } from '@tocsin/domain'

/** Far beyond what a share can be: possible, as the weeks that a stock lasts, and most likely a percentage. */
const DOUBTFUL_RATIO = 5

/** A sentence for each level that is right in form and probably not meant. */
export function doubtfulLevels(indicators: readonly Indicator[]): string[] {
  return indicators.flatMap(({ id, unit, thresholds, overrides = [] }) => {
    if (unit !== 'ratio') return []
    const levels = [thresholds, ...overrides.map((override) => override.thresholds)].flatMap(({ warning, critical }) =>
      [warning, critical].filter((level) => level !== undefined),
    )
    return [...new Set(levels)]
      .filter((level) => Math.abs(level) >= DOUBTFUL_RATIO)
      .map(
        (level) =>
          `Look twice: ${id} has a level of ${level}, which is ${rounded(level * 100)} %; ${level} % is ${rounded(level / 100)}.`,
      )
  })
}

/** 5.1 × 100 is 509.99999999999994. */
function rounded(value: number): number {
  return Number(value.toPrecision(12))
}
