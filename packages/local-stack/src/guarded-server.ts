import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { OperatorError } from '@tocsin/stream'
import { lastLines } from './log-tail.ts'
import type { Probe } from './probes.ts'
import type { ServerName } from './progress.ts'

/** How one server is run; the same launch starts it again on the same port and folder. */
export interface Launch {
  readonly name: ServerName
  /** Where clients reach it. */
  readonly address: string
  /** Its folder: working directory, log and state. */
  readonly folder: string
  readonly command: string
  readonly arguments: readonly string[]
  readonly probe: Probe
  /** A file the guard holds while the server lives. */
  readonly lockFile: string
  /** Class archive to keep when the server has ended in good order. */
  readonly archive?: { readonly fresh: string; readonly finished: string }
}

export interface StackServer {
  /** Process id of the server itself (not of its guard). */
  readonly pid: number
  /** Sends a signal; for one that ends the server it resolves when the server is gone. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Ends the server if it runs, and starts it again on the same port with the same state; resolves when it answers. */
  restart(): Promise<void>
}

type GuardLine =
  | { readonly pid: number }
  | { readonly exit: { readonly code: number | null; readonly signal: string | null } }
  | { readonly failed: string }

const GUARD = fileURLToPath(new URL('./guard.mjs', import.meta.url))
const READY_WITHIN_MS = 120_000
const PROBE_EVERY_MS = 100
const PROBE_TIMEOUT_MS = 5_000
/** From SIGTERM to SIGKILL: a broker under load needs some seconds to flush. */
const GRACE_MS = 8_000
/** The same for a JVM that writes its class archive as it ends, once per Java and version: seconds on a busy machine. */
export const ARCHIVE_GRACE_MS = 30_000
const GONE_SIGNALS: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGABRT']

/** A server process together with its guard. */
export class GuardedServer implements StackServer {
  private readonly launch: Launch
  private readonly onDied: (message: string) => void
  private run: GuardRun | undefined
  /** True while we are the ones who end it, so that its end is no news. */
  private ending = false

  constructor(launch: Launch, onDied: (message: string) => void) {
    this.launch = launch
    this.onDied = onDied
  }

  get pid(): number {
    if (this.run?.pid === undefined) throw new Error(`${this.launch.name} is not running`)
    return this.run.pid
  }

  get logFile(): string {
    return `${this.launch.folder}/server.log`
  }

  /** Starts guard and server and waits until the server answers; on a failure nothing is left running. */
  async start(): Promise<void> {
    const { launch } = this
    await mkdir(launch.folder, { recursive: true })
    if (existsSync(this.logFile)) await rename(this.logFile, `${launch.folder}/server.previous.log`)
    this.ending = false
    const run = new GuardRun(launch, this.logFile)
    this.run = run
    try {
      await this.waitUntilReady(run)
    } catch (error) {
      await this.stop()
      throw error
    }
    run.ended.then((how) => {
      if (this.ending || this.run !== run) return
      this.run = undefined
      lastLines(this.logFile, 5).then((tail) => this.onDied(`It ${how}; its log, ${this.logFile}, ends with:\n${tail}`))
    })
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const { run } = this
    const { pid } = this
    if (!run || !GONE_SIGNALS.includes(signal)) {
      process.kill(pid, signal)
      return
    }
    this.ending = true
    run.hold()
    process.kill(pid, signal)
    await run.ended
    this.run = undefined
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  /** Ends the server: SIGTERM, and SIGKILL for one that does not go. Does nothing when it does not run. */
  async stop(): Promise<void> {
    this.ending = true
    const { run } = this
    if (!run) return
    run.letGo()
    await run.ended
    this.run = undefined
  }

  private async waitUntilReady(run: GuardRun): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS
    let last = 'no answer yet'
    let gone: string | undefined
    run.ended.then((how) => {
      gone = how
    })
    for (;;) {
      try {
        await this.launch.probe(PROBE_TIMEOUT_MS)
        if (gone === undefined && run.pid !== undefined) return
      } catch (error) {
        last = (error as Error).message
      }
      if (gone !== undefined) throw await this.failure(`${gone} before it answered`)
      if (Date.now() > deadline) throw await this.failure(`did not answer within ${READY_WITHIN_MS / 1000} s (${last})`)
      await delay(PROBE_EVERY_MS)
    }
  }

  private async failure(what: string): Promise<OperatorError> {
    const { name, address } = this.launch
    return new OperatorError(
      [
        `${name} (${address}) ${what}. The last lines of its log:`,
        await lastLines(this.logFile, 20),
        `All of it is in ${this.logFile}.`,
      ].join('\n'),
    )
  }
}

/** One life of a server under one guard. */
class GuardRun {
  pid: number | undefined
  /** Resolves, never rejects, with how it ended: "ended with code 1". */
  readonly ended: Promise<string>
  private readonly guard: ChildProcessByStdio<Writable, Readable, null>

  constructor(launch: Launch, logFile: string) {
    const plan = {
      command: launch.command,
      args: launch.arguments,
      cwd: launch.folder,
      env: {},
      logFile,
      graceMs: launch.archive ? ARCHIVE_GRACE_MS : GRACE_MS,
      lockFile: launch.lockFile,
      archive: launch.archive,
    }
    // A process group of its own: Ctrl-C reaches only our process, which then ends the servers in its order.
    const guard = spawn(process.execPath, [GUARD, JSON.stringify(plan)], {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    this.guard = guard
    guard.stdin.on('error', () => {})
    // Nobody has to stop a stack for his process to end: the guards see the closed pipe and end the servers.
    this.hold(false)
    let how = 'could not be started'
    createInterface({ input: guard.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as GuardLine
      if ('pid' in line) this.pid = line.pid
      else if ('exit' in line)
        how = line.exit.signal ? `was ended by ${line.exit.signal}` : `ended with code ${line.exit.code}`
      else how = `could not be started: ${line.failed}`
    })
    this.ended = new Promise((resolve) => {
      guard.once('error', (error) => resolve(`could not be started: ${error.message}`))
      guard.once('close', () => {
        this.endOrphan()
        resolve(how)
      })
    })
  }

  /** Keeps our process alive while it waits for this one to end, or no longer. */
  hold(wanted = true): void {
    for (const handle of [this.guard, this.guard.stdin, this.guard.stdout]) {
      const held = handle as unknown as { ref?(): void; unref?(): void }
      if (wanted) held.ref?.()
      else held.unref?.()
    }
  }

  letGo(): void {
    this.hold()
    this.guard.stdin.end()
  }

  /** Somebody killed the guard itself: the server has lost its protection, so it goes too. */
  private endOrphan(): void {
    if (this.pid === undefined || this.guard.signalCode === null) return
    try {
      process.kill(this.pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}
