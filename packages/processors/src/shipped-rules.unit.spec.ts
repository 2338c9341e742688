import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar } from '@tocsin/domain'
import {
  parseRuleSet,
  parseRuleTests,
  printFaults,
  type RuleSetFile,
  ruleFileNames,
  ruleTestFileNames,
  ruleTestGaps,
  runRuleTests,
} from '@tocsin/rules'
import { playHistory } from './play-history.ts'

const FOLDER = new URL('../../../deploy/rules/', import.meta.url)

const ruleSet = shippedRules()
const ruleTests = shippedTests()

describe('the shipped rules', () => {
  test.each(ruleTests.map((ruleTest) => [`${ruleTest.indicator}: ${ruleTest.name}`, ruleTest] as const))(
    '%s',
    (_, ruleTest) => {
      const [result] = runRuleTests(ruleSet, [ruleTest], playHistory)
      expect(result?.differences).toEqual([])
    },
  )

  test.each(ruleSet.indicators.map(({ id }) => id))('%s has samples that fire, that end, and that stay quiet', (id) => {
    const own = ruleTests.filter(({ indicator }) => indicator === id)
    const kinds = new Set(own.flatMap(({ alerts }) => alerts.map(({ kind }) => kind)))
    expect([...kinds]).toEqual(expect.arrayContaining(['alert-fired', 'alert-resolved']))
    expect(own.filter(({ alerts }) => alerts.length === 0).length).toBeGreaterThanOrEqual(1)
    expect(own.some(({ name }) => /unknown|knows nothing/.test(name))).toBe(true)
  })

  test('are held fast by their samples: no threshold, sample or override can be moved by a step unnoticed', () => {
    const { startOf } = createBusinessCalendar(ruleSet.businessZone)
    expect(ruleTestGaps(ruleSet, ruleTests, playHistory, startOf)).toEqual([])
  }, 180_000)

  test('a sample that is missing is told by what it would show', () => {
    const { startOf } = createBusinessCalendar(ruleSet.businessZone)
    const [indicator] = ruleSet.indicators.filter(({ id }) => id === 'overdue-ratio')
    if (indicator === undefined) throw new Error('no indicator')
    const ofOne = { ...ruleSet, indicators: [indicator] }
    const without = (part: RegExp) => ruleTests.filter(({ name }) => !part.test(name))
    expect(ruleTestGaps(ofOne, ruleTests, playHistory, startOf)).toEqual([])
    expect(ruleTestGaps(ofOne, without(/29 %/), playHistory, startOf)).toEqual([
      { indicator: 'overdue-ratio', lacks: ['a test that stays quiet just before the warning threshold'] },
    ])
    expect(ruleTestGaps(ofOne, without(/unknown/), playHistory, startOf)).toEqual([
      { indicator: 'overdue-ratio', lacks: ['a test that is unknown for lack of sample'] },
    ])
    expect(ruleTestGaps(ofOne, [], playHistory, startOf)[0]?.lacks).toHaveLength(7)
  })

  test('a sample that expects too much, too little or another value is told', () => {
    const ruleTest = ruleTests.find(({ indicator }) => indicator === 'days-past-due')
    if (ruleTest === undefined) throw new Error('no tests')
    const wrong = [
      { ...ruleTest, alerts: [] },
      { ...ruleTest, alerts: ruleTest.alerts.map((alert) => ({ ...alert, value: 7 })) },
      { ...ruleTest, alerts: [...ruleTest.alerts, ...ruleTest.alerts] },
    ]
    const results = runRuleTests(ruleSet, wrong, playHistory)
    expect(results.map(({ differences }) => differences.length)).toEqual([2, 2, 2])
    expect(results[0]?.differences[0]).toMatch(
      /^expected no alert, got alert-fired warning of C1 on 2026-02-12 at 8 \(/,
    )
  })
})

describe('a file of rule tests', () => {
  test('expects amounts as people write them, as its events and the thresholds do', () => {
    const rules = ['ruleSet: sample', 'version: "1"', 'businessZone: Asia/Shanghai', textOf('orders.yaml')]
      .join('\n')
      .replace('id: customer-inactive', 'id: amount-overdue-of-a-sample')
      .replace(
        'measure: days-since-last-order\n    unit: days',
        'measure: overdue-undisputed\n    unit: money\n    currency: CNY',
      )
      .replace('thresholds: { warning: 60, critical: 120 }', 'thresholds: { warning: 50000, critical: 200000 }')
      .replace('clear: { warning: 60, critical: 120 }', 'clear: { warning: 40000, critical: 150000 }')
    const parsed = parseRuleSet(rules, 'rules.yaml')
    if ('faults' in parsed) throw new Error(printFaults(parsed.faults))
    const text = [
      'tests:',
      '  - name: fires at fifty thousand',
      '    indicator: amount-overdue-of-a-sample',
      '    until: 2026-03-01',
      '    events:',
      '      - { on: 2026-01-05, times: 2, invoice-issued: { amount: 25000.25, dueOn: 2026-02-01 } }',
      '    alerts:',
      '      - { on: 2026-02-02, fired: warning, value: 50000.50 }',
    ].join('\n')
    const tests = parseRuleTests(text, 'x.test.yaml', parsed.ruleSet)
    if ('faults' in tests) throw new Error(printFaults(tests.faults))

    expect(runRuleTests(parsed.ruleSet, tests.tests, playHistory).map(({ differences }) => differences)).toEqual([[]])
  })

  test('that is wrong is told with line and hint, all faults at once', () => {
    const text = [
      'tests:',
      '  - name: wrong in many ways',
      '    indicator: days-overdue',
      '    until: 2026-02-12',
      '    events:',
      '      - { on: 2026-01-05, invoice-isued: {} }',
      '      - { on: 2026-01-05, invoice-issued: { amount: 5, dueON: 2026-02-01 } }',
      '    alerts:',
      '      - { on: 2026-02-12, value: 8 }',
    ].join('\n')
    const parsed = parseRuleTests(text, 'x.test.yaml', ruleSet)
    if ('tests' in parsed) throw new Error('accepted')
    expect(parsed.faults.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '3: there is no indicator days-overdue',
      '6: invoice-isued is not one event type',
      '7: invoice-issued needs dueOn; invoice-issued has no field dueON',
      '9: an alert is fired, changed or resolved',
    ])
  })
})

function shippedRules() {
  const parsed = parseRuleSet(read(ruleFileNames))
  if ('faults' in parsed) throw new Error(printFaults(parsed.faults))
  return parsed.ruleSet
}

function shippedTests() {
  return read(ruleTestFileNames).flatMap(({ fileName, text }) => {
    const parsed = parseRuleTests(text, fileName, ruleSet)
    if ('faults' in parsed) throw new Error(printFaults(parsed.faults))
    return parsed.tests
  })
}

function read(choose: (names: readonly string[]) => readonly string[]): RuleSetFile[] {
  return choose(readdirSync(FOLDER)).map((fileName) => ({ fileName, text: textOf(fileName) }))
}

function textOf(fileName: string): string {
  return readFileSync(new URL(fileName, FOLDER), 'utf8')
}
