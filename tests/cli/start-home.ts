/** `npm start`, as a stranger gives it, in a home of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { homeFolder } from '@tocsin/local-stack'
import { bareEnvironment, type Environment, type Outcome, outcomeOf, ROOT } from './tocsin.ts'

/** A scenario of seconds. */
export const SHORT = ['--scenario', 'services/simulator/scenarios/02-overdue-invoice.yaml']
export const ALL_CAME = /^All \d+ expected alerts came, and no other\.$/mu
export const ALL_TOLD = /^Everybody who had to be told got the message\.$/mu

export interface StartHome {
  /** For what else a spec writes; removed with the home. */
  readonly folder: string
  /** What the command calls home. */
  readonly home: string
  start(args: readonly string[], more?: Environment): Promise<Outcome>
  spawn(args: readonly string[]): ChildProcess
  remove(): Promise<void>
}

/** A demo that somebody has open is left alone; what was downloaded is shared. */
export async function openStartHome(): Promise<StartHome> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-start-'))
  const home = join(folder, 'home')
  const cache = join(homeFolder(), 'cache')
  await mkdir(home, { recursive: true })
  await mkdir(cache, { recursive: true })
  await symlink(cache, join(home, 'cache'))
  const environment = { ...bareEnvironment(), TOCSIN_HOME: home }
  const spawnStart = (args: readonly string[], more: Environment = {}) =>
    spawn('npm', ['start', '--silent', '--', ...args], {
      cwd: ROOT,
      env: { ...environment, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  return {
    folder,
    home,
    start: (args, more) => outcomeOf(spawnStart(args, more)),
    spawn: spawnStart,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
