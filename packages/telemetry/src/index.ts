export type { Logger } from './log-lines.ts'
export { redactSecrets } from './redact.ts'
export { ALERT_SEVERITIES, ALERT_TRANSITIONS, type ServiceEvent } from './service-events.ts'
export { createTelemetry, LOG_LEVELS, type LogLevel, type Telemetry, type TelemetryOptions } from './telemetry.ts'
