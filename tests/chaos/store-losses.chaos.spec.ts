/**
 * Redis loses everything, the end of its file, or goes back to an older copy, while three services work under load:
 * each loss is noticed, states are rebuilt and equal the folds, and nobody is told twice.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { untilDrained } from '../e2e/draining.ts'
import { createFeeder, type Feeder, type Story, tellStory } from '../e2e/feeding.ts'
import type { Member } from '../e2e/member.ts'
import { compareWithFold } from '../e2e/outcome.ts'
import { flushAll } from '../e2e/redis-command.ts'
import { openSite, type Site } from '../e2e/site.ts'
import { pause, seedOf, until } from '../e2e/waiting.ts'
import { type Company, openCompany } from './company.ts'
import { copyDisk, cutTail, putBackDisk } from './redis-disk.ts'
import { whatWasTold } from './told.ts'

const IS_FULL = process.env.TOCSIN_CHAOS === 'full'
const HISTORY_EVENTS = IS_FULL ? 300_000 : 12_000
const LIVE_PER_SECOND = 200
/** Fed around each loss: long enough to have a before, a during and an after. */
const LIVE_EVENTS = IS_FULL ? 60_000 : 4_000
/** Several commits of each task. */
const CUT_BYTES = 200_000

let site: Site
let company: Company
let story: Story
let feeder: Feeder
beforeAll(async () => {
  site = await openSite('chaos-store')
  company = await openCompany(site)
  const seed = seedOf('chaos-store-1')
  site.say(`seed ${seed}`)
  story = tellStory({ seed, customers: 300, historyEvents: HISTORY_EVENTS, days: 60 })
  feeder = createFeeder(site)
  await feeder.history(story.history, HISTORY_EVENTS)
  await feeder.goLive()
})
afterAll(async () => {
  await site?.stop()
  await company?.stop()
})

describe('Redis under three services and load', () => {
  test('loses everything: FLUSHALL', async () => {
    await through('flushed', async () => {
      await pause(6_000)
      await flushAll(site.stack.redisUrl)
      site.say('FLUSHALL')
    })
  })

  test('comes back without the end of its file', async () => {
    await through('cut', async () => {
      await pause(8_000)
      await site.stack.server('redis').kill('SIGKILL')
      await cutTail(site.redisFolder, CUT_BYTES)
      await site.stack.server('redis').restart()
      site.say(`Redis is back without its last ${CUT_BYTES} bytes`)
    })
  })

  test('comes back as it was before most of the load', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'tocsin-redis-copy-'))
    try {
      await through('restored', async () => {
        await pause(2_000)
        await copyDisk(site.redisFolder, copy)
        await pause(12_000)
        await site.stack.server('redis').kill('SIGKILL')
        await putBackDisk(copy, site.redisFolder)
        await site.stack.server('redis').restart()
        site.say('Redis is back as it was twelve seconds ago')
      })
    } finally {
      await rm(copy, { recursive: true, force: true })
    }
  })
})

/** Feeds live events while something happens to Redis, drains, and compares everything. */
async function through(name: string, hurt: () => Promise<void>): Promise<void> {
  const members = company.startOneEach(name)
  await until('every process has partitions', () => members.every((member) => member.partitions().length > 0))
  await untilDrained(members)
  let isOver = false
  const hurting = hurt().finally(() => {
    isOver = true
  })
  const live = { events: LIVE_EVENTS, eventsPerSecond: LIVE_PER_SECOND, isOver: () => isOver }
  await Promise.all([hurting, feeder.liveUntil(story, live)])
  const noticed = () => (['StoreLost', 'StoreRolledBack'] as const).flatMap((type) => eventsOf(members, type)).length
  await until('the loss was noticed', () => noticed() > 0)
  site.say(`fed; the loss was noticed by ${noticed()} tasks`)
  await company.settle(name, members)
  for (const topology of company.topologies) {
    const { differences, counts } = await compareWithFold(site, topology)
    site.say(`${topology.name}: ${JSON.stringify(counts)}`)
    expect(differences).toEqual([])
  }
  const { faults, ...told } = await whatWasTold(site, company.receivers)
  site.say(JSON.stringify(told))
  expect(faults).toEqual([])
  expect(told.acceptedTwice).toBe(0)
  expect(told.delivered).toBeGreaterThan(0)
}

function eventsOf(members: readonly Member[], type: 'StoreLost' | 'StoreRolledBack') {
  return members.flatMap((member) => member.events(type))
}
