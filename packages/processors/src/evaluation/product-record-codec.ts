/** What is on record about a product, in the states of both hops. */
import type { ProductRecord } from '@tocsin/domain'
import type { CompactReader } from './compact-reader.ts'
import type { CompactWriter } from './compact-writer.ts'

export function writeProductRecord(to: CompactWriter, record: ProductRecord): void {
  to.optionalText(record.name)
  to.optionalText(record.category)
  to.optionalText(record.unit)
  to.count(record.leadTimeDays ?? 0)
  to.optionalDay(record.knownSinceOn)
  to.optionalDay(record.countedOn)
  to.flag(record.onHandMilli !== null)
  if (record.onHandMilli !== null) to.integer(record.onHandMilli)
}

export function readProductRecord(from: CompactReader): ProductRecord {
  return {
    name: from.optionalText(),
    category: from.optionalText(),
    unit: from.optionalText(),
    // A lead time has a day at least.
    leadTimeDays: from.count() || null,
    knownSinceOn: from.optionalDay(),
    countedOn: from.optionalDay(),
    onHandMilli: from.flag() ? from.integer() : null,
  }
}
