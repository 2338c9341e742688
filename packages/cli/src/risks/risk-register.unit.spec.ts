import { expect, test } from '@jest/globals'
import { alertFired } from '../testing/alerts.ts'
import { riskRegister, whoseRisk } from './risk-register.ts'

const day = (on: number) => 20_500 + on
const small = alertFired({
  alertId: 'small',
  riskLevel: 'medium',
  likelihood: 'likely',
  impact: 'minor',
  severity: 'critical',
})
const great = alertFired({
  alertId: 'great',
  riskLevel: 'extreme',
  likelihood: 'likely',
  impact: 'severe',
  breachedOn: day(9),
})
const old = alertFired({
  alertId: 'old',
  riskLevel: 'extreme',
  likelihood: 'likely',
  impact: 'severe',
  breachedOn: day(2),
})
const rep = alertFired({
  alertId: 'rep',
  entityType: 'sales-rep',
  entityId: 'R1',
  ownerRole: 'sales-head',
  severity: 'critical',
})

test('the worst cell stands first, then what is open longest; what has no cell stands by its severity', () => {
  expect(riskRegister([small, great, rep, old], {}).map(({ alertId }) => alertId)).toEqual([
    'old',
    'great',
    'rep',
    'small',
  ])
})

test('one role sees what it has to act on, in words for people', () => {
  const [risk, ...more] = riskRegister([small, great, rep], { ownerRole: 'sales-head' })
  expect(more).toEqual([])
  expect(risk && [whoseRisk(risk, 'en'), whoseRisk(risk, 'zh')]).toEqual([
    expect.stringContaining('sales representative'),
    expect.stringContaining('销售代表'),
  ])
  expect(riskRegister([small, rep], { entityType: 'customer' }).map(({ alertId }) => alertId)).toEqual(['small'])
})
