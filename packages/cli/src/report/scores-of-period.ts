/** What risk.scores says of a period: who moved to another tier, whose score moved most, and who stands where at its end. */
import type { CalendarDay, LocalizedText, Tier } from '@tocsin/domain'
import type { ScoreEvent } from '@tocsin/events'
import type { ReportPeriod } from './period.ts'

/** Whom a score is about. */
export interface Scored {
  readonly entityType: string
  readonly entityId: string
  readonly entityName: string | null
}

export interface TierMove extends Scored {
  readonly from: Tier
  readonly to: Tier
  readonly on: CalendarDay
  /** score, starting-tier, override or override-ended. */
  readonly cause: string
  readonly reason: LocalizedText
}

export interface ScoreMove extends Scored {
  /** As last told before the period; where there was none, the first one told in it. */
  readonly before: number
  readonly after: number
  readonly ratingBefore: string | null
  readonly ratingAfter: string | null
}

export interface ScoresOfPeriod {
  /** At the end of the period, by kind of entity. */
  readonly tiers: Readonly<Record<string, Readonly<Record<Tier, number>>>>
  /** Into a riskier tier, and out of one; an entity that moves twice counts twice. */
  readonly worse: number
  readonly better: number
  /** Those that got their first tier. */
  readonly newlyRated: number
  /** In the order in which they happened. */
  readonly tierMoves: readonly TierMove[]
  /** The largest first, falls before rises of the same size. */
  readonly scoreMoves: readonly ScoreMove[]
}

/** From the least risky. */
export const TIER_ORDER = ['low', 'medium', 'high'] as const satisfies readonly Tier[]

interface Standing {
  name: string | null
  at: number
  tier: Tier
  before: Point | undefined
  after: Point | undefined
}

interface Point {
  readonly score: number
  readonly rating: string | null
}

/** Takes the records of risk.scores one by one. Memory: a few numbers for each entity, and the tier moves of the period. */
export class ScoreWatch {
  readonly period: ReportPeriod
  #standings = new Map<string, Standing>()
  #moves = new Map<string, TierMove>()
  #newlyRated = new Set<string>()

  constructor(period: ReportPeriod) {
    this.period = period
  }

  add(event: ScoreEvent): void {
    const { fromOn, throughOn } = this.period
    if (event.on > throughOn) return
    const key = `${event.entityType}|${event.entityId}`
    const standing = this.#standings.get(key)
    // Told at least once: an older one that comes again says nothing new.
    if (standing !== undefined && event.at < standing.at) return
    this.#standings.set(key, moved(standing, event, event.on < fromOn))
    if (event.type === 'tier-changed' && event.on >= fromOn) this.#move(event)
  }

  figures(): ScoresOfPeriod {
    const moves = [...this.#moves.values()].sort((left, right) => left.on - right.on || compareIds(left, right))
    const worse = moves.filter(({ from, to }) => TIER_ORDER.indexOf(to) > TIER_ORDER.indexOf(from)).length
    const better = moves.length - worse
    const newlyRated = this.#newlyRated.size
    return { tiers: this.#tiers(), worse, better, newlyRated, tierMoves: moves, scoreMoves: this.#scoreMoves() }
  }

  #move(event: ScoreEvent & { readonly type: 'tier-changed' }): void {
    const { eventId, tier, previousTier, on, cause, reasonZh, reasonEn } = event
    if (previousTier == null) this.#newlyRated.add(eventId)
    else if (previousTier !== tier) {
      const reason = { zh: reasonZh, en: reasonEn }
      this.#moves.set(eventId, { ...scored(event), from: previousTier, to: tier, on, cause, reason })
    }
  }

  #tiers(): ScoresOfPeriod['tiers'] {
    const tiers: Record<string, Record<Tier, number>> = {}
    for (const [key, { tier }] of this.#standings) {
      const [entityType = ''] = key.split('|', 1)
      tiers[entityType] ??= { low: 0, medium: 0, high: 0 }
      tiers[entityType][tier] += 1
    }
    return tiers
  }

  #scoreMoves(): ScoreMove[] {
    const moves = [...this.#standings].flatMap(([key, { name, before, after }]) => {
      if (before === undefined || after === undefined || before.score === after.score) return []
      const bar = key.indexOf('|')
      const who = { entityType: key.slice(0, bar), entityId: key.slice(bar + 1), entityName: name }
      const ratings = { ratingBefore: before.rating, ratingAfter: after.rating }
      return [{ ...who, before: before.score, after: after.score, ...ratings }]
    })
    const size = ({ before, after }: ScoreMove) => Math.abs(after - before)
    return moves.sort(
      (left, right) =>
        size(right) - size(left) || left.after - left.before - (right.after - right.before) || compareIds(left, right),
    )
  }
}

function moved(standing: Standing | undefined, event: ScoreEvent, isBefore: boolean): Standing {
  const { entityName, at, tier } = event
  const known = { name: entityName ?? standing?.name ?? null, at, tier }
  const [before, after] = [standing?.before, standing?.after]
  const score = event.type === 'score-changed' ? event.score : null
  if (score == null) return { ...known, before, after }
  const point = { score, rating: event.rating ?? null }
  if (isBefore) return { ...known, before: point, after: undefined }
  return { ...known, before: before ?? point, after: point }
}

function scored({ entityType, entityId, entityName }: ScoreEvent): Scored {
  return { entityType, entityId, entityName: entityName ?? null }
}

function compareIds(left: Scored, right: Scored): number {
  if (left.entityId === right.entityId) return left.entityType < right.entityType ? -1 : 1
  return left.entityId < right.entityId ? -1 : 1
}
