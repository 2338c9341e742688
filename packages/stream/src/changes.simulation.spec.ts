/**
 * Rules that change while a topology runs, under every fault at once: each process learns of a change at its own time,
 * some are blind for a while. What is in the store and on the log afterwards is as if every change had been known from
 * the beginning.
 */
import { describe, expect, test } from '@jest/globals'
import { runSimulation } from './testing/simulation.ts'

const SEEDS = Number(process.env.TOCSIN_SEEDS ?? 180) / 4
const FIRST_SEED = Number(process.env.TOCSIN_FIRST_SEED ?? 1)
const PER_TEST = 25

const KINDS = { 'of-rules': '', 'of-what-is-collected': ', where they change what is collected,' } as const
const kinds = Object.entries(KINDS) as [keyof typeof KINDS, string][]

describe.each(kinds)('where rules change, %s (G1, G2, G5, G6)', (changes, where) => {
  for (let first = FIRST_SEED; first < FIRST_SEED + SEEDS; first += PER_TEST) {
    const last = Math.min(first + PER_TEST, Math.ceil(FIRST_SEED + SEEDS)) - 1
    test(`seeds ${first} to ${last}${where} end as the fold of log, marks and changes says`, async () => {
      for (let seed = first; seed <= last; seed += 1) {
        const { differences } = await runSimulation(seed, { changes, requests: seed % 4 === 0 })
        expect({ seed, differences }).toEqual({ seed, differences: [] })
      }
    }, 120_000)
  }
})

test('such runs wake entities, and rebuild what did not collect enough', async () => {
  const seeds = [1, 2, 3, 4, 5]
  const runs = await Promise.all(kinds.flatMap(([changes]) => seeds.map((seed) => runSimulation(seed, { changes }))))
  const types = new Set(runs.flatMap(({ events }) => events.map(({ type }) => type)))
  expect([...types]).toEqual(expect.arrayContaining(['EntitiesWoken', 'CollectsMore', 'GenerationSwitched']))
})
