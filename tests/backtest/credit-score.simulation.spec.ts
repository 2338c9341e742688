/** Whether the score that is shipped is worth something: on a public set that its weights were not fitted to. */
import { describe, expect } from '@jest/globals'
import { type BacktestReport, backtest, reportPage } from '../../packages/backtest/src/index.ts'
import { parseCalendarDay, type RuleSet } from '../../packages/domain/src/index.ts'
import { importedEvents, shippedRules, sourceOf, testOnPublicSet } from './public-set.ts'

const SET = { mapping: 'ibm-accounts-receivable.yaml', file: 'ibm_accounts_receivable.csv.gz' }
const ASKED_AUC = 0.87

describe('the shipped credit score, when an invoice is issued', () => {
  testOnPublicSet(SET, 'ranks invoices that will be paid more than 7 days late as well as was asked for', async () => {
    const report = await judged(shippedRules())
    const score = featureOf(report, 'credit-score')
    expect(score?.invoices).toBeGreaterThan(2_000)
    expect(score?.bad).toBeGreaterThan(300)
    expect(score?.auc).toBeGreaterThanOrEqual(ASKED_AUC)
    // Better than any measure by itself.
    expect(report.outcome?.ranking?.features[0]?.feature).toBe('credit-score')
    expect(reportPage(report, 'en')).toContain(`<td class="n">${score?.auc?.toFixed(3)}</td>`)
  })

  testOnPublicSet(SET, 'hangs on no single weight', async () => {
    const rules = shippedRules()
    for (const factor of ['share-paid-late', 'share-paid-very-late', 'past-due-now', 'larger-invoice']) {
      const { auc } = featureOf(await judged(withoutFactor(rules, factor)), 'credit-score') ?? {}
      expect({ factor, isClose: (auc ?? 0) > ASKED_AUC - 0.01 }).toEqual({ factor, isClose: true })
    }
  })
})

async function judged(rules: RuleSet): Promise<BacktestReport> {
  return backtest({
    source: sourceOf(await importedEvents(SET)),
    // What alerts there would be does not matter here, and takes most of the time.
    ruleSet: { ...rules, indicators: [] },
    outcome: { outcome: { kind: 'paid-late', days: 7 }, horizonDays: 60, leastPaidInvoices: 3 },
    untilOn: parseCalendarDay('2014-05-31'),
  })
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
