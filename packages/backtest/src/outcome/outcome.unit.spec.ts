import { describe, expect, test } from '@jest/globals'
import { outcomeName, parseOutcome } from './outcome.ts'

describe('what an outcome may be', () => {
  test.each(['paid-late:7', 'paid-late:0', 'past-due:30', 'written-off', 'contract-lost'])('%s', (text) => {
    const outcome = parseOutcome(text)
    if ('fault' in outcome) throw new Error(outcome.fault)
    expect(outcomeName(outcome)).toBe(text)
  })

  test.each(['', 'late', 'paid-late', 'past-due:x', 'past-due:0', 'alert-fired'])(
    '%s is none, and it says what is',
    (text) => {
      const outcome = parseOutcome(text)
      expect('fault' in outcome ? outcome.fault : '').toMatch(/past-due/u)
    },
  )
})
