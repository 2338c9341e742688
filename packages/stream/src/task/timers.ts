/**
 * The next timers of a task, in memory.
 *
 * The store holds every timer; this holds all that are due before `completeBelowMs` and perhaps a few later ones. A
 * caller that wants to pass that moment has to refill first (after a commit, so that the store knows what was set).
 */
import { compareText } from '../cause.ts'
import type { StoredTimer } from '../ports.ts'
import { Heap } from './heap.ts'

export type DueTimer =
  | { readonly kind: 'due'; readonly timer: StoredTimer }
  | { readonly kind: 'none' }
  /** The next timers are only in the store. */
  | { readonly kind: 'refill' }

const NONE: DueTimer = { kind: 'none' }
const REFILL: DueTimer = { kind: 'refill' }

export class TaskTimers {
  /** By (due, entity id); an entry that `dueByEntity` no longer confirms is dropped when it surfaces. */
  #heap = new Heap<StoredTimer>(compareTimers)
  readonly #dueByEntity = new Map<string, number>()
  #completeBelowMs: number
  readonly #capacity: number

  /** @param loaded timers as `StorePort.loadTimers` gave them for `capacity` */
  constructor(loaded: readonly StoredTimer[], capacity: number) {
    this.#capacity = capacity
    this.#completeBelowMs = Number.NEGATIVE_INFINITY
    this.refill(loaded)
  }

  get completeBelowMs(): number {
    return this.#completeBelowMs
  }

  /** Adds what `loadTimers(completeBelowMs, capacity)` returned. */
  refill(loaded: readonly StoredTimer[]): void {
    const last = loaded.at(-1)
    this.#completeBelowMs =
      last === undefined || loaded.length < this.#capacity ? Number.POSITIVE_INFINITY : last.dueAtMs + 1
    for (const timer of loaded) this.#put(timer)
  }

  /** The earliest timer, if it is due at or before `throughMs`. */
  next(throughMs: number): DueTimer {
    const first = this.#first()
    if (first !== undefined && first.dueAtMs < this.#completeBelowMs) {
      return first.dueAtMs <= throughMs ? { kind: 'due', timer: first } : NONE
    }
    return this.#completeBelowMs <= throughMs ? REFILL : NONE
  }

  /**
   * The timers due at or before `throughMs`, in the order in which they fire, at most `limit`. With thousands due at one
   * midnight, any others than the first ones would leave a batch without the states that it needs.
   */
  due(throughMs: number, limit: number): StoredTimer[] {
    const found: StoredTimer[] = []
    const heap = this.#heap.items
    // A heap of places in the heap: what lies below a place comes up when the place itself is taken.
    const places = new Heap<number>((left, right) => compareTimers(heap[left]!, heap[right]!))
    const offer = (place: number): void => {
      if (place < heap.length && heap[place]!.dueAtMs <= throughMs) places.push(place)
    }
    offer(0)
    while (found.length < limit) {
      const place = places.pop()
      if (place === undefined) break
      const timer = heap[place]!
      if (this.#isCurrent(timer)) found.push(timer)
      offer(2 * place + 1)
      offer(2 * place + 2)
    }
    return found
  }

  /** The earliest known due moment. */
  nextDueAtMs(): number | undefined {
    return this.#first()?.dueAtMs
  }

  /** Sets or removes an entity's one timer. */
  set(entityId: string, dueAtMs: number | null): void {
    if (dueAtMs === null || dueAtMs >= this.#completeBelowMs) {
      this.#dueByEntity.delete(entityId)
      return
    }
    if (this.#dueByEntity.get(entityId) === dueAtMs) return
    this.#put({ entityId, dueAtMs })
    if (this.#dueByEntity.size > 2 * this.#capacity) this.#shrink()
  }

  #isCurrent(timer: StoredTimer): boolean {
    return this.#dueByEntity.get(timer.entityId) === timer.dueAtMs
  }

  #first(): StoredTimer | undefined {
    for (;;) {
      const first = this.#heap.items[0]
      if (first === undefined || this.#isCurrent(first)) return first
      this.#heap.pop()
    }
  }

  #put(timer: StoredTimer): void {
    this.#dueByEntity.set(timer.entityId, timer.dueAtMs)
    this.#heap.push(timer)
    if (this.#heap.items.length > 64 && this.#heap.items.length > 4 * this.#dueByEntity.size) {
      this.#heap = new Heap(compareTimers, this.#sorted())
    }
  }

  /** Keeps the memory bounded: forgets the latest timers, which the store will give back. */
  #shrink(): void {
    const sorted = this.#sorted()
    const firstForgotten = sorted[this.#capacity]!
    const kept = sorted.filter((timer) => timer.dueAtMs < firstForgotten.dueAtMs)
    for (const timer of sorted.slice(kept.length)) this.#dueByEntity.delete(timer.entityId)
    this.#heap = new Heap(compareTimers, kept)
    this.#completeBelowMs = Math.min(this.#completeBelowMs, firstForgotten.dueAtMs)
  }

  #sorted(): StoredTimer[] {
    return [...this.#dueByEntity].map(([entityId, dueAtMs]) => ({ entityId, dueAtMs })).sort(compareTimers)
  }
}

/** The order in which timers fire. */
export function compareTimers(left: StoredTimer, right: StoredTimer): number {
  return left.dueAtMs - right.dueAtMs || compareText(left.entityId, right.entityId)
}
