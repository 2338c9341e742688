import { createContext } from './context.ts'
import { failureOf } from './failure.ts'
import { buildProgram } from './program.ts'

// `tocsin alerts tail | head` closes the pipe when it has enough: the end, not a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  await buildProgram(createContext()).parseAsync()
} catch (error) {
  const { text, exitCode } = failureOf(error)
  if (text) process.stderr.write(`${text}\n`)
  process.exitCode = exitCode
}
