import type { CalendarDay } from '../values/calendar-day.ts'
import type { Effect } from '../values/contradiction.ts'
import type { DisputeSettled, InvoiceCredited, InvoiceDisputed, InvoiceIssued, InvoiceWrittenOff } from './facts.ts'
import type { ReceivablesLedger } from './state.ts'

export function onInvoiceIssued(ledger: ReceivablesLedger, fact: InvoiceIssued, today: CalendarDay): Effect {
  throw new Error(`not built yet ${ledger} ${fact} ${today}`)
}
export function onInvoiceCredited(ledger: ReceivablesLedger, fact: InvoiceCredited, today: CalendarDay): Effect {
  throw new Error(`not built yet ${ledger} ${fact} ${today}`)
}
export function onInvoiceDisputed(ledger: ReceivablesLedger, fact: InvoiceDisputed, today: CalendarDay): Effect {
  throw new Error(`not built yet ${ledger} ${fact} ${today}`)
}
export function onDisputeSettled(ledger: ReceivablesLedger, fact: DisputeSettled, today: CalendarDay): Effect {
  throw new Error(`not built yet ${ledger} ${fact} ${today}`)
}
export function onInvoiceWrittenOff(ledger: ReceivablesLedger, fact: InvoiceWrittenOff, today: CalendarDay): Effect {
  throw new Error(`not built yet ${ledger} ${fact} ${today}`)
}
