import { emptyAgreements } from '../../contracts/agreements.ts'
import { emptyContractFunnel } from '../../contracts/state.ts'
import { emptyFeedback } from '../../feedback/state.ts'
import { emptyFulfilment } from '../../fulfilment/state.ts'
import type { PaymentPromise } from '../../promises/state.ts'
import { emptyReceivables } from '../../receivables/state.ts'
import { emptyRolling } from '../../rolling/state.ts'
import { emptyOrderHistory } from '../../sales-history/state.ts'
import type { CustomerFacts } from '../customer-facts.ts'

/** A customer of whom nothing is known, for specs: each adds what its story needs. */
export function nobody(): CustomerFacts & { readonly promises: PaymentPromise[] } {
  return {
    receivables: emptyReceivables(),
    orders: emptyOrderHistory(),
    contracts: emptyContractFunnel(),
    creditLimits: [],
    promises: [],
    rolling: emptyRolling(),
    fulfilment: emptyFulfilment(),
    feedback: emptyFeedback(),
    agreements: emptyAgreements(),
  }
}
