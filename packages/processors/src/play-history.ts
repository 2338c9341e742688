import { createBusinessCalendar, type EntityType, GROUP_TYPES, type RuleSet } from '@tocsin/domain'
import type { AlertEvent, PortfolioFact, SalesRepFact } from '@tocsin/events'
import { HistoryRun, type TimedEvent } from './customer-risk/history-run.ts'
import { customerRiskProcessor } from './customer-risk/processor-of-task.ts'
import { CUSTOMER_RISK_INPUTS } from './customer-risk/topology.ts'
import { portfolioRiskProcessor } from './portfolio-risk/processor.ts'
import { PORTFOLIO_RISK_INPUTS } from './portfolio-risk/topology.ts'
import { salesRepRiskProcessor } from './sales-rep-risk/processor.ts'
import { SalesRepRun } from './sales-rep-risk/sales-rep-run.ts'
import { SALES_REP_RISK_INPUTS } from './sales-rep-risk/topology.ts'

/**
 * The alerts about customers, representatives and groups of customers that events give under a rule set, from empty states, all timers up to
 * an instant included; in the order of their moments.
 * @throws Error when an event is refused
 */
export function playHistory(ruleSet: RuleSet, events: readonly TimedEvent[], untilMs: number): readonly AlertEvent[] {
  const customers = new HistoryRun(customerRiskProcessor(ruleSet, CUSTOMER_RISK_INPUTS))
  for (const timed of events) customers.record(timed)
  customers.passTimeTo(untilMs)
  const [refusal] = customers.refusals
  if (refusal !== undefined) throw new Error(`${refusal.eventId} was refused (${refusal.reason}): ${refusal.message}`)

  const isAskedOf = (type: EntityType) => ruleSet.indicators.some(({ entity }) => entity === type)
  const salesReps = new SalesRepRun(salesRepRiskProcessor(ruleSet, SALES_REP_RISK_INPUTS))
  if (isAskedOf('sales-rep')) follow(salesReps, customers.facts, ruleSet, untilMs)
  const [portfolioTopic] = PORTFOLIO_RISK_INPUTS
  const groups = new SalesRepRun(portfolioRiskProcessor(ruleSet, PORTFOLIO_RISK_INPUTS), portfolioTopic)
  if (GROUP_TYPES.some(isAskedOf)) follow(groups, customers.portfolioFacts, ruleSet, untilMs)
  return [...customers.alerts, ...salesReps.alerts, ...groups.alerts].sort((left, right) => left.at - right.at)
}

/** There is one source: what it tells of a day says that the days before are over. */
function follow<Fact extends SalesRepFact | PortfolioFact>(
  run: SalesRepRun<Fact>,
  facts: readonly Fact[],
  { businessZone }: RuleSet,
  untilMs: number,
): void {
  const { startOf } = createBusinessCalendar(businessZone)
  for (const fact of facts) {
    run.passProgressTo(startOf(fact.on))
    run.fact(fact)
  }
  run.passProgressTo(untilMs)
}
