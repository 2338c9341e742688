import {
  onContractExpired,
  onContractLost,
  onContractOffered,
  onContractReviewed,
  onContractSigned,
} from '@tocsin/domain'
import type { ContractEvent } from '@tocsin/events'
import { type Change, changeOf, type EventDays, NO_CHANGE } from './change.ts'
import type { CustomerState } from './state.ts'

/** The funnel from offer to decision. Each fact counts on its own business date. */
export function onContractEvent({ contracts }: CustomerState, event: ContractEvent, { today }: EventDays): Change {
  switch (event.type) {
    case 'contract-offered':
      return changeOf(onContractOffered(contracts, event, today), 'contracts')
    case 'contract-reviewed':
      return changeOf(onContractReviewed(contracts, event, today), 'contracts')
    case 'contract-signed':
      return changeOf(onContractSigned(contracts, event, today), 'contracts')
    case 'contract-lost':
      return changeOf(onContractLost(contracts, event, today), 'contracts')
    case 'contract-expired':
      return changeOf(onContractExpired(contracts, event, today), 'contracts')
    case 'contract-fulfilled':
    case 'contract-breached':
    case 'contract-terminated':
      // What happens to a contract after it was signed moves no measure of the funnel.
      return NO_CHANGE
  }
}
