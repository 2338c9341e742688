/** Tests that stand in files beside the rules: events at days, and the alerts that must come of them, and no others. */
import { createBusinessCalendar, parseCalendarDay, type RuleSet, SEVERITIES } from '@tocsin/domain'
import { choiceOf, type PlacedFault, readYaml, structureFaults, valueAt } from '@tocsin/yaml-file'
import { z } from 'zod'
import type { RuleFault } from './fault.ts'
import { nameOf } from './name-of.ts'
import type { ExpectedAlert, RuleTest, TimedSample } from './rule-tests.ts'
import { isFaults, SAMPLE_EVENT_TYPES, type SampleFields, sampleEvent } from './sample-event.ts'
import { calendarDay as day } from './shapes.ts'

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
  const { content } = read
  const faults = [...structureFaults(content, testFile, { nameOf }), ...meaningFaults(content, ruleSet)]
  if (faults.length > 0) return { faults: read.placed(faults) }
  const { startOf } = createBusinessCalendar(ruleSet.businessZone)
  return { tests: testFile.parse(content).tests.map((test) => toTest(test, startOf)) }
}

/** Checks whatever is well-formed, so that one misspelt key does not hide the rest. */
function meaningFaults(content: unknown, ruleSet: RuleSet): PlacedFault[] {
  return listAt(content, ['tests']).flatMap((test, index) => {
    const path = ['tests', index]
    return [
      ...indicatorFaults(valueAt(test, ['indicator']), [...path, 'indicator'], ruleSet),
      ...listAt(test, ['events']).flatMap((entry, each) => eventFaults(entry, [...path, 'events', each])),
      ...listAt(test, ['alerts']).flatMap((alert, each) => alertFaults(alert, [...path, 'alerts', each])),
    ]
  })
}

function listAt(content: unknown, path: readonly PropertyKey[]): readonly unknown[] {
  const list = valueAt(content, path)
  return Array.isArray(list) ? list : []
}

function indicatorFaults(name: unknown, path: readonly PropertyKey[], ruleSet: RuleSet): PlacedFault[] {
  const names = ruleSet.indicators.map(({ id }) => id)
  if (typeof name !== 'string' || names.includes(name)) return []
  const hint = choiceOf(name, { what: 'Indicators', names, many: 'described in CATALOGUE.md' })
  return [{ path, message: `there is no indicator ${name}`, hint }]
}

function eventFaults(raw: unknown, path: readonly PropertyKey[]): PlacedFault[] {
  if (typeof raw !== 'object' || raw === null) return []
  const { on, every: _every, times, ...rest } = raw as Readonly<Record<string, unknown>>
  const [type, ...others] = Object.keys(rest)
  if (type === undefined || others.length > 0 || !SAMPLE_EVENT_TYPES.includes(type)) {
    const message = `${Object.keys(rest).join(' and ') || 'nothing'} is not one event type`
    // Two keys are more often a type and a mistyped `times` than two types.
    const mistyped = Object.keys(rest).find((key) => !SAMPLE_EVENT_TYPES.includes(key))
    const hint = choiceOf(mistyped ?? '', {
      what: 'Give exactly one event type',
      names: [...SAMPLE_EVENT_TYPES, ...Object.keys(happening.shape)],
      many: 'described in schemas/README.md',
    })
    return [{ path, message, hint }]
  }
  const fields = rest[type] ?? {}
  if (typeof fields !== 'object' || Array.isArray(fields)) return []
  const happenedOn = day.safeParse(on)
  const at = happenedOn.success ? parseCalendarDay(happenedOn.data) : 0
  const repeated = happening.shape.times.safeParse(times)
  for (let number = 1; number <= (repeated.success ? repeated.data : 1); number++) {
    const event = sampleEvent(type, numbered(fields as SampleFields, number), at, '0-0')
    if (!isFaults(event)) continue
    const which = number === 1 ? '' : `repetition ${number}: `
    const hint = 'The fields of each event type stand in schemas/README.md.'
    return [{ path, message: which + event.join('; '), hint }]
  }
  return []
}

function alertFaults(raw: unknown, path: readonly PropertyKey[]): PlacedFault[] {
  if (typeof raw !== 'object' || raw === null) return []
  if (Object.keys(KINDS).filter((kind) => Object.hasOwn(raw, kind)).length === 1) return []
  return [{ path, message: 'an alert is fired, changed or resolved', hint: 'Give one of the three.' }]
}

type StartOf = (day: number) => number

/** Of a test without faults. */
function toTest(test: TestInFile, startOf: StartOf): RuleTest {
  const events = test.events.flatMap((entry, index) => samplesOf(entry, index, startOf))
  const byTime = events.sort((left, right) => left.atMs - right.atMs)
  const { name, indicator } = test
  return { name, indicator, events: byTime, until: parseCalendarDay(test.until), alerts: test.alerts.map(toExpected) }
}

/** An entry is one event, or one that repeats `times` times `every` so many days. Events of a day come in file order. */
function samplesOf(entry: TestInFile['events'][number], index: number, startOf: StartOf): TimedSample[] {
  const { on, every = 0, times, ...rest } = entry
  const [type = '', given] = Object.entries(rest)[0] ?? []
  return Array.from({ length: times }, (_, number) => {
    const onDay = parseCalendarDay(on) + number * every
    const event = sampleEvent(type, numbered((given ?? {}) as SampleFields, number + 1), onDay, `${index}-${number}`)
    if (isFaults(event)) throw new Error(`${type} of ${on}: ${event.join('; ')}`)
    // Noon, and a minute more for each entry, so that the order is that of the file.
    return { atMs: startOf(onDay) + (720 + index) * 60_000, event }
  })
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

const KINDS = { fired: 'alert-fired', changed: 'alert-severity-changed', resolved: 'alert-resolved' } as const

function toExpected({ on, of: entityId, value, ...kinds }: z.output<typeof expectedAlert>): ExpectedAlert {
  const kind = (Object.keys(KINDS) as (keyof typeof KINDS)[]).find((each) => kinds[each] !== undefined) ?? 'fired'
  const expected = { on: parseCalendarDay(on), kind: KINDS[kind], severity: kinds[kind] ?? 'warning' }
  return { ...expected, ...(entityId === undefined ? {} : { entityId }), ...(value === undefined ? {} : { value }) }
}
