/** One timer for each entity: the next due first, and of two due at once that of the smaller entity id. */
export class DueTimers {
  readonly #dueAtMs = new Map<string, number>()
  /** Nothing is due before this: mostly no timer has to be looked at. */
  #nothingBeforeMs = Number.POSITIVE_INFINITY

  /** Replaces the timer of the entity; null takes it away. */
  set(entityId: string, dueAtMs: number | null): void {
    if (dueAtMs === null) {
      this.#dueAtMs.delete(entityId)
      return
    }
    this.#dueAtMs.set(entityId, dueAtMs)
    this.#nothingBeforeMs = Math.min(this.#nothingBeforeMs, dueAtMs)
  }

  /** Takes the next timer that is due at `throughMs` or before. */
  take(throughMs: number): { readonly entityId: string; readonly dueAtMs: number } | undefined {
    if (this.#nothingBeforeMs > throughMs) return undefined
    let first: { entityId: string; dueAtMs: number } | undefined
    for (const [entityId, dueAtMs] of this.#dueAtMs) {
      const isEarlier =
        first === undefined || dueAtMs < first.dueAtMs || (dueAtMs === first.dueAtMs && entityId < first.entityId)
      if (isEarlier) first = { entityId, dueAtMs }
    }
    this.#nothingBeforeMs = first?.dueAtMs ?? Number.POSITIVE_INFINITY
    if (first === undefined || first.dueAtMs > throughMs) return undefined
    this.#dueAtMs.delete(first.entityId)
    return first
  }
}
