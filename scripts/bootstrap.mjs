#!/usr/bin/env node
// Every npm script begins here, on whatever Node the machine has (18 or newer, no dependency installed yet).
// It installs the dependencies when they are missing or older than package-lock.json, then runs the real command
// on the Node version this project pins as the npm package `node`.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const NODE_MODULES = join(ROOT, 'node_modules')
const BIN = join(NODE_MODULES, '.bin')
const PINNED_NODE = join(BIN, 'node')
const LOCK_FILE = join(ROOT, 'package-lock.json')
const STAMP_FILE = join(NODE_MODULES, '.tocsin-installed')

/** What each command runs, and the sentence `--help` says about it. */
const COMMANDS = {
  start: {
    run: ['packages/cli/src/main.ts', 'start'],
    says: 'bring up the local stack, the services and the demo scenario (-- --once ends by itself)',
  },
  stack: {
    run: ['packages/cli/src/main.ts', 'stack'],
    says: 'keep Kafka, the schema registry and Redis in the foreground and print their addresses',
  },
  tocsin: { run: ['packages/cli/src/main.ts'], says: 'the command line itself: npm run tocsin -- --help' },
  test: { run: ['scripts/test.mjs'], says: 'verify and every test ring; ends with "N passed, N failed"' },
  verify: { run: ['scripts/verify.mjs'], says: 'format, lint, types, boundaries, dead code, schemas, unit tests' },
  bench: { run: ['packages/bench/src/main.ts'], says: 'measure throughput and latency and print the table' },
  bundle: {
    run: ['scripts/bundle.mjs'],
    says: 'make the folder of each image, in which its program runs with nothing but Node',
  },
  chaos: {
    run: ['scripts/chaos.mjs'],
    says: 'hurt processes and stores on a real stack for longer than npm test may (-- --short: under 25 minutes)',
  },
  'broken-on-purpose': {
    run: ['scripts/broken-on-purpose.mjs'],
    says: 'remove one protection at a time and demand that a named test turns red',
  },
}

const PROGRESS_MS = 5_000
const PARENT_WATCH_MS = 1_000
// npm passes Ctrl-C on although the terminal has already sent it to everybody; one of the two is enough.
const REPEATED_SIGNAL_MS = 300

main(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode
  },
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  },
)

async function main([name, ...args]) {
  if (name === undefined || name === '--help' || name === '-h') {
    process.stdout.write(usage())
    return name === undefined ? 2 : 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) {
    process.stderr.write(`There is no command "${name}".\n\n${usage()}`)
    return 2
  }
  await installWhenNeeded()
  const [script, ...fixedArgs] = command.run
  if (!existsSync(join(ROOT, script))) {
    process.stderr.write(`"${name}" needs ${script}, which is not in this checkout. Check it out again: git status\n`)
    return 1
  }
  return runPinned([join(ROOT, script), ...fixedArgs, ...args])
}

function usage() {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length)) + 2
  const lines = Object.entries(COMMANDS).map(([name, { says }]) => `  ${name.padEnd(width)}${says}`)
  return [
    'Usage: npm start [-- options] · npm test · npm run <command> [-- options]',
    '',
    ...lines,
    '',
    'The first run installs the dependencies, the pinned Node among them.',
    '',
  ].join('\n')
}

async function installWhenNeeded() {
  const lockText = readFileSync(LOCK_FILE, 'utf8')
  const wanted = createHash('sha256').update(lockText).digest('hex')
  const complete = existsSync(PINNED_NODE)
  if (complete && readOrEmpty(STAMP_FILE).trim() === wanted) return
  const packages = JSON.parse(lockText).packages
  if (!(complete && installedByHand(packages))) await install(packages, complete)
  writeFileSync(STAMP_FILE, `${wanted}\n`)
}

/** True when npm's own record of node_modules holds every required package of the lock file in its version. */
function installedByHand(packages) {
  const record = readOrEmpty(join(NODE_MODULES, '.package-lock.json'))
  if (record === '') return false
  const installed = JSON.parse(record).packages
  return requiredPaths(packages).every(
    (path) => Object.hasOwn(installed, path) && installed[path].version === packages[path].version,
  )
}

/** Optional packages are left out: they are those of other platforms. */
function requiredPaths(packages) {
  return Object.keys(packages).filter((path) => {
    const { optional, devOptional, peer } = packages[path]
    return path.startsWith('node_modules/') && !optional && !devOptional && !peer
  })
}

async function install(packages, complete) {
  const paths = requiredPaths(packages)
  const startedAt = Date.now()
  // Not `ci`: it refuses a lock file written where the binaries of other platforms could not be had.
  const npmArgs = ['install', '--no-save']
  say(
    complete
      ? 'package-lock.json has changed: updating dependencies'
      : `Installing ${paths.length} packages (once; under a minute on most machines)`,
  )
  const progress = setInterval(() => {
    const present = paths.filter((path) => existsSync(join(ROOT, path, 'package.json'))).length
    say(`  ${seconds(startedAt)}: ${present} of ${paths.length} packages in place`)
  }, PROGRESS_MS)
  const { exitCode, output } = await npm([...npmArgs, '--no-audit', '--no-fund', '--loglevel=error'])
  clearInterval(progress)
  if (exitCode !== 0 || !existsSync(PINNED_NODE)) throw new Error(installFailed(npmArgs, exitCode, output))
  say(`Dependencies are in place (${seconds(startedAt)})`)
}

function installFailed(npmArgs, exitCode, output) {
  return [
    output.trimEnd(),
    '',
    exitCode === 0
      ? `npm ended well, but ${PINNED_NODE} is missing: its install script did not run.`
      : `Installing the dependencies failed (npm ${npmArgs.join(' ')} ended with ${exitCode}).`,
    'What to do:',
    '  - no network, or a proxy in between: check that `npm ping` answers, then run the same command again',
    '  - install scripts are off: `npm config get ignore-scripts` must say false',
    '  - a half-written node_modules: remove the folder and run the same command again',
    '  - this machine: Linux or macOS on x64 or arm64, some 600 MB free',
  ].join('\n')
}

function npm(args) {
  const execPath = process.env.npm_execpath
  const viaNode = execPath !== undefined && /npm-cli\.c?js$/.test(execPath)
  const child = spawn(viaNode ? process.execPath : 'npm', viaNode ? [execPath, ...args] : args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ exitCode: 1, output: `npm could not be started: ${error.message}` }))
    child.on('close', (code, signal) => resolve({ exitCode: code ?? signalExitCode(signal), output }))
  })
}

/** Runs a script on the pinned Node; resolves to its exit code. Neither outlives the other. */
function runPinned(scriptAndArgs) {
  const watchParent = pathToFileURL(join(ROOT, 'scripts', 'end-with-parent.mjs')).href
  const child = spawn(PINNED_NODE, ['--import', watchParent, ...scriptAndArgs], {
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: [BIN, process.env.PATH].filter(Boolean).join(delimiter),
      TOCSIN_LAUNCHER_PID: String(process.pid),
      // Types are stripped once per file and not at each start: a command answers in a third of the time.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || join(NODE_MODULES, '.cache', 'compile'),
    },
  })
  let lastSignalAt = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const repeated = Date.now() - lastSignalAt < REPEATED_SIGNAL_MS
      lastSignalAt = Date.now()
      const sentByTerminal = signal === 'SIGINT' && process.stdin.isTTY
      if (!repeated && !sentByTerminal) child.kill(signal)
    })
  }
  const npmPid = process.ppid
  if (process.env.npm_lifecycle_event !== undefined) {
    setInterval(() => process.ppid !== npmPid && child.kill('SIGTERM'), PARENT_WATCH_MS).unref()
  }
  return new Promise((resolve, reject) => {
    child.on('error', (error) =>
      reject(new Error(`${PINNED_NODE} could not be started: ${error.message}. Remove node_modules and try again.`)),
    )
    child.on('exit', (code, signal) => resolve(code ?? signalExitCode(signal)))
  })
}

function signalExitCode(signal) {
  return 128 + (constants.signals[signal] ?? 0)
}

function readOrEmpty(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

function seconds(sinceMs) {
  return `${Math.round((Date.now() - sinceMs) / 1000)} s`
}

function say(line) {
  process.stderr.write(`${line}\n`)
}
