/** Why a record was refused; a closed set, so that it can be a metric label. */
export const DEAD_LETTER_REASONS = [
  'undecodable',
  'unknown-schema-id',
  'unexpected-type',
  'missing-key',
  'invalid-key',
  'missing-value',
  'missing-cause',
  'wrong-partition',
  'future-timestamp',
  'too-large',
  'invalid-content',
  'contradicts-state',
] as const
export type DeadLetterReason = (typeof DEAD_LETTER_REASONS)[number]

/** This record can never be applied: it goes to the dead-letter topic and its partition goes on. */
export class InvalidRecordError extends Error {
  readonly reason: DeadLetterReason
  constructor(reason: DeadLetterReason, message: string) {
    super(message)
    this.name = 'InvalidRecordError'
    this.reason = reason
  }
}

/** Something outside is away (Kafka, Redis, registry): stop the task, back off, go on. Nothing is dead-lettered. */
export class RetryableError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'RetryableError'
  }
}

/** The program cannot go on and a person has to act; the message says how. No stack trace is shown for it. */
export class OperatorError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'OperatorError'
  }
}
