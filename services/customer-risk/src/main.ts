import { readConfig, reportFailure, runService, systemClock, untilSignal } from '@tocsin/service-kit'
import { configDescription } from './config.ts'
import { wire } from './wiring.ts'

try {
  const stopRequested = untilSignal()
  const config = readConfig(configDescription, process.env)
  process.exitCode = await runService({
    ...wire(config),
    stopRequested,
    stopLimitMs: config.stopSeconds * 1000,
    stderr: process.stderr,
    now: systemClock.now,
  })
} catch (error) {
  const { text, exitCode } = reportFailure(error)
  process.stderr.write(`${text}\n`)
  process.exitCode = exitCode
}
