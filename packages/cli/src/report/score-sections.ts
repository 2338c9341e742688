import type { Section } from '@tocsin/backtest'
import { ENTITY_WORDS, type EntityType, formatCalendarDay, TIER_WORDS } from '@tocsin/domain'
import type { Language } from '../terminal.ts'
import { source } from './alert-sections.ts'
import { leftOut } from './left-out.ts'
import type { RiskReport } from './risk-report.ts'
import { type Scored, type ScoreMove, TIER_ORDER } from './scores-of-period.ts'

/** How many stand in each tier, beside the end of the period before. */
export function tierSection({ now, before }: RiskReport, language: Language): Section {
  const zh = language === 'zh'
  const kinds = Object.keys(now.scores.tiers).sort()
  const count = (kind: string, tier: (typeof TIER_ORDER)[number]) => {
    const is = now.scores.tiers[kind]?.[tier] ?? 0
    const was = before.scores.tiers[kind]?.[tier] ?? 0
    return `${is} (${was})`
  }
  const [through, former] = [now, before].map(({ asOfOn }) => formatCalendarDay(asOfOn))
  return {
    id: 'tiers',
    title: zh ? '期末的风险等级' : 'Risk tiers at the end of the period',
    notes: [
      source('risk.scores', through ?? '', language),
      zh ? `括号内：上期末（${former}）。` : `In brackets: at the end of the period before (${former}).`,
    ],
    header: [zh ? '对象' : 'who', ...TIER_ORDER.map((tier) => TIER_WORDS[tier][language])],
    rows: kinds.map((kind) => [kindWord(kind, language), ...TIER_ORDER.map((tier) => count(kind, tier))]),
    numeric: [1, 2, 3],
  }
}

export function tierMoveSection({ now }: RiskReport, language: Language, limit: number): Section {
  const zh = language === 'zh'
  const { tierMoves } = now.scores
  // Those that got worse are what somebody reads the list for.
  const worseFirst = tierMoves.toSorted((left, right) => steps(right) - steps(left))
  const shown = worseFirst.slice(0, limit)
  const range = `${formatCalendarDay(now.period.fromOn)} … ${formatCalendarDay(now.period.throughOn)}`
  return {
    id: 'tier-moves',
    title: zh ? '期内的等级变动，变差的在前' : 'Moves between tiers, those for the worse first',
    notes: [source('risk.scores', range, language), ...leftOut(shown.length, tierMoves.length, language)],
    header: zh ? ['日期', '对象', '由', '变为', '原因'] : ['on', 'who', 'from', 'to', 'why'],
    rows: shown.map((move) => [
      formatCalendarDay(move.on),
      who(move, language),
      TIER_WORDS[move.from][language],
      TIER_WORDS[move.to][language],
      CAUSE_WORDS[move.cause]?.[language] ?? move.cause,
    ]),
  }
}

export function scoreMoveSection({ now }: RiskReport, language: Language, limit: number): Section {
  const zh = language === 'zh'
  const { scoreMoves } = now.scores
  const shown = scoreMoves.slice(0, limit)
  const range = `${formatCalendarDay(now.period.fromOn)} … ${formatCalendarDay(now.period.throughOn)}`
  return {
    id: 'score-moves',
    title: zh ? '评分变化最大者' : 'The largest changes of score',
    notes: [
      source('risk.scores', range, language),
      zh
        ? '期初为本期之前最后一次公布的评分；此前没有评分的，取本期内第一次。'
        : 'Before: as last told before the period; where there was no score yet, the first one told in it.',
      ...leftOut(shown.length, scoreMoves.length, language),
    ],
    header: zh ? ['对象', '期初', '期末', '变化'] : ['who', 'before', 'at the end', 'change'],
    rows: shown.map((move) => [
      who(move, language),
      scoreText(move.before, move.ratingBefore),
      scoreText(move.after, move.ratingAfter),
      changeText(move),
    ]),
    numeric: [1, 2, 3],
  }
}

const CAUSE_WORDS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  score: { zh: '评分', en: 'score' },
  'starting-tier': { zh: '起始等级', en: 'starting tier' },
  override: { zh: '人工调整', en: 'somebody decided so' },
  'override-ended': { zh: '人工调整到期', en: 'a decision ended' },
}

function steps({ from, to }: { readonly from: (typeof TIER_ORDER)[number]; readonly to: (typeof TIER_ORDER)[number] }) {
  return TIER_ORDER.indexOf(to) - TIER_ORDER.indexOf(from)
}

function who({ entityType, entityId, entityName }: Scored, language: Language): string {
  const word = kindWord(entityType, language)
  return entityName === null ? `${word} ${entityId}` : `${word} ${entityName} (${entityId})`
}

/** Of the scores as they are shown: else a reader who subtracts finds another number. */
function changeText({ before, after }: ScoreMove): string {
  const tenths = Math.round(after * 10) - Math.round(before * 10)
  return `${tenths < 0 ? '−' : '+'}${(Math.abs(tenths) / 10).toFixed(1)}`
}

function kindWord(entityType: string, language: Language): string {
  return ENTITY_WORDS[entityType as EntityType]?.[language] ?? entityType
}

function scoreText(score: number, rating: string | null): string {
  return rating === null ? score.toFixed(1) : `${score.toFixed(1)} ${rating}`
}
