import { describe, expect, test } from '@jest/globals'
import type { ReadVersion } from '@tocsin/service-kit'
import { refusedForName } from './followed-name.ts'

const accepted: ReadVersion = {
  type: 'RulesAccepted',
  place: 'risk.rules/0/1',
  version: '2+ab',
  effectiveFromMs: 1,
  publishedBy: 'Wei Lan',
}
const refused = (ruleSet?: string): ReadVersion => {
  return {
    type: 'RulesRefused',
    place: 'risk.rules/0/0',
    reason: 'sample',
    ...(ruleSet === undefined ? {} : { ruleSet }),
  }
}

describe('a version under a name of its own', () => {
  test('is refused where all that was published has another name, and is told which', () => {
    const reason = refusedForName('trial', [refused('standard'), refused('house')])
    expect(reason).toMatch(/^every version on record is of the rule set house, this one is of trial: .*--new-name$/)
  })

  test('is published where a version of its name was, or none at all, or none that anybody can read', () => {
    expect(refusedForName('trial', [refused('house'), accepted])).toBeUndefined()
    expect(refusedForName('trial', [])).toBeUndefined()
    expect(refusedForName('trial', [refused(), refused('trial')])).toBeUndefined()
  })
})
