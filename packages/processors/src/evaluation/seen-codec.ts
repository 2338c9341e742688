import type { BookedDocument, SeenEvents } from '@tocsin/domain'
import type { CompactReader } from './compact-reader.ts'
import type { CompactWriter } from './compact-writer.ts'

export function writeSeen(to: CompactWriter, seen: SeenEvents): void {
  to.list(seen.sources, (w, { source, highest }) => {
    w.text(source)
    w.integer(highest)
  })
  to.count(seen.eventHashes.length)
  for (const hash of seen.eventHashes) to.hash(hash)
  to.count(seen.documents.length)
  for (const { hash, amount } of seen.documents) {
    to.hash(hash)
    to.integer(amount)
  }
}

export function readSeen(from: CompactReader): SeenEvents {
  const sources = from.list((r) => ({ source: r.text(), highest: r.integer() }))
  const eventHashes: number[] = []
  for (let left = from.count(); left > 0; left--) eventHashes.push(from.hash())
  const documents: BookedDocument[] = []
  for (let left = from.count(); left > 0; left--) documents.push({ hash: from.hash(), amount: from.integer() })
  return { sources, eventHashes, documents }
}
