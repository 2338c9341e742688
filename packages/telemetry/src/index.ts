export { INGEST_OUTCOMES, INGEST_ROUTES, type IngestEvent } from './ingest-events.ts'
export type { Logger } from './log-lines.ts'
export {
  ATTEMPT_OUTCOMES,
  type ChannelStatus,
  NOTIFICATION_KINDS,
  type NotificationEvent,
  UNTOLD_REASONS,
} from './notification-events.ts'
export { redactSecrets } from './redact.ts'
export { ALERT_SEVERITIES, ALERT_TRANSITIONS, type ServiceEvent } from './service-events.ts'
export {
  MOST_SOURCES,
  type PaymentMatch,
  type SourceStanding,
  sourceLabel,
} from './source-metrics.ts'
export { createTelemetry, LOG_LEVELS, type LogLevel, type Telemetry, type TelemetryOptions } from './telemetry.ts'
