import { ContradictionError } from './contradiction.ts'
import { hash53 } from './hash53.ts'

/**
 * A document that its source numbers, and of which nothing else is kept by its number: told again under another event id it
 * is known again. Documents that have a list of their own (invoices, credit notes, payments, returns) are found there.
 */
export interface NumberedDocument {
  readonly kind: 'cancellation' | 'write-off' | 'movement'
  readonly documentId: string
  /** The order or invoice: one document may cancel several orders, or write off several invoices. Empty: it names none. */
  readonly aboutId: string
  /** What it is over, as a whole number: minor units, or thousandths of a product's unit. */
  readonly amount: number
}

/** As it is kept: some ten bytes. */
export interface BookedDocument {
  /** Of kind, number and what it is about: see `SeenEvents` for the odds that two are taken for one. */
  readonly hash: number
  readonly amount: number
}

/** As many as booked returns. Beyond, the oldest is forgotten: its repeat is told by the event alone (`SeenEvents`). */
export const MAX_BOOKED_DOCUMENTS = 64

/** @throws ContradictionError when it is on record with another amount */
export function wasBooked(documents: readonly BookedDocument[], document: NumberedDocument): boolean {
  if (documents.length === 0) return false
  const hash = hashOf(document)
  const booked = documents.find((known) => known.hash === hash)
  if (booked === undefined) return false
  if (booked.amount === document.amount) return true
  throw new ContradictionError(
    `${document.kind} ${document.documentId}${ofWhat(document)} is already on record with another amount; ` +
      'another document needs another number',
  )
}

/** To be called once the document has been booked. */
export function rememberDocument(documents: BookedDocument[], document: NumberedDocument): void {
  documents.push({ hash: hashOf(document), amount: document.amount })
  if (documents.length > MAX_BOOKED_DOCUMENTS) documents.shift()
}

function ofWhat({ aboutId }: NumberedDocument): string {
  return aboutId === '' ? '' : ` of ${aboutId}`
}

function hashOf({ kind, documentId, aboutId }: NumberedDocument): number {
  return hash53(`${kind}\u0000${documentId}\u0000${aboutId}`)
}
