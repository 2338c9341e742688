import { expect, test } from '@jest/globals'
import type { FeatureRanking } from '../outcome/ranking.ts'
import type { IndicatorVerdict, OutcomeReport } from './outcome-report.ts'
import { outcomeSections } from './outcome-sections.ts'

test('indicators that raised no alert are counted, and hide none of those that did', () => {
  const report = outcomeReport([
    verdict('days-past-due', 'warning', 12),
    verdict('days-past-due', 'critical', 0),
    verdict('order-drop', 'warning', 0),
    verdict('order-drop', 'critical', 0),
    verdict('complaint-rate', 'warning', 0),
  ])
  const [section] = outcomeSections(report, 'en')
  // The level that never came stands beside the one that did.
  expect(section?.rows.map(([indicator, , level]) => `${indicator} ${level}`)).toEqual([
    'days-past-due warning',
    'days-past-due critical',
  ])
  expect(section?.notes).toContain('2 indicators raised no alert and are left out; --json has all of them.')
  expect(outcomeSections(report, 'zh')[0]?.notes).toContain('另有 2 项指标没有任何预警，未列出；--json 给出全部。')
})

test('measures that tell nothing apart are counted, and hide none of those that do', () => {
  const [, section] = outcomeSections(
    ranked(feature('open', 0.7), feature('exposure', 0.5), feature('credit-limit', null)),
    'en',
  )
  expect(section?.rows.map(([name]) => name)).toEqual(['open'])
  expect(section?.notes.at(-1)).toMatch(/^2 measures are unknown here or tell no two invoices apart/)
})

test('where no invoice can be ranked, that is said with what to try, in place of a table of nothing', () => {
  const none = ranked({ ...feature('open', null), invoices: 0, bad: 0 })
  const [, section] = outcomeSections(none, 'en')
  expect(section?.rows).toEqual([])
  expect(section?.notes.at(-1)).toMatch(/^No invoice can be ranked: .* had paid 3 before\. Try --least-paid 1\.$/)
  expect(outcomeSections(none, 'zh')[1]?.notes.at(-1)).toContain('--least-paid 1')
  const afterOne = { ...none, ranking: { leastPaidInvoices: 1, features: none.ranking?.features ?? [] } }
  for (const language of ['zh', 'en'] as const) {
    expect(outcomeSections(afterOne, language)[1]?.notes.at(-1)).not.toContain('--least-paid')
  }
})

function ranked(...features: readonly FeatureRanking[]): OutcomeReport {
  return { ...outcomeReport([]), ranking: { leastPaidInvoices: 3, features } }
}

function feature(name: string, auc: number | null): FeatureRanking {
  return { feature: name, lowIsBad: false, auc, invoices: 40, bad: 10 }
}

function outcomeReport(verdicts: readonly IndicatorVerdict[]): OutcomeReport {
  return {
    outcome: 'written-off',
    meaning: { zh: '发票被核销', en: 'an invoice was written off' },
    horizonDays: 90,
    fromOn: 20_000,
    untilOn: 20_400,
    occurrences: 40,
    verdicts,
    sweep: null,
    ranking: null,
  }
}

function verdict(indicator: string, level: 'warning' | 'critical', alerts: number): IndicatorVerdict {
  return {
    indicator,
    name: { zh: indicator, en: indicator },
    entityType: 'customer',
    level,
    threshold: 1,
    unit: 'days',
    currency: null,
    alerts,
    followed: alerts,
    falseAlarms: 0,
    undecided: 0,
    precision: null,
    outcomes: 40,
    warned: 0,
    recall: 0,
    falseAlarmsPerWeek: 0,
    leadDays: null,
  }
}
