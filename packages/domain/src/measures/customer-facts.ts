import type { Agreements } from '../contracts/agreements.ts'
import type { ContractFunnel } from '../contracts/state.ts'
import type { Feedback } from '../feedback/state.ts'
import type { Fulfilment } from '../fulfilment/state.ts'
import type { PaymentPromise } from '../promises/state.ts'
import type { ReceivablesLedger } from '../receivables/state.ts'
import type { RollingState } from '../rolling/state.ts'
import type { CreditLimit } from '../sales-history/credit-limits.ts'
import type { OrderHistory } from '../sales-history/state.ts'
import type { Standing } from '../scoring/standing.ts'

/** What is known of one customer: all that a measure may read. */
export interface CustomerFacts {
  readonly receivables: ReceivablesLedger
  readonly orders: OrderHistory
  readonly contracts: ContractFunnel
  readonly creditLimits: readonly CreditLimit[]
  /** By promised day. */
  readonly promises: readonly PaymentPromise[]
  /** How the customer stands: score, tier, reviews, reports of credit agencies. */
  readonly standing?: Standing | undefined
  readonly rolling: RollingState
  readonly fulfilment: Fulfilment
  readonly feedback: Feedback
  readonly agreements: Agreements
}
