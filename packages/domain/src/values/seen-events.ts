import type { BookedDocument } from './booked-documents.ts'
import { hash53 } from './hash53.ts'

/**
 * Which events an entity has already taken (G10). A source that numbers its events per key is remembered by its highest
 * number: exact at any age. For the others the latest `MAX_EVENT_HASHES` event ids are remembered, as 53-bit hashes: a
 * new event is taken for one of them with odds of 32 in 2^53 (3.6e-15; one in 280 years at 30,000 events a second). The
 * hash is not made to withstand somebody who chooses event ids to collide.
 */
export interface SeenEvents {
  /** Most recently heard last. */
  readonly sources: SourceSequence[]
  /** Hashes of (source, event id), latest last. */
  readonly eventHashes: number[]
  /** Documents known by their numbers, latest last. */
  readonly documents: BookedDocument[]
}

export interface SourceSequence {
  readonly source: string
  highest: number
}

/** CloudEvents: source and id together name an event. */
export interface EventIdentity {
  readonly source: string
  readonly eventId: string
  /** Rises with every event that the source writes for one key; absent where the source does not number them. */
  readonly sequence?: number | null | undefined
}

/** Two days of a busy customer; 32 hashes are some 550 bytes as JSON. */
export const MAX_EVENT_HASHES = 32

/** Numbering sources per entity. One more pushes out the one not heard of for longest: its repeats are no longer told. */
export const MAX_NUMBERING_SOURCES = 16

export function emptySeenEvents(): SeenEvents {
  return { sources: [], eventHashes: [], documents: [] }
}

export function wasSeen(seen: SeenEvents, event: EventIdentity): boolean {
  if (isNumbered(event)) {
    const known = seen.sources.find(({ source }) => source === event.source)
    return known !== undefined && event.sequence <= known.highest
  }
  return seen.eventHashes.includes(hashOf(event))
}

/** To be called once the event's fact has been applied. */
export function rememberEvent(seen: SeenEvents, event: EventIdentity): void {
  if (isNumbered(event)) {
    rememberSequence(seen.sources, event)
    return
  }
  seen.eventHashes.push(hashOf(event))
  if (seen.eventHashes.length > MAX_EVENT_HASHES) seen.eventHashes.shift()
}

function isNumbered(event: EventIdentity): event is EventIdentity & { readonly sequence: number } {
  return event.sequence !== undefined && event.sequence !== null
}

function rememberSequence(sources: SourceSequence[], event: EventIdentity & { readonly sequence: number }): void {
  const index = sources.findIndex(({ source }) => source === event.source)
  const highest = index < 0 ? event.sequence : Math.max(sources[index]!.highest, event.sequence)
  if (index >= 0) sources.splice(index, 1)
  sources.push({ source: event.source, highest })
  if (sources.length > MAX_NUMBERING_SOURCES) sources.shift()
}

function hashOf(event: EventIdentity): number {
  // U+0000 keeps ("a", "bc") and ("ab", "c") apart.
  return hash53(`${event.source}\u0000${event.eventId}`)
}
