import type { SeenEvents } from '@tocsin/domain'
import type { CompactReader } from './compact-reader.ts'
import type { CompactWriter } from './compact-writer.ts'

export function writeSeen(to: CompactWriter, seen: SeenEvents): void {
  to.list(seen.sources, (w, { source, highest }) => {
    w.text(source)
    w.integer(highest)
  })
  to.count(seen.eventHashes.length)
  for (const hash of seen.eventHashes) to.hash(hash)
}

export function readSeen(from: CompactReader): SeenEvents {
  const sources = from.list((r) => ({ source: r.text(), highest: r.integer() }))
  const eventHashes: number[] = []
  for (let left = from.count(); left > 0; left--) eventHashes.push(from.hash())
  return { sources, eventHashes }
}
