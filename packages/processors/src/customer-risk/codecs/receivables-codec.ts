import type {
  AllocatedPart,
  BilledDay,
  Closing,
  Credit,
  CurrencyBook,
  Dispute,
  InvoiceItem,
  IssuedDay,
  ReceivablesLedger,
} from '@tocsin/domain'
import type { CompactReader } from '../../evaluation/compact-reader.ts'
import type { CompactWriter } from '../../evaluation/compact-writer.ts'
import { readPaymentRecord, writePaymentRecord } from './payment-record-codec.ts'

/**
 * The sub-ledger inside a customer's state. Long lists are walked here, not by `list`: one loop for all kinds of entries
 * calls back where the machine could have gone straight on.
 */
export function writeReceivables(to: CompactWriter, ledger: ReceivablesLedger): void {
  to.list(ledger.currencies, (w, book) => {
    w.name(book.currency)
    writeItems(w, book.open)
    w.beginReferences()
    writeItems(w, book.closed)
    w.count(book.credits.length)
    for (const credit of book.credits) writeCredit(w, credit)
    w.count(book.billed.length)
    for (const day of book.billed) writeBilledDay(w, day)
    w.integer(book.unappliedMinor)
    w.count(book.issued.length)
    for (const day of book.issued) writeIssuedDay(w, day)
    w.optionalDay(book.firstIssuedOn)
    w.list(book.writeOffs, (writeOffs, { writtenOffOn, writeOffs: count, writtenOffMinor }) => {
      writeOffs.day(writtenOffOn)
      writeOffs.count(count)
      writeOffs.integer(writtenOffMinor)
    })
    writePaymentRecord(w, book.paid)
  })
  to.list(ledger.awaited, (w, invoice) => {
    w.text(invoice.invoiceId)
    w.day(invoice.sinceOn)
    w.list(invoice.disputes, writeDispute)
    w.list(invoice.writeOffs, (writeOffs, { amountMinor, currency }) => {
      writeOffs.integer(amountMinor)
      writeOffs.name(currency)
    })
  })
}

export function readReceivables(from: CompactReader): ReceivablesLedger {
  return {
    currencies: from.list(readBook),
    awaited: from.list((r) => ({
      invoiceId: r.text(),
      sinceOn: r.day(),
      disputes: r.list(readDispute),
      writeOffs: r.list((writeOffs) => ({ amountMinor: writeOffs.integer(), currency: writeOffs.name() })),
    })),
  }
}

function readBook(from: CompactReader): CurrencyBook {
  const currency = from.name()
  const open = readItems(from)
  // Payments mostly refer to closed invoices, in the order in which these were closed.
  from.beginReferences()
  const closed = readItems(from)
  const credits: Credit[] = []
  for (let left = from.count(); left > 0; left--) credits.push(readCredit(from))
  const billed: BilledDay[] = []
  for (let left = from.count(); left > 0; left--) billed.push(readBilledDay(from))
  const unappliedMinor = from.integer()
  const issued: IssuedDay[] = []
  for (let left = from.count(); left > 0; left--) issued.push(readIssuedDay(from))
  const firstIssuedOn = from.optionalDay()
  const writeOffs = from.list((r) => ({
    writtenOffOn: r.day(),
    writeOffs: r.count(),
    writtenOffMinor: r.integer(),
  }))
  const paid = readPaymentRecord(from)
  return { currency, open, closed, credits, billed, issued, firstIssuedOn, writeOffs, paid, unappliedMinor }
}

/** Of most days no credit note takes anything back. */
function writeIssuedDay(to: CompactWriter, day: IssuedDay): void {
  const isCredited = day.creditedMinor !== 0
  to.day(day.issuedOn)
  to.count(day.invoices * 2 + (isCredited ? 1 : 0))
  to.integer(day.billedMinor)
  if (!isCredited) return
  to.integer(day.creditedMinor)
  to.integer(day.creditedAfterCloseMinor)
}

function readIssuedDay(from: CompactReader): IssuedDay {
  const issuedOn = from.day()
  const code = from.count()
  const isCredited = code % 2 === 1
  return {
    issuedOn,
    invoices: Math.floor(code / 2),
    billedMinor: from.integer(),
    creditedMinor: isCredited ? from.integer() : 0,
    creditedAfterCloseMinor: isCredited ? from.integer() : 0,
  }
}

/** Most days stand for one invoice, of which nothing was written off. */
function writeBilledDay(to: CompactWriter, day: BilledDay): void {
  to.day(day.dueOn)
  to.name(day.salesRepId)
  to.integer(day.billedMinor)
  const isWrittenOff = day.writtenOffMinor !== 0
  to.count(day.billedInvoices * 2 + (isWrittenOff ? 1 : 0))
  if (isWrittenOff) to.integer(day.writtenOffMinor)
}

function readBilledDay(from: CompactReader): BilledDay {
  const dueOn = from.day()
  const salesRepId = from.name()
  const billedMinor = from.integer()
  const code = from.count()
  const writtenOffMinor = code % 2 === 1 ? from.integer() : 0
  return { dueOn, salesRepId, billedMinor, billedInvoices: Math.floor(code / 2), writtenOffMinor }
}

/** What an item has beyond the plain case, as bits: most items are open whole, or closed whole. */
const IS_OPEN_WHOLE = 1
const IS_OPEN_IN_PART = 2
const IS_CLOSED = 4
const IS_WRITTEN_OFF = 8
const IS_DISPUTED = 16
const IS_MERGED = 32

function writeItems(to: CompactWriter, items: readonly InvoiceItem[]): void {
  to.count(items.length)
  for (const item of items) writeItem(to, item)
}

function readItems(from: CompactReader): InvoiceItem[] {
  const items: InvoiceItem[] = []
  for (let left = from.count(); left > 0; left--) items.push(readItem(from))
  return items
}

function writeItem(to: CompactWriter, item: InvoiceItem): void {
  const isOpenWhole = item.openMinor === item.amountMinor
  const bits =
    (isOpenWhole ? IS_OPEN_WHOLE : item.openMinor === 0 ? 0 : IS_OPEN_IN_PART) |
    (item.closing === null ? 0 : IS_CLOSED) |
    (item.writtenOffMinor === 0 ? 0 : IS_WRITTEN_OFF) |
    (item.disputes.length === 0 ? 0 : IS_DISPUTED) |
    (item.invoices === 1 ? 0 : IS_MERGED)
  to.count(bits)
  to.id(item.invoiceId)
  to.name(item.salesRepId)
  to.integer(item.amountMinor)
  to.day(item.issuedOn)
  to.integer(item.dueOn - item.issuedOn)
  if ((bits & IS_OPEN_IN_PART) !== 0) to.integer(item.openMinor)
  if (item.closing !== null) writeClosing(to, item.closing)
  if ((bits & IS_WRITTEN_OFF) !== 0) to.integer(item.writtenOffMinor)
  if ((bits & IS_DISPUTED) !== 0) to.list(item.disputes, writeDispute)
  if ((bits & IS_MERGED) !== 0) to.count(item.invoices)
}

function readItem(from: CompactReader): InvoiceItem {
  const bits = from.count()
  const invoiceId = from.id()
  const salesRepId = from.name()
  const amountMinor = from.integer()
  const issuedOn = from.day()
  const dueOn = issuedOn + from.integer()
  const openMinor = (bits & IS_OPEN_WHOLE) !== 0 ? amountMinor : (bits & IS_OPEN_IN_PART) !== 0 ? from.integer() : 0
  const closing = (bits & IS_CLOSED) !== 0 ? readClosing(from) : null
  const writtenOffMinor = (bits & IS_WRITTEN_OFF) !== 0 ? from.integer() : 0
  const disputes = (bits & IS_DISPUTED) !== 0 ? from.list(readDispute) : []
  const invoices = (bits & IS_MERGED) !== 0 ? from.count() : 1
  return {
    invoiceId,
    salesRepId,
    amountMinor,
    issuedOn,
    dueOn,
    openMinor,
    writtenOffMinor,
    disputes,
    invoices,
    closing,
  }
}

const CLOSED_BY = ['payment', 'credit-note', 'write-off'] as const

function writeClosing(to: CompactWriter, closing: Closing): void {
  to.count(CLOSED_BY.indexOf(closing.by))
  to.day(closing.bookedOn)
  to.integer(closing.daysLate)
}

function readClosing(from: CompactReader): Closing {
  return { by: CLOSED_BY[from.count()] ?? 'payment', bookedOn: from.day(), daysLate: from.integer() }
}

function writeDispute(to: CompactWriter, dispute: Dispute): void {
  to.text(dispute.disputeId)
  to.integer(dispute.amountMinor)
  to.day(dispute.disputedOn)
  to.flag(dispute.settled)
}

function readDispute(from: CompactReader): Dispute {
  return { disputeId: from.text(), amountMinor: from.integer(), disputedOn: from.day(), settled: from.flag() }
}

const IS_PAYMENT = 1
const IS_AWAITING = 2
const IS_UNAPPLIED = 4
const IS_REVERSED = 8

function writeCredit(to: CompactWriter, credit: Credit): void {
  const isReversed = credit.reversedMinor !== 0 || credit.reversalIds.length > 0
  const bits =
    (credit.kind === 'payment' ? IS_PAYMENT : 0) |
    (credit.awaiting.length === 0 ? 0 : IS_AWAITING) |
    (credit.unappliedMinor === 0 ? 0 : IS_UNAPPLIED) |
    (isReversed ? IS_REVERSED : 0)
  to.count(bits)
  to.text(credit.creditId)
  to.integer(credit.amountMinor)
  to.day(credit.bookedOn)
  writeParts(to, credit.allocations)
  if ((bits & IS_AWAITING) !== 0) writeParts(to, credit.awaiting)
  if ((bits & IS_UNAPPLIED) !== 0) to.integer(credit.unappliedMinor)
  if (!isReversed) return
  to.integer(credit.reversedMinor)
  to.list(credit.reversalIds, (w, id) => w.text(id))
}

function readCredit(from: CompactReader): Credit {
  const bits = from.count()
  return {
    kind: (bits & IS_PAYMENT) !== 0 ? 'payment' : 'credit-note',
    creditId: from.text(),
    amountMinor: from.integer(),
    bookedOn: from.day(),
    allocations: readParts(from),
    awaiting: (bits & IS_AWAITING) !== 0 ? readParts(from) : [],
    unappliedMinor: (bits & IS_UNAPPLIED) !== 0 ? from.integer() : 0,
    reversedMinor: (bits & IS_REVERSED) !== 0 ? from.integer() : 0,
    reversalIds: (bits & IS_REVERSED) !== 0 ? from.list((r) => r.text()) : [],
  }
}

function writeParts(to: CompactWriter, parts: readonly AllocatedPart[]): void {
  to.count(parts.length)
  for (const { invoiceId, amountMinor } of parts) {
    to.reference(invoiceId)
    to.integer(amountMinor)
  }
}

function readParts(from: CompactReader): AllocatedPart[] {
  const parts: AllocatedPart[] = []
  for (let left = from.count(); left > 0; left--) {
    parts.push({ invoiceId: from.reference(), amountMinor: from.integer() })
  }
  return parts
}
