import { expect, test } from '@jest/globals'
import { loadRuleSet } from '@tocsin/service-kit'
import { doubtfulLevels } from './doubtful-levels.ts'

const SHIPPED = new URL('../../../../deploy/rules', import.meta.url).pathname

test('a percentage that was written for a share is told, of an override too; days and the shipped shares are not', () => {
  const { indicators } = loadRuleSet(SHIPPED)
  expect(doubtfulLevels(indicators)).toEqual([])
  const ratio = indicators.find(({ id }) => id === 'overdue-ratio')
  if (ratio === undefined) throw new Error('there is no overdue-ratio')
  const override = {
    ...ratio,
    when: { kind: 'constant', value: true },
    off: false,
    thresholds: { warning: -40 },
  } as const
  expect(doubtfulLevels([{ ...ratio, thresholds: { warning: 30, critical: 5.1 }, overrides: [override] }])).toEqual([
    'Look twice: overdue-ratio has a level of 30, which is 3000 %; 30 % is 0.3.',
    'Look twice: overdue-ratio has a level of 5.1, which is 510 %; 5.1 % is 0.051.',
    'Look twice: overdue-ratio has a level of -40, which is -4000 %; -40 % is -0.4.',
  ])
})
