/** What promises read of each event. Amounts are integer minor units above zero. */
import type { CalendarDay } from '../values/calendar-day.ts'

export interface PaymentPromised {
  readonly promiseId: string
  /** Null or left out: for the whole account. */
  readonly invoiceId?: string | null | undefined
  readonly amountMinor: number
  readonly currency: string
  readonly promisedOn: CalendarDay
}
