import {
  type CreditReport,
  emptyStanding,
  isEmptyStanding,
  NO_FACTORS,
  type Standing,
  TIERS,
  type Tier,
  type TierOverride,
} from '@tocsin/domain'
import type { CompactReader } from './compact-reader.ts'
import type { CompactWriter } from './compact-writer.ts'
import { known } from './state-parts.ts'

/** How a customer or representative stands, inside its state. A byte where nothing is known. */
export function writeStanding(to: CompactWriter, standing: Standing): void {
  const isEmpty = isEmptyStanding(standing)
  to.flag(!isEmpty)
  if (isEmpty) return
  to.optionalDay(standing.measuredOn)
  to.optionalDay(standing.dueOn)
  to.count(standing.score === null ? 0 : hundredths(standing.score) + 1)
  to.text(standing.rating)
  writeTier(to, standing.tier)
  to.flag(standing.isScored)
  writeTier(to, standing.effectiveTier)
  to.optionalDay(standing.tierSinceOn)
  writeTier(to, standing.previousTier)
  writeOverride(to, standing.override)
  to.optionalDay(standing.reviewedOn)
  to.optionalDay(standing.knownSinceOn)
  to.count(standing.factors.key)
  // 0 = not known.
  if (standing.factors.key !== 0) to.list(standing.factors.points, (w, points) => w.count(points + 1))
  to.list(standing.weeks, (w, { on, score }) => {
    w.day(on)
    w.count(hundredths(score))
  })
  to.list(standing.reports, writeReport)
}

export function readStanding(from: CompactReader): Standing {
  if (!from.flag()) return emptyStanding()
  return {
    measuredOn: from.optionalDay(),
    dueOn: from.optionalDay(),
    score: readScore(from.count()),
    rating: from.text(),
    tier: readTier(from),
    isScored: from.flag(),
    effectiveTier: readTier(from),
    tierSinceOn: from.optionalDay(),
    previousTier: readTier(from),
    override: readOverride(from),
    reviewedOn: from.optionalDay(),
    knownSinceOn: from.optionalDay(),
    factors: readFactors(from),
    weeks: from.list((r) => ({ on: r.day(), score: r.count() / 100 })),
    reports: from.list(readReport),
  }
}

/** Scores have two decimals. */
function hundredths(score: number): number {
  return Math.round(score * 100)
}

function readScore(code: number): number | null {
  return code === 0 ? null : (code - 1) / 100
}

function writeTier(to: CompactWriter, tier: Tier | null): void {
  to.count(tier === null ? 0 : TIERS.indexOf(tier) + 1)
}

function readTier(from: CompactReader): Tier | null {
  const code = from.count()
  return code === 0 ? null : known(TIERS, code - 1)
}

function writeOverride(to: CompactWriter, override: TierOverride | null): void {
  writeTier(to, override?.tier ?? null)
  if (override === null) return
  to.text(override.reason)
  to.text(override.author)
  to.day(override.validThroughOn)
}

function readOverride(from: CompactReader): TierOverride | null {
  const tier = readTier(from)
  return tier === null ? null : { tier, reason: from.text(), author: from.text(), validThroughOn: from.day() }
}

function readFactors(from: CompactReader): Standing['factors'] {
  const key = from.count()
  return key === 0 ? NO_FACTORS : { key, points: from.list((r) => r.count() - 1) }
}

function writeReport(to: CompactWriter, { provider, score, reportedOn }: CreditReport): void {
  to.text(provider)
  to.count(hundredths(score))
  to.day(reportedOn)
}

function readReport(from: CompactReader): CreditReport {
  return { provider: from.text(), score: from.count() / 100, reportedOn: from.day() }
}
