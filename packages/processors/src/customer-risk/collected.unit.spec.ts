/** What states collect: for the version in force and those to come, and never more than their task's position names. */
import { describe, expect, test } from '@jest/globals'
import {
  createBusinessCalendar,
  type DeclaredMeasure,
  definitionOf,
  type Indicator,
  parseCalendarDay,
  RuleHistory,
  type RuleSet,
  seriesName,
} from '@tocsin/domain'
import { changesOf } from '../evaluation/changes.ts'
import { paymentPromised } from '../testing/sample-events.ts'
import { declared } from '../testing/sample-measures.ts'
import { rulesWith, sampleIndicators } from '../testing/sample-rules.ts'
import { customerStateCodec } from './codecs/state-codec.ts'
import { HistoryRun } from './history-run.ts'
import { customerRiskProcessor, isCustomerState } from './processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from './topology.ts'

const calendar = createBusinessCalendar('Asia/Shanghai')
const NOON_MS = 12 * 3_600_000
const noonOf = (day: string) => calendar.startOf(parseCalendarDay(day)) + NOON_MS

const inAMonth = declared({ id: 'promises', over: ['payment-promised'] })
const inAWeek = declared({ id: 'promises', over: ['payment-promised'], window: { days: 7 } })

describe('rules that change what is collected', () => {
  const changeMs = noonOf('2026-01-10')
  const rules = new RuleHistory(asking(inAMonth))
  rules.add(asking(inAWeek), changeMs)

  test('collect for a version that is to come, and no more for one that is over', () => {
    const run = new HistoryRun(customerRiskProcessor(rules, CUSTOMER_RISK_INPUTS))
    run.record({ atMs: noonOf('2026-01-05'), event: promise('A') })
    expect(collectedBy(run)).toEqual([inAMonth, inAWeek].map(definitionOf).sort((left, right) => left - right))
    // Of every customer, whether it has traffic or not.
    run.passTimeTo(changeMs)
    expect(collectedBy(run)).toEqual([definitionOf(inAWeek)])
  })

  test('ask of states what is in force or to come', () => {
    const { collectedFrom } = changesOf(rules, {
      concerns: () => true,
      collected: (ruleSet) => ruleSet.measures?.map(seriesName) ?? [],
    })
    expect(collectedFrom(0)).toEqual([inAMonth, inAWeek].map(seriesName))
    expect(collectedFrom(changeMs - 1)).toEqual([inAMonth, inAWeek].map(seriesName))
    expect(collectedFrom(changeMs)).toEqual([seriesName(inAWeek)])
    rules.add(asking(inAMonth), changeMs + 1)
    expect(collectedFrom(changeMs)).toEqual([inAWeek, inAMonth].map(seriesName))
  })

  test('keep one bound however often they change: what is in force and to come', () => {
    const often = new RuleHistory(asking(inAMonth))
    for (let days = 1; days <= 100; days += 1) often.add(asking({ ...inAMonth, window: { days } }), days * 1_000)
    const run = new HistoryRun(customerRiskProcessor(often, CUSTOMER_RISK_INPUTS))
    run.record({ atMs: 98_500, event: promise('A') })
    expect(collectedBy(run)).toHaveLength(3)
    run.passTimeTo(100_000)
    expect(collectedBy(run)).toHaveLength(1)
  })
})

test('a measure that the position does not name is unknown to every customer, new or old', () => {
  const processor = customerRiskProcessor(asking(inAMonth), CUSTOMER_RISK_INPUTS)
  const tellsUnder = (collected: readonly string[]) => {
    const state = processor.initialState('C')
    const outputs = ['A', 'B'].flatMap((id, offset) => {
      const atMs = noonOf('2026-01-05') + offset
      const place = { kind: 'record', topic: 'sales.payments', partition: 0, offset, key: 'C-1', late: false } as const
      const event = { ...promise(id), customerId: 'C-1' }
      return processor.reduce([state], { ...place, timestampMs: atMs, event }, atMs, collected).outputs
    })
    const definitions = isCustomerState(state) ? state.rolling.series.map(({ definition }) => definition) : []
    return { definitions, told: outputs.filter((output) => 'alertId' in output).length }
  }
  expect(tellsUnder([])).toEqual({ definitions: [], told: 0 })
  expect(tellsUnder([seriesName(inAMonth)])).toEqual({ definitions: [definitionOf(inAMonth)], told: 1 })
  expect(tellsUnder([seriesName(inAWeek)])).toEqual({ definitions: [], told: 0 })
})

function asking(measure: DeclaredMeasure): RuleSet {
  const watched: Indicator = {
    ...sampleIndicators.daysPastDue,
    id: 'watched',
    value: { kind: 'measure', measure: measure.id },
    unit: 'count',
    evaluate: 'on-change',
    thresholds: { warning: 2 },
    clear: { warning: 2 },
  }
  return { ...rulesWith(watched), measures: [measure] }
}

function promise(promiseId: string) {
  return paymentPromised({ promiseId, promisedOn: parseCalendarDay('2026-06-30'), eventId: promiseId })
}

function collectedBy(run: HistoryRun): readonly number[] {
  return [...run.storedStates()].flatMap(([entityId, bytes]) => {
    return customerStateCodec.decode(bytes, entityId).rolling.series.map(({ definition }) => definition)
  })
}
