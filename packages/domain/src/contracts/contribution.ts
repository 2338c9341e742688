/** What a customer's offers contribute to the representatives on them. */
import type { CalendarDay } from '../values/calendar-day.ts'
import type { ContractFunnel } from './state.ts'

/** How many offers of one representative were decided on one day. */
export interface ContractsContribution {
  readonly salesRepId: string
  readonly decidedOn: CalendarDay
  /** Signed, lost or expired. */
  readonly decided: number
  readonly signed: number
}

/** By day, then representative; decisions of which nobody knows whose they are contribute to nobody. */
export function contractContributions({ days }: ContractFunnel): ContractsContribution[] {
  const contributions: ContractsContribution[] = []
  for (const { day, salesRepId, signed, lost, expired } of days) {
    const decided = signed + lost + expired
    if (decided > 0 && salesRepId !== '') contributions.push({ salesRepId, decidedOn: day, decided, signed })
  }
  return contributions
}

/** Those of `after` that differ from before. Days that were forgotten in between are no change. */
export function changedContractContributions(
  before: readonly ContractsContribution[],
  after: readonly ContractsContribution[],
): ContractsContribution[] {
  return after.filter(
    (now) =>
      !before.some(
        ({ salesRepId, decidedOn, decided, signed }) =>
          salesRepId === now.salesRepId &&
          decidedOn === now.decidedOn &&
          decided === now.decided &&
          signed === now.signed,
      ),
  )
}
