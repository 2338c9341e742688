import { reportFailure } from '@tocsin/service-kit'
import { simulatorCommand } from './command-line.ts'

const stop = { aborted: false }
process.once('SIGINT', () => {
  stop.aborted = true
})
process.once('SIGTERM', () => {
  stop.aborted = true
})

try {
  await simulatorCommand(process.stderr, stop).parseAsync()
} catch (error) {
  const { text, exitCode } = reportFailure(error)
  process.stderr.write(`${text}\n`)
  process.exitCode = exitCode
}
