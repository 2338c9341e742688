/** Who is told about which alerts, over which channel: the content of a routing file, checked. */
import type { LocalizedText, Severity } from '../indicators/rule-set.ts'

export interface NotificationRouting {
  readonly name: string
  /** As its author counts it, with a hash of the content. */
  readonly version: string
  /** An alert whose moment lies further back is put on record and not told. */
  readonly maxAlertAgeMs: number
  /** Waiting times between attempts; the last one repeats. Never empty. */
  readonly retryAfterMs: Readonly<Record<Severity, readonly number[]>>
  readonly people: readonly Person[]
  readonly receivers: readonly Receiver[]
  /** The first that matches decides, and the next ones too where it says `continues`. */
  readonly routes: readonly Route[]
  /** Left out: every alert is told by itself. */
  readonly inhibitions?: readonly Inhibition[]
}

/**
 * What says the same of an entity: whoever is told of an open alert of one of `whileOpen` is not told of those of
 * `leaveOut` that are no more severe and of no other currency. They are alerts all the same, and told if they outlast it.
 */
export interface Inhibition {
  readonly id: string
  readonly name: LocalizedText
  /** Ids of indicators. */
  readonly whileOpen: readonly string[]
  /** Ids of indicators. */
  readonly leaveOut: readonly string[]
}

export interface Person {
  /** A sales representative's id is that of the facts, so that an alert finds its own. */
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly slackUserId: string | null
  readonly feishuUserId: string | null
}

export interface Receiver {
  readonly id: string
  readonly channel: string
  /** True where the channel reaches people by their mail addresses. */
  readonly needsEmail: boolean
  /** Ids of people, or `sales-rep`: the alert's representative. Empty: the channel itself is the place. */
  readonly recipients: readonly string[]
  /** Told instead, when the channel will never take it or nobody has an address. */
  readonly fallback: string | null
}

/** No routing lets an alert be told that is older. */
export const LONGEST_ALERT_AGE_MS = 720 * 3_600_000

/** In place of a person's id: the representative of the alert. */
export const SALES_REP_RECIPIENT = 'sales-rep'

export interface Route {
  readonly id: string
  readonly name: LocalizedText
  /** Every condition that is there has to hold; each holds when it lists the alert's own value. */
  readonly match: RouteMatch
  readonly receivers: readonly string[]
  readonly continues: boolean
  /** Whether the receivers want to be told of the end, too. */
  readonly sendResolved: boolean
}

export const ROUTE_CONDITIONS = ['severity', 'indicator', 'entityType', 'entityId', 'salesRepId', 'ownerRole'] as const
export type RouteCondition = (typeof ROUTE_CONDITIONS)[number]
export type RouteMatch = { readonly [Condition in RouteCondition]?: readonly string[] }
