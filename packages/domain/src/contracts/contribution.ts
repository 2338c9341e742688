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

/** Of one day, by representative; decisions of which nobody knows whose they are contribute to nobody. */
export function contractContributionsOn({ days }: ContractFunnel, day: CalendarDay): ContractsContribution[] {
  const contributions: ContractsContribution[] = []
  for (let index = days.length - 1; index >= 0; index -= 1) {
    const { day: decidedOn, salesRepId, signed, lost, expired } = days[index]!
    if (decidedOn < day) break
    const decided = signed + lost + expired
    if (decidedOn === day && decided > 0 && salesRepId !== '') {
      contributions.unshift({ salesRepId, decidedOn, decided, signed })
    }
  }
  return contributions
}

/** Those of `after` that differ from before. A day that was forgotten in between is no change. */
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

/** The day on which a contract was decided before its offer came; undefined when no such decision is held. */
export function decidedBeforeItsOfferOn({ decided }: ContractFunnel, contractId: string): CalendarDay | undefined {
  return decided.find((held) => held.contractId === contractId && !held.wasOffered)?.decidedOn
}
