import { expect, it } from '@jest/globals'
import { createBusinessCalendar } from '@tocsin/domain'
import { episodesOf } from '../alert-episodes.ts'
import { compareAlerts, describeComparison } from '../compare-alerts.ts'
import { playThrough } from '../testing/play-through.ts'
import { shippedRules, shippedScenario } from '../testing/shipped-files.ts'
import { buildWorld } from '../world/scenario-world.ts'

it('one overdue invoice alerts from the eighth day past due on, and not before', () => {
  const scenario = shippedScenario('02-overdue-invoice.yaml')
  const nowMs = Date.UTC(2026, 10, 22, 4)
  const { history, expectedAlerts } = buildWorld(scenario, nowMs)
  const { alerts } = playThrough(shippedRules(), history, nowMs)
  const comparison = compareAlerts(expectedAlerts, episodesOf(alerts, createBusinessCalendar(scenario.businessZone)))
  expect(describeComparison(comparison)).toBe('All 2 expected alerts came, and no other.')
})
