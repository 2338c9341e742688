import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parseRuleSet } from './parse-rule-set.ts'
import { parseRuleTests } from './parse-rule-tests.ts'

const SHIPPED = new URL('../../../deploy/rules/', import.meta.url)

test('what is wrong with a file of tests is told all at once, in words, each with its line', () => {
  const told = faultsOf(
    'tests:',
    '  - name: wrong in many ways',
    '    indicator: days-past-do',
    '    until: 2026-02-30',
    '    events:',
    '      - { on: 02.03.2026, invoice-issued: { amount: 5, dueOn: 2026-02-01 } }',
    '      - { on: 2026-03-02, invoice-issued: { amount: "95,000", dueOn: 2026-02-01 } }',
    '      - { on: 2026-03-02, contract-reviewed: { contractId: 7, outcome: fine } }',
    '      - { on: 2026-03-02, invoice-issue: { amount: 5 } }',
    '      - { on: 2026-03-02, every: 1, times: 2, invoice-issued: { amount: 5, dueOn: "2026-02-2{n}", customerId: 9 } }',
    '    alerts:',
    '      - { on: 2026-02-12, fire: warning, value: 8 }',
    '      - { on: 2026-02-12, fired: warn, value: 8% }',
  )
  expect(told).toEqual([
    expect.stringMatching(/^3: there is no indicator days-past-do \| Did you mean days-past-due\?/),
    expect.stringMatching(/^4: test wrong in many ways: until is "2026-02-30" \| Expected: a day of the calendar/),
    expect.stringMatching(/^6: .*event number 1: on is "02.03.2026" \| Expected: a day as 2026-01-31/),
    expect.stringMatching(/^7: amount is "95,000": write a number without quotes and separators/),
    expect.stringMatching(
      /^8: contractId is 7, but it holds a text .*; outcome is "fine", but it holds one of approved/,
    ),
    expect.stringMatching(/^9: invoice-issue is not one event type \| Did you mean invoice-issued\?/),
    expect.stringMatching(/^10: customerId is 9, but it holds a text/),
    expect.stringMatching(/^12: .*alert number 1: fire is not a known key \| Did you mean fired\?/),
    expect.stringMatching(/^12: an alert is fired, changed or resolved/),
    expect.stringMatching(/^13: .*alert number 2: fired is "warn", which is not allowed here/),
    expect.stringMatching(/^13: .*alert number 2: value is "8%" \| Expected: a number. Write 0.08/),
  ])
})

test('of a mistyped key beside an event type the one that was meant is told', () => {
  const told = faultsOf(
    'tests:',
    '  - name: says time for times',
    '    indicator: days-past-due',
    '    until: 2026-03-30',
    '    events:',
    '      - { on: 2026-02-01, time: 3, order-placed: { amount: 5 } }',
  )
  expect(told).toContainEqual(
    expect.stringMatching(/^6: time and order-placed is not one event type \| Did you mean times\?/),
  )
})

test('a repetition that is no day any more is told, and not left out', () => {
  const told = faultsOf(
    'tests:',
    '  - name: repeats beyond the end of the month',
    '    indicator: days-past-due',
    '    until: 2026-03-30',
    '    events:',
    '      - { on: 2026-02-01, times: 3, invoice-issued: { amount: 5, dueOn: "2026-02-2{n}" } }',
    '      - { on: 2026-02-01, times: 3, invoice-issued: { amount: 5, dueOn: "2026-02-{n}8" } }',
  )
  expect(told).toEqual([expect.stringMatching(/^7: repetition 3: dueOn is "2026-02-38": write a day as 2026-01-31/)])
})

/** `line: message | hint`, in the order of the lines. */
function faultsOf(...lines: readonly string[]): readonly string[] {
  const parsed = parseRuleTests(lines.join('\n'), 'x.test.yaml', shippedReceivables())
  if ('tests' in parsed) throw new Error('accepted')
  return [...parsed.faults]
    .sort((left, right) => left.line - right.line)
    .map(({ line, message, hint }) => `${line}: ${message} | ${hint}`)
}

function shippedReceivables() {
  const files = ['rule-set.yaml', 'receivables.yaml'].map((fileName) => {
    return { fileName, text: readFileSync(new URL(fileName, SHIPPED), 'utf8') }
  })
  const parsed = parseRuleSet(files)
  if ('faults' in parsed) throw new Error('the shipped rules are wrong')
  return parsed.ruleSet
}
