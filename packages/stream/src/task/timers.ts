/**
 * The next timers of a task, in memory.
 *
 * The store holds every timer; this holds all that are due before `completeBelowMs` and perhaps a few later ones. A
 * caller that wants to pass that moment has to refill first (after a commit, so that the store knows what was set).
 */
import { compareText } from '../cause.ts'
import type { StoredTimer } from '../ports.ts'

export type DueTimer =
  | { readonly kind: 'due'; readonly timer: StoredTimer }
  | { readonly kind: 'none' }
  /** The next timers are only in the store. */
  | { readonly kind: 'refill' }

const NONE: DueTimer = { kind: 'none' }
const REFILL: DueTimer = { kind: 'refill' }

export class TaskTimers {
  /** Binary heap by (due, entity id); an entry that `dueByEntity` no longer confirms is dropped when it surfaces. */
  #heap: StoredTimer[] = []
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

  /** Entities whose timers are due at or before `throughMs`, at most `limit`, in no particular order. */
  dueEntities(throughMs: number, limit: number): string[] {
    const found: string[] = []
    const pending = [0]
    while (pending.length > 0 && found.length < limit) {
      const index = pending.pop()!
      const timer = this.#heap[index]
      if (timer === undefined || timer.dueAtMs > throughMs) continue
      if (this.#isCurrent(timer)) found.push(timer.entityId)
      pending.push(2 * index + 2, 2 * index + 1)
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
      const first = this.#heap[0]
      if (first === undefined || this.#isCurrent(first)) return first
      this.#removeFirst()
    }
  }

  #put(timer: StoredTimer): void {
    this.#dueByEntity.set(timer.entityId, timer.dueAtMs)
    const heap = this.#heap
    heap.push(timer)
    let index = heap.length - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (compareTimers(heap[parent]!, timer) <= 0) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = timer
    if (heap.length > 64 && heap.length > 4 * this.#dueByEntity.size) this.#rebuild()
  }

  #removeFirst(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && compareTimers(heap[child + 1]!, heap[child]!) < 0) child += 1
      if (compareTimers(last, heap[child]!) <= 0) break
      heap[index] = heap[child]!
      index = child
    }
    heap[index] = last
  }

  /** Keeps the memory bounded: forgets the latest timers, which the store will give back. */
  #shrink(): void {
    this.#rebuild()
    const firstForgotten = this.#heap[this.#capacity]!
    for (const timer of this.#heap) {
      if (timer.dueAtMs >= firstForgotten.dueAtMs) this.#dueByEntity.delete(timer.entityId)
    }
    this.#heap = this.#heap.filter((timer) => timer.dueAtMs < firstForgotten.dueAtMs)
    this.#completeBelowMs = Math.min(this.#completeBelowMs, firstForgotten.dueAtMs)
  }

  /** A sorted array is a heap. */
  #rebuild(): void {
    this.#heap = [...this.#dueByEntity].map(([entityId, dueAtMs]) => ({ entityId, dueAtMs })).sort(compareTimers)
  }
}

export function compareTimers(left: StoredTimer, right: StoredTimer): number {
  return left.dueAtMs - right.dueAtMs || compareText(left.entityId, right.entityId)
}
