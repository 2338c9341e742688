import { describe, expect, test } from '@jest/globals'
import { parseCalendarDay } from '../values/calendar-day.ts'
import {
  onComplianceFindingClosed,
  onComplianceFindingRecorded,
  onRepresentativeLimitSet,
  onRepresentativeRegistered,
  onSalesTargetSet,
  pruneRepRecord,
} from './on-representative.ts'
import { emptyRepRecord, MAX_FINDINGS, MAX_LIMITS, MAX_TARGETS } from './record.ts'
import { repSalesWeeks, repTargetProgress } from './sales-measures.ts'
import { emptySalesRepBook, type SalesRepBook } from './state.ts'

const day = parseCalendarDay
const TODAY = day('2026-03-02')
const march = { fromOn: day('2026-03-01'), toOn: day('2026-03-31'), currency: 'CNY', amountMinor: 31_000 }
const finding = { findingId: 'F1', category: 'side-letter', severity: 'major', foundOn: TODAY } as const

describe('the record of a representative', () => {
  test('takes a registration whole: what the next one leaves out is known no more', () => {
    const record = emptyRepRecord()
    onRepresentativeRegistered(record, { name: 'Lin Tao', team: 'East', manager: 'Mei Sato' })
    onRepresentativeRegistered(record, { name: 'Lin Tao', team: 'West' })
    expect(record).toMatchObject({ name: 'Lin Tao', team: 'West', manager: null, region: null })
  })

  test('holds one target for a period and currency, in the order of their days', () => {
    const record = emptyRepRecord()
    const april = { ...march, fromOn: day('2026-04-01'), toOn: day('2026-04-30') }
    onSalesTargetSet(record, april, TODAY)
    onSalesTargetSet(record, march, TODAY)
    onSalesTargetSet(record, { ...march, amountMinor: 62_000 }, TODAY)
    expect(record.targets).toEqual([{ ...march, amountMinor: 62_000 }, april])
  })

  test('of two limits takes the one that was set later, whichever comes first', () => {
    const record = emptyRepRecord()
    onRepresentativeLimitSet(record, { currency: 'CNY', limitMinor: 500 }, TODAY)
    onRepresentativeLimitSet(record, { currency: 'CNY', limitMinor: 900 }, TODAY - 1)
    expect(record.limits).toEqual([{ currency: 'CNY', limitMinor: 500, setOn: TODAY, validToOn: null }])
  })

  test('closes a finding, and refuses to close one that nobody recorded, or before it was found', () => {
    const record = emptyRepRecord()
    expect(() => onComplianceFindingClosed(record, { findingId: 'F1', closedOn: TODAY }, TODAY)).toThrow(
      'no finding F1 is on record that could be closed',
    )
    onComplianceFindingRecorded(record, finding, TODAY)
    expect(() => onComplianceFindingClosed(record, { findingId: 'F1', closedOn: TODAY - 1 }, TODAY)).toThrow(
      'finding F1 is closed before it was found',
    )
    expect(onComplianceFindingClosed(record, { findingId: 'F1', closedOn: TODAY }, TODAY)).toBe('applied')
    expect(onComplianceFindingClosed(record, { findingId: 'F1', closedOn: TODAY }, TODAY)).toBe('repeated')
    expect(record.findings).toEqual([{ ...finding, closedOn: TODAY }])
  })

  test('stays small: the oldest targets go, of findings the one that was closed first', () => {
    const record = emptyRepRecord()
    for (let index = 0; index <= MAX_TARGETS; index += 1) {
      onSalesTargetSet(record, { ...march, toOn: march.toOn + index }, TODAY)
    }
    expect(record.targets).toHaveLength(MAX_TARGETS)
    for (let index = 0; index <= MAX_FINDINGS; index += 1) {
      const closedOn = index === 7 ? TODAY : null
      onComplianceFindingRecorded(record, { ...finding, findingId: `F${index}`, closedOn }, TODAY)
    }
    expect(record.findings).toHaveLength(MAX_FINDINGS)
    expect(record.findings.map(({ findingId }) => findingId)).not.toContain('F7')
    for (const [index, currency] of ['CNY', 'USD', 'EUR', 'JPY', 'GBP', 'CHF', 'HKD', 'SGD', 'AUD'].entries()) {
      onRepresentativeLimitSet(record, { currency, limitMinor: 100 }, TODAY + index)
    }
    expect(record.limits).toHaveLength(MAX_LIMITS)
    expect(record.limits.map(({ currency }) => currency)).not.toContain('CNY')
  })

  test('forgets a target a month after its end, and a closed finding after a year', () => {
    const record = emptyRepRecord()
    onSalesTargetSet(record, march, TODAY)
    onComplianceFindingRecorded(record, { ...finding, closedOn: TODAY }, TODAY)
    pruneRepRecord(record, march.toOn + 31)
    expect(record.targets).toHaveLength(1)
    pruneRepRecord(record, march.toOn + 32)
    expect(record.targets).toEqual([])
    pruneRepRecord(record, TODAY + 366)
    expect(record.findings).toHaveLength(1)
    pruneRepRecord(record, TODAY + 367)
    expect(record.findings).toEqual([])
  })
})

describe('what was sold', () => {
  test('is held against the share of the period that has passed, each currency by itself', () => {
    const book = bookOf([march, { ...march, currency: 'USD', amountMinor: 3_100 }], {
      '2026-02-28 CNY': 900,
      '2026-03-01 CNY': 700,
      '2026-03-10 CNY': -200,
      '2026-03-11 CNY': 5_000,
    })
    expect(repTargetProgress(book, day('2026-03-10'))).toEqual([
      { currency: 'CNY', soldMinor: 500, dueMinor: 10_000, elapsedDays: 10 },
      { currency: 'USD', soldMinor: 0, dueMinor: 1_000, elapsedDays: 10 },
    ])
  })

  test('is asked for from the first order of all on, where the period had begun before', () => {
    const book = bookOf([march], { '2026-03-06 CNY': 700 })
    expect(repTargetProgress(book, day('2026-03-10'))).toMatchObject([
      { soldMinor: 700, elapsedDays: 5, dueMinor: 5_000 },
    ])
  })

  test('is held against the month while it runs, though the quarter runs too', () => {
    const quarter = { ...march, fromOn: day('2026-01-01'), amountMinor: 90_000 }
    const book = bookOf([quarter, march], {})
    expect(repTargetProgress(book, day('2026-03-10'))).toMatchObject([{ elapsedDays: 10, dueMinor: 10_000 }])
    expect(repTargetProgress(book, day('2026-02-10'))).toMatchObject([{ elapsedDays: 41, dueMinor: 41_000 }])
    expect(repTargetProgress(book, day('2026-04-01'))).toEqual([])
  })

  test('spreads by its weeks since the first order, those without sales among them', () => {
    const book = bookOf([], { '2026-03-02 CNY': 300, '2026-03-10 CNY': 100, '2026-03-16 USD': 60 })
    expect(repSalesWeeks(book, day('2026-03-16'))).toEqual([
      // Weeks back from the 16th: nothing, 100 and 300; the first order opens the third.
      { currency: 'CNY', averageMinor: 133, spreadMinor: 125, weeks: 3 },
      { currency: 'USD', averageMinor: 20, spreadMinor: 28, weeks: 3 },
    ])
    expect(repSalesWeeks(emptySalesRepBook(), TODAY)).toEqual([])
  })
})

function bookOf(targets: (typeof march)[], sales: Readonly<Record<string, number>>): SalesRepBook {
  const salesDays = Object.entries(sales).map(([key, netMinor]) => {
    const [text = '', currency = ''] = key.split(' ')
    return { day: day(text), currency, netMinor }
  })
  return {
    ...emptySalesRepBook(),
    firstOrderOn: salesDays[0]?.day ?? null,
    salesDays,
    record: { ...emptyRepRecord(), targets },
  }
}
