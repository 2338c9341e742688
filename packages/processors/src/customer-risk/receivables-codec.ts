import type { Closing, Credit, CurrencyBook, Dispute, InvoiceItem, ReceivablesLedger } from '@tocsin/domain'
import type { CompactReader } from './compact-reader.ts'
import type { CompactWriter } from './compact-writer.ts'

/** The sub-ledger inside a customer's state. */
export function writeReceivables(to: CompactWriter, ledger: ReceivablesLedger): void {
  to.list(ledger.currencies, (w, book) => {
    w.text(book.currency)
    w.list(book.open, writeItem)
    w.list(book.closed, writeItem)
    w.list(book.credits, writeCredit)
    w.integer(book.unappliedMinor)
  })
  to.list(ledger.awaited, (w, invoice) => {
    w.text(invoice.invoiceId)
    w.day(invoice.sinceOn)
    w.list(invoice.disputes, writeDispute)
    w.list(invoice.writeOffs, (writeOffs, { amountMinor, currency }) => {
      writeOffs.integer(amountMinor)
      writeOffs.text(currency)
    })
  })
}

export function readReceivables(from: CompactReader): ReceivablesLedger {
  return {
    currencies: from.list(
      (r): CurrencyBook => ({
        currency: r.text(),
        open: r.list(readItem),
        closed: r.list(readItem),
        credits: r.list(readCredit),
        unappliedMinor: r.integer(),
      }),
    ),
    awaited: from.list((r) => ({
      invoiceId: r.text(),
      sinceOn: r.day(),
      disputes: r.list(readDispute),
      writeOffs: r.list((writeOffs) => ({ amountMinor: writeOffs.integer(), currency: writeOffs.text() })),
    })),
  }
}

function writeItem(to: CompactWriter, item: InvoiceItem): void {
  to.text(item.invoiceId)
  to.text(item.salesRepId)
  to.integer(item.amountMinor)
  to.day(item.issuedOn)
  to.integer(item.dueOn - item.issuedOn)
  to.integer(item.openMinor)
  to.integer(item.writtenOffMinor)
  to.list(item.disputes, writeDispute)
  to.count(item.invoices)
  to.flag(item.closing !== null)
  if (item.closing !== null) writeClosing(to, item.closing)
}

function readItem(from: CompactReader): InvoiceItem {
  const invoiceId = from.text()
  const salesRepId = from.text()
  const amountMinor = from.integer()
  const issuedOn = from.day()
  return {
    invoiceId,
    salesRepId,
    amountMinor,
    issuedOn,
    dueOn: issuedOn + from.integer(),
    openMinor: from.integer(),
    writtenOffMinor: from.integer(),
    disputes: from.list(readDispute),
    invoices: from.count(),
    closing: from.flag() ? readClosing(from) : null,
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
  to.flag(dispute.settled)
}

function readDispute(from: CompactReader): Dispute {
  return { disputeId: from.text(), amountMinor: from.integer(), settled: from.flag() }
}

function writeCredit(to: CompactWriter, credit: Credit): void {
  to.flag(credit.kind === 'payment')
  to.text(credit.creditId)
  to.integer(credit.amountMinor)
  to.day(credit.bookedOn)
  to.list(credit.allocations, writePart)
  to.list(credit.awaiting, writePart)
  to.integer(credit.unappliedMinor)
  to.integer(credit.reversedMinor)
  to.list(credit.reversalIds, (w, id) => w.text(id))
}

function readCredit(from: CompactReader): Credit {
  return {
    kind: from.flag() ? 'payment' : 'credit-note',
    creditId: from.text(),
    amountMinor: from.integer(),
    bookedOn: from.day(),
    allocations: from.list(readPart),
    awaiting: from.list(readPart),
    unappliedMinor: from.integer(),
    reversedMinor: from.integer(),
    reversalIds: from.list((r) => r.text()),
  }
}

function writePart(to: CompactWriter, part: Credit['allocations'][number]): void {
  to.text(part.invoiceId)
  to.integer(part.amountMinor)
}

function readPart(from: CompactReader): Credit['allocations'][number] {
  return { invoiceId: from.text(), amountMinor: from.integer() }
}
