import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar, parseCalendarDay } from '@tocsin/domain'
import type { RepresentativeDescribed, RepresentativeEvent } from '@tocsin/events'
import type { RecordInput } from '@tocsin/stream'
import { customerRegistered } from '../../testing/sample-events.ts'
import { allSampleRules } from '../../testing/sample-rules.ts'
import { customerRiskStateCodec } from '../codecs/entity-codec.ts'
import { HistoryRun } from '../history-run.ts'
import type { ReceivedSalesEvent } from '../processor.ts'
import { customerRiskProcessor } from '../processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from '../topology.ts'
import { representativeEntityId } from './representative-state.ts'

const { startOf } = createBusinessCalendar(allSampleRules.businessZone)
const day = parseCalendarDay
const MONDAY = day('2026-03-02')
const registered: RepresentativeEvent = {
  type: 'representative-registered',
  eventId: 'E1',
  salesRepId: 'R1',
  name: 'Lin Tao',
  team: 'East',
}
const limit: RepresentativeEvent = {
  type: 'representative-limit-set',
  eventId: 'E2',
  salesRepId: 'R1',
  limitMinor: 5_000_00,
  currency: 'CNY',
}
const finding: RepresentativeEvent = {
  type: 'compliance-finding-recorded',
  eventId: 'E3',
  salesRepId: 'R1',
  findingId: 'F1',
  category: 'side-letter',
  severity: 'major',
  foundOn: MONDAY,
}

const review: RepresentativeEvent = {
  type: 'representative-reviewed',
  eventId: 'E6',
  salesRepId: 'R1',
  reviewId: 'V1',
  reviewedOn: MONDAY,
  reviewer: 'L. Example',
}

describe('facts about a representative', () => {
  test('are told on whole, each time as all that is on record', () => {
    const run = played(registered, limit, finding)
    expect(run.facts).toMatchObject([
      { type: 'representative-described', salesRepId: 'R1', on: MONDAY, name: 'Lin Tao', limits: [], findings: [] },
      { name: 'Lin Tao', limits: [{ currency: 'CNY', limitMinor: 5_000_00, setOn: MONDAY + 1 }], findings: [] },
      { name: 'Lin Tao', team: 'East', limits: [{}], findings: [{ findingId: 'F1', closedOn: null }], targets: [] },
    ])
    expect(new Set(run.facts.map(({ eventId }) => eventId)).size).toBe(3)
    expect((run.facts[0] as RepresentativeDescribed).limits).toEqual([])
    expect(run.timersFired).toBe(0)
  })

  test('told twice say nothing more, under another event id too', () => {
    expect(played(finding, finding).facts).toHaveLength(1)
    const closed = { type: 'compliance-finding-closed', salesRepId: 'R1', findingId: 'F1', closedOn: MONDAY } as const
    const twice = played(finding, { ...closed, eventId: 'E4' }, { ...closed, eventId: 'E5' })
    expect(twice.facts).toHaveLength(2)
    expect(twice.facts.at(-1)).toMatchObject({ findings: [{ closedOn: MONDAY }] })
  })

  test('of reviews tell the latest day, whichever comes first, and none that is still to come', () => {
    const earlier = { ...review, eventId: 'E7', reviewId: 'V0', reviewedOn: MONDAY - 30 }
    const run = played(review, earlier, { ...review, eventId: 'E8', reviewedOn: MONDAY + 90 })
    expect(run.facts).toMatchObject([{ reviewedOn: MONDAY, name: null }])
    expect(run.refusals).toMatchObject([{ eventId: 'E8', reason: 'contradicts-state' }])
    expect(run.refusals[0]?.message).toContain('the review is dated 2026-05-31, but it is 2026-03-04 only')
  })

  test('that cannot be true are refused, and what is on record stays', () => {
    const closed = { type: 'compliance-finding-closed', salesRepId: 'R1', findingId: 'F9', closedOn: MONDAY } as const
    const run = played(registered, { ...closed, eventId: 'E4' })
    expect(run.refusals).toMatchObject([{ eventId: 'E4', reason: 'contradicts-state' }])
    expect(run.facts).toHaveLength(1)
  })

  test('under another key than their representative are refused', () => {
    const processor = customerRiskProcessor(allSampleRules, CUSTOMER_RISK_INPUTS)
    const input = inputOf({ ...registered, salesRepId: 'R2' })
    const states = processor.keys(input).map((key) => processor.initialState(key))
    expect(() => processor.reduce(states, input, startOf(MONDAY))).toThrow('key is R1, its salesRepId is R2')
  })

  test('stand apart from a customer of the same id', () => {
    const run = new HistoryRun(customerRiskProcessor(allSampleRules, CUSTOMER_RISK_INPUTS))
    run.record({ atMs: startOf(MONDAY), event: registered })
    run.record({ atMs: startOf(MONDAY), event: customerRegistered({ customerId: 'R1', name: 'Paper Moon Trading' }) })
    expect(run.stateOf('R1').profile?.name).toBe('Paper Moon Trading')
    expect([...run.storedStates().keys()].sort()).toEqual(['R1', representativeEntityId('R1')].sort())
  })

  test('come back from their bytes, and take little room', () => {
    const run = played(registered, limit, finding, review)
    const entityId = representativeEntityId('R1')
    const bytes = run.storedStates().get(entityId) as Uint8Array
    const state = customerRiskStateCodec.decode(bytes, entityId)
    expect(customerRiskStateCodec.encode(state)).toEqual(bytes)
    expect(state).toMatchObject({
      kind: 'representative',
      record: { name: 'Lin Tao', findings: [{ findingId: 'F1' }], reviewedOn: MONDAY },
    })
    expect(bytes.length).toBeLessThan(100)
  })
})

function played(...events: RepresentativeEvent[]): HistoryRun {
  const run = new HistoryRun(customerRiskProcessor(allSampleRules, CUSTOMER_RISK_INPUTS))
  for (const [index, event] of events.entries()) run.record({ atMs: startOf(MONDAY + index), event })
  run.passTimeTo(startOf(MONDAY + 400))
  return run
}

function inputOf(event: ReceivedSalesEvent): RecordInput<ReceivedSalesEvent> {
  const place = { topic: 'sales.representatives', partition: 0, offset: 0, timestampMs: startOf(MONDAY) }
  return { kind: 'record', ...place, key: 'R1', event, late: false }
}
