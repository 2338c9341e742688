import { expect, test } from '@jest/globals'
import { createBusinessCalendar, type Indicator } from '@tocsin/domain'
import type { PortfolioFact } from '@tocsin/events'
import { SalesRepRun } from '../sales-rep-risk/sales-rep-run.ts'
import { salesRepRiskStateCodec } from '../sales-rep-risk/state-codec.ts'
import { repSampleRules } from '../sales-rep-risk/testing/sample-rules.ts'
import { describePortfolioState } from './describe-state.ts'
import { portfolioRiskProcessor } from './processor.ts'
import { PORTFOLIO_RISK_INPUTS } from './topology.ts'

const ON = 20_500
const [model] = repSampleRules.indicators.filter(({ id }) => id === 'rep-concentration') as [Indicator]
const name = { zh: '集中度', en: 'Concentration' }
const concentration: Indicator = { ...model, id: 'segment-concentration', name, entity: 'segment' }
const rules = { ...repSampleRules, indicators: [concentration] }
const { startOf } = createBusinessCalendar(rules.businessZone)

test('a group is judged when every source has closed the day, under its own name, and nobody is its representative', () => {
  const run = newRun()
  run.fact(owes('C1', 900))
  run.fact(owes('C2', 100))
  expect(run.alerts).toEqual([])
  run.passProgressTo(startOf(ON + 1))
  expect(run.alerts).toEqual([
    expect.objectContaining({
      type: 'alert-fired',
      entityType: 'segment',
      entityId: 'retail',
      salesRepId: null,
      severity: 'critical',
      value: 0.9,
    }),
  ])
  expect(run.alerts[0]?.reasonZh).toContain('客户群 retail')
  expect(run.alerts[0]?.reasonEn).toContain('segment retail')
})

test('a group is described as it stood at the end of its last day, in either language', () => {
  const run = newRun()
  run.fact(owes('C1', 900))
  run.passProgressTo(startOf(ON + 1))
  const bytes = run.storedStates().get('segment:retail') as Uint8Array
  const state = salesRepRiskStateCodec.decode(bytes, 'segment:retail')
  expect(describePortfolioState(state, 'segment:retail', ON, rules)).toMatchObject({
    receivables: [{ currency: 'CNY', open: '9.00 CNY', largestCustomers: [{ customerId: 'C1', open: '9.00 CNY' }] }],
    measures: { 'largest-rep-open': [{ amount: '9.00 CNY', sample: 1 }] },
  })
  expect(JSON.stringify(describePortfolioState(state, 'segment:retail', ON, rules, 'zh'))).toContain('"最大客户"')
})

test('a key that names no group, or another than the fact, is refused', () => {
  expect(() => newRun().fact({ ...owes('C1', 900), group: 'retail' })).toThrow('no entity has such a key')
})

function newRun(): SalesRepRun<PortfolioFact> {
  return new SalesRepRun(portfolioRiskProcessor(rules, PORTFOLIO_RISK_INPUTS), PORTFOLIO_RISK_INPUTS[0])
}

function owes(customerId: string, openMinor: number): PortfolioFact {
  const invoice = { dueOn: ON + 30, billedMinor: openMinor, billedInvoices: 1, writtenOffMinor: 0 }
  const dueDay = { ...invoice, openMinor, undisputedOpenMinor: openMinor, openInvoices: 1 }
  const ids = { eventId: `told-${customerId}`, group: 'segment:retail', customerId, on: ON, salesRepId: 'R1' }
  const receivables = [{ currency: 'CNY', dueDays: [dueDay] }]
  return { type: 'customer-contributed', ...ids, receivables, orderDays: [], contractDays: [] }
}
