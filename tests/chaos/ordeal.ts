/**
 * A story told while customer-risk processes are killed at random moments, replies of Redis are lost, and a process comes
 * back as a zombie. What comes out equals the fold of the log, all the same.
 */
import { expect } from '@jest/globals'
import { createRandom, type Random } from '@tocsin/simulator'
import { startTcpProxy } from '@tocsin/stream-redis/testing'
import { type Crew, type Kill, startCrew } from '../e2e/crew.ts'
import { settle } from '../e2e/draining.ts'
import { createFeeder, type Story, tellStory } from '../e2e/feeding.ts'
import { compareWithFold } from '../e2e/outcome.ts'
import type { Site } from '../e2e/site.ts'
import { pause, seedOf } from '../e2e/waiting.ts'

export interface Ordeal {
  readonly historyEvents: number
  readonly liveEvents: number
  readonly historyPerSecond: number
  readonly livePerSecond: number
  readonly killsInHistory: number
  /** At least 4. */
  readonly killsLive: number
}

/** Two processes bear it. @throws whatever differs from the fold of the log afterwards */
export async function bear(site: Site, ordeal: Ordeal): Promise<void> {
  const seed = seedOf('kill-1')
  site.say(`seed ${seed}`)
  const { hostname, port } = new URL(site.stack.redisUrl)
  const target = { host: hostname, port: Number(port) }
  const proxies = [await startTcpProxy(target), await startTcpProxy(target)]
  try {
    const { historyEvents, liveEvents, killsInHistory, killsLive } = ordeal
    const story = tellStory({ seed, customers: 1_200, historyEvents, days: 50 })
    const random = createRandom(`${seed}/faults`)
    const roles = proxies.map(({ host, port: behind }) => {
      return (name: string) => site.startMember(name, { redisUrl: `redis://${host}:${behind}` })
    })
    const crew = startCrew({ random, roles, proxies })
    const live = Promise.withResolvers<void>()

    let isOver = false
    const disturbing = disturb(site, crew, random, ordeal, live.promise).finally(() => {
      isOver = true
    })
    const feeding = feed(site, story, ordeal, seed, { onLive: live.resolve, isOver: () => isOver })
    const [kills] = await Promise.all([disturbing, feeding])
    await settle(site, crew.members)
    site.say('drained')

    const { differences, counts } = await compareWithFold(site)
    site.say(JSON.stringify(counts))
    expect(differences).toEqual([])
    expect(counts.records).toBeGreaterThanOrEqual(historyEvents + liveEvents)
    expect(Math.min(counts.states, counts.timers, counts.alerts, counts.deadLetters, counts.marks)).toBeGreaterThan(0)
    expect(kills.filter(({ commits }) => commits > 0)).toHaveLength(killsInHistory + killsLive)
    const readBack = crew.events('CommitOutcomeUnknown').filter(({ resolvedAs }) => resolvedAs === 'committed')
    const fenced = crew.events('CommitFenced').filter(({ noticedBy }) => noticedBy === 'commit')
    expect(Math.min(readBack.length, fenced.length)).toBeGreaterThan(0)
  } finally {
    await site.stop()
    await Promise.all(proxies.map((proxy) => proxy.stop()))
  }
}

interface Disturbance {
  onLive(): void
  isOver(): boolean
}

/** At least what the ordeal asks for, and as long as something is disturbed: a process without work meets no fence. */
async function feed(
  site: Site,
  story: Story,
  ordeal: Ordeal,
  seed: string,
  { onLive, isOver }: Disturbance,
): Promise<void> {
  const { historyEvents, historyPerSecond, liveEvents, livePerSecond } = ordeal
  const feeder = createFeeder(site)
  await feeder.history(story.history, historyPerSecond)
  await feeder.bad(seed, story.endAtMs)
  await feeder.goLive()
  site.say(`${historyEvents} events of history are in; now live`)
  onLive()
  const events = await feeder.liveUntil(story, { events: liveEvents, eventsPerSecond: livePerSecond, isOver })
  site.say(`${events} live events are in`)
}

async function disturb(
  site: Site,
  crew: Crew,
  random: Random,
  { killsInHistory, killsLive }: Ordeal,
  live: Promise<void>,
): Promise<readonly Kill[]> {
  const kills: Kill[] = []
  const killSome = async (count: number) => {
    for (let left = count; left > 0; left--) {
      const kill = await crew.killOne()
      kills.push(kill)
      site.say(`kill -9 number ${kills.length}: ${kill.victim}, after ${kill.commits} commits or more`)
      await pause(random.integer(500, 3_000))
    }
  }
  await killSome(killsInHistory)
  await live
  await killSome(2)
  await crew.loseReply()
  site.say('a commit without an answer was read back as committed')
  await killSome(2)
  await crew.makeZombie()
  site.say('a commit of a zombie met the fence')
  await killSome(killsLive - 4)
  return kills
}
