/** Whether the score that is shipped is worth something: on a public set, and on customers of quite another kind. */
import { describe, expect, test } from '@jest/globals'
import {
  type BacktestReport,
  backtest,
  type OutcomeQuestion,
  type RecordedSource,
  reportPage,
} from '../../packages/backtest/src/index.ts'
import type { RuleSet } from '../../packages/domain/src/index.ts'
import { inventedPayers } from './invented-payers.ts'
import { importedEvents, shippedRules, sourceOf, testOnPublicSet } from './public-set.ts'

const SET = { mapping: 'ibm-accounts-receivable.yaml', file: 'ibm_accounts_receivable.csv.gz' }
const ASKED_AUC = 0.87

describe('the shipped credit score, when an invoice is issued', () => {
  testOnPublicSet(SET, 'ranks invoices that will be paid more than 7 days late as well as was asked for', async () => {
    const report = await judged(await publicSource(), shippedRules(), 7)
    const score = featureOf(report, 'credit-score')
    expect(score?.invoices).toBeGreaterThan(2_000)
    expect(score?.bad).toBeGreaterThan(300)
    expect(score?.auc).toBeGreaterThanOrEqual(ASKED_AUC)
    // Better than any measure by itself.
    expect(report.outcome?.ranking?.features[0]?.feature).toBe('credit-score')
    expect(reportPage(report, 'en')).toContain(`<td class="n">${score?.auc?.toFixed(3)}</td>`)
  })

  testOnPublicSet(SET, 'hangs on no single small weight', async () => {
    const rules = shippedRules()
    const source = await publicSource()
    const factors = ['share-paid-late', 'past-due-now', 'larger-invoice']
    for (const factor of factors) {
      const { auc } = featureOf(await judged(source, withoutFactor(rules, factor), 7), 'credit-score') ?? {}
      expect({ factor, isClose: (auc ?? 0) > ASKED_AUC - 0.01 }).toEqual({ factor, isClose: true })
    }
  })

  test.each([7, 30])(
    'ranks invoices of customers whose habits change better than their mean does, for more than %d days late',
    async (days) => {
      const report = await judged(inventedPayers(20, 150), shippedRules(), days)
      const score = featureOf(report, 'credit-score')
      const mean = featureOf(report, 'mean-days-late-so-far')
      expect(score?.bad).toBeGreaterThan(200)
      expect((score?.auc ?? 0) - (mean?.auc ?? 1)).toBeGreaterThan(0.01)
    },
  )
})

async function publicSource(): Promise<RecordedSource> {
  return sourceOf(await importedEvents(SET))
}

async function judged(source: RecordedSource, rules: RuleSet, days: number): Promise<BacktestReport> {
  const outcome: OutcomeQuestion = { outcome: { kind: 'paid-late', days }, horizonDays: 60, leastPaidInvoices: 3 }
  // What alerts there would be does not matter here, and takes most of the time.
  return backtest({ source, ruleSet: { ...rules, indicators: [] }, outcome })
}

function featureOf({ outcome }: BacktestReport, name: string) {
  return outcome?.ranking?.features.find(({ feature }) => feature === name)
}

function withoutFactor(rules: RuleSet, id: string): RuleSet {
  const scorecards = (rules.scorecards ?? []).map((card) => {
    return { ...card, factors: card.factors.filter((factor) => factor.id !== id) }
  })
  return { ...rules, scorecards }
}
