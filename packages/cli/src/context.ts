import { fileURLToPath } from 'node:url'
import { homeFolder } from '@tocsin/local-stack'
import { type Addresses, findAddresses } from './addresses.ts'
import { createTerminal, type Terminal } from './terminal.ts'

/** What every command gets: the world around it, so that a spec can give it another one. */
export interface CliContext {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Root of the checkout; `.tocsin/`, `deploy/` and `schemas/` lie below it. */
  readonly root: string
  readonly terminal: Terminal
  /**
   * Where Kafka, registry and Redis are: from the environment, else from a running `npm start` or `npm run stack`.
   * @throws OperatorError that says how to give them
   */
  addresses(): Addresses
}

export function createContext(): CliContext {
  const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/u, '')
  const environment = process.env
  return {
    environment,
    root,
    terminal: createTerminal(process.stdout, process.stderr, environment),
    addresses: () => findAddresses(environment, homeFolder(environment)),
  }
}
