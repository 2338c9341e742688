import { systemClock } from './clock.ts'
import { type ConfigDescription, type ConfigOf, readConfig } from './config.ts'
import { configHelp } from './config-table.ts'
import { reportFailure } from './failure.ts'
import { runService, untilSignal } from './run-service.ts'
import type { WiredService } from './wire-service.ts'

/** After its end has been told, a process is ended by force if something it left open keeps it. */
const LINGER_MS = 2_000

/**
 * The life of a service's process: reads its settings from the environment, wires it, runs it until a signal or a
 * failure, tells what went wrong on standard error. Asked for `--help`, it prints the settings instead. Returns the exit code; soon after, the process is gone: one that
 * stayed would neither work nor be started again by whoever runs it.
 */
export async function serviceMain<Description extends ConfigDescription & { readonly stopSeconds: unknown }>(
  settings: Description,
  wire: (config: ConfigOf<Description>) => WiredService,
): Promise<number> {
  if (process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) {
    process.stdout.write(`${configHelp(settings)}\n`)
    return 0
  }
  try {
    const stopRequested = untilSignal()
    const config = readConfig(settings, process.env)
    return await runService({
      ...wire(config),
      stopRequested,
      stopLimitMs: Number(config.stopSeconds) * 1000,
      stderr: process.stderr,
      now: systemClock.now,
    })
  } catch (error) {
    const { text, exitCode } = reportFailure(error)
    process.stderr.write(`${text}\n`)
    return exitCode
  } finally {
    setTimeout(() => process.exit(), LINGER_MS).unref()
  }
}
