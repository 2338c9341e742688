export { describePortfolioState } from './describe-state.ts'
export { type GroupFigures, GroupsAt } from './groups-at.ts'
export { portfolioRiskProcessor } from './processor.ts'
export { PORTFOLIO_RISK_INPUTS, type PortfolioRiskTopology, portfolioRiskTopology } from './topology.ts'
