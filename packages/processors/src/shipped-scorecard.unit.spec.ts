import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { createBusinessCalendar, parseCalendarDay, type RuleSet } from '@tocsin/domain'
import type { SalesEvent, ScoreChanged } from '@tocsin/events'
import { parseRuleSet, printFaults, type RuleSetFile, ruleFileNames } from '@tocsin/rules'
import { HistoryRun } from './customer-risk/history-run.ts'
import { customerRiskProcessor } from './customer-risk/processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from './customer-risk/topology.ts'

const FOLDER = new URL('../../../deploy/rules/', import.meta.url)

const ruleSet = shippedRules()
const { startOf } = createBusinessCalendar(ruleSet.businessZone)

describe('the score of a customer by the shipped scorecard', () => {
  test('does not fall when a customer that is otherwise late pays its last invoice on the due day', () => {
    const [before, after, ...later] = scoresOf([
      ...Array.from({ length: 12 }, (_, number) => invoice(`I${number}`, '2026-01-05', '2026-02-05')),
      invoice('LAST', '2026-01-05', '2026-04-05'),
      ...Array.from({ length: 12 }, (_, number) => payment(`I${number}`, '2026-03-02')),
      payment('LAST', '2026-04-05'),
    ])
    expect(before).toMatchObject({ on: parseCalendarDay('2026-03-02'), rating: 'B' })
    expect(after?.on).toBe(parseCalendarDay('2026-04-05'))
    expect(after?.score).toBeGreaterThan(before?.score ?? 100)
    expect(later).toEqual([])
  })

  test('is told in sentences with a blank on each side of the id', () => {
    const [score] = scoresOf([
      ...Array.from({ length: 6 }, (_, number) => invoice(`I${number}`, '2026-01-05', '2026-02-05')),
      ...Array.from({ length: 6 }, (_, number) => payment(`I${number}`, '2026-02-05')),
    ])
    expect(score?.reasonZh).toMatch(/^客户 C1 的评分为 \d/)
    expect(score?.reasonEn).toMatch(/^Customer C1 scores \d/)
  })
})

interface Happening {
  readonly onDay: string
  readonly event: SalesEvent
}

function invoice(invoiceId: string, issued: string, due: string): Happening {
  const [issuedOn, dueOn] = [parseCalendarDay(issued), parseCalendarDay(due)]
  const about = { eventId: `issued-${invoiceId}`, customerId: 'C1', salesRepId: 'R1', invoiceId, orderId: null }
  const event = { ...about, type: 'invoice-issued', amountMinor: 1_000_00, currency: 'CNY', issuedOn, dueOn } as const
  return { onDay: issued, event }
}

function payment(invoiceId: string, received: string): Happening {
  const about = { eventId: `paid-${invoiceId}`, customerId: 'C1', paymentId: `P-${invoiceId}`, invoiceId }
  const amount = { amountMinor: 1_000_00, currency: 'CNY', receivedOn: parseCalendarDay(received), allocations: [] }
  return { onDay: received, event: { ...about, ...amount, type: 'payment-received' } }
}

/** What is told of scores until a month after the last event. */
function scoresOf(happenings: readonly Happening[]): readonly ScoreChanged[] {
  const run = new HistoryRun(customerRiskProcessor(ruleSet, CUSTOMER_RISK_INPUTS))
  let lastMs = 0
  for (const [minute, { onDay, event }] of happenings.entries()) {
    lastMs = startOf(parseCalendarDay(onDay)) + (720 + minute) * 60_000
    run.record({ atMs: lastMs, event })
  }
  run.passTimeTo(lastMs + 30 * 86_400_000)
  expect(run.refusals).toEqual([])
  return run.scores.filter((event) => event.type === 'score-changed')
}

function shippedRules(): RuleSet {
  const files: RuleSetFile[] = ruleFileNames(readdirSync(FOLDER)).map((name) => {
    return { fileName: name, text: readFileSync(new URL(name, FOLDER), 'utf8') }
  })
  const parsed = parseRuleSet(files)
  if ('faults' in parsed) throw new Error(printFaults(parsed.faults))
  return parsed.ruleSet
}
