// Generated from schemas/ by `tocsin schemas generate`. Do not edit: change the .avsc files and generate again.
import type { EventSchema } from './schemas/event-schema.ts'

/** How bad: amber is warning, red is critical. */
export type AlertSeverity = 'warning' | 'critical'

/** A measure as it stood. */
export interface EvidenceMeasure {
  /** Name in the catalogue of measures. */
  readonly name: string
  /** Its value. */
  readonly value: number
  /** Its unit. */
  readonly unit: string
  /** ISO 4217 code where the unit is money. */
  readonly currency?: string | null
}

/** Position of a record on the log. */
export interface EvidenceInput {
  /** Topic. */
  readonly topic: string
  /** Partition. */
  readonly partition: number
  /** Offset. */
  readonly offset: number
}

/** What an alert rests on. */
export interface AlertEvidence {
  /** The measures that the indicator read. */
  readonly measures: readonly EvidenceMeasure[]
  /** The records behind the value, the newest last; bounded, so that old ones may be left out. */
  readonly inputs: readonly EvidenceInput[]
  /** ISO 4217 code when the indicator was measured per currency. */
  readonly currency?: string | null
}

/** An indicator broke its threshold for as long as its hold time asks. */
export interface AlertFired {
  readonly type: 'alert-fired'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Identity of the alert: indicator, entity, business day of the breach start, number on that day. */
  readonly alertId: string
  /** Grows with each transition of the alert; a reader drops what is not above the last it took. */
  readonly revision: number
  /** Id of the indicator. */
  readonly indicator: string
  /** Its name in Chinese; empty in records of before it was told. */
  readonly indicatorNameZh?: string
  /** Its name in English; empty in records of before it was told. */
  readonly indicatorNameEn?: string
  /** What the alert is about: customer, sales-rep, product. */
  readonly entityType: string
  /** Which one. */
  readonly entityId: string
  /** Its name for people, where known. */
  readonly entityName?: string | null
  /**
   * Who is to know of it on the sales side: the customer's present representative, or the representative itself; null
   * where none is known.
   */
  readonly salesRepId?: string | null
  /** Severity with which it fires. */
  readonly severity: AlertSeverity
  /** Measured value of the indicator. */
  readonly value: number
  /**
   * Unit of value and threshold: days, count, ratio (0.25 = 25 %), money (minor units of evidence.currency), deviations
   * (times the usual spread).
   */
  readonly unit: string
  /** The threshold that decided. */
  readonly threshold: number
  /** Business day on which the breach began. Calendar day: days since 1970-01-01. */
  readonly breachedOn: number
  /** Instant of this transition, in task time. Epoch milliseconds. */
  readonly at: number
  /** Why, in plain Chinese. */
  readonly reasonZh: string
  /** Why, in plain English. */
  readonly reasonEn: string
  /** What to do next, in Chinese. */
  readonly nextStepZh: string
  /** What to do next, in English. */
  readonly nextStepEn: string
  /** True when a late fact caused this transition. */
  readonly correction?: boolean
  /** Measures and records that prove it. */
  readonly evidence: AlertEvidence
  /** Version of the rule set that was applied. */
  readonly ruleSetVersion: string
  /** Role that has to act. */
  readonly ownerRole: string
  /** Band of the risk matrix: how likely a loss is. */
  readonly likelihood?: string | null
  /** Band of the risk matrix: how large it would be. */
  readonly impact?: string | null
  /**
   * Cell of the risk matrix, likelihood × impact: low, medium, high or extreme; null where the rule set has no matrix
   * or none of the currencies is in it.
   */
  readonly riskLevel?: string | null
}

/** An alert ended. */
export interface AlertResolved {
  readonly type: 'alert-resolved'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Identity of the alert: indicator, entity, business day of the breach start, number on that day. */
  readonly alertId: string
  /** Grows with each transition of the alert; a reader drops what is not above the last it took. */
  readonly revision: number
  /** Id of the indicator. */
  readonly indicator: string
  /** Its name in Chinese; empty in records of before it was told. */
  readonly indicatorNameZh?: string
  /** Its name in English; empty in records of before it was told. */
  readonly indicatorNameEn?: string
  /** What the alert is about: customer, sales-rep, product. */
  readonly entityType: string
  /** Which one. */
  readonly entityId: string
  /** Its name for people, where known. */
  readonly entityName?: string | null
  /**
   * Who is to know of it on the sales side: the customer's present representative, or the representative itself; null
   * where none is known.
   */
  readonly salesRepId?: string | null
  /** Severity it had at its end. */
  readonly severity: AlertSeverity
  /** Why it ended: recovered, indicator-removed, rebuilt, expired. */
  readonly resolution?: string
  /** Measured value of the indicator. */
  readonly value: number
  /**
   * Unit of value and threshold: days, count, ratio (0.25 = 25 %), money (minor units of evidence.currency), deviations
   * (times the usual spread).
   */
  readonly unit: string
  /** The threshold that decided. */
  readonly threshold: number
  /** Business day on which the breach began. Calendar day: days since 1970-01-01. */
  readonly breachedOn: number
  /** Instant of this transition, in task time. Epoch milliseconds. */
  readonly at: number
  /** Why, in plain Chinese. */
  readonly reasonZh: string
  /** Why, in plain English. */
  readonly reasonEn: string
  /** What to do next, in Chinese. */
  readonly nextStepZh: string
  /** What to do next, in English. */
  readonly nextStepEn: string
  /** True when a late fact caused this transition. */
  readonly correction?: boolean
  /** Measures and records that prove it. */
  readonly evidence: AlertEvidence
  /** Version of the rule set that was applied. */
  readonly ruleSetVersion: string
  /** Role that has to act. */
  readonly ownerRole: string
  /** Band of the risk matrix: how likely a loss is. */
  readonly likelihood?: string | null
  /** Band of the risk matrix: how large it would be. */
  readonly impact?: string | null
  /**
   * Cell of the risk matrix, likelihood × impact: low, medium, high or extreme; null where the rule set has no matrix
   * or none of the currencies is in it.
   */
  readonly riskLevel?: string | null
}

/** An open alert became worse or better without ending. */
export interface AlertSeverityChanged {
  readonly type: 'alert-severity-changed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Identity of the alert: indicator, entity, business day of the breach start, number on that day. */
  readonly alertId: string
  /** Grows with each transition of the alert; a reader drops what is not above the last it took. */
  readonly revision: number
  /** Id of the indicator. */
  readonly indicator: string
  /** Its name in Chinese; empty in records of before it was told. */
  readonly indicatorNameZh?: string
  /** Its name in English; empty in records of before it was told. */
  readonly indicatorNameEn?: string
  /** What the alert is about: customer, sales-rep, product. */
  readonly entityType: string
  /** Which one. */
  readonly entityId: string
  /** Its name for people, where known. */
  readonly entityName?: string | null
  /**
   * Who is to know of it on the sales side: the customer's present representative, or the representative itself; null
   * where none is known.
   */
  readonly salesRepId?: string | null
  /** Severity from now on. */
  readonly severity: AlertSeverity
  /** Severity before. */
  readonly previousSeverity: AlertSeverity
  /** Measured value of the indicator. */
  readonly value: number
  /**
   * Unit of value and threshold: days, count, ratio (0.25 = 25 %), money (minor units of evidence.currency), deviations
   * (times the usual spread).
   */
  readonly unit: string
  /** The threshold that decided. */
  readonly threshold: number
  /** Business day on which the breach began. Calendar day: days since 1970-01-01. */
  readonly breachedOn: number
  /** Instant of this transition, in task time. Epoch milliseconds. */
  readonly at: number
  /** Why, in plain Chinese. */
  readonly reasonZh: string
  /** Why, in plain English. */
  readonly reasonEn: string
  /** What to do next, in Chinese. */
  readonly nextStepZh: string
  /** What to do next, in English. */
  readonly nextStepEn: string
  /** True when a late fact caused this transition. */
  readonly correction?: boolean
  /** Measures and records that prove it. */
  readonly evidence: AlertEvidence
  /** Version of the rule set that was applied. */
  readonly ruleSetVersion: string
  /** Role that has to act. */
  readonly ownerRole: string
  /** Band of the risk matrix: how likely a loss is. */
  readonly likelihood?: string | null
  /** Band of the risk matrix: how large it would be. */
  readonly impact?: string | null
  /**
   * Cell of the risk matrix, likelihood × impact: low, medium, high or extreme; null where the rule set has no matrix
   * or none of the currencies is in it.
   */
  readonly riskLevel?: string | null
}

/** alert: one transition of one alert; digest: the alerts that are still open after a time in which nobody was told. */
export type NotificationKind = 'alert' | 'digest'

/** Written before a message is sent: without an answer after it nobody can know whether the message arrived. */
export interface NotificationAttempted {
  readonly type: 'notification-attempted'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Identity of what is told: alert, revision and receiver; the same at every attempt. */
  readonly notificationId: string
  /** With entityId the record key, by which the answer finds its task. */
  readonly entityType: string
  /** For a digest: one of the entities it names. */
  readonly entityId: string
  /** What is told. */
  readonly kind: NotificationKind
  /** The attempt that is meant. */
  readonly attempt: number
  /** Receiver of the routing file. */
  readonly receiver: string
  /** Channel of the channels file. */
  readonly channel: string
  /** Id that the message carries: the notification's own, or that of the digest it is part of. */
  readonly messageId: string
  /** The process that is about to send; the first attempt on the log holds the right to. */
  readonly deliverer: string
  /** Wall clock. Epoch milliseconds. */
  readonly at: number
}

/** The channel accepted the message. */
export interface NotificationDelivered {
  readonly type: 'notification-delivered'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Identity of what is told: alert, revision and receiver; the same at every attempt. */
  readonly notificationId: string
  /** With entityId the record key, by which the answer finds its task. */
  readonly entityType: string
  /** For a digest: one of the entities it names. */
  readonly entityId: string
  /** What is told. */
  readonly kind: NotificationKind
  /** The attempt that is meant. */
  readonly attempt: number
  /** Receiver of the routing file. */
  readonly receiver: string
  /** Channel of the channels file. */
  readonly channel: string
  /** Id that the message carried. */
  readonly messageId: string
  /** Wall clock at the channel's answer. Epoch milliseconds. */
  readonly at: number
}

/**
 * retryable: the channel is away or asks to wait; rejected: the channel will never take it; deferred: not tried, too
 * much waits for the channel; expired: too old to be told; withdrawn: overtaken before it was sent.
 */
export type NotificationFailure = 'retryable' | 'rejected' | 'deferred' | 'expired' | 'withdrawn'

/** An attempt did not tell the receiver. */
export interface NotificationFailed {
  readonly type: 'notification-failed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Identity of what is told: alert, revision and receiver; the same at every attempt. */
  readonly notificationId: string
  /** With entityId the record key, by which the answer finds its task. */
  readonly entityType: string
  /** For a digest: one of the entities it names. */
  readonly entityId: string
  /** What is told. */
  readonly kind: NotificationKind
  /** The attempt that is meant. */
  readonly attempt: number
  /** Receiver of the routing file. */
  readonly receiver: string
  /** Channel of the channels file. */
  readonly channel: string
  /** What kind of failure it was. */
  readonly failure: NotificationFailure
  /** True when the message may have arrived all the same. */
  readonly isAmbiguous?: boolean
  /** How long the channel asks to be left alone, in milliseconds. */
  readonly afterMs?: number | null
  /** What the channel said, without secrets. */
  readonly reason: string
  /** Wall clock. Epoch milliseconds. */
  readonly at: number
}

/**
 * unrouted: no route leads anywhere; unaddressed: a recipient has no address; unwanted: the route does not want
 * resolutions, or another open alert of the entity that the receiver was told of says the same; expired: too old to be
 * told; rejected: the channel will never take it; overtaken: the alert went on before it could be told.
 */
export type NotificationOmission = 'unrouted' | 'unaddressed' | 'unwanted' | 'expired' | 'rejected' | 'overtaken'

/** Somebody is not told about a transition of an alert, or no longer, and why. */
export interface NotificationOmitted {
  readonly type: 'notification-omitted'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Identity of the alert; of a digest: its notification id. */
  readonly alertId: string
  /** Which transition of the alert; 0 for a digest. */
  readonly revision: number
  /** With entityId the record key. */
  readonly entityType: string
  /** Which entity. */
  readonly entityId: string
  /** Receiver that is not told; null when no route leads anywhere. */
  readonly receiver?: string | null
  /** What kind of reason. */
  readonly omission: NotificationOmission
  /** True when the alert waits for the next digest instead. */
  readonly isDigested?: boolean
  /** Why, in English. */
  readonly reasonEn: string
  /** Why, in Chinese. */
  readonly reasonZh: string
  /** Task time. Epoch milliseconds. */
  readonly at: number
}

/** A person or a mailbox that is to read it. */
export interface NotificationRecipient {
  /** Id in the routing file. */
  readonly personId: string
  /** Name for people. */
  readonly name: string
  /** Mail address, where known. */
  readonly email?: string | null
  /** Member id in Slack, to be mentioned there. */
  readonly slackUserId?: string | null
  /** Open id in Feishu, to be mentioned there. */
  readonly feishuUserId?: string | null
}

/** A transition of an alert, with all that a message says of it. */
export interface NotifiedAlert {
  /** What happened: fired, severity-changed, resolved. */
  readonly transition: string
  /** Identity of the alert. */
  readonly alertId: string
  /** Which transition of the alert. */
  readonly revision: number
  /** Id of the indicator. */
  readonly indicator: string
  /** Its name, in Chinese. */
  readonly indicatorNameZh: string
  /** Its name, in English. */
  readonly indicatorNameEn: string
  /** What the alert is about: customer, sales-rep, product. */
  readonly entityType: string
  /** Which one. */
  readonly entityId: string
  /** Its name for people, where known. */
  readonly entityName?: string | null
  /** The representative in charge, where known. */
  readonly salesRepId?: string | null
  /** Severity after the transition; of a resolved alert: at its end. */
  readonly severity: AlertSeverity
  /** Severity before, where it changed. */
  readonly previousSeverity?: AlertSeverity | null
  /** Measured value of the indicator. */
  readonly value: number
  /** Unit of value and threshold: days, count, ratio (0.25 = 25 %), money (minor units of currency). */
  readonly unit: string
  /** ISO 4217 code where the indicator was measured per currency. */
  readonly currency?: string | null
  /** The threshold that decided. */
  readonly threshold: number
  /** Business day on which the breach began. Calendar day: days since 1970-01-01. */
  readonly breachedOn: number
  /** Instant of the transition, in task time. Epoch milliseconds. */
  readonly at: number
  /** Why, in plain Chinese. */
  readonly reasonZh: string
  /** Why, in plain English. */
  readonly reasonEn: string
  /** What to do next, in Chinese. */
  readonly nextStepZh: string
  /** What to do next, in English. */
  readonly nextStepEn: string
  /** Role that has to act. */
  readonly ownerRole: string
  /** Version of the rule set that was applied. */
  readonly ruleSetVersion: string
}

/** The notifier asks its deliverer to tell a receiver. */
export interface NotificationRequested {
  readonly type: 'notification-requested'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Identity of what is told: alert, revision and receiver; the same at every attempt. */
  readonly notificationId: string
  /** With entityId the record key, by which the answer finds its task. */
  readonly entityType: string
  /** For a digest: one of the entities it names. */
  readonly entityId: string
  /** What is told. */
  readonly kind: NotificationKind
  /** 1 for the first; grows by one each time it is asked for again. */
  readonly attempt: number
  /** Receiver of the routing file. */
  readonly receiver: string
  /** Channel that carries it, of the channels file. */
  readonly channel: string
  /** Who is to read it; empty where the channel itself is the place, as a chat group is. */
  readonly recipients: readonly NotificationRecipient[]
  /** Decides who goes first when a channel is slow. */
  readonly severity: AlertSeverity
  /** What is told: one transition, or the listed alerts of a digest. */
  readonly alerts: readonly NotifiedAlert[]
  /** How many more alerts a digest stands for without naming them. */
  readonly moreAlerts?: number
  /** True when an earlier attempt may have arrived: the message carries the same id again. */
  readonly isResend?: boolean
  /** Task time of the request. Epoch milliseconds. */
  readonly requestedAt: number
  /** After this instant by the wall clock it is too old to be told. Epoch milliseconds. */
  readonly deadlineAt: number
  /** Why this receiver is told: the route, in English. */
  readonly reasonEn: string
  /** Why this receiver is told, in Chinese. */
  readonly reasonZh: string
}

/** What was asked for has been overtaken: do not send it if it has not been sent. */
export interface NotificationWithdrawn {
  readonly type: 'notification-withdrawn'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Identity of what is told: alert, revision and receiver; the same at every attempt. */
  readonly notificationId: string
  /** With entityId the record key, by which the answer finds its task. */
  readonly entityType: string
  /** For a digest: one of the entities it names. */
  readonly entityId: string
  /** What is told. */
  readonly kind: NotificationKind
  /** The attempt that is meant. */
  readonly attempt: number
  /** What overtook it. */
  readonly reasonEn: string
  /** Task time. Epoch milliseconds. */
  readonly at: number
}

/** The invoices that fall due on one day. billedMinor - openMinor - writtenOffMinor is what was paid of them. */
export interface ContributedDueDay {
  /** The due day. Calendar day: days since 1970-01-01. */
  readonly dueOn: number
  /** Invoiced less credited; on a day more than 120 days back what is still open. */
  readonly billedMinor: number
  /** How many invoices billedMinor comes from. */
  readonly billedInvoices: number
  /** What of it is open. */
  readonly openMinor: number
  /** What is open and not in dispute. */
  readonly undisputedOpenMinor: number
  /** How many invoices are open, in part or whole. */
  readonly openInvoices: number
  /** What was written off as not collectable and not paid since. */
  readonly writtenOffMinor: number
}

/** Receivables in one currency. */
export interface ContributedReceivables {
  /** ISO 4217 code, three capital letters; of all amounts. */
  readonly currency: string
  /** By due day, each day once. */
  readonly dueDays: readonly ContributedDueDay[]
}

/** Orders placed on one day. */
export interface ContributedOrderDay {
  /** The day. Calendar day: days since 1970-01-01. */
  readonly orderedOn: number
  /** How many, in all currencies, cancelled ones included. */
  readonly placed: number
}

/** Offers decided on one day. */
export interface ContributedContractDay {
  /** The day. Calendar day: days since 1970-01-01. */
  readonly decidedOn: number
  /** Signed, lost or expired. */
  readonly decided: number
  /** Of them signed. */
  readonly signed: number
}

/** What the next 7 days may bring in one currency. */
export interface ContributedExpectation {
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Net orders expected, in minor units. */
  readonly expectedMinor: number
  /**
   * The last business day at whose end it may be said while nothing more is ordered. Calendar day: days since
   * 1970-01-01.
   */
  readonly untilOn: number
}

/**
 * What one customer contributes to one group that it belongs to (its segment, region, industry or product line, or the
 * whole portfolio), as it stood at the end of a business day: all of it, so that the latest fact alone counts. Told at
 * the end of a day on which something of it changed.
 */
export interface CustomerContributed {
  readonly type: 'customer-contributed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** segment:<name>, region:<name>, industry:<name>, product-line:<name>, or portfolio:all; equals the record key. */
  readonly group: string
  /** The customer. */
  readonly customerId: string
  /** Business day at whose end it stood so. Calendar day: days since 1970-01-01. */
  readonly on: number
  /** Name of the customer for people, where known. */
  readonly customerName?: string | null
  /** Its present representative, where known. */
  readonly salesRepId?: string | null
  /** By currency; empty: nothing is open or was billed in the last 120 days. */
  readonly receivables: readonly ContributedReceivables[]
  /** Day of its first order of all; null: none, or it left the group. Calendar day: days since 1970-01-01. */
  readonly firstOrderOn?: number | null
  /** Day of its latest order; null: none, or it left the group. Calendar day: days since 1970-01-01. */
  readonly lastOrderOn?: number | null
  /** By day, of the last 120 days. */
  readonly orderDays: readonly ContributedOrderDay[]
  /** By day, of the last 90 days. */
  readonly contractDays: readonly ContributedContractDay[]
  /** By currency; empty where the customer has no usual week. */
  readonly expected?: readonly ContributedExpectation[]
}

/**
 * What one customer ordered of one product on one day, by the lines of its orders: all of it, so that the latest fact
 * alone counts. Told at the end of a day on which it changed.
 */
export interface DemandContributed {
  readonly type: 'demand-contributed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** product:<productId>; equals the record key. */
  readonly group: string
  /** The customer. */
  readonly customerId: string
  /** Business day at whose end it stood so. Calendar day: days since 1970-01-01. */
  readonly on: number
  /** The day on which it was ordered. Calendar day: days since 1970-01-01. */
  readonly orderedOn: number
  /** How much, in thousandths of the unit of the product, less what was cancelled; 0: nothing any more. */
  readonly quantityMilli: number
}

/** What is on record about one product: all of it, so that the latest fact alone counts. Told with each change. */
export interface ProductDescribed {
  readonly type: 'product-described'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** product:<productId>; equals the record key. */
  readonly group: string
  /** Business day on which it stood so. Calendar day: days since 1970-01-01. */
  readonly on: number
  /** Name for people; null: nobody told it. */
  readonly name?: string | null
  /** What kind of product it is. */
  readonly category?: string | null
  /** What its quantities count. */
  readonly unit?: string | null
  /** From ordering more of it to having it, in days; null: not known. */
  readonly leadTimeDays?: number | null
  /** The first day on which it was listed or counted; null: never. Calendar day: days since 1970-01-01. */
  readonly knownSinceOn?: number | null
  /** Stock in thousandths of the unit; null: it was never counted. */
  readonly onHandMilli?: number | null
  /** Day of the latest count. Calendar day: days since 1970-01-01. */
  readonly countedOn?: number | null
}

/** One file of the rule set. */
export interface RuleFile {
  /** Its name, without folders. */
  readonly fileName: string
  /** What it holds, as its author wrote it. */
  readonly text: string
}

/** A version of the rule set, which comes into force at a moment told in advance. Every service reads all of them. */
export interface RulesPublished {
  readonly type: 'rules-published'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Name of the rule set: the record key. */
  readonly ruleSet: string
  /**
   * The declared version and the start of the content's hash; a reader that computes another one refuses the record.
   */
  readonly version: string
  /**
   * From this moment on it is in force: later than the record's own time by as long as services may need to learn of
   * it. Epoch milliseconds.
   */
  readonly effectiveFrom: number
  /** The whole rule set, comments and all. */
  readonly files: readonly RuleFile[]
  /** Who published it. */
  readonly publishedBy: string
  /** Why, in the publisher's words. */
  readonly reason?: string
}

/**
 * How many offers of one representative to one customer were decided on one day: the counts as they now stand, so that
 * the latest fact alone counts.
 */
export interface ContractsContributed {
  readonly type: 'contracts-contributed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Representative whose documents it is about; equals the record key. */
  readonly salesRepId: string
  /** Customer on these documents. */
  readonly customerId: string
  /**
   * Business day the fact belongs to: the day on which it came to be, or the day whose end brought it about. Calendar
   * day: days since 1970-01-01.
   */
  readonly on: number
  /** Day of the decisions; it may lie ahead. Calendar day: days since 1970-01-01. */
  readonly decidedOn: number
  /** Offers signed, lost or expired on that day. */
  readonly decided: number
  /** How many of them were signed. */
  readonly signed: number
}

/** Orders of one day in one currency. */
export interface DaySales {
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Amount of the orders placed on that day, as last amended. */
  readonly orderedMinor: number
  /** Amount cancelled and returned on that day, of whatever order. */
  readonly takenBackMinor: number
}

/**
 * What one customer ordered from one representative on one day: how many orders, and for how much, as it now stands, so
 * that the latest fact alone counts.
 */
export interface OrdersContributed {
  readonly type: 'orders-contributed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Representative whose documents it is about; equals the record key. */
  readonly salesRepId: string
  /** Customer on these documents. */
  readonly customerId: string
  /**
   * Business day the fact belongs to: the day on which it came to be, or the day whose end brought it about. Calendar
   * day: days since 1970-01-01.
   */
  readonly on: number
  /** Day on which the orders were placed. Calendar day: days since 1970-01-01. */
  readonly orderedOn: number
  /** Orders placed on that day, in all currencies, cancelled ones included. */
  readonly placed: number
  /** By currency code; empty in facts from before amounts were told. */
  readonly sales?: readonly DaySales[]
}

/**
 * deliveries: complete deliveries of orders with a promised day; fulfilments: contracts fulfilled or broken;
 * complaints; surveys: answers of customers.
 */
export type OutcomeKind = 'deliveries' | 'fulfilments' | 'complaints' | 'surveys'

/**
 * What came of one representative's promises to one customer on one day: the counts as they now stand, so that the
 * latest fact alone counts.
 */
export interface OutcomesContributed {
  readonly type: 'outcomes-contributed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Representative whose documents it is about; equals the record key. */
  readonly salesRepId: string
  /** Customer on these documents. */
  readonly customerId: string
  /**
   * Business day the fact belongs to: the day on which it came to be, or the day whose end brought it about. Calendar
   * day: days since 1970-01-01.
   */
  readonly on: number
  /** What is counted. */
  readonly outcome: OutcomeKind
  /** Day of the outcomes; it may lie ahead. Calendar day: days since 1970-01-01. */
  readonly countedOn: number
  /** How many there were on that day. */
  readonly counted: number
  /**
   * How many of them were as promised: delivered in time, fulfilled; no complaint is. Of surveys: the points of all
   * answers, in hundredths of a point of 100.
   */
  readonly good: number
}

/** The invoices that fall due on one day. billedMinor - openMinor - writtenOffMinor is what was paid of them. */
export interface DueDay {
  /** The due day. Calendar day: days since 1970-01-01. */
  readonly dueOn: number
  /** Invoiced less credited; on a day more than 120 days back what is still open. */
  readonly billedMinor: number
  /** How many invoices billedMinor comes from. */
  readonly billedInvoices: number
  /** What of it is open. */
  readonly openMinor: number
  /** What is open and not in dispute. */
  readonly undisputedOpenMinor: number
  /** How many invoices are open, in part or whole. */
  readonly openInvoices: number
  /** What was written off as not collectable and not paid since. */
  readonly writtenOffMinor: number
}

/**
 * What one customer now contributes to the receivables of one representative in one currency: all of it, so that the
 * latest fact alone counts.
 */
export interface ReceivablesContributed {
  readonly type: 'receivables-contributed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Representative whose documents it is about; equals the record key. */
  readonly salesRepId: string
  /** Customer on these documents. */
  readonly customerId: string
  /**
   * Business day the fact belongs to: the day on which it came to be, or the day whose end brought it about. Calendar
   * day: days since 1970-01-01.
   */
  readonly on: number
  /** Name of the customer for people, where known. */
  readonly customerName?: string | null
  /** ISO 4217 code, three capital letters; of all amounts. */
  readonly currency: string
  /**
   * By due day, each day once: every day on which something is open, and every day of the last 120 days and the time to
   * come that anything was billed for. A reader leaves out days that have become older and have nothing open: their
   * leaving is not told. Empty: nothing is contributed any more.
   */
  readonly dueDays: readonly DueDay[]
}

/** What is to be sold in a period. */
export interface SalesTarget {
  /** First day of the period. Calendar day: days since 1970-01-01. */
  readonly fromOn: number
  /** Last day of the period. Calendar day: days since 1970-01-01. */
  readonly toOn: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Net order value to be reached, in minor units. */
  readonly amountMinor: number
}

/** How much the customers of the representative may owe together. */
export interface RepresentativeLimit {
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Limit in minor units; 0: no sales on credit. */
  readonly limitMinor: number
  /** Day on which it was set. Calendar day: days since 1970-01-01. */
  readonly setOn: number
  /** Last day on which it holds; null: until the next one. Calendar day: days since 1970-01-01. */
  readonly validToOn?: number | null
}

/** How grave a finding is, in the words of the audit. */
export type FindingSeverity = 'minor' | 'major' | 'critical'

/** Something that an internal audit or review found. */
export interface ComplianceFinding {
  /** Identity of the finding. */
  readonly findingId: string
  /** What it is about. */
  readonly category: string
  /** How grave it is. */
  readonly severity: FindingSeverity
  /** Day on which it was found. Calendar day: days since 1970-01-01. */
  readonly foundOn: number
  /** Day on which it was put right; null: it is open. Calendar day: days since 1970-01-01. */
  readonly closedOn?: number | null
}

/** All that is on record about one representative itself, as it now stands, so that the latest fact alone counts. */
export interface RepresentativeDescribed {
  readonly type: 'representative-described'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Representative it is about; equals the record key. */
  readonly salesRepId: string
  /** Business day the fact belongs to: the day on which it came to be. Calendar day: days since 1970-01-01. */
  readonly on: number
  /** Name for people, where known. */
  readonly name?: string | null
  /** Team or department, where known. */
  readonly team?: string | null
  /** Name of whom it reports to, where known. */
  readonly manager?: string | null
  /** Region it sells in, where known. */
  readonly region?: string | null
  /** By first day, then last day, then currency. */
  readonly targets: readonly SalesTarget[]
  /** One in each currency, by its code. */
  readonly limits: readonly RepresentativeLimit[]
  /** In the order in which they were first told; long closed ones are left out. */
  readonly findings: readonly ComplianceFinding[]
  /** Day of the latest review by a person; null: none. Calendar day: days since 1970-01-01. */
  readonly reviewedOn?: number | null
}

/** How risky: high is looked at most. */
export type RiskTier = 'low' | 'medium' | 'high'

/** A factor as it stood. */
export interface ScoredFactor {
  /** Id in the scorecard. */
  readonly factor: string
  /** 0 to 100; null where nothing stands for it. */
  readonly points?: number | null
  /** Its weight in the scorecard. */
  readonly weight: number
  /** What was measured; money in minor units; null where it is not known. */
  readonly value?: number | null
  /** ISO 4217 code of the currency that decided. */
  readonly currency?: string | null
  /** What the value rests on. */
  readonly sample: number
}

/** A factor that moved. */
export interface FactorMoved {
  /** Id in the scorecard. */
  readonly factor: string
  /** Its points when the score was last told; null = not known. */
  readonly before?: number | null
  /** Its points now; null = not known. */
  readonly now?: number | null
}

/**
 * The score of a customer or sales representative moved by a point at least, or its rating or tier changed. The latest
 * for an entity says how it stands.
 */
export interface ScoreChanged {
  readonly type: 'score-changed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** What it is about: customer, sales-rep. */
  readonly entityType: string
  /** Which one. */
  readonly entityId: string
  /** Its name for people, where known. */
  readonly entityName?: string | null
  /** Id of the scorecard. */
  readonly scorecard: string
  /** 0 (worst) to 100; null: too little is known for a score now. */
  readonly score?: number | null
  /** As it was last told; null: there was none. */
  readonly previousScore?: number | null
  /** Rating of the scorecard, such as AAA; null without a score. */
  readonly rating?: string | null
  /** As it was last told. */
  readonly previousRating?: string | null
  /** high, medium or low: the tier that holds. */
  readonly tier: RiskTier
  /** True when somebody decided on the tier, whatever the score says. */
  readonly overridden: boolean
  /** Share of the weights that was known, 0 to 1. */
  readonly coverage: number
  /** Ids of the cap and the factors that cost most, the costliest first; four at most. */
  readonly reasonCodes: readonly string[]
  /** The same in plain Chinese. */
  readonly reasonZh: string
  /** The same in plain English. */
  readonly reasonEn: string
  /** Every factor, in the order of the scorecard. */
  readonly factors: readonly ScoredFactor[]
  /** What moved since the score was last told, what moved most first. */
  readonly changes: readonly FactorMoved[]
  /** Version of the rule set that was applied. */
  readonly ruleSetVersion: string
  /** Business day at whose end it was measured. Calendar day: days since 1970-01-01. */
  readonly on: number
  /** Instant, in task time. Epoch milliseconds. */
  readonly at: number
}

/** The risk tier of a customer or sales representative changed. */
export interface TierChanged {
  readonly type: 'tier-changed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** What it is about: customer, sales-rep. */
  readonly entityType: string
  /** Which one. */
  readonly entityId: string
  /** Its name for people, where known. */
  readonly entityName?: string | null
  /** high, medium or low: the tier that holds now. */
  readonly tier: RiskTier
  /** The one that held before; null: there was none. */
  readonly previousTier?: RiskTier | null
  /** score, starting-tier (too little is known for a score), override (somebody decided) or override-ended. */
  readonly cause: string
  /** 0 to 100; null: none is known. */
  readonly score?: number | null
  /** Rating of the scorecard; null without a score. */
  readonly rating?: string | null
  /** Who decided, where somebody did. */
  readonly author?: string | null
  /** Why somebody decided, in their words. */
  readonly decisionReason?: string | null
  /** The last day of the decision. Calendar day: days since 1970-01-01. */
  readonly validThroughOn?: number | null
  /** Why, in plain Chinese. */
  readonly reasonZh: string
  /** Why, in plain English. */
  readonly reasonEn: string
  /** What the tier means for business, in Chinese. */
  readonly termsZh: string
  /** What the tier means for business, in English. */
  readonly termsEn: string
  /** Version of the rule set that was applied. */
  readonly ruleSetVersion: string
  /** Business day at whose end it was measured. Calendar day: days since 1970-01-01. */
  readonly on: number
  /** Instant, in task time. Epoch milliseconds. */
  readonly at: number
}

/** Side of a contract. */
export type ContractParty = 'customer' | 'supplier'

/** A party broke the contract. */
export interface ContractBreached {
  readonly type: 'contract-breached'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The contract. */
  readonly contractId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Who broke it. */
  readonly party: ContractParty
  /** The clause that was broken. */
  readonly clause?: string | null
  /** Day of the breach. Calendar day: days since 1970-01-01. */
  readonly breachedOn: number
  /** Why, in the words of the source. */
  readonly reason?: string | null
}

/** The contract ran out. */
export interface ContractExpired {
  readonly type: 'contract-expired'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The contract. */
  readonly contractId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** First day on which it no longer holds. Calendar day: days since 1970-01-01. */
  readonly expiredOn: number
}

/** All that the contract asks for was done. */
export interface ContractFulfilled {
  readonly type: 'contract-fulfilled'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The contract. */
  readonly contractId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Day of fulfilment. Calendar day: days since 1970-01-01. */
  readonly fulfilledOn: number
}

/** An offered contract will not be signed. */
export interface ContractLost {
  readonly type: 'contract-lost'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The contract. */
  readonly contractId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Day on which it was given up. Calendar day: days since 1970-01-01. */
  readonly lostOn: number
  /** Why, in the words of the source. */
  readonly reason?: string | null
}

/** A contract was offered to a customer: it enters the funnel. */
export interface ContractOffered {
  readonly type: 'contract-offered'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The contract. */
  readonly contractId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Sales representative on the document. */
  readonly salesRepId: string
  /** Value of the contract, in minor units of the currency (cents, fen), always positive. */
  readonly amountMinor: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Day of the offer. Calendar day: days since 1970-01-01. */
  readonly offeredOn: number
  /** Last day on which the offer stands. Calendar day: days since 1970-01-01. */
  readonly offerValidToOn?: number | null
}

/** What a review came to. */
export type ReviewOutcome = 'approved' | 'approved_with_conditions' | 'rejected'

/** Someone with authority reviewed a contract before it is signed. */
export interface ContractReviewed {
  readonly type: 'contract-reviewed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The contract. */
  readonly contractId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** What the review came to. */
  readonly outcome: ReviewOutcome
  /** Clauses that differ from the template. */
  readonly deviatingClauses?: readonly string[]
  /** Day of the review. Calendar day: days since 1970-01-01. */
  readonly reviewedOn: number
  /** Who reviewed it. */
  readonly reviewerId?: string | null
}

/** Both sides signed. */
export interface ContractSigned {
  readonly type: 'contract-signed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The contract. */
  readonly contractId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Sales representative on the document. */
  readonly salesRepId: string
  /** Value of the contract, in minor units of the currency (cents, fen), always positive. */
  readonly amountMinor: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Day of the signature. Calendar day: days since 1970-01-01. */
  readonly signedOn: number
  /** First day of validity. Calendar day: days since 1970-01-01. */
  readonly validFromOn: number
  /** Last day of validity. Calendar day: days since 1970-01-01. */
  readonly validToOn: number
}

/** The contract was ended before its time. */
export interface ContractTerminated {
  readonly type: 'contract-terminated'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The contract. */
  readonly contractId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Who ended it. */
  readonly party: ContractParty
  /** Day from which it no longer holds. Calendar day: days since 1970-01-01. */
  readonly terminatedOn: number
  /** Why, in the words of the source. */
  readonly reason?: string | null
}

/** A credit limit came into effect. */
export interface CreditLimitSet {
  readonly type: 'credit-limit-set'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** The limit in minor units of the currency; 0 = no credit. */
  readonly limitMinor: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Last day on which it is valid; null = until it is set anew. Calendar day: days since 1970-01-01. */
  readonly validToOn?: number | null
  /** The decision behind it. */
  readonly decisionId?: string | null
  /** Who approved it. */
  readonly approverId?: string | null
}

/** A credit agency, or the own credit department, rated a customer. */
export interface CreditReportReceived {
  readonly type: 'credit-report-received'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The report. */
  readonly reportId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Who rated. */
  readonly provider: string
  /** The score; higher is better. */
  readonly score: number
  /** The best score on the scale of the provider; positive. */
  readonly scoreMax: number
  /** Day of the report. Calendar day: days since 1970-01-01. */
  readonly reportedOn: number
  /** The worst score on the scale of the provider; below scoreMax. */
  readonly scoreMin?: number
  /** Grade in the words of the provider. */
  readonly grade?: string | null
  /** What the customer owes to others and is past due, in minor units of the currency. */
  readonly overdueMinor?: number | null
  /** All that the customer owes to others, in minor units of the currency. */
  readonly debtMinor?: number | null
  /** ISO 4217 code of these amounts, three capital letters. */
  readonly currency?: string | null
}

/** A customer became known. */
export interface CustomerRegistered {
  readonly type: 'customer-registered'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Name for people. */
  readonly name: string
  /** Customer segment of the company (for example key-account, mid-market). */
  readonly segment: string
  /** Sales region. */
  readonly region: string
  /** Industry of the customer. */
  readonly industry: string
  /** Representative who looks after the customer. */
  readonly salesRepId: string
  /** Customer id of the parent company. */
  readonly parentId?: string | null
  /** What it mostly buys, for rules that differ by product line; null where the source does not say. */
  readonly productLine?: string | null
}

/** A person reviewed the credit of a customer. */
export interface CustomerReviewed {
  readonly type: 'customer-reviewed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** The review. */
  readonly reviewId: string
  /** Day of the review. Calendar day: days since 1970-01-01. */
  readonly reviewedOn: number
  /** Who reviewed. */
  readonly reviewer: string
  /** What was decided: terms, limit, further steps. */
  readonly outcome?: string | null
}

/**
 * Master data of a customer changed. A null field did not change. Nothing already booked moves to another
 * representative.
 */
export interface CustomerUpdated {
  readonly type: 'customer-updated'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** New name. */
  readonly name?: string | null
  /** New segment. */
  readonly segment?: string | null
  /** New region. */
  readonly region?: string | null
  /** New industry. */
  readonly industry?: string | null
  /** Representative who looks after the customer from now on. */
  readonly salesRepId?: string | null
  /** Customer id of the new parent company. */
  readonly parentId?: string | null
  /** New product line. */
  readonly productLine?: string | null
}

/** Somebody decided on the risk tier of a customer, whatever its score says, until a last day. */
export interface TierOverridden {
  readonly type: 'tier-overridden'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** high, medium or low: the tier that holds. */
  readonly tier: RiskTier
  /** Why. */
  readonly reason: string
  /** Who decided. */
  readonly author: string
  /**
   * The last day on which it holds, to its end; afterwards the score decides again. Tiers change at the end of a day,
   * so a decision holds from the end of the day on which it is told: one that ends on that day only ends an earlier
   * decision, and is refused where there is none. Calendar day: days since 1970-01-01.
   */
  readonly validThroughOn: number
}

/** How bad a complaint is. */
export type ComplaintSeverity = 'low' | 'medium' | 'high'

/** A customer complained. */
export interface ComplaintReceived {
  readonly type: 'complaint-received'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The complaint. */
  readonly complaintId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** What it is about, in the words of the company (for example quality, delivery, service, price). */
  readonly category: string
  /** How bad it is for the customer. */
  readonly severity: ComplaintSeverity
  /** The order it is about, where it is about one. */
  readonly orderId?: string | null
  /** Sales representative it is about; where none is named, the one of the order. */
  readonly salesRepId?: string | null
  /** Day the complaint was received. Calendar day: days since 1970-01-01. */
  readonly receivedOn: number
}

/** A complaint was settled with the customer. */
export interface ComplaintSettled {
  readonly type: 'complaint-settled'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The complaint. */
  readonly complaintId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** What it came to, in the words of the source. */
  readonly outcome?: string | null
  /** Day it was settled. Calendar day: days since 1970-01-01. */
  readonly settledOn: number
}

/** A customer answered a survey about its satisfaction. */
export interface SatisfactionSurveyed {
  readonly type: 'satisfaction-surveyed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The answer. */
  readonly surveyId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** The answer, from scaleMin to scaleMax; the higher, the better. */
  readonly score: number
  /** The worst answer of the scale (for example 1 of 1 to 5, -100 of a promoter score). */
  readonly scaleMin: number
  /** The best answer of the scale. */
  readonly scaleMax: number
  /** Sales representative it is about, where it is about one. */
  readonly salesRepId?: string | null
  /** Day of the answer. Calendar day: days since 1970-01-01. */
  readonly surveyedOn: number
}

/** How a dispute ended: for the customer, against it, or in between. */
export type DisputeOutcome = 'upheld' | 'rejected' | 'compromised'

/** A dispute ended. What the customer was granted comes as its own invoice-credited. */
export interface DisputeSettled {
  readonly type: 'dispute-settled'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The dispute. */
  readonly disputeId: string
  /** The invoice that was disputed. */
  readonly invoiceId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** How it ended. */
  readonly outcome: DisputeOutcome
  /** Day of the settlement. Calendar day: days since 1970-01-01. */
  readonly settledOn: number
  /** Why, in the words of the source. */
  readonly reason?: string | null
}

/** A credit note lowered an invoice. */
export interface InvoiceCredited {
  readonly type: 'invoice-credited'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The credit note. */
  readonly creditNoteId: string
  /** The invoice it lowers. */
  readonly invoiceId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Value of the credit note, in minor units of the currency (cents, fen), always positive. */
  readonly amountMinor: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Date of the credit note. Calendar day: days since 1970-01-01. */
  readonly creditedOn: number
  /** Why, in the words of the source. */
  readonly reason?: string | null
}

/** The customer disputes an invoice or a part of it. */
export interface InvoiceDisputed {
  readonly type: 'invoice-disputed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The dispute. */
  readonly disputeId: string
  /** The disputed invoice. */
  readonly invoiceId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Disputed part, in minor units of the currency (cents, fen), always positive. */
  readonly amountMinor: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Day on which the dispute was raised. Calendar day: days since 1970-01-01. */
  readonly disputedOn: number
  /** Why, in the words of the source. */
  readonly reason?: string | null
}

/** An invoice was issued: a receivable exists. */
export interface InvoiceIssued {
  readonly type: 'invoice-issued'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The invoice. */
  readonly invoiceId: string
  /** The order it bills. */
  readonly orderId?: string | null
  /** The contract it bills. */
  readonly contractId?: string | null
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Sales representative on the document. */
  readonly salesRepId: string
  /** Total of the invoice, tax included, in minor units of the currency (cents, fen), always positive. */
  readonly amountMinor: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Date of the invoice. Calendar day: days since 1970-01-01. */
  readonly issuedOn: number
  /** Last day on which payment is on time. Calendar day: days since 1970-01-01. */
  readonly dueOn: number
}

/** An invoice, or what was left of it, was written off as not collectable. */
export interface InvoiceWrittenOff {
  readonly type: 'invoice-written-off'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The invoice. */
  readonly invoiceId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Value written off, in minor units of the currency (cents, fen), always positive. */
  readonly amountMinor: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Day of the write-off. Calendar day: days since 1970-01-01. */
  readonly writtenOffOn: number
  /** Why, in the words of the source. */
  readonly reason?: string | null
  /**
   * The write-off document, where the source numbers them: one told again of the same invoice, under another eventId,
   * has no second effect.
   */
  readonly writeOffId?: string | null
}

/** One line of an order. */
export interface OrderLine {
  /** What is ordered. */
  readonly productId: string
  /** How much, in the unit of the product; positive. */
  readonly quantity: number
  /** Value of the line in minor units of the currency of the order. */
  readonly amountMinor: number
}

/** An order was changed: the whole new content replaces the old one. */
export interface OrderAmended {
  readonly type: 'order-amended'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The order that changed. */
  readonly orderId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Sales representative on the document. */
  readonly salesRepId: string
  /**
   * New total of the order, in minor units of the currency (cents, fen), always positive; without what was cancelled
   * before. The very total from before the cancellation: nothing of the amount was changed, and the cancellation still
   * stands.
   */
  readonly amountMinor: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** The lines of the order; may be empty when the source knows the total only. */
  readonly lines?: readonly OrderLine[]
  /** Day by which delivery is now promised. Calendar day: days since 1970-01-01. */
  readonly promisedOn?: number | null
  /** Contract the order draws on. */
  readonly contractId?: string | null
  /** True when the order is paid before delivery and so adds no credit exposure. */
  readonly prepaid?: boolean
}

/** An order, or a part of what a customer ordered, was cancelled. */
export interface OrderCancelled {
  readonly type: 'order-cancelled'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The cancelled order; null when the source knows only that the customer cancelled this value. */
  readonly orderId?: string | null
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Sales representative on the document, where the source knows it. */
  readonly salesRepId?: string | null
  /**
   * Cancelled value, in minor units of the currency (cents, fen), always positive. The total of the order: all that is
   * left of it is cancelled, whatever was taken off before.
   */
  readonly amountMinor: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Why, in the words of the source. */
  readonly reason?: string | null
  /**
   * The cancellation document, where the source numbers them: one told again of the same order, under another eventId,
   * has no second effect.
   */
  readonly cancellationId?: string | null
}

/** An order was delivered. */
export interface OrderDelivered {
  readonly type: 'order-delivered'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The delivered order. */
  readonly orderId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Day of delivery. Calendar day: days since 1970-01-01. */
  readonly deliveredOn: number
  /** False for a part delivery that leaves the order open. */
  readonly complete?: boolean
}

/** A customer placed an order. */
export interface OrderPlaced {
  readonly type: 'order-placed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The order. */
  readonly orderId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Sales representative on the document. */
  readonly salesRepId: string
  /** Total of the order, in minor units of the currency (cents, fen), always positive. */
  readonly amountMinor: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** The lines of the order; may be empty when the source knows the total only. */
  readonly lines?: readonly OrderLine[]
  /** Day by which delivery was promised. Calendar day: days since 1970-01-01. */
  readonly promisedOn?: number | null
  /** Contract the order draws on. */
  readonly contractId?: string | null
  /** True when the order is paid before delivery and so adds no credit exposure. */
  readonly prepaid?: boolean
}

/** Goods came back. */
export interface OrderReturned {
  readonly type: 'order-returned'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The return document. */
  readonly returnId: string
  /** The order the goods came from, where known. */
  readonly orderId?: string | null
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** Value of what came back, in minor units of the currency (cents, fen), always positive. */
  readonly amountMinor: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Day of the return. Calendar day: days since 1970-01-01. */
  readonly returnedOn: number
  /** Why, in the words of the source. */
  readonly reason?: string | null
}

/** The customer promised to pay. */
export interface PaymentPromised {
  readonly type: 'payment-promised'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The promise. */
  readonly promiseId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** The invoice it is about; null for the whole account. */
  readonly invoiceId?: string | null
  /** What was promised, in minor units of the currency (cents, fen), always positive. */
  readonly amountMinor: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Day by which the customer says it will have paid. Calendar day: days since 1970-01-01. */
  readonly promisedOn: number
}

/** The part of a payment that goes to one invoice. */
export interface PaymentAllocation {
  /** The invoice that is paid. */
  readonly invoiceId: string
  /** The part, in minor units of the currency of the payment, positive. */
  readonly amountMinor: number
}

/**
 * Money came in. It pays invoiceId, or the allocations, or (with neither) stays unapplied until it is matched, oldest
 * invoice first.
 */
export interface PaymentReceived {
  readonly type: 'payment-received'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The payment. */
  readonly paymentId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** What came in, in minor units of the currency (cents, fen), always positive. */
  readonly amountMinor: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Value date. Calendar day: days since 1970-01-01. */
  readonly receivedOn: number
  /** The one invoice it pays. */
  readonly invoiceId?: string | null
  /**
   * How the payment is spread over invoices; empty when invoiceId names one or none is named. Their sum is at most the
   * payment.
   */
  readonly allocations?: readonly PaymentAllocation[]
}

/** A payment, or a part of it, was taken back (returned debit, bounced cheque, recalled transfer). */
export interface PaymentReversed {
  readonly type: 'payment-reversed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** The reversal. */
  readonly reversalId: string
  /** The payment that is taken back. */
  readonly paymentId: string
  /** The buyer; equals the record key. */
  readonly customerId: string
  /** What is taken back, in minor units of the currency (cents, fen), always positive. */
  readonly amountMinor: number
  /** ISO 4217 code, three capital letters. */
  readonly currency: string
  /** Day of the reversal. Calendar day: days since 1970-01-01. */
  readonly reversedOn: number
  /** Why, in the words of the source. */
  readonly reason?: string | null
}

/** A finding was put right. */
export interface ComplianceFindingClosed {
  readonly type: 'compliance-finding-closed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Representative it is about; equals the record key. */
  readonly salesRepId: string
  /** The finding. */
  readonly findingId: string
  /** Day on which it was put right. Calendar day: days since 1970-01-01. */
  readonly closedOn: number
}

/**
 * An internal audit or review found that a representative acted against the rules. A later record of the same finding
 * takes the place of the earlier one.
 */
export interface ComplianceFindingRecorded {
  readonly type: 'compliance-finding-recorded'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Representative it is about; equals the record key. */
  readonly salesRepId: string
  /** Identity of the finding, unique per representative. */
  readonly findingId: string
  /** What it is about, for example unapproved-discount or side-letter. */
  readonly category: string
  /** How grave it is. */
  readonly severity: FindingSeverity
  /** Day on which it was found. Calendar day: days since 1970-01-01. */
  readonly foundOn: number
  /** Day on which it was put right; null: it is open. Calendar day: days since 1970-01-01. */
  readonly closedOn?: number | null
  /** What was found, for people. */
  readonly description?: string | null
}

/**
 * How much the customers of a representative may owe together: the limit for sales on credit that it is trusted with.
 * Takes the place of the earlier one in its currency.
 */
export interface RepresentativeLimitSet {
  readonly type: 'representative-limit-set'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Representative it is about; equals the record key. */
  readonly salesRepId: string
  /** Limit in minor units; 0: no sales on credit. */
  readonly limitMinor: number
  /** ISO 4217 code, three capital letters; of all amounts. */
  readonly currency: string
  /** Last day on which it holds; null: until the next one. Calendar day: days since 1970-01-01. */
  readonly validToOn?: number | null
}

/** A sales representative as the source has it now: a later registration takes the place of an earlier one. */
export interface RepresentativeRegistered {
  readonly type: 'representative-registered'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Representative it is about; equals the record key. */
  readonly salesRepId: string
  /** Name for people. */
  readonly name: string
  /** Team or department. */
  readonly team?: string | null
  /** Name of whom the representative reports to. */
  readonly manager?: string | null
  /** Region it sells in. */
  readonly region?: string | null
}

/** A person reviewed a representative: its score, its tier and the credit it is trusted with. */
export interface RepresentativeReviewed {
  readonly type: 'representative-reviewed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Representative it is about; equals the record key. */
  readonly salesRepId: string
  /** The review. */
  readonly reviewId: string
  /** Day of the review. Calendar day: days since 1970-01-01. */
  readonly reviewedOn: number
  /** Who reviewed. */
  readonly reviewer: string
  /** What was decided: authority, limit, training, further steps. */
  readonly outcome?: string | null
}

/**
 * What a representative is to sell in a period. A later target for the same days and currency takes the place of the
 * earlier one.
 */
export interface SalesTargetSet {
  readonly type: 'sales-target-set'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Representative it is about; equals the record key. */
  readonly salesRepId: string
  /** First day of the period. Calendar day: days since 1970-01-01. */
  readonly fromOn: number
  /** Last day of the period; at most 366 days after the first. Calendar day: days since 1970-01-01. */
  readonly toOn: number
  /** Net order value to be reached in the period, in minor units. */
  readonly amountMinor: number
  /** ISO 4217 code, three capital letters; of all amounts. */
  readonly currency: string
}

/** A product as the source has it now: a later listing takes the place of an earlier one. */
export interface ProductListed {
  readonly type: 'product-listed'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Product it is about; equals the record key. */
  readonly productId: string
  /** Name for people. */
  readonly name: string
  /** What kind of product it is. */
  readonly category?: string | null
  /** What its quantities count, for example pieces, kg, m. */
  readonly unit?: string | null
  /** From ordering more of it to having it, in calendar days, 1 to 999; null: not known. */
  readonly replenishmentLeadTimeDays?: number | null
}

/**
 * The stock of a product was counted, or taken over from the warehouse system: so much of it there is. Movements told
 * later come on top.
 */
export interface StockCounted {
  readonly type: 'stock-counted'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Product it is about; equals the record key. */
  readonly productId: string
  /** How much there is, in the unit of the product; zero or above. */
  readonly onHandQuantity: number
  /**
   * Day of the count; a count of a day before the latest one says nothing any more. Calendar day: days since
   * 1970-01-01.
   */
  readonly countedOn: number
}

/** Stock of a product came in or went out. Before the first count it says nothing. */
export interface StockMoved {
  readonly type: 'stock-moved'
  /** Identity of this fact, unique per source; a repeat with the same id has no second effect. */
  readonly eventId: string
  /** Product it is about; equals the record key. */
  readonly productId: string
  /** How much, in the unit of the product: above zero came in, below zero went out. */
  readonly movedQuantity: number
  /**
   * Day of the movement; one of a day before the latest count is part of that count. Calendar day: days since
   * 1970-01-01.
   */
  readonly movedOn: number
  /** Why, in the words of the source, for example delivery, receipt, scrap. */
  readonly reason: string
  /**
   * The movement, where the source numbers them: one told again under another eventId has no second effect. Where a
   * document has several lines of one product, with the number of the line.
   */
  readonly movementId?: string | null
}

/** Everything `risk.alerts` holds. */
export type AlertEvent = AlertFired | AlertResolved | AlertSeverityChanged

/** Everything `risk.notifications` holds. */
export type NotificationEvent =
  | NotificationAttempted
  | NotificationDelivered
  | NotificationFailed
  | NotificationOmitted
  | NotificationRequested
  | NotificationWithdrawn

/** Everything `risk.portfolio-facts` holds. */
export type PortfolioFact = CustomerContributed | DemandContributed | ProductDescribed

/** Everything `risk.rules` holds. */
export type RuleEvent = RulesPublished

/** Everything `risk.sales-rep-facts` holds. */
export type SalesRepFact =
  | ContractsContributed
  | OrdersContributed
  | OutcomesContributed
  | ReceivablesContributed
  | RepresentativeDescribed

/** Everything `risk.scores` holds. */
export type ScoreEvent = ScoreChanged | TierChanged

/** Everything `sales.contracts` holds. */
export type ContractEvent =
  | ContractBreached
  | ContractExpired
  | ContractFulfilled
  | ContractLost
  | ContractOffered
  | ContractReviewed
  | ContractSigned
  | ContractTerminated

/** Everything `sales.customers` holds. */
export type CustomerEvent =
  | CreditLimitSet
  | CreditReportReceived
  | CustomerRegistered
  | CustomerReviewed
  | CustomerUpdated
  | TierOverridden

/** Everything `sales.feedback` holds. */
export type FeedbackEvent = ComplaintReceived | ComplaintSettled | SatisfactionSurveyed

/** Everything `sales.invoices` holds. */
export type InvoiceEvent = DisputeSettled | InvoiceCredited | InvoiceDisputed | InvoiceIssued | InvoiceWrittenOff

/** Everything `sales.orders` holds. */
export type OrderEvent = OrderAmended | OrderCancelled | OrderDelivered | OrderPlaced | OrderReturned

/** Everything `sales.payments` holds. */
export type PaymentEvent = PaymentPromised | PaymentReceived | PaymentReversed

/** Everything `sales.representatives` holds. */
export type RepresentativeEvent =
  | ComplianceFindingClosed
  | ComplianceFindingRecorded
  | RepresentativeLimitSet
  | RepresentativeRegistered
  | RepresentativeReviewed
  | SalesTargetSet

/** Everything `sales.stock` holds. */
export type StockEvent = ProductListed | StockCounted | StockMoved

/** Every fact of the sales topics. */
export type SalesEvent =
  | ContractEvent
  | CustomerEvent
  | FeedbackEvent
  | InvoiceEvent
  | OrderEvent
  | PaymentEvent
  | RepresentativeEvent
  | StockEvent

/** Every schema of `schemas/`, so that nothing has to be read from disk at run time. */
export const EVENT_SCHEMAS: readonly EventSchema[] = [
  {
    topic: 'risk.alerts',
    type: 'alert-fired',
    fullName: 'tocsin.risk.alerts.AlertFired',
    subject: 'risk.alerts-tocsin.risk.alerts.AlertFired',
    schema:
      '{"type":"record","name":"AlertFired","namespace":"tocsin.risk.alerts","doc":"An indicator broke its threshold for as long as its hold time asks.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"alertId","type":"string","doc":"Identity of the alert: indicator, entity, business day of the breach start, number on that day."},{"name":"revision","type":"int","doc":"Grows with each transition of the alert; a reader drops what is not above the last it took."},{"name":"indicator","type":"string","doc":"Id of the indicator."},{"name":"indicatorNameZh","type":"string","default":"","doc":"Its name in Chinese; empty in records of before it was told."},{"name":"indicatorNameEn","type":"string","default":"","doc":"Its name in English; empty in records of before it was told."},{"name":"entityType","type":"string","doc":"What the alert is about: customer, sales-rep, product."},{"name":"entityId","type":"string","doc":"Which one."},{"name":"entityName","type":["null","string"],"default":null,"doc":"Its name for people, where known."},{"name":"salesRepId","type":["null","string"],"default":null,"doc":"Who is to know of it on the sales side: the customer\'s present representative, or the representative itself; null where none is known."},{"name":"severity","type":{"type":"enum","name":"AlertSeverity","doc":"How bad: amber is warning, red is critical.","symbols":["warning","critical"]},"doc":"Severity with which it fires."},{"name":"value","type":"double","doc":"Measured value of the indicator."},{"name":"unit","type":"string","doc":"Unit of value and threshold: days, count, ratio (0.25 = 25 %), money (minor units of evidence.currency), deviations (times the usual spread)."},{"name":"threshold","type":"double","doc":"The threshold that decided."},{"name":"breachedOn","type":{"type":"int","logicalType":"date"},"doc":"Business day on which the breach began."},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Instant of this transition, in task time."},{"name":"reasonZh","type":"string","doc":"Why, in plain Chinese."},{"name":"reasonEn","type":"string","doc":"Why, in plain English."},{"name":"nextStepZh","type":"string","doc":"What to do next, in Chinese."},{"name":"nextStepEn","type":"string","doc":"What to do next, in English."},{"name":"correction","type":"boolean","doc":"True when a late fact caused this transition.","default":false},{"name":"evidence","type":{"type":"record","name":"AlertEvidence","doc":"What an alert rests on.","fields":[{"name":"measures","type":{"type":"array","items":{"type":"record","name":"EvidenceMeasure","doc":"A measure as it stood.","fields":[{"name":"name","type":"string","doc":"Name in the catalogue of measures."},{"name":"value","type":"double","doc":"Its value."},{"name":"unit","type":"string","doc":"Its unit."},{"name":"currency","type":["null","string"],"default":null,"doc":"ISO 4217 code where the unit is money."}]}},"doc":"The measures that the indicator read."},{"name":"inputs","type":{"type":"array","items":{"type":"record","name":"EvidenceInput","doc":"Position of a record on the log.","fields":[{"name":"topic","type":"string","doc":"Topic."},{"name":"partition","type":"int","doc":"Partition."},{"name":"offset","type":"long","doc":"Offset."}]}},"doc":"The records behind the value, the newest last; bounded, so that old ones may be left out."},{"name":"currency","type":["null","string"],"default":null,"doc":"ISO 4217 code when the indicator was measured per currency."}]},"doc":"Measures and records that prove it."},{"name":"ruleSetVersion","type":"string","doc":"Version of the rule set that was applied."},{"name":"ownerRole","type":"string","doc":"Role that has to act."},{"name":"likelihood","type":["null","string"],"default":null,"doc":"Band of the risk matrix: how likely a loss is."},{"name":"impact","type":["null","string"],"default":null,"doc":"Band of the risk matrix: how large it would be."},{"name":"riskLevel","type":["null","string"],"default":null,"doc":"Cell of the risk matrix, likelihood × impact: low, medium, high or extreme; null where the rule set has no matrix or none of the currencies is in it."}]}',
  },
  {
    topic: 'risk.alerts',
    type: 'alert-resolved',
    fullName: 'tocsin.risk.alerts.AlertResolved',
    subject: 'risk.alerts-tocsin.risk.alerts.AlertResolved',
    schema:
      '{"type":"record","name":"AlertResolved","namespace":"tocsin.risk.alerts","doc":"An alert ended.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"alertId","type":"string","doc":"Identity of the alert: indicator, entity, business day of the breach start, number on that day."},{"name":"revision","type":"int","doc":"Grows with each transition of the alert; a reader drops what is not above the last it took."},{"name":"indicator","type":"string","doc":"Id of the indicator."},{"name":"indicatorNameZh","type":"string","default":"","doc":"Its name in Chinese; empty in records of before it was told."},{"name":"indicatorNameEn","type":"string","default":"","doc":"Its name in English; empty in records of before it was told."},{"name":"entityType","type":"string","doc":"What the alert is about: customer, sales-rep, product."},{"name":"entityId","type":"string","doc":"Which one."},{"name":"entityName","type":["null","string"],"default":null,"doc":"Its name for people, where known."},{"name":"salesRepId","type":["null","string"],"default":null,"doc":"Who is to know of it on the sales side: the customer\'s present representative, or the representative itself; null where none is known."},{"name":"severity","type":{"type":"enum","name":"AlertSeverity","doc":"How bad: amber is warning, red is critical.","symbols":["warning","critical"]},"doc":"Severity it had at its end."},{"name":"resolution","type":"string","doc":"Why it ended: recovered, indicator-removed, rebuilt, expired.","default":"recovered"},{"name":"value","type":"double","doc":"Measured value of the indicator."},{"name":"unit","type":"string","doc":"Unit of value and threshold: days, count, ratio (0.25 = 25 %), money (minor units of evidence.currency), deviations (times the usual spread)."},{"name":"threshold","type":"double","doc":"The threshold that decided."},{"name":"breachedOn","type":{"type":"int","logicalType":"date"},"doc":"Business day on which the breach began."},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Instant of this transition, in task time."},{"name":"reasonZh","type":"string","doc":"Why, in plain Chinese."},{"name":"reasonEn","type":"string","doc":"Why, in plain English."},{"name":"nextStepZh","type":"string","doc":"What to do next, in Chinese."},{"name":"nextStepEn","type":"string","doc":"What to do next, in English."},{"name":"correction","type":"boolean","doc":"True when a late fact caused this transition.","default":false},{"name":"evidence","type":{"type":"record","name":"AlertEvidence","doc":"What an alert rests on.","fields":[{"name":"measures","type":{"type":"array","items":{"type":"record","name":"EvidenceMeasure","doc":"A measure as it stood.","fields":[{"name":"name","type":"string","doc":"Name in the catalogue of measures."},{"name":"value","type":"double","doc":"Its value."},{"name":"unit","type":"string","doc":"Its unit."},{"name":"currency","type":["null","string"],"default":null,"doc":"ISO 4217 code where the unit is money."}]}},"doc":"The measures that the indicator read."},{"name":"inputs","type":{"type":"array","items":{"type":"record","name":"EvidenceInput","doc":"Position of a record on the log.","fields":[{"name":"topic","type":"string","doc":"Topic."},{"name":"partition","type":"int","doc":"Partition."},{"name":"offset","type":"long","doc":"Offset."}]}},"doc":"The records behind the value, the newest last; bounded, so that old ones may be left out."},{"name":"currency","type":["null","string"],"default":null,"doc":"ISO 4217 code when the indicator was measured per currency."}]},"doc":"Measures and records that prove it."},{"name":"ruleSetVersion","type":"string","doc":"Version of the rule set that was applied."},{"name":"ownerRole","type":"string","doc":"Role that has to act."},{"name":"likelihood","type":["null","string"],"default":null,"doc":"Band of the risk matrix: how likely a loss is."},{"name":"impact","type":["null","string"],"default":null,"doc":"Band of the risk matrix: how large it would be."},{"name":"riskLevel","type":["null","string"],"default":null,"doc":"Cell of the risk matrix, likelihood × impact: low, medium, high or extreme; null where the rule set has no matrix or none of the currencies is in it."}]}',
  },
  {
    topic: 'risk.alerts',
    type: 'alert-severity-changed',
    fullName: 'tocsin.risk.alerts.AlertSeverityChanged',
    subject: 'risk.alerts-tocsin.risk.alerts.AlertSeverityChanged',
    schema:
      '{"type":"record","name":"AlertSeverityChanged","namespace":"tocsin.risk.alerts","doc":"An open alert became worse or better without ending.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"alertId","type":"string","doc":"Identity of the alert: indicator, entity, business day of the breach start, number on that day."},{"name":"revision","type":"int","doc":"Grows with each transition of the alert; a reader drops what is not above the last it took."},{"name":"indicator","type":"string","doc":"Id of the indicator."},{"name":"indicatorNameZh","type":"string","default":"","doc":"Its name in Chinese; empty in records of before it was told."},{"name":"indicatorNameEn","type":"string","default":"","doc":"Its name in English; empty in records of before it was told."},{"name":"entityType","type":"string","doc":"What the alert is about: customer, sales-rep, product."},{"name":"entityId","type":"string","doc":"Which one."},{"name":"entityName","type":["null","string"],"default":null,"doc":"Its name for people, where known."},{"name":"salesRepId","type":["null","string"],"default":null,"doc":"Who is to know of it on the sales side: the customer\'s present representative, or the representative itself; null where none is known."},{"name":"severity","type":{"type":"enum","name":"AlertSeverity","doc":"How bad: amber is warning, red is critical.","symbols":["warning","critical"]},"doc":"Severity from now on."},{"name":"previousSeverity","type":"tocsin.risk.alerts.AlertSeverity","doc":"Severity before."},{"name":"value","type":"double","doc":"Measured value of the indicator."},{"name":"unit","type":"string","doc":"Unit of value and threshold: days, count, ratio (0.25 = 25 %), money (minor units of evidence.currency), deviations (times the usual spread)."},{"name":"threshold","type":"double","doc":"The threshold that decided."},{"name":"breachedOn","type":{"type":"int","logicalType":"date"},"doc":"Business day on which the breach began."},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Instant of this transition, in task time."},{"name":"reasonZh","type":"string","doc":"Why, in plain Chinese."},{"name":"reasonEn","type":"string","doc":"Why, in plain English."},{"name":"nextStepZh","type":"string","doc":"What to do next, in Chinese."},{"name":"nextStepEn","type":"string","doc":"What to do next, in English."},{"name":"correction","type":"boolean","doc":"True when a late fact caused this transition.","default":false},{"name":"evidence","type":{"type":"record","name":"AlertEvidence","doc":"What an alert rests on.","fields":[{"name":"measures","type":{"type":"array","items":{"type":"record","name":"EvidenceMeasure","doc":"A measure as it stood.","fields":[{"name":"name","type":"string","doc":"Name in the catalogue of measures."},{"name":"value","type":"double","doc":"Its value."},{"name":"unit","type":"string","doc":"Its unit."},{"name":"currency","type":["null","string"],"default":null,"doc":"ISO 4217 code where the unit is money."}]}},"doc":"The measures that the indicator read."},{"name":"inputs","type":{"type":"array","items":{"type":"record","name":"EvidenceInput","doc":"Position of a record on the log.","fields":[{"name":"topic","type":"string","doc":"Topic."},{"name":"partition","type":"int","doc":"Partition."},{"name":"offset","type":"long","doc":"Offset."}]}},"doc":"The records behind the value, the newest last; bounded, so that old ones may be left out."},{"name":"currency","type":["null","string"],"default":null,"doc":"ISO 4217 code when the indicator was measured per currency."}]},"doc":"Measures and records that prove it."},{"name":"ruleSetVersion","type":"string","doc":"Version of the rule set that was applied."},{"name":"ownerRole","type":"string","doc":"Role that has to act."},{"name":"likelihood","type":["null","string"],"default":null,"doc":"Band of the risk matrix: how likely a loss is."},{"name":"impact","type":["null","string"],"default":null,"doc":"Band of the risk matrix: how large it would be."},{"name":"riskLevel","type":["null","string"],"default":null,"doc":"Cell of the risk matrix, likelihood × impact: low, medium, high or extreme; null where the rule set has no matrix or none of the currencies is in it."}]}',
  },
  {
    topic: 'risk.customer-risk.marks',
    type: 'mark',
    fullName: 'tocsin.risk.customer_risk.marks.Mark',
    subject: 'risk.customer-risk.marks-tocsin.risk.customer_risk.marks.Mark',
    schema:
      '{"type":"record","name":"Mark","namespace":"tocsin.risk.customer_risk.marks","doc":"One entry of a task\'s commit log: where the task stood after a commit.","fields":[{"name":"nextOffsets","type":{"type":"array","items":"long"},"doc":"Next offset of every input, in topic order (customers, contracts, orders, invoices, payments)."},{"name":"taskTimeMs","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Task time after the commit."}]}',
  },
  {
    topic: 'risk.notifications',
    type: 'notification-attempted',
    fullName: 'tocsin.risk.notifications.NotificationAttempted',
    subject: 'risk.notifications-tocsin.risk.notifications.NotificationAttempted',
    schema:
      '{"type":"record","name":"NotificationAttempted","namespace":"tocsin.risk.notifications","doc":"Written before a message is sent: without an answer after it nobody can know whether the message arrived.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"notificationId","type":"string","doc":"Identity of what is told: alert, revision and receiver; the same at every attempt."},{"name":"entityType","type":"string","doc":"With entityId the record key, by which the answer finds its task."},{"name":"entityId","type":"string","doc":"For a digest: one of the entities it names."},{"name":"kind","type":{"type":"enum","name":"NotificationKind","doc":"alert: one transition of one alert; digest: the alerts that are still open after a time in which nobody was told.","symbols":["alert","digest"]},"doc":"What is told."},{"name":"attempt","type":"int","doc":"The attempt that is meant."},{"name":"receiver","type":"string","doc":"Receiver of the routing file."},{"name":"channel","type":"string","doc":"Channel of the channels file."},{"name":"messageId","type":"string","doc":"Id that the message carries: the notification\'s own, or that of the digest it is part of."},{"name":"deliverer","type":"string","doc":"The process that is about to send; the first attempt on the log holds the right to."},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Wall clock."}]}',
  },
  {
    topic: 'risk.notifications',
    type: 'notification-delivered',
    fullName: 'tocsin.risk.notifications.NotificationDelivered',
    subject: 'risk.notifications-tocsin.risk.notifications.NotificationDelivered',
    schema:
      '{"type":"record","name":"NotificationDelivered","namespace":"tocsin.risk.notifications","doc":"The channel accepted the message.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"notificationId","type":"string","doc":"Identity of what is told: alert, revision and receiver; the same at every attempt."},{"name":"entityType","type":"string","doc":"With entityId the record key, by which the answer finds its task."},{"name":"entityId","type":"string","doc":"For a digest: one of the entities it names."},{"name":"kind","type":{"type":"enum","name":"NotificationKind","doc":"alert: one transition of one alert; digest: the alerts that are still open after a time in which nobody was told.","symbols":["alert","digest"]},"doc":"What is told."},{"name":"attempt","type":"int","doc":"The attempt that is meant."},{"name":"receiver","type":"string","doc":"Receiver of the routing file."},{"name":"channel","type":"string","doc":"Channel of the channels file."},{"name":"messageId","type":"string","doc":"Id that the message carried."},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Wall clock at the channel\'s answer."}]}',
  },
  {
    topic: 'risk.notifications',
    type: 'notification-failed',
    fullName: 'tocsin.risk.notifications.NotificationFailed',
    subject: 'risk.notifications-tocsin.risk.notifications.NotificationFailed',
    schema:
      '{"type":"record","name":"NotificationFailed","namespace":"tocsin.risk.notifications","doc":"An attempt did not tell the receiver.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"notificationId","type":"string","doc":"Identity of what is told: alert, revision and receiver; the same at every attempt."},{"name":"entityType","type":"string","doc":"With entityId the record key, by which the answer finds its task."},{"name":"entityId","type":"string","doc":"For a digest: one of the entities it names."},{"name":"kind","type":{"type":"enum","name":"NotificationKind","doc":"alert: one transition of one alert; digest: the alerts that are still open after a time in which nobody was told.","symbols":["alert","digest"]},"doc":"What is told."},{"name":"attempt","type":"int","doc":"The attempt that is meant."},{"name":"receiver","type":"string","doc":"Receiver of the routing file."},{"name":"channel","type":"string","doc":"Channel of the channels file."},{"name":"failure","type":{"type":"enum","name":"NotificationFailure","doc":"retryable: the channel is away or asks to wait; rejected: the channel will never take it; deferred: not tried, too much waits for the channel; expired: too old to be told; withdrawn: overtaken before it was sent.","symbols":["retryable","rejected","deferred","expired","withdrawn"]},"doc":"What kind of failure it was."},{"name":"isAmbiguous","type":"boolean","default":false,"doc":"True when the message may have arrived all the same."},{"name":"afterMs","type":["null","long"],"default":null,"doc":"How long the channel asks to be left alone, in milliseconds."},{"name":"reason","type":"string","doc":"What the channel said, without secrets."},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Wall clock."}]}',
  },
  {
    topic: 'risk.notifications',
    type: 'notification-omitted',
    fullName: 'tocsin.risk.notifications.NotificationOmitted',
    subject: 'risk.notifications-tocsin.risk.notifications.NotificationOmitted',
    schema:
      '{"type":"record","name":"NotificationOmitted","namespace":"tocsin.risk.notifications","doc":"Somebody is not told about a transition of an alert, or no longer, and why.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"alertId","type":"string","doc":"Identity of the alert; of a digest: its notification id."},{"name":"revision","type":"int","doc":"Which transition of the alert; 0 for a digest."},{"name":"entityType","type":"string","doc":"With entityId the record key."},{"name":"entityId","type":"string","doc":"Which entity."},{"name":"receiver","type":["null","string"],"default":null,"doc":"Receiver that is not told; null when no route leads anywhere."},{"name":"omission","type":{"type":"enum","name":"NotificationOmission","doc":"unrouted: no route leads anywhere; unaddressed: a recipient has no address; unwanted: the route does not want resolutions, or another open alert of the entity that the receiver was told of says the same; expired: too old to be told; rejected: the channel will never take it; overtaken: the alert went on before it could be told.","symbols":["unrouted","unaddressed","unwanted","expired","rejected","overtaken"]},"doc":"What kind of reason."},{"name":"isDigested","type":"boolean","default":false,"doc":"True when the alert waits for the next digest instead."},{"name":"reasonEn","type":"string","doc":"Why, in English."},{"name":"reasonZh","type":"string","doc":"Why, in Chinese."},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Task time."}]}',
  },
  {
    topic: 'risk.notifications',
    type: 'notification-requested',
    fullName: 'tocsin.risk.notifications.NotificationRequested',
    subject: 'risk.notifications-tocsin.risk.notifications.NotificationRequested',
    schema:
      '{"type":"record","name":"NotificationRequested","namespace":"tocsin.risk.notifications","doc":"The notifier asks its deliverer to tell a receiver.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"notificationId","type":"string","doc":"Identity of what is told: alert, revision and receiver; the same at every attempt."},{"name":"entityType","type":"string","doc":"With entityId the record key, by which the answer finds its task."},{"name":"entityId","type":"string","doc":"For a digest: one of the entities it names."},{"name":"kind","type":{"type":"enum","name":"NotificationKind","doc":"alert: one transition of one alert; digest: the alerts that are still open after a time in which nobody was told.","symbols":["alert","digest"]},"doc":"What is told."},{"name":"attempt","type":"int","doc":"1 for the first; grows by one each time it is asked for again."},{"name":"receiver","type":"string","doc":"Receiver of the routing file."},{"name":"channel","type":"string","doc":"Channel that carries it, of the channels file."},{"name":"recipients","type":{"type":"array","items":{"type":"record","name":"NotificationRecipient","doc":"A person or a mailbox that is to read it.","fields":[{"name":"personId","type":"string","doc":"Id in the routing file."},{"name":"name","type":"string","doc":"Name for people."},{"name":"email","type":["null","string"],"default":null,"doc":"Mail address, where known."},{"name":"slackUserId","type":["null","string"],"default":null,"doc":"Member id in Slack, to be mentioned there."},{"name":"feishuUserId","type":["null","string"],"default":null,"doc":"Open id in Feishu, to be mentioned there."}]}},"doc":"Who is to read it; empty where the channel itself is the place, as a chat group is."},{"name":"severity","type":{"type":"enum","name":"AlertSeverity","doc":"How bad: amber is warning, red is critical.","symbols":["warning","critical"]},"doc":"Decides who goes first when a channel is slow."},{"name":"alerts","type":{"type":"array","items":{"type":"record","name":"NotifiedAlert","doc":"A transition of an alert, with all that a message says of it.","fields":[{"name":"transition","type":"string","doc":"What happened: fired, severity-changed, resolved."},{"name":"alertId","type":"string","doc":"Identity of the alert."},{"name":"revision","type":"int","doc":"Which transition of the alert."},{"name":"indicator","type":"string","doc":"Id of the indicator."},{"name":"indicatorNameZh","type":"string","doc":"Its name, in Chinese."},{"name":"indicatorNameEn","type":"string","doc":"Its name, in English."},{"name":"entityType","type":"string","doc":"What the alert is about: customer, sales-rep, product."},{"name":"entityId","type":"string","doc":"Which one."},{"name":"entityName","type":["null","string"],"default":null,"doc":"Its name for people, where known."},{"name":"salesRepId","type":["null","string"],"default":null,"doc":"The representative in charge, where known."},{"name":"severity","type":"AlertSeverity","doc":"Severity after the transition; of a resolved alert: at its end."},{"name":"previousSeverity","type":["null","AlertSeverity"],"default":null,"doc":"Severity before, where it changed."},{"name":"value","type":"double","doc":"Measured value of the indicator."},{"name":"unit","type":"string","doc":"Unit of value and threshold: days, count, ratio (0.25 = 25 %), money (minor units of currency)."},{"name":"currency","type":["null","string"],"default":null,"doc":"ISO 4217 code where the indicator was measured per currency."},{"name":"threshold","type":"double","doc":"The threshold that decided."},{"name":"breachedOn","type":{"type":"int","logicalType":"date"},"doc":"Business day on which the breach began."},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Instant of the transition, in task time."},{"name":"reasonZh","type":"string","doc":"Why, in plain Chinese."},{"name":"reasonEn","type":"string","doc":"Why, in plain English."},{"name":"nextStepZh","type":"string","doc":"What to do next, in Chinese."},{"name":"nextStepEn","type":"string","doc":"What to do next, in English."},{"name":"ownerRole","type":"string","doc":"Role that has to act."},{"name":"ruleSetVersion","type":"string","doc":"Version of the rule set that was applied."}]}},"doc":"What is told: one transition, or the listed alerts of a digest."},{"name":"moreAlerts","type":"int","default":0,"doc":"How many more alerts a digest stands for without naming them."},{"name":"isResend","type":"boolean","default":false,"doc":"True when an earlier attempt may have arrived: the message carries the same id again."},{"name":"requestedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Task time of the request."},{"name":"deadlineAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"After this instant by the wall clock it is too old to be told."},{"name":"reasonEn","type":"string","doc":"Why this receiver is told: the route, in English."},{"name":"reasonZh","type":"string","doc":"Why this receiver is told, in Chinese."}]}',
  },
  {
    topic: 'risk.notifications',
    type: 'notification-withdrawn',
    fullName: 'tocsin.risk.notifications.NotificationWithdrawn',
    subject: 'risk.notifications-tocsin.risk.notifications.NotificationWithdrawn',
    schema:
      '{"type":"record","name":"NotificationWithdrawn","namespace":"tocsin.risk.notifications","doc":"What was asked for has been overtaken: do not send it if it has not been sent.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"notificationId","type":"string","doc":"Identity of what is told: alert, revision and receiver; the same at every attempt."},{"name":"entityType","type":"string","doc":"With entityId the record key, by which the answer finds its task."},{"name":"entityId","type":"string","doc":"For a digest: one of the entities it names."},{"name":"kind","type":{"type":"enum","name":"NotificationKind","doc":"alert: one transition of one alert; digest: the alerts that are still open after a time in which nobody was told.","symbols":["alert","digest"]},"doc":"What is told."},{"name":"attempt","type":"int","doc":"The attempt that is meant."},{"name":"reasonEn","type":"string","doc":"What overtook it."},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Task time."}]}',
  },
  {
    topic: 'risk.portfolio-facts',
    type: 'customer-contributed',
    fullName: 'tocsin.risk.portfolio_facts.CustomerContributed',
    subject: 'risk.portfolio-facts-tocsin.risk.portfolio_facts.CustomerContributed',
    schema:
      '{"type":"record","name":"CustomerContributed","namespace":"tocsin.risk.portfolio_facts","doc":"What one customer contributes to one group that it belongs to (its segment, region, industry or product line, or the whole portfolio), as it stood at the end of a business day: all of it, so that the latest fact alone counts. Told at the end of a day on which something of it changed.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"group","type":"string","doc":"segment:<name>, region:<name>, industry:<name>, product-line:<name>, or portfolio:all; equals the record key."},{"name":"customerId","type":"string","doc":"The customer."},{"name":"on","type":{"type":"int","logicalType":"date"},"doc":"Business day at whose end it stood so."},{"name":"customerName","type":["null","string"],"default":null,"doc":"Name of the customer for people, where known."},{"name":"salesRepId","type":["null","string"],"default":null,"doc":"Its present representative, where known."},{"name":"receivables","type":{"type":"array","items":{"type":"record","name":"ContributedReceivables","doc":"Receivables in one currency.","fields":[{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters; of all amounts."},{"name":"dueDays","type":{"type":"array","items":{"type":"record","name":"ContributedDueDay","doc":"The invoices that fall due on one day. billedMinor - openMinor - writtenOffMinor is what was paid of them.","fields":[{"name":"dueOn","type":{"type":"int","logicalType":"date"},"doc":"The due day."},{"name":"billedMinor","type":"long","doc":"Invoiced less credited; on a day more than 120 days back what is still open."},{"name":"billedInvoices","type":"int","doc":"How many invoices billedMinor comes from."},{"name":"openMinor","type":"long","doc":"What of it is open."},{"name":"undisputedOpenMinor","type":"long","doc":"What is open and not in dispute."},{"name":"openInvoices","type":"int","doc":"How many invoices are open, in part or whole."},{"name":"writtenOffMinor","type":"long","doc":"What was written off as not collectable and not paid since."}]}},"doc":"By due day, each day once."}]}},"doc":"By currency; empty: nothing is open or was billed in the last 120 days."},{"name":"firstOrderOn","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"Day of its first order of all; null: none, or it left the group."},{"name":"lastOrderOn","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"Day of its latest order; null: none, or it left the group."},{"name":"orderDays","type":{"type":"array","items":{"type":"record","name":"ContributedOrderDay","doc":"Orders placed on one day.","fields":[{"name":"orderedOn","type":{"type":"int","logicalType":"date"},"doc":"The day."},{"name":"placed","type":"int","doc":"How many, in all currencies, cancelled ones included."}]}},"doc":"By day, of the last 120 days."},{"name":"contractDays","type":{"type":"array","items":{"type":"record","name":"ContributedContractDay","doc":"Offers decided on one day.","fields":[{"name":"decidedOn","type":{"type":"int","logicalType":"date"},"doc":"The day."},{"name":"decided","type":"int","doc":"Signed, lost or expired."},{"name":"signed","type":"int","doc":"Of them signed."}]}},"doc":"By day, of the last 90 days."},{"name":"expected","type":{"type":"array","items":{"type":"record","name":"ContributedExpectation","doc":"What the next 7 days may bring in one currency.","fields":[{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"expectedMinor","type":"long","doc":"Net orders expected, in minor units."},{"name":"untilOn","type":{"type":"int","logicalType":"date"},"doc":"The last business day at whose end it may be said while nothing more is ordered."}]}},"default":[],"doc":"By currency; empty where the customer has no usual week."}]}',
  },
  {
    topic: 'risk.portfolio-facts',
    type: 'demand-contributed',
    fullName: 'tocsin.risk.portfolio_facts.DemandContributed',
    subject: 'risk.portfolio-facts-tocsin.risk.portfolio_facts.DemandContributed',
    schema:
      '{"type":"record","name":"DemandContributed","namespace":"tocsin.risk.portfolio_facts","doc":"What one customer ordered of one product on one day, by the lines of its orders: all of it, so that the latest fact alone counts. Told at the end of a day on which it changed.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"group","type":"string","doc":"product:<productId>; equals the record key."},{"name":"customerId","type":"string","doc":"The customer."},{"name":"on","type":{"type":"int","logicalType":"date"},"doc":"Business day at whose end it stood so."},{"name":"orderedOn","type":{"type":"int","logicalType":"date"},"doc":"The day on which it was ordered."},{"name":"quantityMilli","type":"long","doc":"How much, in thousandths of the unit of the product, less what was cancelled; 0: nothing any more."}]}',
  },
  {
    topic: 'risk.portfolio-facts',
    type: 'product-described',
    fullName: 'tocsin.risk.portfolio_facts.ProductDescribed',
    subject: 'risk.portfolio-facts-tocsin.risk.portfolio_facts.ProductDescribed',
    schema:
      '{"type":"record","name":"ProductDescribed","namespace":"tocsin.risk.portfolio_facts","doc":"What is on record about one product: all of it, so that the latest fact alone counts. Told with each change.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"group","type":"string","doc":"product:<productId>; equals the record key."},{"name":"on","type":{"type":"int","logicalType":"date"},"doc":"Business day on which it stood so."},{"name":"name","type":["null","string"],"default":null,"doc":"Name for people; null: nobody told it."},{"name":"category","type":["null","string"],"default":null,"doc":"What kind of product it is."},{"name":"unit","type":["null","string"],"default":null,"doc":"What its quantities count."},{"name":"leadTimeDays","type":["null","int"],"default":null,"doc":"From ordering more of it to having it, in days; null: not known."},{"name":"knownSinceOn","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"The first day on which it was listed or counted; null: never."},{"name":"onHandMilli","type":["null","long"],"default":null,"doc":"Stock in thousandths of the unit; null: it was never counted."},{"name":"countedOn","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"Day of the latest count."}]}',
  },
  {
    topic: 'risk.rules',
    type: 'rules-published',
    fullName: 'tocsin.risk.rules.RulesPublished',
    subject: 'risk.rules-tocsin.risk.rules.RulesPublished',
    schema:
      '{"type":"record","name":"RulesPublished","namespace":"tocsin.risk.rules","doc":"A version of the rule set, which comes into force at a moment told in advance. Every service reads all of them.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"ruleSet","type":"string","doc":"Name of the rule set: the record key."},{"name":"version","type":"string","doc":"The declared version and the start of the content\'s hash; a reader that computes another one refuses the record."},{"name":"effectiveFrom","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"From this moment on it is in force: later than the record\'s own time by as long as services may need to learn of it."},{"name":"files","type":{"type":"array","items":{"type":"record","name":"RuleFile","doc":"One file of the rule set.","fields":[{"name":"fileName","type":"string","doc":"Its name, without folders."},{"name":"text","type":"string","doc":"What it holds, as its author wrote it."}]}},"doc":"The whole rule set, comments and all."},{"name":"publishedBy","type":"string","doc":"Who published it."},{"name":"reason","type":"string","default":"","doc":"Why, in the publisher\'s words."}]}',
  },
  {
    topic: 'risk.sales-rep-facts',
    type: 'contracts-contributed',
    fullName: 'tocsin.risk.sales_rep_facts.ContractsContributed',
    subject: 'risk.sales-rep-facts-tocsin.risk.sales_rep_facts.ContractsContributed',
    schema:
      '{"type":"record","name":"ContractsContributed","namespace":"tocsin.risk.sales_rep_facts","doc":"How many offers of one representative to one customer were decided on one day: the counts as they now stand, so that the latest fact alone counts.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"salesRepId","type":"string","doc":"Representative whose documents it is about; equals the record key."},{"name":"customerId","type":"string","doc":"Customer on these documents."},{"name":"on","type":{"type":"int","logicalType":"date"},"doc":"Business day the fact belongs to: the day on which it came to be, or the day whose end brought it about."},{"name":"decidedOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the decisions; it may lie ahead."},{"name":"decided","type":"int","doc":"Offers signed, lost or expired on that day."},{"name":"signed","type":"int","doc":"How many of them were signed."}]}',
  },
  {
    topic: 'risk.sales-rep-facts',
    type: 'orders-contributed',
    fullName: 'tocsin.risk.sales_rep_facts.OrdersContributed',
    subject: 'risk.sales-rep-facts-tocsin.risk.sales_rep_facts.OrdersContributed',
    schema:
      '{"type":"record","name":"OrdersContributed","namespace":"tocsin.risk.sales_rep_facts","doc":"What one customer ordered from one representative on one day: how many orders, and for how much, as it now stands, so that the latest fact alone counts.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"salesRepId","type":"string","doc":"Representative whose documents it is about; equals the record key."},{"name":"customerId","type":"string","doc":"Customer on these documents."},{"name":"on","type":{"type":"int","logicalType":"date"},"doc":"Business day the fact belongs to: the day on which it came to be, or the day whose end brought it about."},{"name":"orderedOn","type":{"type":"int","logicalType":"date"},"doc":"Day on which the orders were placed."},{"name":"placed","type":"int","doc":"Orders placed on that day, in all currencies, cancelled ones included."},{"name":"sales","type":{"type":"array","items":{"type":"record","name":"DaySales","doc":"Orders of one day in one currency.","fields":[{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"orderedMinor","type":"long","doc":"Amount of the orders placed on that day, as last amended."},{"name":"takenBackMinor","type":"long","doc":"Amount cancelled and returned on that day, of whatever order."}]}},"default":[],"doc":"By currency code; empty in facts from before amounts were told."}]}',
  },
  {
    topic: 'risk.sales-rep-facts',
    type: 'outcomes-contributed',
    fullName: 'tocsin.risk.sales_rep_facts.OutcomesContributed',
    subject: 'risk.sales-rep-facts-tocsin.risk.sales_rep_facts.OutcomesContributed',
    schema:
      '{"type":"record","name":"OutcomesContributed","namespace":"tocsin.risk.sales_rep_facts","doc":"What came of one representative\'s promises to one customer on one day: the counts as they now stand, so that the latest fact alone counts.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"salesRepId","type":"string","doc":"Representative whose documents it is about; equals the record key."},{"name":"customerId","type":"string","doc":"Customer on these documents."},{"name":"on","type":{"type":"int","logicalType":"date"},"doc":"Business day the fact belongs to: the day on which it came to be, or the day whose end brought it about."},{"name":"outcome","type":{"type":"enum","name":"OutcomeKind","doc":"deliveries: complete deliveries of orders with a promised day; fulfilments: contracts fulfilled or broken; complaints; surveys: answers of customers.","symbols":["deliveries","fulfilments","complaints","surveys"]},"doc":"What is counted."},{"name":"countedOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the outcomes; it may lie ahead."},{"name":"counted","type":"int","doc":"How many there were on that day."},{"name":"good","type":"int","doc":"How many of them were as promised: delivered in time, fulfilled; no complaint is. Of surveys: the points of all answers, in hundredths of a point of 100."}]}',
  },
  {
    topic: 'risk.sales-rep-facts',
    type: 'receivables-contributed',
    fullName: 'tocsin.risk.sales_rep_facts.ReceivablesContributed',
    subject: 'risk.sales-rep-facts-tocsin.risk.sales_rep_facts.ReceivablesContributed',
    schema:
      '{"type":"record","name":"ReceivablesContributed","namespace":"tocsin.risk.sales_rep_facts","doc":"What one customer now contributes to the receivables of one representative in one currency: all of it, so that the latest fact alone counts.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"salesRepId","type":"string","doc":"Representative whose documents it is about; equals the record key."},{"name":"customerId","type":"string","doc":"Customer on these documents."},{"name":"on","type":{"type":"int","logicalType":"date"},"doc":"Business day the fact belongs to: the day on which it came to be, or the day whose end brought it about."},{"name":"customerName","type":["null","string"],"default":null,"doc":"Name of the customer for people, where known."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters; of all amounts."},{"name":"dueDays","type":{"type":"array","items":{"type":"record","name":"DueDay","doc":"The invoices that fall due on one day. billedMinor - openMinor - writtenOffMinor is what was paid of them.","fields":[{"name":"dueOn","type":{"type":"int","logicalType":"date"},"doc":"The due day."},{"name":"billedMinor","type":"long","doc":"Invoiced less credited; on a day more than 120 days back what is still open."},{"name":"billedInvoices","type":"int","doc":"How many invoices billedMinor comes from."},{"name":"openMinor","type":"long","doc":"What of it is open."},{"name":"undisputedOpenMinor","type":"long","doc":"What is open and not in dispute."},{"name":"openInvoices","type":"int","doc":"How many invoices are open, in part or whole."},{"name":"writtenOffMinor","type":"long","doc":"What was written off as not collectable and not paid since."}]}},"doc":"By due day, each day once: every day on which something is open, and every day of the last 120 days and the time to come that anything was billed for. A reader leaves out days that have become older and have nothing open: their leaving is not told. Empty: nothing is contributed any more."}]}',
  },
  {
    topic: 'risk.sales-rep-facts',
    type: 'representative-described',
    fullName: 'tocsin.risk.sales_rep_facts.RepresentativeDescribed',
    subject: 'risk.sales-rep-facts-tocsin.risk.sales_rep_facts.RepresentativeDescribed',
    schema:
      '{"type":"record","name":"RepresentativeDescribed","namespace":"tocsin.risk.sales_rep_facts","doc":"All that is on record about one representative itself, as it now stands, so that the latest fact alone counts.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"salesRepId","type":"string","doc":"Representative it is about; equals the record key."},{"name":"on","type":{"type":"int","logicalType":"date"},"doc":"Business day the fact belongs to: the day on which it came to be."},{"name":"name","type":["null","string"],"default":null,"doc":"Name for people, where known."},{"name":"team","type":["null","string"],"default":null,"doc":"Team or department, where known."},{"name":"manager","type":["null","string"],"default":null,"doc":"Name of whom it reports to, where known."},{"name":"region","type":["null","string"],"default":null,"doc":"Region it sells in, where known."},{"name":"targets","type":{"type":"array","items":{"type":"record","name":"SalesTarget","doc":"What is to be sold in a period.","fields":[{"name":"fromOn","type":{"type":"int","logicalType":"date"},"doc":"First day of the period."},{"name":"toOn","type":{"type":"int","logicalType":"date"},"doc":"Last day of the period."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"amountMinor","type":"long","doc":"Net order value to be reached, in minor units."}]}},"doc":"By first day, then last day, then currency."},{"name":"limits","type":{"type":"array","items":{"type":"record","name":"RepresentativeLimit","doc":"How much the customers of the representative may owe together.","fields":[{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"limitMinor","type":"long","doc":"Limit in minor units; 0: no sales on credit."},{"name":"setOn","type":{"type":"int","logicalType":"date"},"doc":"Day on which it was set."},{"name":"validToOn","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"Last day on which it holds; null: until the next one."}]}},"doc":"One in each currency, by its code."},{"name":"findings","type":{"type":"array","items":{"type":"record","name":"ComplianceFinding","doc":"Something that an internal audit or review found.","fields":[{"name":"findingId","type":"string","doc":"Identity of the finding."},{"name":"category","type":"string","doc":"What it is about."},{"name":"severity","type":{"type":"enum","name":"FindingSeverity","doc":"How grave a finding is, in the words of the audit.","symbols":["minor","major","critical"]},"doc":"How grave it is."},{"name":"foundOn","type":{"type":"int","logicalType":"date"},"doc":"Day on which it was found."},{"name":"closedOn","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"Day on which it was put right; null: it is open."}]}},"doc":"In the order in which they were first told; long closed ones are left out."},{"name":"reviewedOn","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"Day of the latest review by a person; null: none."}]}',
  },
  {
    topic: 'risk.scores',
    type: 'score-changed',
    fullName: 'tocsin.risk.scores.ScoreChanged',
    subject: 'risk.scores-tocsin.risk.scores.ScoreChanged',
    schema:
      '{"type":"record","name":"ScoreChanged","namespace":"tocsin.risk.scores","doc":"The score of a customer or sales representative moved by a point at least, or its rating or tier changed. The latest for an entity says how it stands.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"entityType","type":"string","doc":"What it is about: customer, sales-rep."},{"name":"entityId","type":"string","doc":"Which one."},{"name":"entityName","type":["null","string"],"default":null,"doc":"Its name for people, where known."},{"name":"scorecard","type":"string","doc":"Id of the scorecard."},{"name":"score","type":["null","double"],"default":null,"doc":"0 (worst) to 100; null: too little is known for a score now."},{"name":"previousScore","type":["null","double"],"default":null,"doc":"As it was last told; null: there was none."},{"name":"rating","type":["null","string"],"default":null,"doc":"Rating of the scorecard, such as AAA; null without a score."},{"name":"previousRating","type":["null","string"],"default":null,"doc":"As it was last told."},{"name":"tier","type":{"type":"enum","name":"RiskTier","doc":"How risky: high is looked at most.","symbols":["low","medium","high"]},"doc":"high, medium or low: the tier that holds."},{"name":"overridden","type":"boolean","doc":"True when somebody decided on the tier, whatever the score says."},{"name":"coverage","type":"double","doc":"Share of the weights that was known, 0 to 1."},{"name":"reasonCodes","type":{"type":"array","items":"string"},"doc":"Ids of the cap and the factors that cost most, the costliest first; four at most."},{"name":"reasonZh","type":"string","doc":"The same in plain Chinese."},{"name":"reasonEn","type":"string","doc":"The same in plain English."},{"name":"factors","type":{"type":"array","items":{"type":"record","name":"ScoredFactor","doc":"A factor as it stood.","fields":[{"name":"factor","type":"string","doc":"Id in the scorecard."},{"name":"points","type":["null","double"],"default":null,"doc":"0 to 100; null where nothing stands for it."},{"name":"weight","type":"double","doc":"Its weight in the scorecard."},{"name":"value","type":["null","double"],"default":null,"doc":"What was measured; money in minor units; null where it is not known."},{"name":"currency","type":["null","string"],"default":null,"doc":"ISO 4217 code of the currency that decided."},{"name":"sample","type":"double","doc":"What the value rests on."}]}},"doc":"Every factor, in the order of the scorecard."},{"name":"changes","type":{"type":"array","items":{"type":"record","name":"FactorMoved","doc":"A factor that moved.","fields":[{"name":"factor","type":"string","doc":"Id in the scorecard."},{"name":"before","type":["null","double"],"default":null,"doc":"Its points when the score was last told; null = not known."},{"name":"now","type":["null","double"],"default":null,"doc":"Its points now; null = not known."}]}},"doc":"What moved since the score was last told, what moved most first."},{"name":"ruleSetVersion","type":"string","doc":"Version of the rule set that was applied."},{"name":"on","type":{"type":"int","logicalType":"date"},"doc":"Business day at whose end it was measured."},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Instant, in task time."}]}',
  },
  {
    topic: 'risk.scores',
    type: 'tier-changed',
    fullName: 'tocsin.risk.scores.TierChanged',
    subject: 'risk.scores-tocsin.risk.scores.TierChanged',
    schema:
      '{"type":"record","name":"TierChanged","namespace":"tocsin.risk.scores","doc":"The risk tier of a customer or sales representative changed.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"entityType","type":"string","doc":"What it is about: customer, sales-rep."},{"name":"entityId","type":"string","doc":"Which one."},{"name":"entityName","type":["null","string"],"default":null,"doc":"Its name for people, where known."},{"name":"tier","type":{"type":"enum","name":"RiskTier","doc":"How risky: high is looked at most.","symbols":["low","medium","high"]},"doc":"high, medium or low: the tier that holds now."},{"name":"previousTier","type":["null","RiskTier"],"default":null,"doc":"The one that held before; null: there was none."},{"name":"cause","type":"string","doc":"score, starting-tier (too little is known for a score), override (somebody decided) or override-ended."},{"name":"score","type":["null","double"],"default":null,"doc":"0 to 100; null: none is known."},{"name":"rating","type":["null","string"],"default":null,"doc":"Rating of the scorecard; null without a score."},{"name":"author","type":["null","string"],"default":null,"doc":"Who decided, where somebody did."},{"name":"decisionReason","type":["null","string"],"default":null,"doc":"Why somebody decided, in their words."},{"name":"validThroughOn","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"The last day of the decision."},{"name":"reasonZh","type":"string","doc":"Why, in plain Chinese."},{"name":"reasonEn","type":"string","doc":"Why, in plain English."},{"name":"termsZh","type":"string","doc":"What the tier means for business, in Chinese."},{"name":"termsEn","type":"string","doc":"What the tier means for business, in English."},{"name":"ruleSetVersion","type":"string","doc":"Version of the rule set that was applied."},{"name":"on","type":{"type":"int","logicalType":"date"},"doc":"Business day at whose end it was measured."},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Instant, in task time."}]}',
  },
  {
    topic: 'sales.contracts',
    type: 'contract-breached',
    fullName: 'tocsin.sales.contracts.ContractBreached',
    subject: 'sales.contracts-tocsin.sales.contracts.ContractBreached',
    schema:
      '{"type":"record","name":"ContractBreached","namespace":"tocsin.sales.contracts","doc":"A party broke the contract.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"contractId","type":"string","doc":"The contract."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"party","type":{"type":"enum","name":"ContractParty","doc":"Side of a contract.","symbols":["customer","supplier"]},"doc":"Who broke it."},{"name":"clause","type":["null","string"],"default":null,"doc":"The clause that was broken."},{"name":"breachedOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the breach."},{"name":"reason","type":["null","string"],"default":null,"doc":"Why, in the words of the source."}]}',
  },
  {
    topic: 'sales.contracts',
    type: 'contract-expired',
    fullName: 'tocsin.sales.contracts.ContractExpired',
    subject: 'sales.contracts-tocsin.sales.contracts.ContractExpired',
    schema:
      '{"type":"record","name":"ContractExpired","namespace":"tocsin.sales.contracts","doc":"The contract ran out.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"contractId","type":"string","doc":"The contract."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"expiredOn","type":{"type":"int","logicalType":"date"},"doc":"First day on which it no longer holds."}]}',
  },
  {
    topic: 'sales.contracts',
    type: 'contract-fulfilled',
    fullName: 'tocsin.sales.contracts.ContractFulfilled',
    subject: 'sales.contracts-tocsin.sales.contracts.ContractFulfilled',
    schema:
      '{"type":"record","name":"ContractFulfilled","namespace":"tocsin.sales.contracts","doc":"All that the contract asks for was done.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"contractId","type":"string","doc":"The contract."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"fulfilledOn","type":{"type":"int","logicalType":"date"},"doc":"Day of fulfilment."}]}',
  },
  {
    topic: 'sales.contracts',
    type: 'contract-lost',
    fullName: 'tocsin.sales.contracts.ContractLost',
    subject: 'sales.contracts-tocsin.sales.contracts.ContractLost',
    schema:
      '{"type":"record","name":"ContractLost","namespace":"tocsin.sales.contracts","doc":"An offered contract will not be signed.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"contractId","type":"string","doc":"The contract."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"lostOn","type":{"type":"int","logicalType":"date"},"doc":"Day on which it was given up."},{"name":"reason","type":["null","string"],"default":null,"doc":"Why, in the words of the source."}]}',
  },
  {
    topic: 'sales.contracts',
    type: 'contract-offered',
    fullName: 'tocsin.sales.contracts.ContractOffered',
    subject: 'sales.contracts-tocsin.sales.contracts.ContractOffered',
    schema:
      '{"type":"record","name":"ContractOffered","namespace":"tocsin.sales.contracts","doc":"A contract was offered to a customer: it enters the funnel.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"contractId","type":"string","doc":"The contract."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"salesRepId","type":"string","doc":"Sales representative on the document."},{"name":"amountMinor","type":"long","doc":"Value of the contract, in minor units of the currency (cents, fen), always positive."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"offeredOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the offer."},{"name":"offerValidToOn","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"Last day on which the offer stands."}]}',
  },
  {
    topic: 'sales.contracts',
    type: 'contract-reviewed',
    fullName: 'tocsin.sales.contracts.ContractReviewed',
    subject: 'sales.contracts-tocsin.sales.contracts.ContractReviewed',
    schema:
      '{"type":"record","name":"ContractReviewed","namespace":"tocsin.sales.contracts","doc":"Someone with authority reviewed a contract before it is signed.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"contractId","type":"string","doc":"The contract."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"outcome","type":{"type":"enum","name":"ReviewOutcome","doc":"What a review came to.","symbols":["approved","approved_with_conditions","rejected"]},"doc":"What the review came to."},{"name":"deviatingClauses","type":{"type":"array","items":"string"},"doc":"Clauses that differ from the template.","default":[]},{"name":"reviewedOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the review."},{"name":"reviewerId","type":["null","string"],"default":null,"doc":"Who reviewed it."}]}',
  },
  {
    topic: 'sales.contracts',
    type: 'contract-signed',
    fullName: 'tocsin.sales.contracts.ContractSigned',
    subject: 'sales.contracts-tocsin.sales.contracts.ContractSigned',
    schema:
      '{"type":"record","name":"ContractSigned","namespace":"tocsin.sales.contracts","doc":"Both sides signed.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"contractId","type":"string","doc":"The contract."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"salesRepId","type":"string","doc":"Sales representative on the document."},{"name":"amountMinor","type":"long","doc":"Value of the contract, in minor units of the currency (cents, fen), always positive."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"signedOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the signature."},{"name":"validFromOn","type":{"type":"int","logicalType":"date"},"doc":"First day of validity."},{"name":"validToOn","type":{"type":"int","logicalType":"date"},"doc":"Last day of validity."}]}',
  },
  {
    topic: 'sales.contracts',
    type: 'contract-terminated',
    fullName: 'tocsin.sales.contracts.ContractTerminated',
    subject: 'sales.contracts-tocsin.sales.contracts.ContractTerminated',
    schema:
      '{"type":"record","name":"ContractTerminated","namespace":"tocsin.sales.contracts","doc":"The contract was ended before its time.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"contractId","type":"string","doc":"The contract."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"party","type":{"type":"enum","name":"ContractParty","doc":"Side of a contract.","symbols":["customer","supplier"]},"doc":"Who ended it."},{"name":"terminatedOn","type":{"type":"int","logicalType":"date"},"doc":"Day from which it no longer holds."},{"name":"reason","type":["null","string"],"default":null,"doc":"Why, in the words of the source."}]}',
  },
  {
    topic: 'sales.customers',
    type: 'credit-limit-set',
    fullName: 'tocsin.sales.customers.CreditLimitSet',
    subject: 'sales.customers-tocsin.sales.customers.CreditLimitSet',
    schema:
      '{"type":"record","name":"CreditLimitSet","namespace":"tocsin.sales.customers","doc":"A credit limit came into effect.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"limitMinor","type":"long","doc":"The limit in minor units of the currency; 0 = no credit."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"validToOn","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"Last day on which it is valid; null = until it is set anew."},{"name":"decisionId","type":["null","string"],"default":null,"doc":"The decision behind it."},{"name":"approverId","type":["null","string"],"default":null,"doc":"Who approved it."}]}',
  },
  {
    topic: 'sales.customers',
    type: 'credit-report-received',
    fullName: 'tocsin.sales.customers.CreditReportReceived',
    subject: 'sales.customers-tocsin.sales.customers.CreditReportReceived',
    schema:
      '{"type":"record","name":"CreditReportReceived","namespace":"tocsin.sales.customers","doc":"A credit agency, or the own credit department, rated a customer.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"reportId","type":"string","doc":"The report."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"provider","type":"string","doc":"Who rated."},{"name":"score","type":"double","doc":"The score; higher is better."},{"name":"scoreMax","type":"double","doc":"The best score on the scale of the provider; positive."},{"name":"reportedOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the report."},{"name":"scoreMin","type":"double","default":0,"doc":"The worst score on the scale of the provider; below scoreMax."},{"name":"grade","type":["null","string"],"default":null,"doc":"Grade in the words of the provider."},{"name":"overdueMinor","type":["null","long"],"default":null,"doc":"What the customer owes to others and is past due, in minor units of the currency."},{"name":"debtMinor","type":["null","long"],"default":null,"doc":"All that the customer owes to others, in minor units of the currency."},{"name":"currency","type":["null","string"],"default":null,"doc":"ISO 4217 code of these amounts, three capital letters."}]}',
  },
  {
    topic: 'sales.customers',
    type: 'customer-registered',
    fullName: 'tocsin.sales.customers.CustomerRegistered',
    subject: 'sales.customers-tocsin.sales.customers.CustomerRegistered',
    schema:
      '{"type":"record","name":"CustomerRegistered","namespace":"tocsin.sales.customers","doc":"A customer became known.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"name","type":"string","doc":"Name for people."},{"name":"segment","type":"string","doc":"Customer segment of the company (for example key-account, mid-market)."},{"name":"region","type":"string","doc":"Sales region."},{"name":"industry","type":"string","doc":"Industry of the customer."},{"name":"salesRepId","type":"string","doc":"Representative who looks after the customer."},{"name":"parentId","type":["null","string"],"default":null,"doc":"Customer id of the parent company."},{"name":"productLine","type":["null","string"],"default":null,"doc":"What it mostly buys, for rules that differ by product line; null where the source does not say."}]}',
  },
  {
    topic: 'sales.customers',
    type: 'customer-reviewed',
    fullName: 'tocsin.sales.customers.CustomerReviewed',
    subject: 'sales.customers-tocsin.sales.customers.CustomerReviewed',
    schema:
      '{"type":"record","name":"CustomerReviewed","namespace":"tocsin.sales.customers","doc":"A person reviewed the credit of a customer.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"reviewId","type":"string","doc":"The review."},{"name":"reviewedOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the review."},{"name":"reviewer","type":"string","doc":"Who reviewed."},{"name":"outcome","type":["null","string"],"default":null,"doc":"What was decided: terms, limit, further steps."}]}',
  },
  {
    topic: 'sales.customers',
    type: 'customer-updated',
    fullName: 'tocsin.sales.customers.CustomerUpdated',
    subject: 'sales.customers-tocsin.sales.customers.CustomerUpdated',
    schema:
      '{"type":"record","name":"CustomerUpdated","namespace":"tocsin.sales.customers","doc":"Master data of a customer changed. A null field did not change. Nothing already booked moves to another representative.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"name","type":["null","string"],"default":null,"doc":"New name."},{"name":"segment","type":["null","string"],"default":null,"doc":"New segment."},{"name":"region","type":["null","string"],"default":null,"doc":"New region."},{"name":"industry","type":["null","string"],"default":null,"doc":"New industry."},{"name":"salesRepId","type":["null","string"],"default":null,"doc":"Representative who looks after the customer from now on."},{"name":"parentId","type":["null","string"],"default":null,"doc":"Customer id of the new parent company."},{"name":"productLine","type":["null","string"],"default":null,"doc":"New product line."}]}',
  },
  {
    topic: 'sales.customers',
    type: 'tier-overridden',
    fullName: 'tocsin.sales.customers.TierOverridden',
    subject: 'sales.customers-tocsin.sales.customers.TierOverridden',
    schema:
      '{"type":"record","name":"TierOverridden","namespace":"tocsin.sales.customers","doc":"Somebody decided on the risk tier of a customer, whatever its score says, until a last day.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"tier","type":{"type":"enum","name":"RiskTier","doc":"How risky: high is looked at most.","symbols":["low","medium","high"]},"doc":"high, medium or low: the tier that holds."},{"name":"reason","type":"string","doc":"Why."},{"name":"author","type":"string","doc":"Who decided."},{"name":"validThroughOn","type":{"type":"int","logicalType":"date"},"doc":"The last day on which it holds, to its end; afterwards the score decides again. Tiers change at the end of a day, so a decision holds from the end of the day on which it is told: one that ends on that day only ends an earlier decision, and is refused where there is none."}]}',
  },
  {
    topic: 'sales.feedback',
    type: 'complaint-received',
    fullName: 'tocsin.sales.feedback.ComplaintReceived',
    subject: 'sales.feedback-tocsin.sales.feedback.ComplaintReceived',
    schema:
      '{"type":"record","name":"ComplaintReceived","namespace":"tocsin.sales.feedback","doc":"A customer complained.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"complaintId","type":"string","doc":"The complaint."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"category","type":"string","doc":"What it is about, in the words of the company (for example quality, delivery, service, price)."},{"name":"severity","type":{"type":"enum","name":"ComplaintSeverity","doc":"How bad a complaint is.","symbols":["low","medium","high"]},"doc":"How bad it is for the customer."},{"name":"orderId","type":["null","string"],"default":null,"doc":"The order it is about, where it is about one."},{"name":"salesRepId","type":["null","string"],"default":null,"doc":"Sales representative it is about; where none is named, the one of the order."},{"name":"receivedOn","type":{"type":"int","logicalType":"date"},"doc":"Day the complaint was received."}]}',
  },
  {
    topic: 'sales.feedback',
    type: 'complaint-settled',
    fullName: 'tocsin.sales.feedback.ComplaintSettled',
    subject: 'sales.feedback-tocsin.sales.feedback.ComplaintSettled',
    schema:
      '{"type":"record","name":"ComplaintSettled","namespace":"tocsin.sales.feedback","doc":"A complaint was settled with the customer.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"complaintId","type":"string","doc":"The complaint."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"outcome","type":["null","string"],"default":null,"doc":"What it came to, in the words of the source."},{"name":"settledOn","type":{"type":"int","logicalType":"date"},"doc":"Day it was settled."}]}',
  },
  {
    topic: 'sales.feedback',
    type: 'satisfaction-surveyed',
    fullName: 'tocsin.sales.feedback.SatisfactionSurveyed',
    subject: 'sales.feedback-tocsin.sales.feedback.SatisfactionSurveyed',
    schema:
      '{"type":"record","name":"SatisfactionSurveyed","namespace":"tocsin.sales.feedback","doc":"A customer answered a survey about its satisfaction.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"surveyId","type":"string","doc":"The answer."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"score","type":"double","doc":"The answer, from scaleMin to scaleMax; the higher, the better."},{"name":"scaleMin","type":"double","doc":"The worst answer of the scale (for example 1 of 1 to 5, -100 of a promoter score)."},{"name":"scaleMax","type":"double","doc":"The best answer of the scale."},{"name":"salesRepId","type":["null","string"],"default":null,"doc":"Sales representative it is about, where it is about one."},{"name":"surveyedOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the answer."}]}',
  },
  {
    topic: 'sales.invoices',
    type: 'dispute-settled',
    fullName: 'tocsin.sales.invoices.DisputeSettled',
    subject: 'sales.invoices-tocsin.sales.invoices.DisputeSettled',
    schema:
      '{"type":"record","name":"DisputeSettled","namespace":"tocsin.sales.invoices","doc":"A dispute ended. What the customer was granted comes as its own invoice-credited.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"disputeId","type":"string","doc":"The dispute."},{"name":"invoiceId","type":"string","doc":"The invoice that was disputed."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"outcome","type":{"type":"enum","name":"DisputeOutcome","doc":"How a dispute ended: for the customer, against it, or in between.","symbols":["upheld","rejected","compromised"]},"doc":"How it ended."},{"name":"settledOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the settlement."},{"name":"reason","type":["null","string"],"default":null,"doc":"Why, in the words of the source."}]}',
  },
  {
    topic: 'sales.invoices',
    type: 'invoice-credited',
    fullName: 'tocsin.sales.invoices.InvoiceCredited',
    subject: 'sales.invoices-tocsin.sales.invoices.InvoiceCredited',
    schema:
      '{"type":"record","name":"InvoiceCredited","namespace":"tocsin.sales.invoices","doc":"A credit note lowered an invoice.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"creditNoteId","type":"string","doc":"The credit note."},{"name":"invoiceId","type":"string","doc":"The invoice it lowers."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"amountMinor","type":"long","doc":"Value of the credit note, in minor units of the currency (cents, fen), always positive."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"creditedOn","type":{"type":"int","logicalType":"date"},"doc":"Date of the credit note."},{"name":"reason","type":["null","string"],"default":null,"doc":"Why, in the words of the source."}]}',
  },
  {
    topic: 'sales.invoices',
    type: 'invoice-disputed',
    fullName: 'tocsin.sales.invoices.InvoiceDisputed',
    subject: 'sales.invoices-tocsin.sales.invoices.InvoiceDisputed',
    schema:
      '{"type":"record","name":"InvoiceDisputed","namespace":"tocsin.sales.invoices","doc":"The customer disputes an invoice or a part of it.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"disputeId","type":"string","doc":"The dispute."},{"name":"invoiceId","type":"string","doc":"The disputed invoice."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"amountMinor","type":"long","doc":"Disputed part, in minor units of the currency (cents, fen), always positive."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"disputedOn","type":{"type":"int","logicalType":"date"},"doc":"Day on which the dispute was raised."},{"name":"reason","type":["null","string"],"default":null,"doc":"Why, in the words of the source."}]}',
  },
  {
    topic: 'sales.invoices',
    type: 'invoice-issued',
    fullName: 'tocsin.sales.invoices.InvoiceIssued',
    subject: 'sales.invoices-tocsin.sales.invoices.InvoiceIssued',
    schema:
      '{"type":"record","name":"InvoiceIssued","namespace":"tocsin.sales.invoices","doc":"An invoice was issued: a receivable exists.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"invoiceId","type":"string","doc":"The invoice."},{"name":"orderId","type":["null","string"],"default":null,"doc":"The order it bills."},{"name":"contractId","type":["null","string"],"default":null,"doc":"The contract it bills."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"salesRepId","type":"string","doc":"Sales representative on the document."},{"name":"amountMinor","type":"long","doc":"Total of the invoice, tax included, in minor units of the currency (cents, fen), always positive."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"issuedOn","type":{"type":"int","logicalType":"date"},"doc":"Date of the invoice."},{"name":"dueOn","type":{"type":"int","logicalType":"date"},"doc":"Last day on which payment is on time."}]}',
  },
  {
    topic: 'sales.invoices',
    type: 'invoice-written-off',
    fullName: 'tocsin.sales.invoices.InvoiceWrittenOff',
    subject: 'sales.invoices-tocsin.sales.invoices.InvoiceWrittenOff',
    schema:
      '{"type":"record","name":"InvoiceWrittenOff","namespace":"tocsin.sales.invoices","doc":"An invoice, or what was left of it, was written off as not collectable.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"invoiceId","type":"string","doc":"The invoice."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"amountMinor","type":"long","doc":"Value written off, in minor units of the currency (cents, fen), always positive."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"writtenOffOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the write-off."},{"name":"reason","type":["null","string"],"default":null,"doc":"Why, in the words of the source."},{"name":"writeOffId","type":["null","string"],"default":null,"doc":"The write-off document, where the source numbers them: one told again of the same invoice, under another eventId, has no second effect."}]}',
  },
  {
    topic: 'sales.orders',
    type: 'order-amended',
    fullName: 'tocsin.sales.orders.OrderAmended',
    subject: 'sales.orders-tocsin.sales.orders.OrderAmended',
    schema:
      '{"type":"record","name":"OrderAmended","namespace":"tocsin.sales.orders","doc":"An order was changed: the whole new content replaces the old one.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"orderId","type":"string","doc":"The order that changed."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"salesRepId","type":"string","doc":"Sales representative on the document."},{"name":"amountMinor","type":"long","doc":"New total of the order, in minor units of the currency (cents, fen), always positive; without what was cancelled before. The very total from before the cancellation: nothing of the amount was changed, and the cancellation still stands."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"lines","type":{"type":"array","items":{"type":"record","name":"OrderLine","doc":"One line of an order.","fields":[{"name":"productId","type":"string","doc":"What is ordered."},{"name":"quantity","type":"double","doc":"How much, in the unit of the product; positive."},{"name":"amountMinor","type":"long","doc":"Value of the line in minor units of the currency of the order."}]}},"doc":"The lines of the order; may be empty when the source knows the total only.","default":[]},{"name":"promisedOn","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"Day by which delivery is now promised."},{"name":"contractId","type":["null","string"],"default":null,"doc":"Contract the order draws on."},{"name":"prepaid","type":"boolean","doc":"True when the order is paid before delivery and so adds no credit exposure.","default":false}]}',
  },
  {
    topic: 'sales.orders',
    type: 'order-cancelled',
    fullName: 'tocsin.sales.orders.OrderCancelled',
    subject: 'sales.orders-tocsin.sales.orders.OrderCancelled',
    schema:
      '{"type":"record","name":"OrderCancelled","namespace":"tocsin.sales.orders","doc":"An order, or a part of what a customer ordered, was cancelled.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"orderId","type":["null","string"],"default":null,"doc":"The cancelled order; null when the source knows only that the customer cancelled this value."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"salesRepId","type":["null","string"],"default":null,"doc":"Sales representative on the document, where the source knows it."},{"name":"amountMinor","type":"long","doc":"Cancelled value, in minor units of the currency (cents, fen), always positive. The total of the order: all that is left of it is cancelled, whatever was taken off before."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"reason","type":["null","string"],"default":null,"doc":"Why, in the words of the source."},{"name":"cancellationId","type":["null","string"],"default":null,"doc":"The cancellation document, where the source numbers them: one told again of the same order, under another eventId, has no second effect."}]}',
  },
  {
    topic: 'sales.orders',
    type: 'order-delivered',
    fullName: 'tocsin.sales.orders.OrderDelivered',
    subject: 'sales.orders-tocsin.sales.orders.OrderDelivered',
    schema:
      '{"type":"record","name":"OrderDelivered","namespace":"tocsin.sales.orders","doc":"An order was delivered.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"orderId","type":"string","doc":"The delivered order."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"deliveredOn","type":{"type":"int","logicalType":"date"},"doc":"Day of delivery."},{"name":"complete","type":"boolean","doc":"False for a part delivery that leaves the order open.","default":true}]}',
  },
  {
    topic: 'sales.orders',
    type: 'order-placed',
    fullName: 'tocsin.sales.orders.OrderPlaced',
    subject: 'sales.orders-tocsin.sales.orders.OrderPlaced',
    schema:
      '{"type":"record","name":"OrderPlaced","namespace":"tocsin.sales.orders","doc":"A customer placed an order.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"orderId","type":"string","doc":"The order."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"salesRepId","type":"string","doc":"Sales representative on the document."},{"name":"amountMinor","type":"long","doc":"Total of the order, in minor units of the currency (cents, fen), always positive."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"lines","type":{"type":"array","items":{"type":"record","name":"OrderLine","doc":"One line of an order.","fields":[{"name":"productId","type":"string","doc":"What is ordered."},{"name":"quantity","type":"double","doc":"How much, in the unit of the product; positive."},{"name":"amountMinor","type":"long","doc":"Value of the line in minor units of the currency of the order."}]}},"doc":"The lines of the order; may be empty when the source knows the total only.","default":[]},{"name":"promisedOn","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"Day by which delivery was promised."},{"name":"contractId","type":["null","string"],"default":null,"doc":"Contract the order draws on."},{"name":"prepaid","type":"boolean","doc":"True when the order is paid before delivery and so adds no credit exposure.","default":false}]}',
  },
  {
    topic: 'sales.orders',
    type: 'order-returned',
    fullName: 'tocsin.sales.orders.OrderReturned',
    subject: 'sales.orders-tocsin.sales.orders.OrderReturned',
    schema:
      '{"type":"record","name":"OrderReturned","namespace":"tocsin.sales.orders","doc":"Goods came back.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"returnId","type":"string","doc":"The return document."},{"name":"orderId","type":["null","string"],"default":null,"doc":"The order the goods came from, where known."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"amountMinor","type":"long","doc":"Value of what came back, in minor units of the currency (cents, fen), always positive."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"returnedOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the return."},{"name":"reason","type":["null","string"],"default":null,"doc":"Why, in the words of the source."}]}',
  },
  {
    topic: 'sales.payments',
    type: 'payment-promised',
    fullName: 'tocsin.sales.payments.PaymentPromised',
    subject: 'sales.payments-tocsin.sales.payments.PaymentPromised',
    schema:
      '{"type":"record","name":"PaymentPromised","namespace":"tocsin.sales.payments","doc":"The customer promised to pay.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"promiseId","type":"string","doc":"The promise."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"invoiceId","type":["null","string"],"default":null,"doc":"The invoice it is about; null for the whole account."},{"name":"amountMinor","type":"long","doc":"What was promised, in minor units of the currency (cents, fen), always positive."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"promisedOn","type":{"type":"int","logicalType":"date"},"doc":"Day by which the customer says it will have paid."}]}',
  },
  {
    topic: 'sales.payments',
    type: 'payment-received',
    fullName: 'tocsin.sales.payments.PaymentReceived',
    subject: 'sales.payments-tocsin.sales.payments.PaymentReceived',
    schema:
      '{"type":"record","name":"PaymentReceived","namespace":"tocsin.sales.payments","doc":"Money came in. It pays invoiceId, or the allocations, or (with neither) stays unapplied until it is matched, oldest invoice first.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"paymentId","type":"string","doc":"The payment."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"amountMinor","type":"long","doc":"What came in, in minor units of the currency (cents, fen), always positive."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"receivedOn","type":{"type":"int","logicalType":"date"},"doc":"Value date."},{"name":"invoiceId","type":["null","string"],"default":null,"doc":"The one invoice it pays."},{"name":"allocations","type":{"type":"array","items":{"type":"record","name":"PaymentAllocation","doc":"The part of a payment that goes to one invoice.","fields":[{"name":"invoiceId","type":"string","doc":"The invoice that is paid."},{"name":"amountMinor","type":"long","doc":"The part, in minor units of the currency of the payment, positive."}]}},"doc":"How the payment is spread over invoices; empty when invoiceId names one or none is named. Their sum is at most the payment.","default":[]}]}',
  },
  {
    topic: 'sales.payments',
    type: 'payment-reversed',
    fullName: 'tocsin.sales.payments.PaymentReversed',
    subject: 'sales.payments-tocsin.sales.payments.PaymentReversed',
    schema:
      '{"type":"record","name":"PaymentReversed","namespace":"tocsin.sales.payments","doc":"A payment, or a part of it, was taken back (returned debit, bounced cheque, recalled transfer).","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"reversalId","type":"string","doc":"The reversal."},{"name":"paymentId","type":"string","doc":"The payment that is taken back."},{"name":"customerId","type":"string","doc":"The buyer; equals the record key."},{"name":"amountMinor","type":"long","doc":"What is taken back, in minor units of the currency (cents, fen), always positive."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters."},{"name":"reversedOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the reversal."},{"name":"reason","type":["null","string"],"default":null,"doc":"Why, in the words of the source."}]}',
  },
  {
    topic: 'sales.representatives',
    type: 'compliance-finding-closed',
    fullName: 'tocsin.sales.representatives.ComplianceFindingClosed',
    subject: 'sales.representatives-tocsin.sales.representatives.ComplianceFindingClosed',
    schema:
      '{"type":"record","name":"ComplianceFindingClosed","namespace":"tocsin.sales.representatives","doc":"A finding was put right.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"salesRepId","type":"string","doc":"Representative it is about; equals the record key."},{"name":"findingId","type":"string","doc":"The finding."},{"name":"closedOn","type":{"type":"int","logicalType":"date"},"doc":"Day on which it was put right."}]}',
  },
  {
    topic: 'sales.representatives',
    type: 'compliance-finding-recorded',
    fullName: 'tocsin.sales.representatives.ComplianceFindingRecorded',
    subject: 'sales.representatives-tocsin.sales.representatives.ComplianceFindingRecorded',
    schema:
      '{"type":"record","name":"ComplianceFindingRecorded","namespace":"tocsin.sales.representatives","doc":"An internal audit or review found that a representative acted against the rules. A later record of the same finding takes the place of the earlier one.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"salesRepId","type":"string","doc":"Representative it is about; equals the record key."},{"name":"findingId","type":"string","doc":"Identity of the finding, unique per representative."},{"name":"category","type":"string","doc":"What it is about, for example unapproved-discount or side-letter."},{"name":"severity","type":{"type":"enum","name":"FindingSeverity","doc":"How grave a finding is, in the words of the audit.","symbols":["minor","major","critical"]},"doc":"How grave it is."},{"name":"foundOn","type":{"type":"int","logicalType":"date"},"doc":"Day on which it was found."},{"name":"closedOn","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"Day on which it was put right; null: it is open."},{"name":"description","type":["null","string"],"default":null,"doc":"What was found, for people."}]}',
  },
  {
    topic: 'sales.representatives',
    type: 'representative-limit-set',
    fullName: 'tocsin.sales.representatives.RepresentativeLimitSet',
    subject: 'sales.representatives-tocsin.sales.representatives.RepresentativeLimitSet',
    schema:
      '{"type":"record","name":"RepresentativeLimitSet","namespace":"tocsin.sales.representatives","doc":"How much the customers of a representative may owe together: the limit for sales on credit that it is trusted with. Takes the place of the earlier one in its currency.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"salesRepId","type":"string","doc":"Representative it is about; equals the record key."},{"name":"limitMinor","type":"long","doc":"Limit in minor units; 0: no sales on credit."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters; of all amounts."},{"name":"validToOn","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"Last day on which it holds; null: until the next one."}]}',
  },
  {
    topic: 'sales.representatives',
    type: 'representative-registered',
    fullName: 'tocsin.sales.representatives.RepresentativeRegistered',
    subject: 'sales.representatives-tocsin.sales.representatives.RepresentativeRegistered',
    schema:
      '{"type":"record","name":"RepresentativeRegistered","namespace":"tocsin.sales.representatives","doc":"A sales representative as the source has it now: a later registration takes the place of an earlier one.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"salesRepId","type":"string","doc":"Representative it is about; equals the record key."},{"name":"name","type":"string","doc":"Name for people."},{"name":"team","type":["null","string"],"default":null,"doc":"Team or department."},{"name":"manager","type":["null","string"],"default":null,"doc":"Name of whom the representative reports to."},{"name":"region","type":["null","string"],"default":null,"doc":"Region it sells in."}]}',
  },
  {
    topic: 'sales.representatives',
    type: 'representative-reviewed',
    fullName: 'tocsin.sales.representatives.RepresentativeReviewed',
    subject: 'sales.representatives-tocsin.sales.representatives.RepresentativeReviewed',
    schema:
      '{"type":"record","name":"RepresentativeReviewed","namespace":"tocsin.sales.representatives","doc":"A person reviewed a representative: its score, its tier and the credit it is trusted with.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"salesRepId","type":"string","doc":"Representative it is about; equals the record key."},{"name":"reviewId","type":"string","doc":"The review."},{"name":"reviewedOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the review."},{"name":"reviewer","type":"string","doc":"Who reviewed."},{"name":"outcome","type":["null","string"],"default":null,"doc":"What was decided: authority, limit, training, further steps."}]}',
  },
  {
    topic: 'sales.representatives',
    type: 'sales-target-set',
    fullName: 'tocsin.sales.representatives.SalesTargetSet',
    subject: 'sales.representatives-tocsin.sales.representatives.SalesTargetSet',
    schema:
      '{"type":"record","name":"SalesTargetSet","namespace":"tocsin.sales.representatives","doc":"What a representative is to sell in a period. A later target for the same days and currency takes the place of the earlier one.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"salesRepId","type":"string","doc":"Representative it is about; equals the record key."},{"name":"fromOn","type":{"type":"int","logicalType":"date"},"doc":"First day of the period."},{"name":"toOn","type":{"type":"int","logicalType":"date"},"doc":"Last day of the period; at most 366 days after the first."},{"name":"amountMinor","type":"long","doc":"Net order value to be reached in the period, in minor units."},{"name":"currency","type":"string","doc":"ISO 4217 code, three capital letters; of all amounts."}]}',
  },
  {
    topic: 'sales.stock',
    type: 'product-listed',
    fullName: 'tocsin.sales.stock.ProductListed',
    subject: 'sales.stock-tocsin.sales.stock.ProductListed',
    schema:
      '{"type":"record","name":"ProductListed","namespace":"tocsin.sales.stock","doc":"A product as the source has it now: a later listing takes the place of an earlier one.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"productId","type":"string","doc":"Product it is about; equals the record key."},{"name":"name","type":"string","doc":"Name for people."},{"name":"category","type":["null","string"],"default":null,"doc":"What kind of product it is."},{"name":"unit","type":["null","string"],"default":null,"doc":"What its quantities count, for example pieces, kg, m."},{"name":"replenishmentLeadTimeDays","type":["null","int"],"default":null,"doc":"From ordering more of it to having it, in calendar days, 1 to 999; null: not known."}]}',
  },
  {
    topic: 'sales.stock',
    type: 'stock-counted',
    fullName: 'tocsin.sales.stock.StockCounted',
    subject: 'sales.stock-tocsin.sales.stock.StockCounted',
    schema:
      '{"type":"record","name":"StockCounted","namespace":"tocsin.sales.stock","doc":"The stock of a product was counted, or taken over from the warehouse system: so much of it there is. Movements told later come on top.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"productId","type":"string","doc":"Product it is about; equals the record key."},{"name":"onHandQuantity","type":"double","doc":"How much there is, in the unit of the product; zero or above."},{"name":"countedOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the count; a count of a day before the latest one says nothing any more."}]}',
  },
  {
    topic: 'sales.stock',
    type: 'stock-moved',
    fullName: 'tocsin.sales.stock.StockMoved',
    subject: 'sales.stock-tocsin.sales.stock.StockMoved',
    schema:
      '{"type":"record","name":"StockMoved","namespace":"tocsin.sales.stock","doc":"Stock of a product came in or went out. Before the first count it says nothing.","fields":[{"name":"eventId","type":"string","doc":"Identity of this fact, unique per source; a repeat with the same id has no second effect."},{"name":"productId","type":"string","doc":"Product it is about; equals the record key."},{"name":"movedQuantity","type":"double","doc":"How much, in the unit of the product: above zero came in, below zero went out."},{"name":"movedOn","type":{"type":"int","logicalType":"date"},"doc":"Day of the movement; one of a day before the latest count is part of that count."},{"name":"reason","type":"string","doc":"Why, in the words of the source, for example delivery, receipt, scrap."},{"name":"movementId","type":["null","string"],"default":null,"doc":"The movement, where the source numbers them: one told again under another eventId has no second effect. Where a document has several lines of one product, with the number of the line."}]}',
  },
]
