import { creditReportScoreOn } from '../scoring/credit-reports.ts'
import type { CompiledScorecard } from '../scoring/score-of.ts'
import type { Scorecard } from '../scoring/scorecard.ts'
import { bestScoreIn, creditReportAgeDays, nextWeekLeavesOn, reviewDueOn, type Standing } from '../scoring/standing.ts'
import { tierRank } from '../scoring/tiers.ts'
import type { Facet, Measure, Measurement } from './measure.ts'

/** They come of a score: no scorecard may be made of them. */
export const SCORE_MEASURE_NAMES: readonly string[] = [
  'credit-score',
  'recorded-credit-score',
  'credit-score-drop',
  'tier-worsened',
  'days-past-review',
]

/** Over this window a score is compared with its best. */
export const SCORE_DROP_DAYS = 90
/** For so long a tier that became worse is told. */
export const TIER_CHANGE_DAYS = 30
/** Where no scorecard says how old a report may be. */
export const REPORT_AGE_WITHOUT_SCORECARD_DAYS = 365

/** Facts that a score's measures read: how the entity stands. Absent where nothing was recorded. */
export interface ScoredFacts {
  readonly standing?: Standing | undefined
}

type ScoreMeasures<Facts> = Readonly<
  Record<
    'credit-score' | 'recorded-credit-score' | 'credit-score-drop' | 'tier-worsened' | 'days-past-review',
    Measure<Facts>
  >
>

/** Without a scorecard every score is unknown: so the catalogue of a rule set without one says what there could be. */
export function scoreMeasures<Facts extends ScoredFacts>(scorecard?: CompiledScorecard<Facts>): ScoreMeasures<Facts> {
  const reads = scorecard?.reads ?? []
  // What is recorded rests on what the scorecard reads, and on what people decide; when it moves, `readsStanding` says.
  const recordedReads = [...new Set<Facet>([...reads, 'credit'])]
  return {
    'credit-score': {
      unit: 'points',
      label: { zh: '信用评分', en: 'credit score' },
      meaning: {
        zh: '按规则文件中的评分卡在当日日终计算的信用评分，0 最差，100 最好；已知因子的权重不足时为未知',
        en: 'Score of the rule files’ scorecard as of the end of the day, 0 worst, 100 best; unknown when too little of its weights is known',
      },
      sample: { zh: '已知因子数', en: 'factors that are known' },
      reads,
      measure(facts, on) {
        const measured = scorecard?.scoreOf(facts, on)
        if (measured?.score === undefined) return UNKNOWN
        const sample = measured.factors.filter(({ value }) => value !== undefined).length
        return { kind: 'number', value: measured.score, sample }
      },
      nextChangeOn: (facts, on) => scorecard?.nextChangeOn(facts, on),
    },
    'recorded-credit-score': {
      unit: 'points',
      label: { zh: '在册信用评分', en: 'recorded credit score' },
      meaning: {
        zh: '最近一次记录的信用评分：有变动的日终，或按风险等级的监控频率重新评估时记录；变动不足 1 分且评级、等级不变时不更新',
        en: 'The score as last recorded: at the end of a day with changes, or when the tier’s frequency asks; moves of less than a point that change neither rating nor tier are not recorded',
      },
      sample: { zh: '有评分的周数，至多 24', en: 'weeks in which a score was recorded, 24 at most' },
      reads: recordedReads,
      readsStanding: true,
      measure: ({ standing }) => recorded(standing, (score) => score),
      nextChangeOn: never,
    },
    'credit-score-drop': {
      unit: 'points',
      label: { zh: '评分较 90 天内最好时下降', en: 'points below the best score of 90 days' },
      meaning: {
        zh: `在册评分比最近 ${SCORE_DROP_DAYS} 天内曾有过的最好在册评分低多少分；没有下降为 0`,
        en: `By how many points the recorded score is below the best one that stood at any time in the last ${SCORE_DROP_DAYS} days; 0 when it is not`,
      },
      sample: { zh: '有评分的周数，至多 24', en: 'weeks in which a score was recorded, 24 at most' },
      reads: recordedReads,
      readsStanding: true,
      measure: ({ standing }, on) =>
        recorded(standing, (score, known) =>
          round(Math.max(0, (bestScoreIn(known, on, SCORE_DROP_DAYS) ?? score) - score)),
        ),
      nextChangeOn: ({ standing }, on) =>
        standing === undefined ? undefined : nextWeekLeavesOn(standing, on, SCORE_DROP_DAYS),
    },
    'tier-worsened': {
      unit: 'count',
      label: { zh: '风险等级上升级数', en: 'tiers worse' },
      meaning: {
        zh: `最近 ${TIER_CHANGE_DAYS} 天内风险等级比变更前差了几级（低→中为 1，低→高为 2）；变好、未变或更早为 0`,
        en: `By how many tiers the entity is worse than before the change, where that lies in the last ${TIER_CHANGE_DAYS} days (low to medium: 1, low to high: 2); else 0`,
      },
      sample: { zh: '曾有过别的等级为 1', en: '1 where there was another tier before' },
      reads: recordedReads,
      readsStanding: true,
      measure({ standing }, on) {
        if (standing === undefined || standing.effectiveTier === null) return UNKNOWN
        const { effectiveTier, previousTier, tierSinceOn } = standing
        if (previousTier === null || tierSinceOn === null) return { kind: 'number', value: 0, sample: 0 }
        const isRecent = on - tierSinceOn < TIER_CHANGE_DAYS
        const value = isRecent ? Math.max(0, tierRank(effectiveTier) - tierRank(previousTier)) : 0
        return { kind: 'number', value, sample: 1 }
      },
      nextChangeOn({ standing }, on) {
        if (standing === undefined || standing.previousTier === null || standing.tierSinceOn === null) return undefined
        return laterThan(on, standing.tierSinceOn + TIER_CHANGE_DAYS)
      },
    },
    'days-past-review': daysPastReview(scorecard?.scorecard),
  }
}

type CustomerScoreMeasures<Facts> = ScoreMeasures<Facts> &
  Readonly<Record<'credit-report-score' | 'credit-report-age-days', Measure<Facts>>>

/** Customers are reported on by credit agencies as well. */
export function customerScoreMeasures<Facts extends ScoredFacts>(
  scorecard?: CompiledScorecard<Facts>,
): CustomerScoreMeasures<Facts> {
  return {
    ...scoreMeasures(scorecard),
    ...creditReportMeasures<Facts>(scorecard?.scorecard),
  }
}

function daysPastReview<Facts extends ScoredFacts>(scorecard?: Pick<Scorecard, 'review'>): Measure<Facts> {
  const dueOn = ({ standing }: Facts) => scorecard && standing && reviewDueOn(standing, scorecard)
  return {
    unit: 'days',
    label: { zh: '评审超期', en: 'review overdue' },
    meaning: {
      zh: '人工评审超过其风险等级规定周期的天数；从未评审的自首次评估日算起；未超期为 0',
      en: 'Days by which the review by a person is later than the tier allows; without any review, counted from the first measurement; 0 when it is not',
    },
    sample: { zh: '恒为 1', en: 'always 1' },
    reads: ['credit'],
    readsStanding: true,
    measure(facts, on) {
      const due = dueOn(facts)
      return due === undefined ? UNKNOWN : { kind: 'number', value: Math.max(0, on - due), sample: 1 }
    },
    nextChangeOn(facts, on) {
      const due = dueOn(facts)
      return due === undefined ? undefined : Math.max(on, due) + 1
    },
    countsFrom(facts) {
      const due = dueOn(facts)
      return due === undefined ? [] : [due]
    },
  }
}

/** @param scorecard says how old a report may be */
export function creditReportMeasures<Facts extends ScoredFacts>(scorecard?: Pick<Scorecard, 'creditReportMaxAgeDays'>) {
  const maxAgeDays = scorecard?.creditReportMaxAgeDays ?? REPORT_AGE_WITHOUT_SCORECARD_DAYS
  const score: Measure<Facts> = {
    unit: 'points',
    label: { zh: '征信报告评分', en: 'credit report score' },
    meaning: {
      zh: '最近一份第三方信用报告的评分，换算为 0–100；没有报告，或超过评分卡规定的报告有效期时为未知',
      en: 'Score of the latest third-party credit report on a scale of 0 to 100; unknown without one, and when it is older than the scorecard allows',
    },
    sample: { zh: '恒为 1', en: 'always 1' },
    reads: ['credit'],
    measure({ standing }, on) {
      const value = standing && creditReportScoreOn(standing.reports, on, maxAgeDays)
      return value === undefined ? UNKNOWN : { kind: 'number', value, sample: 1 }
    },
    nextChangeOn({ standing }, on) {
      const reportedOn = standing?.reports.at(-1)?.reportedOn
      if (reportedOn === undefined) return undefined
      return laterThan(on, reportedOn + maxAgeDays + 1)
    },
  }
  const ageDays: Measure<Facts> = {
    unit: 'days',
    label: { zh: '征信报告已出具', en: 'age of the credit report' },
    meaning: {
      zh: '最近一份第三方信用报告出具至今的天数；没有报告时为未知',
      en: 'Days since the latest third-party credit report was written; unknown without one',
    },
    sample: { zh: '恒为 1', en: 'always 1' },
    reads: ['credit'],
    measure({ standing }, on) {
      const value = standing && creditReportAgeDays(standing, on)
      return value === undefined ? UNKNOWN : { kind: 'number', value, sample: 1 }
    },
    nextChangeOn: ({ standing }, on) =>
      standing === undefined || standing.reports.length === 0
        ? undefined
        : Math.max(on, standing.reports.at(-1)?.reportedOn ?? on) + 1,
    countsFrom: ({ standing }) => standing?.reports.slice(-1).map(({ reportedOn }) => reportedOn) ?? [],
  }
  return { 'credit-report-score': score, 'credit-report-age-days': ageDays }
}

const UNKNOWN: Measurement = { kind: 'unknown' }

function recorded(standing: Standing | undefined, reckon: (score: number, standing: Standing) => number): Measurement {
  if (standing === undefined || standing.score === null) return UNKNOWN
  return { kind: 'number', value: reckon(standing.score, standing), sample: standing.weeks.length }
}

function round(points: number): number {
  return Math.round(points * 100) / 100
}

/** Recorded at day ends for which the entity's own timer is set: nothing to foresee. */
function never(): undefined {
  return undefined
}

function laterThan(on: number, day: number): number | undefined {
  return day > on ? day : undefined
}
