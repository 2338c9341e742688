export { byTopic } from './by-topic.ts'
export { systemClock } from './clock.ts'
export {
  addresses,
  type ConfigDescription,
  type ConfigOf,
  readConfig,
  type Setting,
  setting,
  shownConfig,
} from './config.ts'
export { configTable } from './config-table.ts'
export { withCountedAlerts } from './counted-alerts.ts'
export { createEngine, type Engine, type EngineOptions, type SchemaParts } from './engine.ts'
export {
  connectionSettings,
  processSettings,
  rulesFileSetting,
  type ServiceConfig,
  shadowSetting,
} from './engine-settings.ts'
export { exitCodeOf, type FailureReport, reportFailure } from './failure.ts'
export { createHttpServer, type HttpServerOptions } from './http-server.ts'
export { createInsistence, type Insistence } from './insistence.ts'
export { loadRuleSet } from './load-rule-set.ts'
export { type PublishedRules, readPublishedRules } from './read-published-rules.ts'
export { describeReadiness, type Readiness } from './readiness.ts'
export { readRuleSetFiles, readRuleTestFiles } from './rule-set-files.ts'
export { type FollowedRuleSet, type FollowingOptions, followRules } from './rules-component.ts'
export {
  createRulesFeed,
  type ReadVersion,
  type RulesFeed,
  type RulesFeedSettings,
  type RulesLog,
} from './rules-feed.ts'
export { type Component, runService, type ServiceRun, untilSignal } from './run-service.ts'
export { serviceMain } from './service-main.ts'
export { createWatchdog, type Stall, type Watchdog } from './watchdog.ts'
export { watchdogComponent } from './watchdog-component.ts'
export { type Emit, type ServiceParts, type ServiceWiring, type WiredService, wireService } from './wire-service.ts'
