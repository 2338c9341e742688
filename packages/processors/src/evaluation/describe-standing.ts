/** How an entity stands, and its open risks, as JSON for people. */
import {
  type CompiledScorecard,
  compareRisks,
  formatCalendarDay,
  type Language,
  type LocalizedText,
  presentSeverity,
  type RiskCell,
  type RiskMatrix,
  type RuleSet,
  reasonsOf,
  reviewDueOn,
  riskCell,
  type Standing,
  TIER_WORDS,
} from '@tocsin/domain'
import { optionalDay, type Readable, type Words } from './describe.ts'
import type { EpisodeOfIndicator } from './episodes.ts'
import type { EntityExtent } from './risk-extent.ts'

/** Recorded score, rating and tier; what the score is made of today; decisions, reviews and reports. */
export function describeStanding<Facts>(
  standing: Standing,
  card: CompiledScorecard<Facts> | undefined,
  facts: Facts,
  on: number,
  language: Language,
): Readable {
  if (card === undefined) return null
  const today = card.scoreOf(facts, on)
  const { override, effectiveTier, weeks, reports } = standing
  return {
    score: standing.score,
    rating: standing.rating || null,
    tier: effectiveTier === null ? null : TIER_WORDS[effectiveTier][language],
    tierSince: optionalDay(standing.tierSinceOn),
    terms: effectiveTier === null ? null : card.scorecard.terms[effectiveTier][language],
    decision:
      override === null
        ? null
        : {
            tier: TIER_WORDS[override.tier][language],
            author: override.author,
            why: override.reason,
            validThrough: formatCalendarDay(override.validThroughOn),
          },
    measuredOn: optionalDay(standing.measuredOn),
    measuredAgainOn: optionalDay(standing.dueOn),
    reviewedOn: optionalDay(standing.reviewedOn),
    reviewDueOn: optionalDay(reviewDueOn(standing, card.scorecard) ?? null),
    scoreToday: today.score ?? null,
    coverage: today.coverage,
    reasons: reasonsOf(today).map(({ text }) => text[language]),
    factors: Object.fromEntries(
      today.factors.map(({ factor, points }) => [factor.name[language], points === undefined ? null : points]),
    ),
    bestScoreByWeek: Object.fromEntries(weeks.map((week) => [formatCalendarDay(week.on), week.score])),
    creditReports: reports.map(({ provider, score, reportedOn }) => ({
      provider,
      score,
      reportedOn: formatCalendarDay(reportedOn),
    })),
  }
}

/**
 * Each open alert with its cell of the matrix, what is dealt with first standing first; at the end those that have none,
 * because nothing is owed in a currency that the matrix knows.
 */
export function describeRisks(
  episodes: readonly EpisodeOfIndicator[],
  { matrix, indicators }: RuleSet,
  extent: EntityExtent,
  language: Language,
): Readable {
  if (matrix === undefined) return []
  const risks: { readonly indicatorId: string; readonly cell: RiskCell }[] = []
  const withoutCell: string[] = []
  for (const { indicatorId, episode } of episodes) {
    const severity = presentSeverity(episode)
    const cell = severity && riskCell(matrix, { severity, ...extent })
    if (cell) risks.push({ indicatorId, cell })
    else if (severity) withoutCell.push(indicatorId)
  }
  const nameOf = (id: string) => indicators.find((indicator) => indicator.id === id)?.name[language] ?? id
  const placed = risks
    .sort((left, right) => compareRisks(matrix, left.cell, right.cell))
    .map(({ indicatorId, cell }) => ({ risk: nameOf(indicatorId), ...cellInWords(matrix, cell, language) }))
  return [...placed, ...withoutCell.map((id) => ({ risk: nameOf(id), likelihood: null, impact: null, level: null }))]
}

/** A cell by the names that the matrix has for its bands. */
function cellInWords(matrix: RiskMatrix, cell: RiskCell, language: Language) {
  const named = (bands: readonly { readonly id: string; readonly name: LocalizedText }[], id: string) =>
    bands.find((band) => band.id === id)?.name[language] ?? id
  return {
    likelihood: named(matrix.likelihood, cell.likelihood),
    impact: named(matrix.impact, cell.impact),
    level: RISK_LEVEL_WORDS[cell.level][language],
  }
}

export const RISK_LEVEL_WORDS: Readonly<Record<RiskCell['level'], LocalizedText>> = {
  low: { zh: '低', en: 'low' },
  medium: { zh: '中', en: 'medium' },
  high: { zh: '高', en: 'high' },
  extreme: { zh: '极高', en: 'extreme' },
}

export const STANDING_WORDS: Words = {
  standing: { en: 'standing', zh: '信用状况' },
  score: { en: 'recorded score', zh: '在册评分' },
  rating: { en: 'rating', zh: '评级' },
  tier: { en: 'risk tier', zh: '风险等级' },
  tierSince: { en: 'tier since', zh: '等级起始日' },
  terms: { en: 'terms', zh: '执行条件' },
  decision: { en: 'decision', zh: '人工调整' },
  author: { en: 'decided by', zh: '调整人' },
  why: { en: 'why', zh: '理由' },
  validThrough: { en: 'valid through', zh: '有效至' },
  measuredOn: { en: 'measured on', zh: '评估日' },
  measuredAgainOn: { en: 'measured again on', zh: '下次评估日' },
  reviewedOn: { en: 'reviewed on', zh: '评审日' },
  reviewDueOn: { en: 'review due on', zh: '下次评审期限' },
  scoreToday: { en: 'score as of today', zh: '当日评分' },
  coverage: { en: 'coverage', zh: '数据覆盖' },
  reasons: { en: 'what costs most', zh: '主要扣分' },
  factors: { en: 'points by factor', zh: '各因子得分' },
  bestScoreByWeek: { en: 'best score by week', zh: '每周最好评分' },
  creditReports: { en: 'credit reports', zh: '征信报告' },
  provider: { en: 'agency', zh: '机构' },
  reportedOn: { en: 'reported on', zh: '报告日' },
  openRisks: { en: 'open risks', zh: '未解除的风险' },
  risk: { en: 'risk', zh: '风险' },
  likelihood: { en: 'likelihood', zh: '可能性' },
  impact: { en: 'impact', zh: '影响' },
  level: { en: 'level', zh: '风险级别' },
}
