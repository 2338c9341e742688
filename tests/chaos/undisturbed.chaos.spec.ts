/**
 * 100,000 events over 8 partitions, appended while two customer-risk processes consume: first as history, then by the
 * clock with the topics out of step. Nothing is broken here; what comes out equals the fold of the log.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { settle } from '../e2e/draining.ts'
import { createFeeder, tellStory } from '../e2e/feeding.ts'
import { compareWithFold } from '../e2e/outcome.ts'
import { openSite, type Site } from '../e2e/site.ts'
import { seedOf } from '../e2e/waiting.ts'

const HISTORY_EVENTS = 88_000
const LIVE_EVENTS = 12_000
const HISTORY_PER_SECOND = 8_000
const LIVE_PER_SECOND = 800

let site: Site
beforeAll(async () => {
  site = await openSite('undisturbed')
})
afterAll(() => site?.stop())

test('two processes leave what the fold of the log leaves', async () => {
  const seed = seedOf('undisturbed-1')
  site.say(`seed ${seed}`)
  const story = tellStory({ seed, customers: 1_200, historyEvents: HISTORY_EVENTS, days: 50 })
  const members = [site.startMember('first'), site.startMember('second')]
  const feeder = createFeeder(site)

  await feeder.history(story.history, HISTORY_PER_SECOND)
  const refused = await feeder.bad(seed, story.endAtMs)
  await feeder.goLive()
  site.say(`${HISTORY_EVENTS} events of history are in; now live`)
  await feeder.live(story.live(LIVE_EVENTS, LIVE_PER_SECOND))
  site.say(`${LIVE_EVENTS} live events are in`)
  await settle(site, members)
  site.say('drained')

  const { differences, counts } = await compareWithFold(site)
  site.say(JSON.stringify(counts))
  expect(differences).toEqual([])
  expect(counts.records).toBeGreaterThanOrEqual(HISTORY_EVENTS + LIVE_EVENTS)
  expect(counts.deadLetters).toBeGreaterThanOrEqual(refused)
  expect(Math.min(counts.states, counts.timers, counts.alerts, counts.marks)).toBeGreaterThan(0)
})
