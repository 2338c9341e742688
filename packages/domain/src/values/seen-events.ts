/** Which events an entity has already taken: the highest sequence of each source, and the latest event ids of the others. */
export interface SeenEvents {
  /** Most recently heard last. */
  readonly sources: SourceSequence[]
  /** 53-bit hashes of (source, event id), latest last. */
  readonly eventHashes: number[]
}

export interface SourceSequence {
  readonly source: string
  highest: number
}

export interface EventIdentity {
  readonly source: string
  readonly eventId: string
  /** Rises with every event that the source writes for one key. */
  readonly sequence?: number | null | undefined
}

export function emptySeenEvents(): SeenEvents {
  return { sources: [], eventHashes: [] }
}

/** True when the event was taken before; else it is remembered. To be called after the fact was checked and applied. */
export function wasSeen(seen: SeenEvents, event: EventIdentity): boolean {
  throw new Error(`not built yet ${seen} ${event}`)
}

export function rememberEvent(seen: SeenEvents, event: EventIdentity): void {
  throw new Error(`not built yet ${seen} ${event}`)
}
