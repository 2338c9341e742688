import { redactSecrets, type ServiceEvent } from '@tocsin/telemetry'
import { reportFailure } from './failure.ts'

/** A part of a service with a beginning and an end. */
export interface Component {
  readonly name: string
  start(): Promise<void>
  stop(): Promise<void>
  /** Rejects when the part fails while it runs; resolves when it ended because it was stopped. */
  readonly finished?: Promise<void>
}

export interface ServiceRun {
  /** Started in this order, stopped in reverse. */
  readonly components: readonly Component[]
  emit(event: ServiceEvent): void
  /** Resolves with the reason when somebody asks the process to end; `untilSignal()` in a service. */
  readonly stopRequested: Promise<string>
  /** A stop that takes longer is cut off: what is unfinished is safe, for commits are atomic. */
  readonly stopLimitMs: number
  readonly stderr: { write(text: string): unknown }
  readonly now: () => number
}

/**
 * Starts the components in order, waits for a stop request or a failure, stops what was started in reverse.
 * Returns the exit code: 0 asked to stop, 1 bug, 2 a person has to act.
 */
export async function runService(run: ServiceRun): Promise<number> {
  const startedAt = run.now()
  const begun: Component[] = []
  let exitCode = 0
  let reason: string
  try {
    for (const component of run.components) {
      const beganAt = run.now()
      // Counted before it has started: one that fails halfway has something to stop, too.
      begun.push(component)
      const started = component.start().then(() => true)
      if (!(await Promise.race([started, run.stopRequested.then(() => false)]))) break
      run.emit({ type: 'ComponentStarted', component: component.name, tookMs: run.now() - beganAt })
    }
    if (begun.length === run.components.length) run.emit({ type: 'ServiceStarted', tookMs: run.now() - startedAt })
    reason = await Promise.race([run.stopRequested, firstFailure(begun)])
  } catch (error) {
    const report = reportFailure(error)
    run.stderr.write(`${report.text}\n`)
    exitCode = report.exitCode
    reason = 'a fatal error'
  }
  await stopAll(begun, run, reason)
  return exitCode
}

/**
 * Resolves with the signal's name at the first SIGTERM or SIGINT; a further one, more than a second later, ends the
 * process at once. (One Ctrl-C can arrive twice: from the terminal, and passed on by a parent.)
 */
export function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    let askedAt: number | undefined
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (askedAt !== undefined && Date.now() - askedAt > 1000) process.exit(130)
        askedAt ??= Date.now()
        resolve(signal)
      })
    }
  })
}

/** Rejects as soon as a component fails; a component that ends well by itself is no reason to stop. */
function firstFailure(components: readonly Component[]): Promise<never> {
  return new Promise((_, reject) => {
    for (const component of components) component.finished?.catch(reject)
  })
}

async function stopAll(begun: readonly Component[], run: ServiceRun, reason: string): Promise<void> {
  const beganAt = run.now()
  run.emit({ type: 'ServiceStopping', reason })
  for (const component of begun.toReversed()) {
    const stoppingAt = run.now()
    try {
      await within(component.stop(), run.stopLimitMs)
      run.emit({ type: 'ComponentStopped', component: component.name, tookMs: run.now() - stoppingAt })
    } catch (error) {
      const message = redactSecrets(error instanceof Error ? error.message : String(error))
      run.emit({ type: 'ComponentStopFailed', component: component.name, message })
    }
  }
  run.emit({ type: 'ServiceStopped', tookMs: run.now() - beganAt })
}

async function within(promise: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not finished after ${limitMs} ms`)), limitMs)
  })
  try {
    await Promise.race([promise, limit])
  } finally {
    clearTimeout(timer)
  }
}
