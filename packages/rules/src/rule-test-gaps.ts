/** What the tests of a rule set do not hold fast: moved by a little, some of its levels would go unnoticed. */
import { type Indicator, type RuleSet, SEVERITIES, type Severity } from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import type { PlayEvents, RuleTest } from './rule-tests.ts'

export interface RuleTestGap {
  readonly indicator: string
  /** In words, what no test of it shows. */
  readonly lacks: readonly string[]
}

/**
 * Plays each test once more, beside copies of its indicator that each differ in one thing: a threshold a step further out
 * or nearer in, no least sample, an override less. A copy that tells what the indicator tells, in every test, shows that
 * no test looks there. Beside that every indicator has a test in which it fires, and one in which it ends.
 * @param startOf first instant of a business day
 */
export function ruleTestGaps(
  ruleSet: RuleSet,
  tests: readonly RuleTest[],
  play: PlayEvents,
  startOf: (day: number) => number,
): RuleTestGap[] {
  return ruleSet.indicators.flatMap((indicator) => {
    const own = tests.filter((test) => test.indicator === indicator.id)
    const lacks = [...outcomeGaps(own), ...unnoticed(ruleSet, indicator, own, play, startOf)]
    return lacks.length === 0 ? [] : [{ indicator: indicator.id, lacks }]
  })
}

function outcomeGaps(tests: readonly RuleTest[]): string[] {
  const kinds = new Set(tests.flatMap(({ alerts }) => alerts.map(({ kind }) => kind)))
  return [
    ...(kinds.has('alert-fired') ? [] : ['a test that fires']),
    ...(kinds.has('alert-resolved') ? [] : ['a test that ends']),
  ]
}

/** A copy, and what a test has to show for it to be told apart. */
interface Variant {
  readonly indicator: Indicator
  readonly shows: string
}

function unnoticed(
  ruleSet: RuleSet,
  indicator: Indicator,
  tests: readonly RuleTest[],
  play: PlayEvents,
  startOf: (day: number) => number,
): string[] {
  let left = variantsOf(indicator)
  const watched = { ...ruleSet, indicators: [indicator, ...left.map((variant) => variant.indicator)] }
  for (const { events, until } of tests) {
    const alerts = play(watched, events, startOf(until + 1))
    const told = toldBy(alerts, indicator.id)
    left = left.filter((variant) => toldBy(alerts, variant.indicator.id) === told)
  }
  const isUnknownShown = tests.some(({ name, alerts }) => alerts.length === 0 && /unknown|knows nothing/.test(name))
  return left.map(({ shows }) => shows).filter((shows) => shows !== SAMPLE || !isUnknownShown)
}

/** Where the measure itself asks for a sample, no copy can tell: the name of a quiet test has to say it. */
const SAMPLE = 'a test that is unknown for lack of sample'

function toldBy(alerts: readonly AlertEvent[], id: string): string {
  const own = alerts.filter(({ indicator }) => indicator === id)
  return JSON.stringify(own.map(({ type, severity, at, entityId }) => [type, severity, at, entityId]))
}

function variantsOf(indicator: Indicator): Variant[] {
  const { minimumSample, overrides = [] } = indicator
  const moved = SEVERITIES.flatMap((severity) => [
    ...movedBy(indicator, severity, 1, `a test that fires at the ${severity} threshold, or just beyond it`),
    ...movedBy(indicator, severity, -1, `a test that stays quiet just before the ${severity} threshold`),
  ])
  const sample = { ...indicator, minimumSample: 1 }
  const all: Variant[] = [
    ...moved,
    ...(minimumSample === 1 ? [] : [{ indicator: sample, shows: SAMPLE }]),
    ...overrides.map((_, index) => ({
      indicator: { ...indicator, overrides: overrides.filter((__, other) => other !== index) },
      shows: `a test that shows what override ${index + 1} changes`,
    })),
  ]
  return all.map((variant, index) => ({
    ...variant,
    indicator: { ...variant.indicator, id: `${indicator.id}--${index + 1}` },
  }))
}

/** @param steps further out; negative: nearer in */
function movedBy(indicator: Indicator, severity: Severity, steps: 1 | -1, shows: string): Variant[] {
  const level = indicator.thresholds[severity]
  if (level === undefined) return []
  const step = STEPS[indicator.unit](Math.abs(level)) * (indicator.direction === 'above' ? steps : -steps)
  return [{ indicator: { ...indicator, thresholds: { ...indicator.thresholds, [severity]: level + step } }, shows }]
}

/** How near to a threshold a test has to come, by the unit: the next day, a fifth of a percentage. */
const STEPS: Readonly<Record<Indicator['unit'], (level: number) => number>> = {
  days: () => 1,
  count: () => 1,
  // Where a cap begins a score jumps: nearer than that no test can come.
  points: () => 25,
  // From 2 on it is no share, but so many of one thing for each of another.
  ratio: (level) => (level >= 2 ? 1 : Math.max(0.02, level / 5)),
  deviations: (level) => level / 4,
  money: (level) => Math.max(1, Math.round(level / 10)),
}
