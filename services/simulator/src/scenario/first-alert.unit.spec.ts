import { beforeAll, describe, expect, it } from '@jest/globals'
import { createBusinessCalendar } from '@tocsin/domain'
import { type AlertEvent, recordKeyOf } from '@tocsin/events'
import { episodesOf } from '../alert-episodes.ts'
import { compareAlerts, describeComparison, isExact } from '../compare-alerts.ts'
import { type Played, playThrough } from '../testing/play-through.ts'
import { shippedRules, shippedScenario } from '../testing/shipped-files.ts'
import { buildWorld, type ScenarioWorld } from '../world/scenario-world.ts'
import type { Scenario } from './format.ts'

const scenario = shippedScenario('01-first-alert.yaml')
const ruleSet = shippedRules()
const calendar = createBusinessCalendar(scenario.businessZone)
const noon = Date.UTC(2026, 10, 22, 4)

const allCame = ({ length }: readonly unknown[]) => `All ${length} expected alerts came, and no other.`

describe('the first alert, under the shipped rules', () => {
  let world: ScenarioWorld
  let played: Played

  beforeAll(() => {
    world = buildWorld(scenario, noon)
    played = play(noon)
  })

  it('gives exactly the alerts that were worked out by hand, and no other', () => {
    const comparison = compareAlerts(world.expectedAlerts, episodesOf(played.alerts, calendar))
    expect(describeComparison(comparison)).toBe(allCame(world.expectedAlerts))
    expect(isExact(comparison)).toBe(true)
  })

  it('has no fact that the rules refuse', () => {
    expect(played.refused).toEqual([])
  })

  it('speaks of seventeen indicators of customers and three of representatives', () => {
    const indicatorsOf = (entityType: string) =>
      new Set(played.alerts.filter((alert) => alert.entityType === entityType).map(({ indicator }) => indicator))
    expect([indicatorsOf('customer').size, indicatorsOf('sales-rep').size]).toEqual([17, 3])
  })

  it.each([
    ['just after midnight', Date.UTC(2026, 10, 21, 16, 0, 30)],
    ['just before midnight, so that the live part passes it', Date.UTC(2026, 10, 22, 15, 59, 55)],
    ['on a leap day', Date.UTC(2028, 1, 29, 9)],
    ['at the turn of the year', Date.UTC(2027, 0, 1, 1)],
  ])('gives the same alerts when it is run %s', (_when, nowMs) => {
    const small = { ...scenario, population: { prompt: 2, punctual: 2, lastDay: 2 } }
    const { expectedAlerts } = buildWorld(small, nowMs)
    const comparison = compareAlerts(expectedAlerts, episodesOf(withoutGroups(play(nowMs, small)), calendar))
    expect(describeComparison(comparison)).toBe(allCame(expectedAlerts))
  })

  it('stays quiet about the population under another seed', () => {
    const half = { prompt: 15, punctual: 20, lastDay: 10 }
    const played = play(noon, { ...scenario, seed: 'another', population: half })
    const comparison = compareAlerts(world.expectedAlerts, episodesOf(withoutGroups(played), calendar))
    expect(describeComparison(comparison)).toBe(allCame(world.expectedAlerts))
  })

  it('reports an expected alert that was suppressed', () => {
    const kept = played.alerts.filter((alert) => alert.entityId !== 'C906')
    const comparison = compareAlerts(world.expectedAlerts, episodesOf(kept, calendar))
    expect(comparison.missing.map(({ entityId }) => entityId)).toEqual(['C906'])
    expect(comparison.unexpected).toEqual([])
    expect(describeComparison(comparison)).toContain('missing  contract-signing-rate · customer C906')
  })

  it('reports a suppressed alert of a representative, and one of a representative who has none', () => {
    const ofR4 = ({ entityId }: AlertEvent) => entityId === 'R4'
    const without = compareAlerts(
      world.expectedAlerts,
      episodesOf(
        played.alerts.filter((alert) => !ofR4(alert)),
        calendar,
      ),
    )
    expect(describeComparison(without)).toContain('missing  rep-contract-signing-rate · sales-rep R4')
    const moved = played.alerts.map((alert) => (ofR4(alert) ? { ...alert, entityId: 'R5' } : alert))
    const elsewhere = compareAlerts(world.expectedAlerts, episodesOf(moved, calendar))
    expect(elsewhere.missing.map(({ entityId }) => entityId)).toEqual(['R4'])
    expect(elsewhere.unexpected.map(({ entityId }) => entityId)).toEqual(['R5'])
  })

  it('reports an alert that nobody expected', () => {
    const spurious = { ...played.alerts[0]!, alertId: 'made-on-purpose', entityId: 'C001' }
    const comparison = compareAlerts(world.expectedAlerts, episodesOf([...played.alerts, spurious], calendar))
    expect(comparison.missing).toEqual([])
    expect(comparison.unexpected.map(({ entityId }) => entityId)).toEqual(['C001'])
    expect(describeComparison(comparison)).toContain('1 came that nobody expected')
    expect(describeComparison(comparison, 'zh')).toContain('多出  ')
  })

  it('reports an alert of another course as missing and as unexpected, side by side', () => {
    const isCut = ({ entityId, indicator, type }: AlertEvent) =>
      entityId === 'C904' && indicator === 'order-drop' && type === 'alert-resolved'
    const cut = played.alerts.filter((alert) => !isCut(alert))
    const comparison = compareAlerts(world.expectedAlerts, episodesOf(cut, calendar))
    expect(comparison.missing).toHaveLength(1)
    expect(comparison.unexpected).toHaveLength(1)
    expect(describeComparison(comparison)).toContain('published instead: order-drop · customer C904')
  })

  it('takes a repeated alert event for what it is', () => {
    const twice = played.alerts.flatMap((alert) => [alert, alert])
    expect(isExact(compareAlerts(world.expectedAlerts, episodesOf(twice, calendar)))).toBe(true)
  })
})

describe('a world', () => {
  it('is the same for the same seed and moment', () => {
    const [first, second] = [buildWorld(scenario, noon), buildWorld(scenario, noon)]
    expect(JSON.stringify(second.history)).toBe(JSON.stringify(first.history))
    expect(JSON.stringify(second.liveEvents(noon))).toBe(JSON.stringify(first.liveEvents(noon)))
  })

  it('has its history in time order, none of it after now, and each event id once', () => {
    const { history } = buildWorld(scenario, noon)
    const times = history.map(({ recordedAtMs }) => recordedAtMs)
    expect(times).toEqual([...times].sort((left, right) => left - right))
    expect(times.at(-1)).toBeLessThanOrEqual(noon)
    expect(new Set(history.map(({ event }) => event.eventId)).size).toBe(history.length)
  })

  it('keeps a customer as it was when another one joins', () => {
    const larger = { ...scenario, population: { ...scenario.population, lastDay: 25 } }
    const eventsOf = (world: ScenarioWorld, id: string) =>
      world.history.filter(({ event }) => recordKeyOf(event) === id).map(({ event }) => event)
    expect(eventsOf(buildWorld(larger, noon), 'C017')).toEqual(eventsOf(buildWorld(scenario, noon), 'C017'))
  })
})

/** Of a small company the cast is a large part: what goes wrong with it shows at its segments and regions as well. */
function withoutGroups({ alerts }: Played): AlertEvent[] {
  return alerts.filter(({ entityType }) => entityType === 'customer' || entityType === 'sales-rep')
}

/** History, then the live part; the clock is looked at once more a minute later. */
function play(nowMs: number, played: Scenario = scenario): Played {
  const { history, liveEvents } = buildWorld(played, nowMs)
  return playThrough(ruleSet, [...history, ...liveEvents(nowMs)], nowMs + 60_000)
}
