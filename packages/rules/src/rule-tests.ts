/**
 * Tests that stand in files beside the rules: events at days, and the alerts that must come of them, and no others.
 */
import {
  createBusinessCalendar,
  currencyExponent,
  formatCalendarDay,
  parseCalendarDay,
  type RuleSet,
  SEVERITIES,
  type Severity,
} from '@tocsin/domain'
import type { AlertEvent, SalesEvent } from '@tocsin/events'
import { type PlacedFault, readYaml } from '@tocsin/yaml-file'
import { z } from 'zod'
import type { RuleFault } from './fault.ts'
import { SAMPLE_EVENT_TYPES, type SampleFields, sampleEvent } from './sample-event.ts'

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

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const happening = z
  .object({ on: day, every: z.int().min(1).optional(), times: z.int().min(1).max(400).default(1) })
  .catchall(z.record(z.string(), z.unknown()).nullable())
const expectedAlert = z.strictObject({
  on: day,
  fired: z.enum(SEVERITIES).optional(),
  changed: z.enum(SEVERITIES).optional(),
  resolved: z.enum(SEVERITIES).optional(),
  value: z.number().optional(),
  of: z.string().min(1).optional(),
})
const testFile = z.strictObject({
  tests: z.array(
    z.strictObject({
      name: z.string().min(1),
      indicator: z.string(),
      events: z.array(happening),
      until: day,
      alerts: z.array(expectedAlert).default([]),
    }),
  ),
})
type TestInFile = z.output<typeof testFile>['tests'][number]

export type ParsedRuleTests = { readonly tests: readonly RuleTest[] } | { readonly faults: readonly RuleFault[] }

/** Reads the tests that a file holds for a rule set, or all that is wrong with the file. */
export function parseRuleTests(text: string, fileName: string, ruleSet: RuleSet): ParsedRuleTests {
  const read = readYaml(text, fileName)
  if ('faults' in read) return { faults: read.faults }
  const faults: PlacedFault[] = []
  const parsed = testFile.safeParse(read.content)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const hint = 'See deploy/rules/receivables.test.yaml for examples.'
      faults.push({ path: issue.path, message: `${issue.path.join('.')}: ${issue.message}`, hint })
    }
  }
  const tests = parsed.success
    ? parsed.data.tests.map((test, index) => toTest(test, ['tests', index], ruleSet, faults))
    : []
  if (faults.length > 0) return { faults: read.placed(faults) }
  return { tests }
}

function toTest(test: TestInFile, path: readonly PropertyKey[], ruleSet: RuleSet, faults: PlacedFault[]): RuleTest {
  if (!ruleSet.indicators.some(({ id }) => id === test.indicator)) {
    const hint = `The rule set has ${ruleSet.indicators.map(({ id }) => id).join(', ')}.`
    faults.push({ path: [...path, 'indicator'], message: `there is no indicator ${test.indicator}`, hint })
  }
  const { startOf } = createBusinessCalendar(ruleSet.businessZone)
  const events = test.events.flatMap((entry, index) =>
    samplesOf(entry, [...path, 'events', index], index, startOf, faults),
  )
  const alerts = test.alerts.map((alert, index) => toExpected(alert, [...path, 'alerts', index], faults))
  const byTime = events.sort((left, right) => left.atMs - right.atMs)
  return { name: test.name, indicator: test.indicator, events: byTime, until: parseCalendarDay(test.until), alerts }
}

/** An entry is one event, or one that repeats `times` times `every` so many days. Events of a day come in file order. */
function samplesOf(
  entry: TestInFile['events'][number],
  path: readonly PropertyKey[],
  index: number,
  startOf: (day: number) => number,
  faults: PlacedFault[],
): TimedSample[] {
  const { on, every = 0, times, ...rest } = entry
  const [type, ...others] = Object.keys(rest)
  if (type === undefined || others.length > 0 || !SAMPLE_EVENT_TYPES.includes(type)) {
    const hint = `Give exactly one of ${SAMPLE_EVENT_TYPES.join(', ')}.`
    faults.push({ path, message: `${Object.keys(rest).join(' and ') || 'nothing'} is not one event type`, hint })
    return []
  }
  const fields = (rest[type] ?? {}) as SampleFields
  return Array.from({ length: times }, (_, number) => {
    const onDay = parseCalendarDay(on) + number * every
    const event = sampleEvent(type, numbered(fields, number + 1), onDay, `${index}-${number}`)
    if (isFaults(event)) {
      if (number === 0)
        faults.push({ path, message: event.join('; '), hint: 'Fields are those of the schemas of the topics.' })
      return []
    }
    // Noon, and a minute more for each entry, so that the order is that of the file.
    return [{ atMs: startOf(onDay) + (720 + index) * 60_000, event }]
  }).flat()
}

/** `{n}` in a text is the number of the repetition, from 1 on: so a repeated event can name what another one repeats. */
function numbered(fields: SampleFields, number: number): SampleFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll('{n}', String(number)) : value,
    ]),
  )
}

function isFaults(event: SalesEvent | readonly string[]): event is readonly string[] {
  return Array.isArray(event)
}

const KINDS = { fired: 'alert-fired', changed: 'alert-severity-changed', resolved: 'alert-resolved' } as const

function toExpected(
  { on, of: entityId, value, ...kinds }: z.output<typeof expectedAlert>,
  path: readonly PropertyKey[],
  faults: PlacedFault[],
): ExpectedAlert {
  const given = (Object.keys(KINDS) as (keyof typeof KINDS)[]).filter((kind) => kinds[kind] !== undefined)
  const kind = given[0] ?? 'fired'
  if (given.length !== 1)
    faults.push({ path, message: 'an alert is fired, changed or resolved', hint: 'Give one of the three.' })
  const expected = { on: parseCalendarDay(on), kind: KINDS[kind], severity: kinds[kind] ?? 'warning' }
  return { ...expected, ...(entityId === undefined ? {} : { entityId }), ...(value === undefined ? {} : { value }) }
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
