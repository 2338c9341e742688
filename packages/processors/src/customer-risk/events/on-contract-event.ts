import {
  type Effect,
  endAgreement,
  onAgreementOutcome,
  onAgreementReviewed,
  onAgreementSigned,
  onContractExpired,
  onContractLost,
  onContractOffered,
  onContractReviewed,
  onContractSigned,
} from '@tocsin/domain'
import type { ContractEvent } from '@tocsin/events'
import { type Change, changeOf, type EventDays, NO_CHANGE } from '../change.ts'
import type { CustomerState } from '../state.ts'

/**
 * The funnel from offer to decision says whether a decision is new and can be true; the signed contracts take what it has
 * taken. Each fact counts on its own business date.
 */
export function onContractEvent(
  { contracts, agreements }: CustomerState,
  event: ContractEvent,
  { today }: EventDays,
): Change {
  switch (event.type) {
    case 'contract-offered':
      return changeOf(onContractOffered(contracts, event, today), 'contracts')
    case 'contract-reviewed':
      return changeOf(
        then(onContractReviewed(contracts, event, today), () => onAgreementReviewed(agreements, event, today)),
        'contracts',
      )
    case 'contract-signed':
      return changeOf(
        then(onContractSigned(contracts, event, today), () => onAgreementSigned(agreements, event, today)),
        'contracts',
      )
    case 'contract-lost':
      return changeOf(onContractLost(contracts, event, today), 'contracts')
    case 'contract-expired':
      return changeOf(
        then(onContractExpired(contracts, event, today), () =>
          endAgreement(agreements, event.contractId, event.expiredOn),
        ),
        'contracts',
      )
    case 'contract-fulfilled':
      return changeOf(
        onAgreementOutcome(agreements, event.contractId, 'fulfilled', event.fulfilledOn, today),
        'contracts',
      )
    case 'contract-breached':
      // What the supplier breaks is no risk of the customer.
      if (event.party !== 'customer') return NO_CHANGE
      return changeOf(
        onAgreementOutcome(agreements, event.contractId, 'breached', event.breachedOn, today),
        'contracts',
      )
    case 'contract-terminated': {
      const { contractId, terminatedOn } = event
      endAgreement(agreements, contractId, terminatedOn)
      if (event.party !== 'customer') return changeOf('applied', 'contracts')
      return changeOf(onAgreementOutcome(agreements, contractId, 'terminated', terminatedOn, today), 'contracts')
    }
  }
}

function then(effect: Effect, follow: () => void): Effect {
  if (effect === 'applied') follow()
  return effect
}
