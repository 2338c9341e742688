/** Changes of the rules on their way to each process of a simulated run. */
import type { AnyTopology } from '../index.ts'
import { changingTopologies } from './changing-sample.ts'
import type { VirtualWorld } from './virtual-world.ts'

/** So long before it comes into force a change is published at the latest; and so often a process looks for new ones. */
const CHANGE_LEAD_MS = 1_500
const LOOK_INTERVAL_MS = 100

export class PublishedChanges {
  readonly #world: VirtualWorld
  readonly #startMs: number
  /** Else what is collected stays the same, and nothing has to be rebuilt. */
  readonly collects: boolean
  readonly #published: { readonly atMs: number; readonly momentMs: number }[] = []

  constructor(world: VirtualWorld, startMs: number, collects: boolean) {
    this.#world = world
    this.#startMs = startMs
    this.collects = collects
  }

  publish(untilMs: number): void {
    const { random } = this.#world
    // Where something is collected, early: that the rules are in force, and it is not known yet, is what is looked at.
    const lastMs = this.collects ? Math.ceil(untilMs / 2) : untilMs
    for (let count = random.int(1, 3); count > 0; count -= 1) {
      const aheadMs = CHANGE_LEAD_MS + random.int(1, this.collects ? 300 : 2_000)
      this.#world.schedule(random.int(1, lastMs), () => {
        const atMs = this.#world.nowMs
        this.#published.push({ atMs, momentMs: atMs + aheadMs })
      })
    }
  }

  /** They know what was published when the process last looked, which it cannot do for some time. */
  topologiesOfProcess(): readonly AnyTopology[] {
    const { random } = this.#world
    const phaseMs = random.int(0, LOOK_INTERVAL_MS - 1)
    const blindFromMs = this.#startMs + random.int(0, 4_000)
    const blindThroughMs = blindFromMs + random.pick([0, CHANGE_LEAD_MS, 3 * CHANGE_LEAD_MS])
    const lookedAtMs = () => {
      const sinceMs = this.#world.nowMs - this.#startMs - phaseMs
      const lastMs = this.#startMs + phaseMs + Math.floor(sinceMs / LOOK_INTERVAL_MS) * LOOK_INTERVAL_MS
      return lastMs > blindFromMs && lastMs < blindThroughMs ? blindFromMs : lastMs
    }
    return changingTopologies({
      collects: this.collects,
      momentsMs: () => this.#momentsThrough(lookedAtMs()),
      knownThroughMs: () => lookedAtMs() + CHANGE_LEAD_MS,
    })
  }

  topologiesInTheEnd(): readonly AnyTopology[] {
    return changingTopologies({
      collects: this.collects,
      momentsMs: () => this.#momentsThrough(Number.POSITIVE_INFINITY),
      knownThroughMs: () => Number.POSITIVE_INFINITY,
    })
  }

  #momentsThrough(lookedAtMs: number): readonly number[] {
    const known = this.#published.filter(({ atMs }) => atMs <= lookedAtMs)
    return known.map(({ momentMs }) => momentMs).sort((left, right) => left - right)
  }
}
