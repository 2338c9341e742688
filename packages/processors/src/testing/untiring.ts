import { createBusinessCalendar } from '@tocsin/domain'
import { type CustomerRiskProcessor, isCustomerState } from '../customer-risk/processor-of-task.ts'
import { forgetOutlook } from '../evaluation/outlook.ts'
import type { BookProcessor } from '../sales-rep-risk/book-processor.ts'

const calendar = createBusinessCalendar('Asia/Shanghai')

/**
 * Looks at each customer at the end of every single day, from its first record on, and at each indicator every time: what
 * a processor that foresees its looks must equal in all that it tells.
 */
export function untiring(by: CustomerRiskProcessor): CustomerRiskProcessor {
  const seeing = unforeseeing(by)
  return {
    ...by,
    reduce(states, input, asOfMs, collected) {
      const reduction = seeing.reduce(states, input, asOfMs, collected)
      return { ...reduction, nextTimers: [calendar.startOf(calendar.dayOf(asOfMs) + 1)] }
    },
  }
}

/** Looks at each indicator whenever it looks at a customer, whatever was foreseen. */
export function unforeseeing(by: CustomerRiskProcessor): CustomerRiskProcessor {
  return {
    ...by,
    reduce(states, input, asOfMs, collected) {
      const [state] = states
      if (state !== undefined && isCustomerState(state)) forgetOutlook(state.outlook)
      return by.reduce(states, input, asOfMs, collected)
    },
  }
}

/** As `untiring`, for the books of representatives, groups and products: from its first fact on, each is looked at on each day. */
export function untiringBooks<Fact>(by: BookProcessor<Fact>): BookProcessor<Fact> {
  return {
    ...by,
    reduce(states, input, asOfMs) {
      const [state] = states
      if (state?.kind === 'sales-rep') forgetOutlook(state.outlook)
      const { nextTimers, ...reduction } = by.reduce(states, input, asOfMs)
      const tomorrowMs = calendar.startOf(calendar.dayOf(asOfMs) + 1)
      return {
        ...reduction,
        nextTimers: nextTimers.map((dueAtMs, index) =>
          // Rules may change before.
          reduction.states[index]?.kind === 'sales-rep' ? Math.min(dueAtMs ?? tomorrowMs, tomorrowMs) : dueAtMs,
        ),
      }
    },
  }
}
