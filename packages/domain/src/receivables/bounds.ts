import type { CalendarDay } from '../values/calendar-day.ts'
import type { ReceivablesLedger } from './state.ts'

/** Drops what is no longer needed for repeats and reversals. Called by the processor at each day end of the customer. */
export function pruneReceivables(ledger: ReceivablesLedger, today: CalendarDay): void {
  throw new Error(`not built yet ${ledger} ${today}`)
}
