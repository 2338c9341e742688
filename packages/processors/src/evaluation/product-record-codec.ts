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

/** Its fields in the order in which facts name them: whether a record is known already is told by its text. */
export function readProductRecord(from: CompactReader): ProductRecord {
  const name = from.optionalText()
  const category = from.optionalText()
  const unit = from.optionalText()
  // A lead time has a day at least.
  const leadTimeDays = from.count() || null
  const knownSinceOn = from.optionalDay()
  const countedOn = from.optionalDay()
  const onHandMilli = from.flag() ? from.integer() : null
  return { name, category, unit, leadTimeDays, knownSinceOn, onHandMilli, countedOn }
}
