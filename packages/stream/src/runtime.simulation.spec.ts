/**
 * The runtime under every fault at once, seed by seed: whatever happened, what is in the store and on the log afterwards
 * equals the fold of the log with its marks.
 */
import { describe, expect, test } from '@jest/globals'
import { runSimulation } from './testing/simulation.ts'

const SEEDS = Number(process.env.TOCSIN_SEEDS ?? 180)
const FIRST_SEED = Number(process.env.TOCSIN_FIRST_SEED ?? 1)
const PER_TEST = 25

describe('a task under faults (G1, G2, G4, G5, G6, G7, G8)', () => {
  for (let first = FIRST_SEED; first < FIRST_SEED + SEEDS; first += PER_TEST) {
    const last = Math.min(first + PER_TEST, FIRST_SEED + SEEDS) - 1
    test(`seeds ${first} to ${last} end as the fold of log and marks says`, async () => {
      for (let seed = first; seed <= last; seed += 1) {
        const { differences } = await runSimulation(seed)
        expect({ seed, differences }).toEqual({ seed, differences: [] })
      }
    }, 120_000)
  }
})
