import { describe, expect, test } from '@jest/globals'
import type { RuleSet } from './rule-set.ts'
import { inForce, RuleHistory } from './rule-timeline.ts'

const version = (name: string) => ({ version: name }) as RuleSet
const [first, second, third] = [version('1'), version('2'), version('3')] as const

describe('rules over time', () => {
  test('a version is in force from its moment on, until the next one is', () => {
    const history = new RuleHistory(first)
    history.add(third, 200)
    history.add(second, 100)
    expect([0, 99, 100, 199, 200, 300].map((atMs) => history.at(atMs).version)).toEqual(['1', '1', '2', '2', '3', '3'])
    expect([0, 100, 200].map((atMs) => history.nextChangeAfter(atMs))).toEqual([100, 200, undefined])
    expect(history.changesAfter(0)).toEqual([100, 200])
    expect([0, 100].map((atMs) => history.versionsThrough(atMs).map((each) => each.version))).toEqual([
      ['1'],
      ['1', '2'],
    ])
    expect([0, 100, 300].map((atMs) => history.versionsFrom(atMs).map((each) => each.version))).toEqual([
      ['1', '2', '3'],
      ['2', '3'],
      ['3'],
    ])
  })

  test('of two for one moment, the one told later holds', () => {
    const history = new RuleHistory(first)
    history.add(second, 100)
    history.add(third, 100)
    expect(history.at(100)).toBe(third)
    expect(history.versions()).toEqual([first, third])
  })
})

test('what is made of rules is made once for each version, until another one becomes known', () => {
  const history = new RuleHistory(first)
  const made: string[] = []
  const at = inForce(history, ({ version: name }) => {
    made.push(name)
    return name
  })
  expect([10, 20, 500].map(at)).toEqual(['1', '1', '1'])
  history.add(second, 100)
  expect([99, 100, 600, 50].map(at)).toEqual(['1', '2', '2', '1'])
  expect(made).toEqual(['1', '1', '2'])
})
