// Child processes of the check and test scripts: none of them outlives the script that started it.
import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const BIN = join(ROOT, 'node_modules', '.bin')
const KILL_AFTER_MS = 10_000
const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }

const running = new Set()
const atEnd = []

/**
 * Runs a program of node_modules/.bin (or any other) from the root of the project.
 *
 * @param {string} command name or path
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, show?: boolean, limitMs?: number }} [options]
 *   show: let it write to the terminal itself; limitMs: ended after that long, with all that it has started
 * @returns {{ ended: Promise<{ exitCode: number, output: string, tookMs: number, overran: boolean }>, end: () => void }}
 */
export function run(command, args, { cwd = ROOT, env = {}, show = false, limitMs } = {}) {
  const startedAt = Date.now()
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, PATH: [BIN, process.env.PATH].filter(Boolean).join(delimiter), ...env },
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    // A group of its own: who overruns its time may have workers that are too busy to notice that it is gone.
    detached: true,
  })
  const kill = (signal) => killGroup(child, signal)
  running.add(kill)
  let output = ''
  let overran = false
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  const end = () => {
    kill('SIGTERM')
    setTimeout(() => kill('SIGKILL'), KILL_AFTER_MS).unref()
  }
  const overrun = () => {
    overran = true
    end()
  }
  const limit = limitMs === undefined ? undefined : setTimeout(overrun, limitMs)
  const ended = new Promise((resolve) => {
    const settle = (exitCode) => {
      clearTimeout(limit)
      running.delete(kill)
      resolve({ exitCode, output, tookMs: Date.now() - startedAt, overran })
    }
    child.on('error', (error) => {
      output += `${command} could not be started: ${error.message}\n`
      settle(127)
    })
    // Nothing that it has started outlives it; a worker that is busy hears no other signal.
    child.on('exit', () => kill('SIGKILL'))
    child.on('close', (code, signal) => settle(code ?? SIGNAL_EXIT_CODES[signal] ?? 1))
  })
  return { ended, end }
}

/** @param {import('node:child_process').ChildProcess} child leader of its group @param {NodeJS.Signals} signal */
function killGroup({ pid }, signal) {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // Nobody is left.
    if (error.code !== 'ESRCH') throw error
  }
}

/** Registers what has to be undone when the script is ended by a signal (in its ordinary course it does so itself). */
export function whenInterrupted(undo) {
  atEnd.push(undo)
}

/** Makes Ctrl-C and kill end the children first. Called once, by the script that is the main program. */
export function endChildrenOnSignals() {
  for (const [signal, exitCode] of Object.entries(SIGNAL_EXIT_CODES)) {
    process.once(signal, async () => {
      for (const kill of running) kill(signal)
      await Promise.allSettled(atEnd.map((undo) => undo()))
      process.exit(exitCode)
    })
  }
}

/** "0.4 s", "12 s", "3 min 05 s" */
export function duration(ms) {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return seconds < 100 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}

export function say(line = '') {
  process.stdout.write(`${line}\n`)
}
