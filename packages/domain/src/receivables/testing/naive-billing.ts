/** The oracle's answers to what is asked by day: billing, collection, write-offs, disputes. */
import type { NaiveLedger } from './naive-ledger.ts'

export interface NaiveBilling {
  invoices: number
  billedMinor: number
  creditedMinor: number
  creditedAfterCloseMinor: number
}

/** Invoices issued from one day to another, and the credit notes that name them, month by month as people count. */
export function billing(ledger: NaiveLedger, currency: string, from: number, to: number): NaiveBilling {
  const invoices = ledger.invoices.filter(
    (invoice) => invoice.currency === currency && invoice.issuedOn >= from && invoice.issuedOn <= to,
  )
  const notes = ledger.creditNotes.filter((note) =>
    invoices.some((invoice) => invoice.invoiceId === note.invoiceId && note.currency === currency),
  )
  const afterClose = notes.filter(({ invoiceId, on }) => {
    const [year, month] = yearAndMonth(ledger.invoiceOf(invoiceId)!.issuedOn)
    const [yearAfter, monthAfter, dayOfMonth] = yearAndMonth(on)
    return yearAfter * 12 + monthAfter === year * 12 + month + 1 && dayOfMonth <= 10
  })
  const sum = (some: { amount: number }[]) => some.reduce((total, { amount }) => total + amount, 0)
  return {
    invoices: invoices.length,
    billedMinor: invoices.reduce((total, { amountMinor }) => total + amountMinor, 0),
    creditedMinor: sum(notes),
    creditedAfterCloseMinor: sum(afterClose),
  }
}

/** What fell due from one day to another, less credit notes, and what of it was paid. */
export function collection(
  ledger: NaiveLedger,
  currency: string,
  from: number,
  to: number,
): { billedMinor: number; paidMinor: number; invoices: number } {
  const due = ledger.invoices.filter(
    (invoice) => invoice.currency === currency && invoice.dueOn >= from && invoice.dueOn <= to,
  )
  let billedMinor = 0
  let paidMinor = 0
  for (const invoice of due) {
    const billed = invoice.amountMinor - ledger.creditedOf(invoice.invoiceId)
    billedMinor += billed
    paidMinor += billed - ledger.openOf(invoice) - ledger.writtenOffOf(invoice.invoiceId)
  }
  return { billedMinor, paidMinor, invoices: due.length }
}

export function writtenOff(
  ledger: NaiveLedger,
  currency: string,
  from: number,
  to: number,
): { writeOffs: number; writtenOffMinor: number } {
  const booked = ledger.writeOffs.filter(
    (writeOff) => writeOff.currency === currency && writeOff.booked > 0 && writeOff.on >= from && writeOff.on <= to,
  )
  return { writeOffs: booked.length, writtenOffMinor: booked.reduce((total, writeOff) => total + writeOff.booked, 0) }
}

/** The day of the oldest unsettled dispute about an invoice on which something is open. */
export function oldestDisputeOn(ledger: NaiveLedger): number | undefined {
  const days = ledger.raised
    .filter(({ disputeId, invoiceId }) => {
      const invoice = ledger.invoiceOf(invoiceId)
      const isSettled = ledger.settledDisputes.some((settled) => settled.disputeId === disputeId)
      return invoice !== undefined && ledger.openOf(invoice) > 0 && !isSettled
    })
    .map(({ on }) => on)
  return days.length === 0 ? undefined : Math.min(...days)
}

/** Year, month from 0, day of the month. */
function yearAndMonth(day: number): [number, number, number] {
  const date = new Date(day * 86_400_000)
  return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
}
