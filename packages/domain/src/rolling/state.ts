/** What declared measures keep of one customer: per measure some figures a day (or hour) and currency. Plain data. */
export interface RollingState {
  /** True until the first record is taken: series made then have seen everything. */
  isNew: boolean
  /** One per declared measure in force, in the order of the rule set. */
  readonly series: RollingSeries[]
  /**
   * The hour up to which windows of hours reach while a record is looked at; null = the end of the day asked for. Never
   * kept.
   */
  asOfHour: number | null
}

export interface RollingSeries {
  /** Hash of what is counted, not of what it is called: another definition begins anew. */
  readonly definition: number
  /** The first day (or hour) from which on every event was counted; null = all that the window reaches. */
  since: number | null
  /** In the order of `at`. */
  readonly buckets: RollingBucket[]
}

/** What happened on a day (in an hour) in a currency; of a `distinct` measure one value, on the latest day it was seen. */
export interface RollingBucket {
  /** Calendar day, or for windows of hours: calendar day × 24 + hour of the business day. */
  at: number
  /** Empty for what is not money. */
  readonly currency: string
  count: number
  /** Sum, least or greatest value, or the hash of a distinct value; 0 for `count`. */
  value: number
}

/**
 * Buckets of one series: two currencies on each of 400 days. Where more is needed the oldest go, and the measure is
 * unknown until its window is covered again: better than a figure that lacks something.
 */
export const MAX_BUCKETS = 800

/** Different values that are told apart; a measure of more stays at this number. */
export const MAX_DISTINCT_VALUES = 256

export function emptyRolling(): RollingState {
  return { isNew: true, series: [], asOfHour: null }
}
