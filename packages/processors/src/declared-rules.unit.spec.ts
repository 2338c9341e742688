import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parseRuleSet, parseRuleTests, printFaults, runRuleTests } from '@tocsin/rules'
import { playHistory } from './play-history.ts'

/** What a credit controller writes, in a file beside the shipped ones: a measure of its own, an indicator over it, samples. */
const RULES = `
measures:
  - id: orders-prepaid
    label: { zh: 预付订单, en: prepaid orders }
    meaning: { zh: 最近 30 天预付且不少于 100 的订单数, en: Orders of 100 or more in the last 30 days that were prepaid }
    over: order-placed
    where: prepaid && amount >= 100
    aggregate: count
    window: { days: 30 }
  - id: orders-of-100
    label: { zh: 订单, en: orders }
    meaning: { zh: 最近 30 天不少于 100 的订单数, en: Orders of 100 or more in the last 30 days }
    over: order-placed
    where: amount >= 100
    aggregate: count
    window: { days: 30 }
indicators:
  - id: prepaid-share
    name: { zh: 预付占比, en: Prepaid share }
    question: { zh: 这家客户是否不再预付？, en: Has this customer stopped paying in advance? }
    entity: customer
    value: { ratio: { of: orders-prepaid, to: orders-of-100 } }
    unit: ratio
    direction: below
    thresholds: { warning: 0.5 }
    minimumSample: 4
    ownerRole: credit-controller
    nextStep: { zh: 恢复预付, en: Ask for payment in advance again }
`

const SAMPLES = `
tests:
  - name: fires when half of the orders are not prepaid any more, and ends when they are again
    indicator: prepaid-share
    events:
      - { on: 2026-01-05, times: 4, order-placed: { amount: 100, prepaid: true } }
      - { on: 2026-01-06, times: 9, order-placed: { amount: 99.99 } }
      - { on: 2026-01-20, times: 4, order-placed: { amount: 500 } }
      - { on: 2026-01-25, order-placed: { amount: 100, prepaid: true } }
    until: 2026-02-01
    alerts:
      - { on: 2026-01-20, fired: warning, value: 0.5 }
      - { on: 2026-01-25, resolved: warning, value: 0.5556 }
  - name: is unknown with three orders
    indicator: prepaid-share
    events:
      - { on: 2026-01-05, times: 3, order-placed: { amount: 500 } }
    until: 2026-03-01
`

test('a measure and an indicator over it are one file more, and no code', () => {
  const head = readFileSync(new URL('../../../deploy/rules/rule-set.yaml', import.meta.url), 'utf8')
  const parsed = parseRuleSet([
    { fileName: 'rule-set.yaml', text: head },
    { fileName: 'prepaid.yaml', text: RULES },
  ])
  if ('faults' in parsed) throw new Error(printFaults(parsed.faults))
  const samples = parseRuleTests(SAMPLES, 'prepaid.test.yaml', parsed.ruleSet)
  if ('faults' in samples) throw new Error(printFaults(samples.faults))

  const results = runRuleTests(parsed.ruleSet, samples.tests, playHistory)
  expect(results.map(({ differences }) => differences)).toEqual([[], []])
  const [fired] = playHistory(parsed.ruleSet, samples.tests[0]?.events ?? [], Date.UTC(2026, 0, 22))
  expect(fired?.reasonEn).toContain('50 % (prepaid orders 4; orders 8)')
  expect(fired?.reasonZh).toContain('预付订单 4；订单 8')
})
