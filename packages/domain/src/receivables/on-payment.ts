import type { CalendarDay } from '../values/calendar-day.ts'
import type { Effect } from '../values/contradiction.ts'
import type { PaymentReceived, PaymentReversed } from './facts.ts'
import type { ReceivablesLedger } from './state.ts'

export function onPaymentReceived(ledger: ReceivablesLedger, fact: PaymentReceived, today: CalendarDay): Effect {
  throw new Error(`not built yet ${ledger} ${fact} ${today}`)
}
export function onPaymentReversed(ledger: ReceivablesLedger, fact: PaymentReversed, today: CalendarDay): Effect {
  throw new Error(`not built yet ${ledger} ${fact} ${today}`)
}
