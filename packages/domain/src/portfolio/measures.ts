import { ACTIVE_DAYS, SILENT_DAYS } from '../representatives/bounds.ts'
import type { RepCurrencyBook, RepSeller, SalesRepBook } from '../representatives/state.ts'
import { nextEdgeOn } from '../representatives/window-edges.ts'
import type { CalendarDay } from '../values/calendar-day.ts'

/** Whose customers in the group owe most, the first by id among equals; undefined where nobody's owe anything. */
export function largestSeller({ sellers }: RepCurrencyBook): RepSeller | undefined {
  let largest: RepSeller | undefined
  for (const seller of sellers) if (seller.openMinor > (largest?.openMinor ?? 0)) largest = seller
  return largest
}

export interface CustomerActivity {
  /** Customers since before the last 90 days that ordered in the last 180. */
  readonly buying: number
  /** Of them: those whose latest order lies more than 90 days back. */
  readonly silent: number
}

/** A customer whose first order lies in the last 90 days is no one who could have left. */
export function customerActivity({ customerDays }: SalesRepBook, on: CalendarDay): CustomerActivity {
  let active = 0
  let silent = 0
  let recent = 0
  for (const { day, first, latest } of customerDays) {
    if (day > on) continue
    if (day > on - ACTIVE_DAYS) active += latest
    if (day > on - ACTIVE_DAYS && day <= on - SILENT_DAYS) silent += latest
    if (day > on - SILENT_DAYS) recent += first
  }
  return { buying: active - recent, silent }
}

export function nextActivityChangeOn({ customerDays }: SalesRepBook, on: CalendarDay): CalendarDay | undefined {
  return nextEdgeOn(customerDays, on, ACTIVITY_EDGES)
}

const ACTIVITY_EDGES = [0, SILENT_DAYS, ACTIVE_DAYS]
