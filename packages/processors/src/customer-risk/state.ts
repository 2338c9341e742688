import {
  type ContractFunnel,
  type CreditLimit,
  type CustomerFacts,
  type Episode,
  emptyContractFunnel,
  emptyOrderHistory,
  emptyReceivables,
  emptySeenEvents,
  type OrderHistory,
  type ReceivablesLedger,
  type SeenEvents,
} from '@tocsin/domain'

/** All that is kept of one customer. Plain data, changed in place by the reducers; bounded in every list. */
export interface CustomerState extends CustomerFacts {
  profile: CustomerProfile | null
  readonly receivables: ReceivablesLedger
  readonly orders: OrderHistory
  readonly contracts: ContractFunnel
  readonly creditLimits: CreditLimit[]
  readonly seen: SeenEvents
  /** By indicator id, in the order they began. An indicator without an entry is quiet. */
  readonly episodes: EpisodeOfIndicator[]
  /** The business day at whose end the customer is looked at next; null = nothing can change without a record. */
  nextEvaluationOn: number | null
  /** Bits of the facets that a late record changed since the last day end. */
  lateFacets: number
  /** The newest records that changed each facet: evidence. */
  readonly evidence: EvidenceInputs
}

export interface CustomerProfile {
  name: string
  segment: string
  region: string
  industry: string
  salesRepId: string
  parentId: string | null
}

export interface EpisodeOfIndicator {
  readonly indicatorId: string
  episode: Episode
}

/** The newest inputs of each facet, in the order of `FACETS`, at most `MAX_EVIDENCE_INPUTS` each, the newest last. */
export interface EvidenceInputs {
  /** All records of a customer have one partition number; -1 before the first. */
  partition: number
  readonly byFacet: readonly [InputPlace[], InputPlace[], InputPlace[], InputPlace[]]
}

export interface InputPlace {
  /** Index in the topic order of the topology. */
  readonly topicIndex: number
  readonly offset: number
}

/** Enough to open the records that a person asks for first; a value over 90 days rests on more than one can read. */
export const MAX_EVIDENCE_INPUTS = 3

export function emptyCustomerState(): CustomerState {
  return {
    profile: null,
    receivables: emptyReceivables(),
    orders: emptyOrderHistory(),
    contracts: emptyContractFunnel(),
    creditLimits: [],
    seen: emptySeenEvents(),
    episodes: [],
    nextEvaluationOn: null,
    lateFacets: 0,
    evidence: { partition: -1, byFacet: [[], [], [], []] },
  }
}
