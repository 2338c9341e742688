import type { OrderWeekSums } from '@tocsin/domain'
import type { CompactReader } from '../../evaluation/compact-reader.ts'
import type { CompactWriter } from '../../evaluation/compact-writer.ts'

/** A byte for a customer that is younger than the days that are kept; then as many bytes a week as its amounts need, mostly three or four. */
export function writeOrderArchive(to: CompactWriter, archive: readonly OrderWeekSums[]): void {
  to.count(archive.length)
  for (const { currency, firstWeek, netMinor } of archive) {
    to.name(currency)
    to.integer(firstWeek)
    to.count(netMinor.length)
    for (const minor of netMinor) to.integer(minor)
  }
}

export function readOrderArchive(from: CompactReader): OrderWeekSums[] {
  const archive: OrderWeekSums[] = []
  for (let left = from.count(); left > 0; left--) {
    const currency = from.name()
    const firstWeek = from.integer()
    const netMinor: number[] = []
    for (let weeks = from.count(); weeks > 0; weeks--) netMinor.push(from.integer())
    archive.push({ currency, firstWeek, netMinor })
  }
  return archive
}
