import { sha256Hex } from './sha256.ts'

/** What makes an alert the alert it is (G2). Value, text and rule version are evidence, never identity. */
export interface AlertIdentity {
  readonly indicatorId: string
  readonly entityType: string
  readonly entityId: string
  /** Business day on which the breach began. */
  readonly breachedOn: number
  /** 1 for the first episode of this indicator and entity that began on that day. */
  readonly nth: number
}

/**
 * 24 hexadecimal digits (96 bits of SHA-256): short enough to be read out, and a billion alerts still collide with a
 * chance below 1 in 10 billion. The parts are joined as JSON, so that no id can be made to look like two parts.
 */
export function alertId(identity: AlertIdentity): string {
  const { indicatorId, entityType, entityId, breachedOn, nth } = identity
  return sha256Hex(JSON.stringify([indicatorId, entityType, entityId, breachedOn, nth])).slice(0, 24)
}
