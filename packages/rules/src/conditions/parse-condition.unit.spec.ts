import { describe, expect, test } from '@jest/globals'
import { compileCondition, printCondition, type VariableValue } from '@tocsin/domain'
import { parseCondition } from './parse-condition.ts'
import type { DeclaredVariables } from './variables.ts'

const VARIABLES: DeclaredVariables = new Map([
  ['tier', { type: { kind: 'text', choices: ['high', 'medium', 'low'] } }],
  ['region', { type: { kind: 'text' } }],
  ['currency', { type: { kind: 'text', isCurrency: true } }],
  ['disputed', { type: { kind: 'flag' } }],
  ['open', { type: { kind: 'number', unit: 'money' } }],
  ['overdue', { type: { kind: 'number', unit: 'money' } }],
  ['max_days_past_due', { type: { kind: 'number', unit: 'days' }, as: 'max-days-past-due' }],
  ['orders', { type: { kind: 'number', unit: 'count' } }],
  ['dueOn', { type: { kind: 'day' } }],
  ['issuedOn', { type: { kind: 'day' } }],
] as const)

function holds(text: string, values: Readonly<Record<string, VariableValue>>): boolean {
  const parsed = parseCondition(text, VARIABLES)
  if ('faults' in parsed) throw new Error(parsed.faults.map(({ message }) => message).join('; '))
  return compileCondition(parsed.condition)((name) => values[name])
}

function faultsOf(text: string): string[] {
  const parsed = parseCondition(text, VARIABLES)
  return 'faults' in parsed ? parsed.faults.map(({ message, hint }) => `${message} | ${hint}`) : []
}

describe('a condition in CEL', () => {
  const customer = {
    tier: 'high',
    region: 'North-East',
    open: 1500.5,
    overdue: 300,
    'max-days-past-due': 12,
    orders: 4,
  }

  test.each([
    ['tier == "high" && open > 1000', true],
    ['tier in ["medium", \'low\'] || !(orders >= 5)', true],
    ['region.startsWith("North") && region.contains("-")', true],
    ['overdue / open > 0.25', false],
    ['overdue * 2 + 1 <= open - 100', true],
    ['max_days_past_due > 2 * 5', true],
    ['-orders < -3', true],
    ['disputed', false],
    ['disputed == null', true],
    ['disputed != null || tier == null', false],
    ['currency in ["CNY", "USD"]', false],
    ['true', true],
  ])('%s', (text, expected) => {
    expect(holds(text, customer)).toBe(expected)
  })

  test.each([
    'tier == "high" && open > 1000',
    'tier in ["medium","low"] || !(orders >= 5)',
    '(disputed || orders > 2) && tier != null',
    'overdue / open > 0.25',
    'overdue * 2 <= (open - 100) / 3',
    'region.startsWith("North") && tier == null',
    '-orders < -3',
  ])('%s is printed as it was written', (text) => {
    const parsed = parseCondition(text, VARIABLES)
    if ('faults' in parsed) throw new Error('refused')
    expect(printCondition(parsed.condition, (name) => name)).toBe(text)
  })

  test('tells days between days', () => {
    expect(holds('dueOn - issuedOn > 30', { dueOn: 20_040, issuedOn: 20_000 })).toBe(true)
    expect(holds('dueOn <= issuedOn + 30', { dueOn: 20_040, issuedOn: 20_000 })).toBe(false)
  })
})

describe('what is wrong with a condition is told', () => {
  test.each([
    ['tyer == "high"', 'asks for tyer, which is not known here | Did you mean tier? Known here: tier, region'],
    ['tier == "hihg"', 'compares with "hihg", which it can never be | It is one of high, medium, low.'],
    ['tier in ["high", "top"]', 'compares with "top", which it can never be'],
    ['tier == high', 'asks for high, which is not known here | A text stands in quotes: "high".'],
    ['currency == "RMB"', 'compares with "RMB", which it can never be | Write an ISO 4217 code such as CNY.'],
    ['currency in ["CNY", "YUAN"]', 'compares with "YUAN", which it can never be | Write an ISO 4217 code'],
    ['open >= 90,000', "is no condition: Unexpected character: ',' | Write numbers without separators: 90000"],
    ['open > max_days_past_due', 'open > max_days_past_due compares an amount of money with days'],
    ['open + orders > 3', 'open + orders puts an amount of money and a count together | Both must have the same unit.'],
    ['open * overdue > 3', 'multiplies an amount of money by an amount of money'],
    ['tier > 3', 'tier > 3 compares a text with a number | Compare like with like'],
    ['dueOn > 2026-01-01', 'compares a calendar day with a number | A day goes with another day'],
    ['dueOn > "2026-01-01"', 'compares a calendar day with a text | A day goes with another day'],
    ['disputed < true', 'puts true and false in an order'],
    ['orders', 'is a value, not a condition'],
    ['orders && disputed', 'orders is a count, not true or false'],
    ['max-days-past-due > 3', 'max-days-past-due is read as a subtraction | Write max_days_past_due'],
    ['region.matches("N.*")', 'matches is not allowed: it may take for ever'],
    ['[1, 2].exists(x, x > 1)', 'exists is not allowed: it may take for ever'],
    ['size(region) > 3', 'there is no function size here'],
    ['tier == "high" ? true : false', 'is not possible here'],
    ['region in tier', 'tier is no list'],
    ['region in []', 'is not a list of values'],
    ['orders % 2 == 0', 'orders % 2 is not possible here'],
    ['open > null', 'open > null cannot be asked'],
    ['tier ==', 'is no condition: '],
    ['', 'is no condition: '],
    [Array.from({ length: 150 }, () => 'disputed').join(' && '), 'is no condition: '],
  ])('%s', (text, expected) => {
    const faults = faultsOf(text)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(expected)
  })

  test('all of it at once', () => {
    expect(faultsOf('tyer == "high" && regoin == "North" && open > orders')).toHaveLength(3)
  })
})
