/**
 * The same story as in `undisturbed`, while processes are killed at random moments, replies of Redis are lost, and a
 * process comes back as a zombie. What comes out equals the fold of the log, all the same.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createRandom, type Random } from '@tocsin/simulator'
import { startTcpProxy, type TcpProxy } from '@tocsin/stream-redis/testing'
import { type Crew, type Kill, startCrew } from './crew.ts'
import { settle } from './draining.ts'
import { createFeeder, type Story, tellStory } from './feeding.ts'
import { compareWithFold } from './outcome.ts'
import { openSite, type Site } from './site.ts'
import { pause, seedOf } from './waiting.ts'

const HISTORY_EVENTS = 70_000
const LIVE_EVENTS = 30_000
const HISTORY_PER_SECOND = 3_500
const LIVE_PER_SECOND = 600
const KILLS_IN_HISTORY = 4
const KILLS_LIVE = 7

let site: Site
let proxy: TcpProxy
beforeAll(async () => {
  site = await openSite('kill')
  const { hostname, port } = new URL(site.stack.redisUrl)
  proxy = await startTcpProxy({ host: hostname, port: Number(port) })
})
afterAll(async () => {
  await site?.stop()
  await proxy?.stop()
})

test('kill -9, lost replies and a zombie leave what the fold of the log leaves', async () => {
  const seed = seedOf('kill-1')
  site.say(`seed ${seed}`)
  const story = tellStory({ seed, customers: 1_200, historyEvents: HISTORY_EVENTS, days: 50 })
  const random = createRandom(`${seed}/faults`)
  const start = (name: string) => site.startMember(name, { redisUrl: `redis://${proxy.host}:${proxy.port}` })
  const crew = startCrew({ random, roles: [start, start], proxy })
  const live = Promise.withResolvers<void>()

  const [kills] = await Promise.all([disturb(crew, random, live.promise), feed(story, seed, live.resolve)])
  await settle(site, crew.members)
  site.say('drained')

  const { differences, counts } = await compareWithFold(site)
  site.say(JSON.stringify(counts))
  expect(differences).toEqual([])
  expect(counts.records).toBeGreaterThanOrEqual(HISTORY_EVENTS + LIVE_EVENTS)
  expect(Math.min(counts.states, counts.timers, counts.alerts, counts.deadLetters, counts.marks)).toBeGreaterThan(0)
  expect(kills.filter(({ commits }) => commits > 0).length).toBeGreaterThanOrEqual(10)
  const readBack = crew.events('CommitOutcomeUnknown').filter(({ resolvedAs }) => resolvedAs === 'committed')
  const fenced = crew.events('CommitFenced').filter(({ noticedBy }) => noticedBy === 'commit')
  expect(Math.min(readBack.length, fenced.length)).toBeGreaterThan(0)
})

async function feed(story: Story, seed: string, onLive: () => void): Promise<void> {
  const feeder = createFeeder(site)
  await feeder.history(story.history, HISTORY_PER_SECOND)
  await feeder.bad(seed, story.endAtMs)
  await feeder.goLive()
  site.say(`${HISTORY_EVENTS} events of history are in; now live`)
  onLive()
  await feeder.live(story.live(LIVE_EVENTS, LIVE_PER_SECOND))
  site.say(`${LIVE_EVENTS} live events are in`)
}

/** Eleven kills in all, four of them while history is read. */
async function disturb(crew: Crew, random: Random, live: Promise<void>): Promise<readonly Kill[]> {
  const kills: Kill[] = []
  const killSome = async (count: number) => {
    for (let left = count; left > 0; left--) {
      const kill = await crew.killOne()
      kills.push(kill)
      site.say(`kill -9 number ${kills.length}: ${kill.victim}, after ${kill.commits} commits or more`)
      await pause(random.integer(500, 3_000))
    }
  }
  await killSome(KILLS_IN_HISTORY)
  await live
  await killSome(2)
  await crew.loseReply()
  site.say('a commit without an answer was read back as committed')
  await killSome(2)
  await crew.makeZombie()
  site.say('a commit of a zombie met the fence')
  await killSome(KILLS_LIVE - 4)
  return kills
}
