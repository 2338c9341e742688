import { emptyPaymentRecord, type PaymentRecord, type WeighedDays } from '@tocsin/domain'
import type { CompactReader } from '../../evaluation/compact-reader.ts'
import type { CompactWriter } from '../../evaluation/compact-writer.ts'

/** How a customer has paid in one currency. Before the first invoice is paid: one byte. */
export function writePaymentRecord(to: CompactWriter, record: PaymentRecord): void {
  to.count(record.settledInvoices)
  if (record.settledInvoices === 0) return
  to.integer(record.daysLate)
  to.count(record.lateInvoices)
  to.count(record.veryLateInvoices)
  to.optionalDay(record.weighedOn)
  writeWeighed(to, record.recent)
  writeWeighed(to, record.fresh)
  to.integer(record.usualMinor)
}

export function readPaymentRecord(from: CompactReader): PaymentRecord {
  const settledInvoices = from.count()
  if (settledInvoices === 0) return emptyPaymentRecord()
  return {
    settledInvoices,
    daysLate: from.integer(),
    lateInvoices: from.count(),
    veryLateInvoices: from.count(),
    weighedOn: from.optionalDay(),
    recent: readWeighed(from),
    fresh: readWeighed(from),
    usualMinor: from.integer(),
  }
}

function writeWeighed(to: CompactWriter, { weight, daysLate }: WeighedDays): void {
  to.count(weight)
  to.integer(daysLate)
}

function readWeighed(from: CompactReader): WeighedDays {
  return { weight: from.count(), daysLate: from.integer() }
}
