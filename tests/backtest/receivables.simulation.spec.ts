/** The public receivables set, through its mapping and a backtest: answers that were worked out apart from this code. */
import { describe, expect } from '@jest/globals'
import { type BacktestReport, type BacktestSettings, backtest, reportPage } from '../../packages/backtest/src/index.ts'
import { parseCalendarDay } from '../../packages/domain/src/index.ts'
import type { ImportedEvent } from '../../packages/importer/src/index.ts'
import { seededRandom } from '../../packages/stream/src/testing/index.ts'
import { importedEvents, sourceOf, testOnPublicSet, utcRules } from './public-set.ts'

const SET = { mapping: 'ibm-accounts-receivable.yaml', file: 'ibm_accounts_receivable.csv.gz' }

const OVERDUE_AMOUNT = utcRules(`
  - id: overdue-amount
    name: { zh: 逾期金额, en: Overdue amount }
    question: { zh: 逾期多少？, en: How much is overdue? }
    entity: customer
    value: { measure: overdue }
    unit: money
    currency: USD
    direction: above
    thresholds: { warning: 100 }
    ownerRole: credit-controller
    nextStep: { zh: 致电客户, en: Call the customer }
`)

/** Open invoices and amounts, then by days past due, then what is overdue; the last column: customers with any of it. */
const ANSWERS = {
  '2012-06-30': [98, 550409, 459436, 90973, 0, 0, 0, 15, 90973, undefined],
  '2012-12-31': [99, 572506, 493632, 78874, 0, 0, 0, 13, 78874, 11],
  '2013-06-30': [84, 511985, 428429, 83556, 0, 0, 0, 12, 83556, undefined],
  '2013-12-02': [83, 493010, 442279, 50731, 0, 0, 0, 7, 50731, undefined],
} as const
const DAYS = Object.keys(ANSWERS).map(parseCalendarDay)
const HOUR_MS = 3_600_000

describe('a backtest of the public receivables set', () => {
  testOnPublicSet(SET, 'agrees on what is open, overdue and how old at four days', async () => {
    expectAnswers(await played(await importedEvents(SET)))
  })

  testOnPublicSet(SET, 'opens and closes 115 breaches at 44 customers, each told once', async () => {
    expectBreaches(await played(await importedEvents(SET)))
  })

  testOnPublicSet(SET, 'answers the same when every event comes twice', async () => {
    const twice = (await importedEvents(SET)).flatMap((event) => [event, event])
    const report = await played(twice)
    expectAnswers(report)
    expectBreaches(report)
  })

  testOnPublicSet(SET, 'answers the same when events come twice and up to two days out of order', async () => {
    const events = await importedEvents(SET)
    const shuffled = shuffledWithin(48 * HOUR_MS, [...events, ...events])
    const report = await played(shuffled, { reorderWithinMs: 48 * HOUR_MS })
    expectAnswers(report)
    expectBreaches(report)
    expect(report.events.late).toBe(0)
  })

  testOnPublicSet(SET, 'says the same in the same bytes, as JSON and as a page', async () => {
    const events = await importedEvents(SET)
    const one = await judged(events)
    const other = await judged(events)
    expect(JSON.stringify(other)).toBe(JSON.stringify(one))
    expect(reportPage(other, 'zh')).toBe(reportPage(one, 'zh'))
  })

  testOnPublicSet(
    SET,
    'ranks invoices by the mean days late of their customers as well as was worked out',
    async () => {
      const { outcome } = await judged(await importedEvents(SET))
      const mean = outcome?.ranking?.features.find(({ feature }) => feature === 'mean-days-late-so-far')
      expect(mean?.auc).toBeGreaterThan(0.85)
      expect(mean?.auc).toBeLessThan(0.88)
    },
  )
})

function judged(events: readonly ImportedEvent[]): Promise<BacktestReport> {
  const outcome = { outcome: { kind: 'paid-late', days: 7 }, horizonDays: 60, leastPaidInvoices: 3 } as const
  return played(events, { outcome })
}

function played(events: readonly ImportedEvent[], more: Partial<BacktestSettings> = {}): Promise<BacktestReport> {
  const untilOn = parseCalendarDay('2014-05-31')
  return backtest({ source: sourceOf(events), ruleSet: OVERDUE_AMOUNT, measuresOn: DAYS, untilOn, ...more })
}

function expectAnswers({ measures }: BacktestReport): void {
  const found = measures.map(({ receivables }) =>
    receivables.map((total) => [
      total.openInvoices,
      total.openMinor,
      total.currentMinor,
      total.days1To30Minor,
      total.days31To60Minor,
      total.days61To90Minor,
      total.days91PlusMinor,
      total.overdueInvoices,
      total.overdueMinor,
    ]),
  )
  expect(found).toEqual(Object.values(ANSWERS).map((answer) => [answer.slice(0, 9)]))
  expect(measures[1]?.receivables[0]?.overdueCustomers).toBe(ANSWERS['2012-12-31'][9])
}

function expectBreaches({ totals, alerts }: BacktestReport): void {
  expect(totals).toMatchObject({ fired: 115, resolved: 115, open: 0, entities: 44 })
  expect(new Set(alerts.map(({ alertId }) => alertId)).size).toBe(115)
  expect(alerts.every(({ transitions }) => transitions.length === 2)).toBe(true)
}

/** Each event at a place that it may have come to when it was up to so much late. */
function shuffledWithin(withinMs: number, events: readonly ImportedEvent[]): readonly ImportedEvent[] {
  const random = seededRandom(7)
  return events
    .map((event) => ({ event, arrivedMs: event.recordedAtMs + random.int(0, withinMs) }))
    .sort((left, right) => left.arrivedMs - right.arrivedMs)
    .map(({ event }) => event)
}
