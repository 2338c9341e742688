/** The `tocsin` command as a person gives it: a process of its own, judged by exit code and what it prints. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export type Environment = Readonly<Record<string, string | undefined>>

export interface Outcome {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Both, for messages of which it does not matter where they stand. */
  readonly text: string
}

/** Enough to find programs; no addresses of a stack that the ring shares, no colours. */
export function bareEnvironment(): Environment {
  const { PATH, HOME, JAVA_HOME, TOCSIN_HOME } = process.env
  return { PATH, HOME, JAVA_HOME, TOCSIN_HOME, LANG: 'en_GB.UTF-8' }
}

/** As `npm run tocsin -- …` gives it, from the root of the checkout. */
export function tocsin(args: readonly string[], environment: Environment = bareEnvironment()): Promise<Outcome> {
  return outcomeOf(startTocsin(args, environment))
}

function startTocsin(args: readonly string[], environment: Environment): ChildProcess {
  return spawn(process.execPath, ['scripts/bootstrap.mjs', 'tocsin', ...args], {
    cwd: ROOT,
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

export function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      resolve({ exitCode: code ?? (signal === 'SIGKILL' ? 137 : 128), stdout, stderr, text: stdout + stderr })
    })
  })
}
