/**
 * Rebuilds under every fault at once: asked for at any time, or made necessary by a later program that takes over in the
 * middle of the run. What is in the store and on the log afterwards is as if the last program had always been there, and
 * nobody was told twice.
 */
import { describe, expect, test } from '@jest/globals'
import { runSimulation, type SimulationSettings } from './testing/simulation.ts'

// A sixth in each of the three kinds of worlds: a rebuild makes a run longer.
const SEEDS = Number(process.env.TOCSIN_SEEDS ?? 180) / 6
const FIRST_SEED = Number(process.env.TOCSIN_FIRST_SEED ?? 1)
const PER_TEST = 25

const WORLDS: Readonly<Record<string, SimulationSettings>> = {
  'rebuilds are asked for': { requests: true },
  'a later program brings another form of states': { upgrade: 'same-rules', requests: true },
  'a later program brings other rules': { upgrade: 'other-rules', requests: true },
}

describe.each(Object.entries(WORLDS))('where %s (G1, G2, G5, G6)', (_, settings) => {
  for (let first = FIRST_SEED; first < FIRST_SEED + SEEDS; first += PER_TEST) {
    const last = Math.min(first + PER_TEST, Math.ceil(FIRST_SEED + SEEDS)) - 1
    test(`seeds ${first} to ${last} end as the fold of log and marks says`, async () => {
      for (let seed = first; seed <= last; seed += 1) {
        const { differences } = await runSimulation(seed, settings)
        expect({ seed, differences }).toEqual({ seed, differences: [] })
      }
    }, 120_000)
  }
})

test('states that another version wrote after a rollback do not end the process that had lost the task', async () => {
  // Among the first seeds none meets it: a later program reads states of an earlier form before it learns of its fence.
  const { differences } = await runSimulation(10_024, { upgrade: 'other-rules', requests: true })
  expect(differences).toEqual([])
})
