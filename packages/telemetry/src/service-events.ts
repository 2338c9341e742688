/** What a service tells about itself, beside what the runtime tells (`StreamEvent`). */

/** Closed sets: both are metric labels. */
export const ALERT_SEVERITIES = ['warning', 'critical'] as const
export const ALERT_TRANSITIONS = ['fired', 'severity-changed', 'resolved'] as const

export type ServiceEvent =
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
      readonly entityId: string
    }
  | {
      readonly type: 'WatchdogExpired'
      readonly partition: number
      readonly phase: string
      readonly silentMs: number
      readonly detail: string
    }
