/**
 * Customers, representatives and notifications while processes of all three services are killed: states, alerts and
 * decisions equal the fold of the log, and everybody is told, twice only where nobody could know.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createRandom } from '@tocsin/simulator'
import { type Crew, startCrew } from '../e2e/crew.ts'
import { createFeeder, tellStory } from '../e2e/feeding.ts'
import { compareWithFold } from '../e2e/outcome.ts'
import { openSite, type Site } from '../e2e/site.ts'
import { pause, seedOf } from '../e2e/waiting.ts'
import { type Company, openCompany } from './company.ts'
import { whatWasTold } from './told.ts'

const IS_FULL = process.env.TOCSIN_CHAOS === 'full'
const HISTORY_EVENTS = IS_FULL ? 500_000 : 40_000
const LIVE_EVENTS = IS_FULL ? 300_000 : 20_000
const HISTORY_PER_SECOND = 2_000
const LIVE_PER_SECOND = 250
const KILLS = IS_FULL ? 200 : 20

let site: Site
let company: Company
beforeAll(async () => {
  site = await openSite('chaos-kill')
  company = await openCompany(site)
})
afterAll(async () => {
  await site?.stop()
  await company?.stop()
})

test(`${KILLS} kill -9 over three services leave what the folds leave, and everybody was told`, async () => {
  const seed = seedOf('chaos-kill-1')
  site.say(`seed ${seed}`)
  const random = createRandom(`${seed}/faults`)
  const story = tellStory({ seed, customers: 600, historyEvents: HISTORY_EVENTS, days: 60 })
  const crew = startCrew({
    random,
    roles: [
      (name) => company.start('customer-risk', name),
      (name) => company.start('customer-risk', name),
      (name) => company.start('sales-rep-risk', name),
      (name) => company.start('notifier', name),
      (name) => company.start('notifier', name),
    ],
  })
  const feeder = createFeeder(site)
  let isOver = false
  const killing = killSome(crew).finally(() => {
    isOver = true
  })
  const feed = async () => {
    await feeder.history(story.history, HISTORY_PER_SECOND)
    await feeder.bad(seed, story.endAtMs)
    await feeder.goLive()
    site.say(`${HISTORY_EVENTS} events of history are in; now live`)
    const live = { events: LIVE_EVENTS, eventsPerSecond: LIVE_PER_SECOND, isOver: () => isOver }
    site.say(`${await feeder.liveUntil(story, live)} live events are in`)
  }
  const [victims] = await Promise.all([killing, feed()])
  await company.settle('last', crew.members)
  site.say('drained')

  expect(new Set(victims).size).toBe(3)
  for (const topology of company.topologies) {
    const { differences, counts } = await compareWithFold(site, topology)
    site.say(`${topology.name}: ${JSON.stringify(counts)}`)
    expect(differences).toEqual([])
    expect(Math.min(counts.states, counts.records)).toBeGreaterThan(0)
    if (topology.name !== 'notifier') expect(counts.alerts).toBeGreaterThan(0)
  }
  const { faults, ...told } = await whatWasTold(site, company.receivers)
  site.say(JSON.stringify({ ...told, chatMessages: company.receivers.chatMessages() }))
  expect(faults).toEqual([])
  expect(told.delivered).toBeGreaterThan(0)
})

/** Each victim has committed since its start; returns whose processes they were. */
async function killSome(crew: Crew): Promise<readonly string[]> {
  const victims: string[] = []
  while (victims.length < KILLS) {
    const { victim, commits } = await crew.killOne()
    victims.push(victim.split(' ')[0]!)
    site.say(`kill -9 number ${victims.length}: ${victim}, after ${commits} commits or more`)
    await pause(1_500)
  }
  return victims
}
