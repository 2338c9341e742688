import type { CalendarDay } from '../values/calendar-day.ts'
import type { Effect } from '../values/contradiction.ts'
import type { ContractFunnel } from './state.ts'

export interface ContractFact {
  readonly contractId: string
  readonly salesRepId?: string | null | undefined
}

export function onContractOffered(funnel: ContractFunnel, fact: ContractFact, on: CalendarDay): Effect {
  throw new Error(`not built yet ${funnel} ${fact} ${on}`)
}
export function onContractReviewed(funnel: ContractFunnel, fact: ContractFact, on: CalendarDay): Effect {
  throw new Error(`not built yet ${funnel} ${fact} ${on}`)
}
export function onContractSigned(funnel: ContractFunnel, fact: ContractFact, on: CalendarDay): Effect {
  throw new Error(`not built yet ${funnel} ${fact} ${on}`)
}
export function onContractLost(funnel: ContractFunnel, fact: ContractFact, on: CalendarDay): Effect {
  throw new Error(`not built yet ${funnel} ${fact} ${on}`)
}
/** An open offer that ran out; the end of a signed contract's term changes nothing here. */
export function onContractExpired(funnel: ContractFunnel, fact: ContractFact, on: CalendarDay): Effect {
  throw new Error(`not built yet ${funnel} ${fact} ${on}`)
}
export function pruneContractFunnel(funnel: ContractFunnel, today: CalendarDay): void {
  throw new Error(`not built yet ${funnel} ${today}`)
}
