import type { AlertEvent, NotificationEvent, SalesEvent } from '@tocsin/events'
import type { OutgoingRecord } from '@tocsin/stream'
import type { Inbox } from './inbox/inbox.ts'
import type { ServiceFigures } from './metrics-page.ts'

/** Where the demo plays: real servers and processes, or everything in memory. */
export interface DemoSite {
  readonly partitionCount: number
  /** Of all topologies together. */
  readonly taskCount: number
  /** Whether other terminals can look at it. */
  readonly isShared: boolean
  append(records: readonly OutgoingRecord[]): Promise<unknown>
  encode(event: SalesEvent): Uint8Array
  /** Each transition once, until the signal is given. */
  followAlerts(onAlert: (event: AlertEvent) => void, follow: AbortSignal): Promise<void>
  /** What the notifier asks for and what came of it, each once, until the signal is given. */
  followNotifications(onEvent: (event: NotificationEvent) => void, follow: AbortSignal): Promise<void>
  /** Where everybody gets their messages. */
  readonly inbox: Inbox
  figures(): Promise<ServiceFigures>
  /** Rejects when a part of it fails by itself. */
  readonly failed: Promise<never>
  /** Ends everything, the last started first. May be called twice. */
  stop(): Promise<void>
}
