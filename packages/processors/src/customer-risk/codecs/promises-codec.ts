import type { PaymentPromise } from '@tocsin/domain'
import type { CompactReader } from '../../evaluation/compact-reader.ts'
import type { CompactWriter } from '../../evaluation/compact-writer.ts'

/** The promises to pay inside a customer's state. */
export function writePromises(to: CompactWriter, promises: readonly PaymentPromise[]): void {
  to.list(promises, (w, promise) => {
    w.text(promise.promiseId)
    w.optionalText(promise.invoiceId)
    w.integer(promise.amountMinor)
    w.name(promise.currency)
    w.day(promise.promisedOn)
    w.optionalDay(promise.settledOn)
    w.list(promise.parts, (parts, { paymentId, amountMinor }) => {
      parts.text(paymentId)
      parts.integer(amountMinor)
    })
  })
}

export function readPromises(from: CompactReader): PaymentPromise[] {
  return from.list((r) => ({
    promiseId: r.text(),
    invoiceId: r.optionalText(),
    amountMinor: r.integer(),
    currency: r.name(),
    promisedOn: r.day(),
    settledOn: r.optionalDay(),
    parts: r.list((parts) => ({ paymentId: parts.text(), amountMinor: parts.integer() })),
  }))
}
