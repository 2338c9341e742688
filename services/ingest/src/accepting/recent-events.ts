import { createHash } from 'node:crypto'

export interface EventName {
  readonly source: string
  readonly id: string
}

/** Undefined: never heard of; else whether the content is the one that was accepted under this name. */
export type Acquaintance = 'same' | 'other' | undefined

/**
 * The latest events that this process has accepted, by (source, id): a repeat need not be written again, and a name
 * that is used for something else is a mistake of the sender. Readers drop repeats by themselves (G10); so this may
 * forget, and another process may not know it.
 */
export interface RecentEvents {
  look(name: EventName, content: string): Acquaintance
  remember(name: EventName, content: string): void
}

/** Some 200 bytes each; up to twice as many are held. */
const LEAST_REMEMBERED = 50_000

export function createRecentEvents(least = LEAST_REMEMBERED): RecentEvents {
  // Forgotten a generation at a time: taking the oldest out of a map one by one costs a hundred times as much.
  let contents = new Map<string, string>()
  let earlier: ReadonlyMap<string, string> = new Map()
  return {
    look(name, content) {
      const key = nameHash(name)
      const known = contents.get(key) ?? earlier.get(key)
      return known === undefined ? undefined : known === content ? 'same' : 'other'
    },
    remember(name, content) {
      contents.set(nameHash(name), content)
      if (contents.size < least) return
      earlier = contents
      contents = new Map()
    },
  }
}

/** What makes two events the same; a text of 32 characters. */
export function contentHash(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\u0000')
  return hash.digest('base64url').slice(0, 32)
}

// U+0000 keeps ("a", "bc") and ("ab", "c") apart; neither name may hold one.
const nameHash = ({ source, id }: EventName): string => contentHash([source, id])
