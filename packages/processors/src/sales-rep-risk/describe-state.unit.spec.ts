import { expect, test } from '@jest/globals'
import {
  closeDay,
  contributeReceivables,
  emptyContribution,
  emptyRepRecord,
  emptySalesRepBook,
  parseCalendarDay,
} from '@tocsin/domain'
import { emptyEvidence } from '../evaluation/evidence.ts'
import { emptyOutlook } from '../evaluation/outlook.ts'
import { describeSalesRepState } from './describe-state.ts'
import type { SalesRepState } from './state.ts'
import { repSampleRules } from './testing/sample-rules.ts'

const ON = parseCalendarDay('2026-03-02')
/** All samples have one name: of several the last would hide the others. */
const oneIndicator = {
  ...repSampleRules,
  indicators: repSampleRules.indicators.filter(({ id }) => id === 'rep-concentration'),
}

test('a representative is described as it stood when its last day was closed, in either language', () => {
  expect(describeSalesRepState(salesRep(), ON, repSampleRules)).toMatchObject({
    record: {
      name: 'Lin Tao',
      team: null,
      targets: [{ from: '2026-03-02', to: '2026-04-01', amount: '100.00 CNY' }],
      findings: [{ findingId: 'F1', grade: 'major', foundOn: '2026-03-02', closedOn: null }],
    },
    asOf: '2026-03-02',
    receivables: [
      {
        currency: 'CNY',
        open: '12.00 CNY',
        overdue: '12.00 CNY',
        openInvoices: 2,
        customersThatOwe: 2,
        largestCustomers: [
          { customerId: 'C2', name: 'Pine Works', open: '9.00 CNY' },
          { customerId: 'C1', name: 'Pine Works', open: '3.00 CNY' },
        ],
      },
    ],
    measures: { 'largest-customer-open': [{ amount: '9.00 CNY', sample: 2 }] },
    indicators: {
      'rep-concentration': {
        value: '75 %',
        enoughSample: true,
        phase: 'firing',
        severity: 'warning',
        breachedOn: '2026-03-01',
      },
    },
    daysNotClosedYet: ['2026-03-03'],
  })
  const chinese = JSON.stringify(describeSalesRepState(salesRep(), ON, oneIndicator, 'zh'))
  expect(chinese).toContain('"最大客户":[{"客户":"C2","名称":"Pine Works","未清":"9.00 CNY"}')
  expect(chinese).toContain('"状态":"触发中"')
})

test('what nothing has moved since is described as of the last day that all sources have closed, not of the last look', () => {
  const { openDays, ...quiet } = salesRep()
  const asOf = (state: SalesRepState, closedThrough: number) =>
    describeSalesRepState(state, closedThrough, repSampleRules)
  expect(asOf({ ...quiet, openDays: [] }, ON + 9)).toMatchObject({ asOf: '2026-03-11' })
  expect(asOf({ ...quiet, openDays }, ON + 9)).toMatchObject({ asOf: '2026-03-02' })
  expect(asOf({ ...quiet, openDays: [] }, ON - 3)).toMatchObject({ asOf: '2026-03-02' })
})

function salesRep(): SalesRepState {
  const book = emptySalesRepBook()
  const movements = emptySalesRepBook()
  for (const [customerId, openMinor] of [
    ['C1', 300],
    ['C2', 900],
  ] as const) {
    const amounts = { billedMinor: openMinor, openMinor, undisputedOpenMinor: openMinor, writtenOffMinor: 0 }
    const dueDays = [{ dueOn: ON - 5, billedInvoices: 1, openInvoices: 1, ...amounts }]
    const fact = { customerId, customerName: 'Pine Works', currency: 'CNY', dueDays }
    contributeReceivables(emptyContribution(), () => movements, fact)
  }
  movements.record = {
    ...emptyRepRecord(),
    name: 'Lin Tao',
    targets: [{ fromOn: ON, toOn: ON + 30, currency: 'CNY', amountMinor: 100_00 }],
    findings: [{ findingId: 'F1', category: 'side-letter', severity: 'major', foundOn: ON, closedOn: null }],
  }
  closeDay(book, [movements], ON)
  const episode = { phase: 'firing', severity: 'warning', breachedOn: ON - 1, nth: 1, revision: 1 } as const
  return {
    kind: 'sales-rep',
    book,
    closedOn: ON,
    nextLookOn: null,
    outlook: emptyOutlook(),
    openDays: [{ on: ON + 1, movements: emptySalesRepBook(), evidence: emptyEvidence() }],
    episodes: [{ indicatorId: 'rep-concentration', episode }],
    evidence: emptyEvidence(),
  }
}
