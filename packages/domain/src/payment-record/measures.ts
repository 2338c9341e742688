import type { ReceivablesLedger } from '../receivables/state.ts'
import type { CalendarDay } from '../values/calendar-day.ts'
import { FRESH_PER_DAY, fadedTo, RECENT_PER_DAY, type WeighedDays, WHOLE } from './record.ts'

/** All currencies together: days can be added. */
export interface PaymentHistory {
  readonly settledInvoices: number
  readonly daysLate: number
  readonly lateInvoices: number
  readonly veryLateInvoices: number
  /** Weighed mean of days late; undefined before the first invoice is paid. */
  readonly recentDaysLate: number | undefined
  readonly freshDaysLate: number | undefined
  /** Invoices that `freshDaysLate` rests on, by weight, on the day of the last settlement. */
  readonly freshInvoices: number
  readonly lastSettledOn: CalendarDay | undefined
}

/** Days without any payment after which there is no trend to tell any more. */
export const TREND_DAYS = 180

export function paymentHistoryOf({ currencies }: ReceivablesLedger): PaymentHistory {
  let settledInvoices = 0
  let daysLate = 0
  let lateInvoices = 0
  let veryLateInvoices = 0
  let lastSettledOn: CalendarDay | undefined
  for (const { paid } of currencies) {
    settledInvoices += paid.settledInvoices
    daysLate += paid.daysLate
    lateInvoices += paid.lateInvoices
    veryLateInvoices += paid.veryLateInvoices
    if (paid.weighedOn !== null && (lastSettledOn === undefined || paid.weighedOn > lastSettledOn)) {
      lastSettledOn = paid.weighedOn
    }
  }
  const recent: WeighedDays = { weight: 0, daysLate: 0 }
  const fresh: WeighedDays = { weight: 0, daysLate: 0 }
  for (const { paid } of currencies) {
    if (paid.weighedOn === null || lastSettledOn === undefined) continue
    const days = lastSettledOn - paid.weighedOn
    add(recent, days === 0 ? paid.recent : fadedTo(paid.recent, days, RECENT_PER_DAY))
    add(fresh, days === 0 ? paid.fresh : fadedTo(paid.fresh, days, FRESH_PER_DAY))
  }
  return {
    settledInvoices,
    daysLate,
    lateInvoices,
    veryLateInvoices,
    recentDaysLate: meanOf(recent),
    freshDaysLate: meanOf(fresh),
    freshInvoices: Math.floor(fresh.weight / WHOLE),
    lastSettledOn,
  }
}

function add(sum: WeighedDays, weighed: WeighedDays): void {
  sum.weight += weighed.weight
  sum.daysLate += weighed.daysLate
}

function meanOf({ weight, daysLate }: WeighedDays): number | undefined {
  return weight === 0 ? undefined : daysLate / weight
}
