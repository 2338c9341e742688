import { Heap } from '@tocsin/stream'

interface DueTimer {
  readonly entityId: string
  readonly dueAtMs: number
}

/** One timer per entity, the earliest first; equal moments by entity id, as the engine fires them. */
export class Timers {
  readonly #due = new Map<string, number>()
  /** May hold timers that were moved since: those are passed over. */
  #heap = new Heap<DueTimer>(compareDue)

  set(entityId: string, dueAtMs: number | null): void {
    if (dueAtMs === null) {
      this.#due.delete(entityId)
      return
    }
    if (this.#due.get(entityId) === dueAtMs) return
    this.#due.set(entityId, dueAtMs)
    this.#heap.push({ entityId, dueAtMs })
    if (this.#heap.items.length > 64 + 4 * this.#due.size) this.#rebuild()
  }

  /** Takes out the first timer due at or before a moment. */
  takeThrough(atMs: number): DueTimer | undefined {
    for (;;) {
      const first = this.#heap.items[0]
      if (first === undefined || first.dueAtMs > atMs) return undefined
      this.#heap.pop()
      if (this.#due.get(first.entityId) !== first.dueAtMs) continue
      this.#due.delete(first.entityId)
      return first
    }
  }

  #rebuild(): void {
    const timers = [...this.#due].map(([entityId, dueAtMs]) => ({ entityId, dueAtMs }))
    this.#heap = new Heap<DueTimer>(compareDue, timers.sort(compareDue))
  }
}

function compareDue(left: DueTimer, right: DueTimer): number {
  if (left.dueAtMs !== right.dueAtMs) return left.dueAtMs - right.dueAtMs
  return left.entityId < right.entityId ? -1 : left.entityId > right.entityId ? 1 : 0
}
