import { Heap } from '@tocsin/stream'

/** What has one timer, or none. */
export interface Timed {
  readonly entityId: string
  /** Epoch milliseconds; `NEVER` without a timer. Set by its `Timers` alone. */
  dueAtMs: number
}

export const NEVER = Number.POSITIVE_INFINITY

/**
 * One timer per entity, the earliest first; equal moments by entity id, as the engine fires them. Most are due where a
 * business day ends, thousands at one moment: so it is moments that are kept in order, and entities stand beside theirs.
 */
export class Timers<Owner extends Timed> {
  /** By moment. May hold owners whose timer was moved since, and one twice whose timer was moved back: those are passed over. */
  readonly #owners = new Map<number, Owner[]>()
  #moments = new Heap<number>(earlierFirst)
  /** In `#owners`. */
  #places = 0
  /** Owners that have a timer. */
  #timers = 0

  set(owner: Owner, dueAtMs: number): void {
    const before = owner.dueAtMs
    if (before === dueAtMs) return
    owner.dueAtMs = dueAtMs
    if (before === NEVER) this.#timers += 1
    if (dueAtMs === NEVER) {
      this.#timers -= 1
      return
    }
    this.#place(owner, dueAtMs)
    if (this.#places > MIN_PLACES + 4 * this.#timers) this.#tidy()
  }

  /** Fires what is due at or before a moment, in order; what is set meanwhile takes its place in it. */
  fireThrough(atMs: number, fire: (owner: Owner, dueAtMs: number) => void): void {
    for (let dueAtMs = this.#firstMoment(); dueAtMs <= atMs; dueAtMs = this.#firstMoment()) {
      const owners = this.#take(dueAtMs)
      for (let index = 0; index < owners.length; index += 1) {
        const owner = owners[index] as Owner
        if (owner.dueAtMs !== dueAtMs) continue
        this.set(owner, NEVER)
        fire(owner, dueAtMs)
        if (this.#firstMoment() > dueAtMs) continue
        for (const later of owners.slice(index + 1)) if (later.dueAtMs === dueAtMs) this.#place(later, dueAtMs)
        break
      }
    }
  }

  #firstMoment(): number {
    return this.#moments.items[0] ?? NEVER
  }

  #place(owner: Owner, dueAtMs: number): void {
    this.#places += 1
    const owners = this.#owners.get(dueAtMs)
    if (owners !== undefined) {
      owners.push(owner)
      return
    }
    this.#owners.set(dueAtMs, [owner])
    this.#moments.push(dueAtMs)
  }

  #take(dueAtMs: number): Owner[] {
    const owners = this.#owners.get(dueAtMs) ?? []
    this.#owners.delete(dueAtMs)
    this.#moments.pop()
    this.#places -= owners.length
    return owners.filter((owner) => owner.dueAtMs === dueAtMs).sort(compareIds)
  }

  /** Drops what was moved: memory is that of the timers there are, whatever is set. */
  #tidy(): void {
    this.#places = 0
    for (const [dueAtMs, owners] of this.#owners) {
      const due = [...new Set(owners)].filter((owner) => owner.dueAtMs === dueAtMs)
      if (due.length === 0) this.#owners.delete(dueAtMs)
      else this.#owners.set(dueAtMs, due)
      this.#places += due.length
    }
    this.#moments = new Heap(earlierFirst, [...this.#owners.keys()].sort(earlierFirst))
  }
}

const MIN_PLACES = 64

function earlierFirst(left: number, right: number): number {
  return left - right
}

function compareIds(left: Timed, right: Timed): number {
  return left.entityId < right.entityId ? -1 : left.entityId > right.entityId ? 1 : 0
}
