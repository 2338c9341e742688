import { OperatorError } from '@tocsin/stream'
import { redactSecrets } from '@tocsin/telemetry'

export interface FailureReport {
  readonly text: string
  readonly exitCode: number
}

/** 2: a person has to act, the message says how. 1: a bug, told loudly with its stack. (3 is the watchdog's.) */
export function exitCodeOf(error: unknown): number {
  return isOperatorError(error) ? 2 : 1
}

/** What to print on standard error for a failure that ends the process. */
export function reportFailure(error: unknown): FailureReport {
  if (isOperatorError(error)) return { text: redactSecrets(error.message), exitCode: 2 }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const causes = causeChain(error).map((cause) => `\ncaused by: ${cause.stack ?? cause.message}`)
  return { text: redactSecrets(`A bug ended the process.\n${stack}${causes.join('')}`), exitCode: 1 }
}

/** By name, for two copies of the class may meet in one process (workspace and bundle). */
function isOperatorError(error: unknown): error is Error {
  return error instanceof OperatorError || (error instanceof Error && error.name === 'OperatorError')
}

function causeChain(error: unknown): Error[] {
  const chain: Error[] = []
  let cause = error instanceof Error ? error.cause : undefined
  while (cause instanceof Error && chain.length < 5) {
    chain.push(cause)
    cause = cause.cause
  }
  return chain
}
