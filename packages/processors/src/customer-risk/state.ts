import {
  type Agreements,
  type ContractFunnel,
  type CreditLimit,
  type CustomerFacts,
  type Demand,
  emptyAgreements,
  emptyContractFunnel,
  emptyDemand,
  emptyFeedback,
  emptyFulfilment,
  emptyOrderHistory,
  emptyReceivables,
  emptyRolling,
  emptySeenEvents,
  emptyStanding,
  type Feedback,
  type Fulfilment,
  type OrderHistory,
  type PaymentPromise,
  type ReceivablesLedger,
  type RollingState,
  type SeenEvents,
  type Standing,
} from '@tocsin/domain'
import type { Episodes } from '../evaluation/episodes.ts'
import { type EvidenceInputs, emptyEvidence } from '../evaluation/evidence.ts'
import { emptyOutlook, type Outlook } from '../evaluation/outlook.ts'
import { emptyPortfolioTelling, type PortfolioTelling } from './portfolio-telling.ts'

/** All that is kept of one customer. Plain data, changed in place by the reducers; bounded in every list. */
export interface CustomerState extends CustomerFacts {
  profile: CustomerProfile | null
  readonly receivables: ReceivablesLedger
  readonly orders: OrderHistory
  readonly contracts: ContractFunnel
  readonly creditLimits: CreditLimit[]
  readonly promises: PaymentPromise[]
  readonly rolling: RollingState
  readonly fulfilment: Fulfilment
  readonly feedback: Feedback
  readonly agreements: Agreements
  readonly standing: Standing
  readonly seen: SeenEvents
  readonly episodes: Episodes
  /** The business day at whose end the customer is looked at next; null = nothing can change without a record. */
  nextEvaluationOn: number | null
  /** Which indicators that day, or what happens before it, is about. */
  readonly outlook: Outlook
  /** Bits of the facets that a late record changed since the last day end. */
  lateFacets: number
  /** The newest records that changed each facet: evidence. */
  readonly evidence: EvidenceInputs
  readonly portfolio: PortfolioTelling
  /** What it orders of each product: to be told on. */
  readonly demand: Demand
}

export interface CustomerProfile {
  name: string
  segment: string
  region: string
  industry: string
  salesRepId: string
  parentId: string | null
  /** What it buys, where its source says so; empty where it does not. */
  productLine: string
}

export function emptyCustomerState(): CustomerState {
  return {
    profile: null,
    receivables: emptyReceivables(),
    orders: emptyOrderHistory(),
    contracts: emptyContractFunnel(),
    creditLimits: [],
    promises: [],
    rolling: emptyRolling(),
    fulfilment: emptyFulfilment(),
    feedback: emptyFeedback(),
    agreements: emptyAgreements(),
    standing: emptyStanding(),
    seen: emptySeenEvents(),
    episodes: [],
    nextEvaluationOn: null,
    outlook: emptyOutlook(),
    lateFacets: 0,
    evidence: emptyEvidence(),
    portfolio: emptyPortfolioTelling(),
    demand: emptyDemand(),
  }
}
