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
export { exitCodeOf, type FailureReport, reportFailure } from './failure.ts'
export { createHttpServer, type HttpServerOptions } from './http-server.ts'
export { describeReadiness, type Readiness } from './readiness.ts'
export { type Component, runService, type ServiceRun, untilSignal } from './run-service.ts'
export { createWatchdog, type Stall, type Watchdog } from './watchdog.ts'
