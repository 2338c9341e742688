/** The topologies that stand between the sources and people, in the order in which records pass them. */
import { CUSTOMER_RISK_INPUTS } from '@tocsin/processors'
import { OperatorError } from '@tocsin/stream'

export interface KnownTopology {
  /** Also the name of its consumer group and of its service. */
  readonly name: string
  readonly inputs: readonly string[]
}

export const TOPOLOGIES: readonly KnownTopology[] = [
  { name: 'customer-risk', inputs: CUSTOMER_RISK_INPUTS },
  { name: 'sales-rep-risk', inputs: ['risk.sales-rep-facts'] },
  { name: 'portfolio-risk', inputs: ['risk.portfolio-facts'] },
  { name: 'notifier', inputs: ['risk.alerts', 'risk.notifications'] },
]

/**
 * The topologies that a command is to look at: the one named, or all.
 * @throws OperatorError for a name that none of them has
 */
export function topologiesNamed(name: string | undefined): readonly KnownTopology[] {
  if (name === undefined) return TOPOLOGIES
  const found = TOPOLOGIES.filter((topology) => topology.name === name)
  if (found.length > 0) return found
  const names = TOPOLOGIES.map((topology) => topology.name).join(', ')
  throw new OperatorError(`There is no topology "${name}". There are: ${names}.`)
}
