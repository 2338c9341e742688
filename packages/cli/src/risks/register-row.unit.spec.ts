import { expect, test } from '@jest/globals'
import { loadRuleSet } from '@tocsin/service-kit'
import { alertFired } from '../testing/alerts.ts'
import { registerRow } from './register-row.ts'
import { riskRegister } from './risk-register.ts'

const SHIPPED = new URL('../../../../deploy/rules', import.meta.url).pathname

test('a row is in one language throughout; what the rules have no name for stands by its id', () => {
  const { owners = [], matrix } = loadRuleSet(SHIPPED)
  const named = { likelihood: 'almost-certain', impact: 'major', riskLevel: 'high', severity: 'critical' } as const
  const rows = (language: 'zh' | 'en', alert: Parameters<typeof alertFired>[0]) =>
    riskRegister([alertFired({ ownerRole: 'credit-controller', ...alert })], {}).map((risk) => {
      const row = registerRow(risk, { owners, matrix }, language)
      return [...row.slice(0, 3), row[6]]
    })
  expect(rows('zh', named)).toEqual([['高', '几乎必然 × 重大', '严重', '信用专员 credit-controller']])
  expect(rows('en', named)).toEqual([['high', 'almost certain × major', 'critical', 'credit-controller']])
  expect(rows('zh', { likelihood: 'once', impact: 'grave', ownerRole: 'nobody' })).toEqual([
    ['–', 'once × grave', '警告', 'nobody'],
  ])
})
