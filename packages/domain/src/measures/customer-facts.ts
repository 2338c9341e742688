import type { ContractFunnel } from '../contracts/state.ts'
import type { ReceivablesLedger } from '../receivables/state.ts'
import type { RollingState } from '../rolling/state.ts'
import type { CreditLimit } from '../sales-history/credit-limits.ts'
import type { OrderHistory } from '../sales-history/state.ts'

/** What is known of one customer: all that a measure may read. */
export interface CustomerFacts {
  readonly receivables: ReceivablesLedger
  readonly orders: OrderHistory
  readonly contracts: ContractFunnel
  readonly creditLimits: readonly CreditLimit[]
  readonly rolling: RollingState
}
