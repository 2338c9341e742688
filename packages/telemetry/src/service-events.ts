/** What a service tells about itself, beside what the runtime tells (`StreamEvent`). */
import type { IngestEvent } from './ingest-events.ts'
import type { NotificationEvent } from './notification-events.ts'

/** Closed sets: all are metric labels. */
export const ALERT_SEVERITIES = ['warning', 'critical'] as const
export const ALERT_TRANSITIONS = ['fired', 'severity-changed', 'resolved'] as const

export type ServiceEvent =
  | NotificationEvent
  | IngestEvent
  | { readonly type: 'ServiceStarting'; readonly config: Readonly<Record<string, string>> }
  | { readonly type: 'ServiceStarted'; readonly tookMs: number }
  | { readonly type: 'ServiceStopping'; readonly reason: string }
  | { readonly type: 'ServiceStopped'; readonly tookMs: number }
  | { readonly type: 'ComponentStarted'; readonly component: string; readonly tookMs: number }
  | { readonly type: 'ComponentStopped'; readonly component: string; readonly tookMs: number }
  | { readonly type: 'ComponentStopFailed'; readonly component: string; readonly message: string }
  | { readonly type: 'HttpListening'; readonly host: string; readonly port: number }
  | {
      readonly type: 'RuleSetLoaded'
      readonly version: string
      readonly file: string
      readonly indicators: readonly string[]
      /** What its alerts are about, as the rules name it: few, a metric label. Default `customer`. */
      readonly entityType?: string
    }
  | {
      /** A published version of the rules is known; it is applied from its moment on. */
      readonly type: 'RulesAccepted'
      readonly place: string
      readonly version: string
      readonly effectiveFromMs: number
      readonly publishedBy: string
    }
  /** What was published is no version that this process could apply: the one before stays in force. */
  | {
      readonly type: 'RulesRefused'
      readonly place: string
      readonly reason: string
      /** The rule set that it calls itself a version of, where it could be read. */
      readonly ruleSet?: string
    }
  | { readonly type: 'SchemasReady'; readonly subjects: number }
  | { readonly type: 'WaitingForDependency'; readonly dependency: string; readonly message: string }
  | {
      /** An alert record reached the log. A repeat after a crash counts again: records, not episodes. */
      readonly type: 'AlertPublished'
      readonly indicator: string
      readonly severity: (typeof ALERT_SEVERITIES)[number]
      readonly transition: (typeof ALERT_TRANSITIONS)[number]
      readonly alertId: string
      readonly revision: number
      /** As in `RuleSetLoaded`. */
      readonly entityType?: string
      readonly entityId: string
    }
  | {
      readonly type: 'WatchdogExpired'
      readonly partition: number
      readonly phase: string
      readonly silentMs: number
      readonly detail: string
    }
