import { createContext } from './context.ts'
import { failureOf } from './failure.ts'
import { buildProgram } from './program.ts'

try {
  await buildProgram(createContext()).parseAsync()
} catch (error) {
  const { text, exitCode } = failureOf(error)
  if (text) process.stderr.write(`${text}\n`)
  process.exitCode = exitCode
}
