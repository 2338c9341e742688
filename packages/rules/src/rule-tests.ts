/** Running the tests of a rule set through the processors, and what differs from what they expect. */
import {
  createBusinessCalendar,
  currencyExponent,
  formatCalendarDay,
  type RuleSet,
  type Severity,
} from '@tocsin/domain'
import type { AlertEvent, SalesEvent } from '@tocsin/events'

export interface RuleTest {
  readonly name: string
  /** Only alerts of this indicator are compared; the others have tests of their own. */
  readonly indicator: string
  readonly events: readonly TimedSample[]
  /** The last business day whose end is played. */
  readonly until: number
  readonly alerts: readonly ExpectedAlert[]
}

export interface TimedSample {
  readonly atMs: number
  readonly event: SalesEvent
}

export interface ExpectedAlert {
  /** The business day that was looked at. */
  readonly on: number
  /** The customer or representative; not compared when left out. */
  readonly entityId?: string
  readonly kind: AlertEvent['type']
  readonly severity: Severity
  /** In the indicator's unit, an amount as people write it (12.50); not compared when left out. */
  readonly value?: number
}

export interface RuleTestResult {
  readonly test: RuleTest
  /** One line per difference; none = passed. */
  readonly differences: readonly string[]
}

/** Plays events through the processors from empty states, and all timers up to an instant: alerts about any entity. */
export type PlayEvents = (ruleSet: RuleSet, events: readonly TimedSample[], untilMs: number) => readonly AlertEvent[]

/** Runs the tests through the real processor, which the caller hands in. */
export function runRuleTests(ruleSet: RuleSet, tests: readonly RuleTest[], play: PlayEvents): RuleTestResult[] {
  const calendar = createBusinessCalendar(ruleSet.businessZone)
  return tests.map((test) => {
    const alerts = play(concerning(ruleSet, test.indicator), test.events, calendar.startOf(test.until + 1))
    const told = alerts.filter(({ indicator }) => indicator === test.indicator)
    const currency = ruleSet.indicators.find(({ id }) => id === test.indicator)?.currency
    // Events and thresholds hold amounts as people write them; so do the values expected.
    const asWritten = (value: number) => (currency === undefined ? value : value / 10 ** currencyExponent(currency))
    // A day-end alert stands at the first instant of the day after.
    return { test, differences: differences(test.alerts, told, (atMs) => calendar.dayOf(atMs - 1), asWritten) }
  })
}

/** What is told of other kinds of entities moves nothing of these: they need not be played. Customers feed all others. */
function concerning(ruleSet: RuleSet, indicatorId: string): RuleSet {
  const own = ruleSet.indicators.find(({ id }) => id === indicatorId)?.entity
  return {
    ...ruleSet,
    indicators: ruleSet.indicators.filter(({ entity }) => entity === 'customer' || entity === own),
  }
}

function differences(
  expected: readonly ExpectedAlert[],
  told: readonly AlertEvent[],
  dayOf: (atMs: number) => number,
  asWritten: (value: number) => number,
): string[] {
  const lines: string[] = []
  for (let index = 0; index < Math.max(expected.length, told.length); index++) {
    const wanted = expected[index]
    const got = told[index]
    const wantedText = wanted === undefined ? 'no alert' : textOf(wanted)
    const shown = got && {
      on: dayOf(got.at),
      kind: got.type,
      severity: got.severity,
      ...(wanted && !('value' in wanted) ? {} : { value: asWritten(got.value) }),
      ...(wanted && !('entityId' in wanted) ? {} : { entityId: got.entityId }),
    }
    const gotText = shown === undefined ? 'no alert' : textOf(shown)
    if (wantedText !== gotText) lines.push(`expected ${wantedText}, got ${gotText}${got ? ` (${got.reasonEn})` : ''}`)
  }
  return lines
}

function textOf({ on, entityId, kind, severity, value }: ExpectedAlert): string {
  const whose = entityId === undefined ? '' : ` of ${entityId}`
  const level = value === undefined ? '' : ` at ${Math.round(value * 10_000) / 10_000}`
  return `${kind} ${severity}${whose} on ${formatCalendarDay(on)}${level}`
}
