import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { OperatorError } from '@tocsin/stream'

export interface ServiceProcess {
  readonly name: string
  readonly pid: number
  /** Resolves with its HTTP address as soon as it listens. @throws when it ends before */
  readonly httpAddress: Promise<string>
  /** Rejects when the process ends without having been asked to. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

export interface ServiceProcessOptions {
  readonly name: string
  readonly script: string
  /** Root of the checkout. */
  readonly root: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly logFile: string
  /** A process that does not end by itself within so long after SIGTERM is killed; its commits are atomic. */
  readonly stopLimitMs: number
}

/** Starts a service on the Node that runs us; its log lines go to a file, and a few of them are read on the way. */
export function startServiceProcess(options: ServiceProcessOptions): ServiceProcess {
  mkdirSync(dirname(options.logFile), { recursive: true })
  const logFile = createWriteStream(options.logFile)
  const endWithParent = pathToFileURL(join(options.root, 'scripts/end-with-parent.mjs')).href
  const child = spawn(process.execPath, ['--import', endWithParent, options.script], {
    // It looks for this process and ends when it is gone, kill -9 included.
    env: { ...options.environment, TOCSIN_LAUNCHER_PID: String(process.pid) },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: options.root,
    // In a group of its own, so that Ctrl-C reaches it through us, in order, and not from the terminal beside us.
    detached: true,
  })
  let askedToStop = false
  const lastErrors = collectErrors(child, logFile)
  const httpAddress = readHttpAddress(child, logFile)
  httpAddress.catch(() => {})
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`))
    child.once('close', (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with exit code ${code}`))
  })
  const ended = exited.then((how) => {
    logFile.end()
    if (askedToStop) return
    const told = lastErrors().trim()
    throw new OperatorError(`${options.name} ${how}.${told ? `\n${indent(told)}` : ''}\nIts log: ${options.logFile}`)
  })
  ended.catch(() => {})

  async function stop(): Promise<void> {
    askedToStop = true
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const killer = setTimeout(() => child.kill('SIGKILL'), options.stopLimitMs)
    await exited
    clearTimeout(killer)
  }

  return { name: options.name, pid: child.pid ?? 0, httpAddress, ended, stop }
}

/** Keeps the last lines of standard error, where a service says why it ends. */
function collectErrors(child: ChildProcess, logFile: WriteStream): () => string {
  const lines: string[] = []
  const reader = child.stderr && createInterface({ input: child.stderr })
  reader?.on('line', (line) => {
    logFile.write(`${line}\n`)
    lines.push(line)
    if (lines.length > 30) lines.shift()
  })
  return () => lines.join('\n')
}

function readHttpAddress(child: ChildProcess, logFile: WriteStream): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = child.stdout && createInterface({ input: child.stdout })
    reader?.on('line', (line) => {
      logFile.write(`${line}\n`)
      if (!line.includes('"HttpListening"')) return
      const { port } = JSON.parse(line) as { port: number }
      resolve(`http://127.0.0.1:${port}`)
    })

    child.once('close', () => reject(new Error('the process ended before it listened')))
  })
}

function indent(text: string): string {
  return text.replaceAll(/^/gmu, '  ')
}
