/** The public sales pipeline, through its mapping and a backtest: signing rates that were worked out apart from this code. */
import { describe, expect } from '@jest/globals'
import { backtest } from '../../packages/backtest/src/index.ts'
import { parseCalendarDay } from '../../packages/domain/src/index.ts'
import { importedEvents, sourceOf, testOnPublicSet, utcRules } from './public-set.ts'

const SET = { mapping: 'crm-sales-pipeline.yaml', file: 'crm_sales_pipeline.csv.gz' }

const SIGNING_RATE = utcRules(`
  - id: signing-rate
    name: { zh: 签约率, en: Signing rate }
    question: { zh: 签了多少？, en: How many are signed? }
    entity: sales-rep
    value: { ratio: { of: contracts-signed, to: contracts-decided } }
    unit: ratio
    direction: below
    thresholds: { warning: 0.5 }
    minimumSample: 20
    ownerRole: sales-head
    nextStep: { zh: 复盘, en: Review the lost offers }
`)

describe('a backtest of the public sales pipeline', () => {
  testOnPublicSet(SET, 'agrees on the signing rate of 90 days, of all and of each agent', async () => {
    const on = parseCalendarDay('2017-09-30')
    const events = await importedEvents(SET)
    const report = await backtest({ source: sourceOf(events), ruleSet: SIGNING_RATE, measuresOn: [on] })

    const agents = (report.measures[0]?.entities ?? [])
      .filter(({ entityType }) => entityType === 'sales-rep')
      .map(({ entityId, measures }) => {
        const countOf = (name: string) => {
          const measurement = measures[name]
          return measurement?.kind === 'number' ? measurement.value : Number.NaN
        }
        return { entityId, signed: countOf('contracts-signed'), decided: countOf('contracts-decided') }
      })
    const signed = agents.reduce((sum, agent) => sum + agent.signed, 0)
    const decided = agents.reduce((sum, agent) => sum + agent.decided, 0)
    expect(agents).toHaveLength(30)
    expect(signed / decided).toBeCloseTo(0.614963, 6)
    const low = agents.filter((agent) => agent.signed / agent.decided < 0.5)
    expect(low.map(({ entityId }) => entityId)).toEqual(['Lajuana Vencill'])
    expect((low[0]?.signed ?? 0) / (low[0]?.decided ?? 1)).toBeCloseTo(0.493151, 6)
  })

  testOnPublicSet(SET, 'plays every decided offer: 4,238 signed, 2,473 lost, of 8,300 offers', async () => {
    const report = await backtest({ source: sourceOf(await importedEvents(SET)), ruleSet: SIGNING_RATE })
    expect(report.events.byType).toEqual({ 'contract-lost': 2473, 'contract-offered': 8300, 'contract-signed': 4238 })
    expect(report.events.refused).toBe(0)
  })
})
