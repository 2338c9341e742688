import type { ReceivablesLedger } from '../receivables/state.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { ContradictionError, type Effect } from '../values/contradiction.ts'
import { formatMoney } from '../values/money.ts'
import type { PaymentPromised } from './facts.ts'
import { settlePromises } from './on-payment.ts'
import { MAX_PROMISES, type PaymentPromise, prunePromises } from './state.ts'

/**
 * Holds a promise. What was paid before it came does not count towards it, unless its invoice is settled already.
 * @throws ContradictionError when the promise is held over another amount, day or invoice
 */
export function onPaymentPromised(
  promises: PaymentPromise[],
  fact: PaymentPromised,
  ledger: ReceivablesLedger,
  today: CalendarDay,
): Effect {
  const held = promises.find(({ promiseId }) => promiseId === fact.promiseId)
  if (held !== undefined) return repeatOf(held, fact)
  prunePromises(promises, today)
  if (promises.length >= MAX_PROMISES) {
    const oldestSettled = promises.findIndex(({ settledOn }) => settledOn !== null)
    promises.splice(Math.max(oldestSettled, 0), 1)
  }
  insert(promises, {
    promiseId: fact.promiseId,
    invoiceId: fact.invoiceId ?? null,
    amountMinor: fact.amountMinor,
    currency: fact.currency,
    promisedOn: fact.promisedOn,
    parts: [],
    settledOn: null,
  })
  settlePromises(promises, ledger)
  return 'applied'
}

function repeatOf(held: PaymentPromise, fact: PaymentPromised): Effect {
  const same =
    held.amountMinor === fact.amountMinor &&
    held.currency === fact.currency &&
    held.promisedOn === fact.promisedOn &&
    held.invoiceId === (fact.invoiceId ?? null)
  if (same) return 'repeated'
  throw new ContradictionError(
    `promise ${fact.promiseId} is held over ${formatMoney(held.amountMinor, held.currency)} with another day, amount ` +
      'or invoice; a promise that was put off is a new one, under a number of its own',
  )
}

/** By promised day; those of one day in the order in which they came. */
function insert(promises: PaymentPromise[], promise: PaymentPromise): void {
  let index = promises.length
  while (index > 0 && promises[index - 1]!.promisedOn > promise.promisedOn) index -= 1
  promises.splice(index, 0, promise)
}
