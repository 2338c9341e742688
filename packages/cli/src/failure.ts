import { reportFailure } from '@tocsin/service-kit'
import { redactSecrets } from '@tocsin/telemetry'
import { CommanderError } from 'commander'

/** What to print and with which exit code to end: 0 help, 2 a person has to act, 1 a bug. */
export function failureOf(error: unknown): { readonly text: string; readonly exitCode: number } {
  // Commander has already written its message and the way to the help.
  if (error instanceof CommanderError) return { text: '', exitCode: error.exitCode === 0 ? 0 : 2 }
  if (error instanceof Error && error.name === 'RetryableError') {
    const text = `${error.message}\nIs it running? Look with: npm run tocsin -- doctor`
    return { text: redactSecrets(text), exitCode: 2 }
  }
  return reportFailure(error)
}
