import { ContradictionError, createBusinessCalendar } from '@tocsin/domain'
import { isEventOfCustomer } from '@tocsin/events'
import { onSalesEvent } from '../customer-risk/events/on-sales-event.ts'
import type { TimedEvent } from '../customer-risk/history-run.ts'
import { type CustomerState, emptyCustomerState } from '../customer-risk/state.ts'

const calendar = createBusinessCalendar('Asia/Shanghai')

/**
 * Applies a history to its customers, event by event, without a day end. Contradictions are left out.
 * @param look what is to be known of the customer before and after each event, as of its day
 */
export function* appliedEvents<Seen>(
  history: readonly TimedEvent[],
  look: (state: CustomerState, today: number) => Seen,
) {
  const states = new Map<string, CustomerState>()
  let today = Number.NEGATIVE_INFINITY
  for (const { event, atMs } of history) {
    if (!isEventOfCustomer(event)) continue
    const state = states.get(event.customerId) ?? emptyCustomerState()
    states.set(event.customerId, state)
    const recordedOn = calendar.dayOf(atMs)
    today = Math.max(today, recordedOn)
    const before = look(state, today)
    const change = applied(state, event, { today, recordedOn })
    if (change !== undefined) yield { event, state, today, change, before, after: look(state, today) }
  }
}

function applied(...fact: Parameters<typeof onSalesEvent>): number | undefined {
  try {
    return onSalesEvent(...fact)
  } catch (error) {
    if (error instanceof ContradictionError) return undefined
    throw error
  }
}
