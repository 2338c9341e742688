import type { LocalizedText } from '../indicators/rule-set.ts'
import type { FactorScore, Score } from './score-of.ts'
import type { ScoreFactor } from './scorecard.ts'

/** More than these a person does not read. */
const MAX_REASONS = 4
/** Less than half a point is no reason. */
const LEAST_LOST = 0.5

/** Why the score is not higher: the cap that holds, then the factors that cost most points. */
export function reasonsOf({ cap, factors }: Score): readonly { readonly id: string; readonly text: LocalizedText }[] {
  const costly = costliest(factors).map(({ factor, lost }) => ({ id: factor.id, text: costText(factor, lost) }))
  if (cap === undefined) return costly
  const ceiling = {
    zh: `${cap.why.zh}（评分上限 ${cap.atMost}）`,
    en: `${cap.why.en} (score at most ${cap.atMost})`,
  }
  return [{ id: cap.id, text: ceiling }, ...costly].slice(0, MAX_REASONS)
}

/** Equal ones in the order of the scorecard. */
function costliest(factors: readonly FactorScore[]): readonly FactorScore[] {
  return factors
    .filter(({ lost }) => lost >= LEAST_LOST)
    .sort((left, right) => right.lost - left.lost)
    .slice(0, MAX_REASONS)
}

function costText({ name }: ScoreFactor, lost: number): LocalizedText {
  const points = Math.round(lost * 10) / 10
  return { zh: `${name.zh} −${points} 分`, en: `${name.en} −${points} points` }
}
