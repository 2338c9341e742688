/**
 * Given / when / then for a topology:
 *
 *   given(on('2026-01-05', invoiceIssued({ … })))
 *     .when(dayEnds('2026-02-12'))
 *     .thenAlerts({ indicator: 'days-past-due', severity: 'warning', value: 8 })
 *
 * What is given has happened; its alerts are not looked at. Time passes by itself between the events.
 */
import { expect } from '@jest/globals'
import { type BusinessCalendar, createBusinessCalendar, parseCalendarDay, type RuleSet } from '@tocsin/domain'
import type { AlertEvent, SalesEvent, SalesRepFact } from '@tocsin/events'
import { HistoryRun } from '../customer-risk/history-run.ts'
import { customerRiskProcessor } from '../customer-risk/processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from '../customer-risk/topology.ts'

/** Something of a story: an event at a time of a day, or the end of a day. */
export type Happening =
  | { readonly kind: 'event'; readonly on: number; readonly minute: number; readonly event: SalesEvent }
  | { readonly kind: 'day-end'; readonly on: number }

/** `2026-01-31` or a calendar day. */
type Day = string | number

const NOON = 12 * 60

export function on(day: Day, ...events: readonly SalesEvent[]): Happening[] {
  return events.map((event, index) => ({ kind: 'event', on: dayOf(day), minute: NOON + index, event }))
}

/** All timers up to 24:00 of the day fire. */
export function dayEnds(day: Day): Happening[] {
  return [{ kind: 'day-end', on: dayOf(day) }]
}

/** What a story may say of an alert; the rest is not looked at. */
export type ExpectedAlert = Partial<AlertEvent>
export type ExpectedFact = {
  [Type in SalesRepFact['type']]: Partial<Extract<SalesRepFact, { type: Type }>>
}[SalesRepFact['type']]

export interface Story {
  given(...happenings: readonly (readonly Happening[])[]): {
    when(...more: readonly (readonly Happening[])[]): Outcome
  }
}

export interface Outcome {
  thenAlerts(...expected: readonly ExpectedAlert[]): Outcome
  thenNothingHappened(): Outcome
  /** What representatives were told. */
  thenFacts(...expected: readonly ExpectedFact[]): Outcome
  thenRefused(reason: string): Outcome
  /** The alerts that `when` gave, for whatever else a story wants to say of them. */
  readonly alerts: readonly AlertEvent[]
  readonly facts: readonly SalesRepFact[]
  readonly run: HistoryRun
}

export function storyUnder(ruleSet: RuleSet): Story {
  const calendar = createBusinessCalendar(ruleSet.businessZone)
  return {
    given(...happenings) {
      const run = new HistoryRun(customerRiskProcessor(ruleSet, CUSTOMER_RISK_INPUTS))
      play(run, calendar, happenings)
      return {
        when(...more) {
          const alerts = run.alerts.length
          const facts = run.facts.length
          play(run, calendar, more)
          return outcome(run, run.alerts.slice(alerts), run.facts.slice(facts))
        },
      }
    },
  }
}

function play(run: HistoryRun, calendar: BusinessCalendar, happenings: readonly (readonly Happening[])[]): void {
  for (const happening of happenings.flat()) {
    if (happening.kind === 'day-end') run.passTimeTo(calendar.startOf(happening.on + 1))
    else run.record({ atMs: calendar.startOf(happening.on) + happening.minute * 60_000, event: happening.event })
  }
}

function outcome(run: HistoryRun, alerts: readonly AlertEvent[], facts: readonly SalesRepFact[]): Outcome {
  const result: Outcome = {
    alerts,
    facts,
    run,
    thenAlerts(...expected) {
      expect(alerts).toMatchObject(expected)
      expect(alerts).toHaveLength(expected.length)
      return result
    },
    thenNothingHappened() {
      expect(alerts.map(({ type, reasonEn }) => `${type}: ${reasonEn}`)).toEqual([])
      return result
    },
    thenFacts(...expected) {
      expect(facts).toMatchObject(expected)
      expect(facts).toHaveLength(expected.length)
      return result
    },
    thenRefused(reason) {
      expect(run.refusals).toMatchObject([{ reason }])
      return result
    },
  }
  return result
}

function dayOf(day: Day): number {
  return typeof day === 'number' ? day : parseCalendarDay(day)
}
