/**
 * Rules that change while a topology runs, under every fault at once: each process learns of a change at its own time,
 * some are blind for a while. What is in the store and on the log afterwards is as if every change had been known from
 * the beginning.
 */
import { describe, expect, test } from '@jest/globals'
import { runSimulation } from './testing/simulation.ts'

const SEEDS = Number(process.env.TOCSIN_SEEDS ?? 180) / 2
const FIRST_SEED = Number(process.env.TOCSIN_FIRST_SEED ?? 1)
const PER_TEST = 25

describe('where rules change (G1, G2, G5, G6)', () => {
  for (let first = FIRST_SEED; first < FIRST_SEED + SEEDS; first += PER_TEST) {
    const last = Math.min(first + PER_TEST, Math.ceil(FIRST_SEED + SEEDS)) - 1
    test(`seeds ${first} to ${last} end as the fold of log, marks and changes says`, async () => {
      for (let seed = first; seed <= last; seed += 1) {
        const { differences } = await runSimulation(seed, { changes: true, requests: seed % 4 === 0 })
        expect({ seed, differences }).toEqual({ seed, differences: [] })
      }
    }, 120_000)
  }
})

test('such runs wake entities, and rebuild what did not collect enough', async () => {
  const runs = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((seed) => runSimulation(seed, { changes: true })))
  const types = new Set(runs.flatMap(({ events }) => events.map(({ type }) => type)))
  expect([...types]).toEqual(expect.arrayContaining(['EntitiesWoken', 'CollectsMore', 'GenerationSwitched']))
})
