/** One indicator at many thresholds, on the public receivables set. */
import { describe, expect } from '@jest/globals'
import { backtest, reportPage, reportSections } from '../../packages/backtest/src/index.ts'
import { parseCalendarDay } from '../../packages/domain/src/index.ts'
import { importedEvents, sourceOf, testOnPublicSet, utcRules } from './public-set.ts'

const SET = { mapping: 'ibm-accounts-receivable.yaml', file: 'ibm_accounts_receivable.csv.gz' }

const RULES = utcRules(`
  - id: days-past-due
    name: { zh: 逾期天数, en: Days past due }
    question: { zh: 拖了多少天？, en: For how long? }
    entity: customer
    value: { measure: max-days-past-due }
    unit: days
    direction: above
    thresholds: { warning: 3, critical: 9 }
    clear: { warning: 1, critical: 7 }
    ownerRole: credit-controller
    nextStep: { zh: 致电客户, en: Call the customer }
`)

describe('a sweep over the public receivables set', () => {
  testOnPublicSet(SET, 'says of the present threshold what the judgement of the alerts says', async () => {
    const { outcome, report } = await swept()
    const now = outcome.verdicts.find(({ level }) => level === 'warning')
    const { alerts, followed, falseAlarms, undecided, warned, precision, recall, leadDays } = now ?? {}
    expect(alerts).toBeGreaterThan(100)
    expect(outcome.sweep?.levels.find(({ level }) => level === 3)).toMatchObject({
      ...{ alerts, followed, falseAlarms, undecided, warned, precision, recall, leadDays },
    })
    const rows = reportSections(report, { language: 'en', limits: { alerts: 5, entities: 5, days: 5 } })
    expect(rows.find(({ id }) => id === 'sweep')?.rows.map((row) => row.slice(0, 2))).toEqual([
      ['1 day', ''],
      ['3 days', 'warning'],
      ['5 days', ''],
      ['7 days', ''],
      ['9 days', 'critical'],
    ])
    expect(reportPage(report, 'en')).toContain('Precision and recall at each threshold')
  })

  testOnPublicSet(SET, 'gives fewer alerts and less foresight the harder a threshold is to reach', async () => {
    const { outcome } = await swept()
    const levels = outcome.sweep?.levels ?? []
    expect(levels).toHaveLength(5)
    for (const [index, { alerts, warned }] of levels.entries()) {
      const before = levels[index - 1]
      if (before === undefined) continue
      expect(alerts).toBeLessThan(before.alerts)
      expect(warned).toBeLessThanOrEqual(before.warned)
    }
  })
})

/** Played once. */
let played: ReturnType<typeof playSweep> | undefined

function swept() {
  played ??= playSweep()
  return played
}

async function playSweep() {
  const sweep = { indicator: 'days-past-due', range: { from: 1, to: 9, step: 2 } }
  const report = await backtest({
    source: sourceOf(await importedEvents(SET)),
    ruleSet: RULES,
    outcome: { outcome: { kind: 'past-due', days: 14 }, horizonDays: 30, leastPaidInvoices: 3, sweep },
    untilOn: parseCalendarDay('2014-05-31'),
  })
  if (report.outcome === null) throw new Error('an outcome was asked for')
  return { report, outcome: report.outcome }
}
