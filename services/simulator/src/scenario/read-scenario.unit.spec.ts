import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { readScenario, ScenarioFaultError } from './read-scenario.ts'

const text = readFileSync(new URL('../../scenarios/01-first-alert.yaml', import.meta.url), 'utf8')

describe('a scenario file', () => {
  it('is read as it stands in the repository', () => {
    const scenario = readScenario(text, '01-first-alert.yaml')
    expect(scenario.cast).toHaveLength(16)
    expect(scenario.expectedAlerts.length).toBeGreaterThanOrEqual(8)
  })

  it('tells all its faults at once, each with its line', () => {
    const broken = text
      .replace('historyDays: 243', 'historyDays: soon')
      .replace('salesRep: R2', 'salesRep: R2\n    sallary: 5')
      .replace('noOtherAlerts: true', 'noOtherAlerts: false')
    const faults = faultsOf(broken)
    expect(faults.map(({ path }) => path)).toEqual(['historyDays', 'cast.1.sallary', 'noOtherAlerts'])
    const lines = broken.split('\n')
    expect(lines[faults[0]!.line - 1]).toContain('historyDays: soon')
    expect(lines[faults[1]!.line - 1]).toContain('sallary: 5')
    expect(lines[faults[2]!.line - 1]).toContain('noOtherAlerts: false')
  })

  it('refuses names that nothing introduces, and says where', () => {
    const broken = text
      .replace('salesRep: R1', 'salesRep: R9')
      .replace('invoice: returned, amountMinor: 6000000 }', 'invoice: other, amountMinor: 6000000 }')
      .replace('customer: C910, amountMinor', 'customer: C999, amountMinor')
      .replace('    customer: C901', '    customer: C001')
    const messages = faultsOf(broken).map(({ message }) => message)
    expect(messages).toEqual([
      'no sales rep "R9" in salesReps',
      'no earlier injection of this customer introduces invoice "returned"',
      'no earlier injection of this customer introduces invoice "returned"',
      'no customer "C999" in the cast',
      'no customer "C001" in the cast; the population never alerts',
    ])
  })

  it('wants to know of whom an expected alert is, and some representative who looks after the population', () => {
    const broken = text
      .replaceAll(/(id: R\d.*signsRatio: [\d.]+) \}/gu, '$1, hasPopulation: false }')
      .replace('    salesRep: R2\n    severity', '    salesRep: R9\n    severity')
      .replace('    salesRep: R4\n    severity', '    salesRep: R4\n    customer: C913\n    severity')
      .replace('    customer: C912\n    severity', '    severity')
    expect(faultsOf(broken).map(({ message }) => message)).toEqual([
      'at least one must have the population: leave out hasPopulation there',
      'of whom it is: either customer or salesRep, and not both',
      'no sales rep "R9" in salesReps',
      'of whom it is: either customer or salesRep, and not both',
    ])
  })

  it('says where the text is no YAML', () => {
    expect(faultsOf('title: {zh: 一\nseed: 1')[0]!.line).toBeGreaterThanOrEqual(1)
  })
})

function faultsOf(broken: string) {
  try {
    readScenario(broken, 'broken.yaml')
  } catch (error) {
    if (error instanceof ScenarioFaultError) return error.faults
    throw error
  }
  throw new Error('nothing was found wrong')
}
