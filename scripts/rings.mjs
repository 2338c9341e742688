// Runs one ring of tests (a ring is told by the ending of the spec's name) and brings home its counts.
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { duration, ROOT, run, say } from './processes.mjs'

const JEST = [
  '--disable-warning=ExperimentalWarning',
  '--experimental-vm-modules',
  join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
  `--reporters=${join(ROOT, 'scripts', 'reporter.mjs')}`,
]

/**
 * Two workers are what two cores carry. Specs of the integration ring share one stack and take turns; those of the e2e
 * ring start servers of their own, and wait for them most of the time. The limits end what hangs: they are two to three
 * times what a ring takes on a quiet machine.
 */
export const RINGS = [
  { name: 'unit', jestArgs: ['--maxWorkers=2'], limitMs: 8 * 60_000, needsStack: false },
  { name: 'simulation', jestArgs: ['--maxWorkers=2'], limitMs: 10 * 60_000, needsStack: false },
  { name: 'integration', jestArgs: ['--runInBand'], limitMs: 10 * 60_000, needsStack: true, sharesStack: true },
  { name: 'e2e', jestArgs: ['--maxWorkers=2'], limitMs: 20 * 60_000, needsStack: true },
]

/** Too long for npm test: npm run chaos. Its specs start servers of their own, to hurt them. */
export const CHAOS_RING = { name: 'chaos', jestArgs: ['--runInBand'], limitMs: 45 * 60_000, needsStack: false }

// Jest waits for whatever a spec left open. Longer than this after the last test is a leak, and leaks are failures.
const LINGER_MS = 15_000
const LOOK_MS = 500

/**
 * @param {{ name: string, jestArgs: string[], limitMs: number }} ring
 * @param {Record<string, string>} [env] the addresses of the stack
 * @returns {Promise<{ passed: number, failed: number, skipped: { name: string, reason: string }[] }>}
 */
export async function runRing({ name, jestArgs, limitMs }, env = {}) {
  say(`\n${name}`)
  if (specsOf(name).length === 0) return failedRing(name, 'no spec found')
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-tally-'))
  const tallyFile = join(folder, 'tally.json')
  const jest = run('node', [...JEST, '--selectProjects', name, ...jestArgs], {
    env: { ...env, TOCSIN_TALLY_FILE: tallyFile },
    show: true,
    limitMs,
  })
  let lingered = false
  let doneAt
  const watch = setInterval(() => {
    if (!existsSync(tallyFile)) return
    doneAt ??= Date.now()
    if (Date.now() - doneAt < LINGER_MS) return
    lingered = true
    jest.end()
  }, LOOK_MS)
  const { exitCode, tookMs, overran } = await jest.ended
  clearInterval(watch)
  const tally = existsSync(tallyFile) ? JSON.parse(readFileSync(tallyFile, 'utf8')) : undefined
  rmSync(folder, { recursive: true })
  say(`  ${name} took ${duration(tookMs)}`)
  if (tally === undefined) {
    return failedRing(
      name,
      overran ? `not done after ${duration(limitMs)}` : `Jest ended with ${exitCode} before its last test`,
    )
  }
  const { passed, failed, skipped } = tally
  if (lingered)
    return add({ passed, failed, skipped }, failedRing(name, 'a spec left something open (server, timer, client)'))
  if (failed === 0 && exitCode !== 0)
    return add({ passed, failed, skipped }, failedRing(name, `Jest ended with ${exitCode}`))
  if (passed + failed + skipped.length === 0) return failedRing(name, 'no test in its specs')
  return { passed, failed, skipped }
}

/** A ring that cannot run on this machine: each of its spec files counts as skipped. */
export function skippedRing({ name }, reason) {
  return { passed: 0, failed: 0, skipped: specsOf(name).map((spec) => ({ name: spec, reason })) }
}

export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: [...a.skipped, ...b.skipped] }
}

function failedRing(name, reason) {
  say(`  ✘ ${name}: ${reason}`)
  return { passed: 0, failed: 1, skipped: [] }
}

function specsOf(name) {
  return globSync(`{packages,services,tests}/**/*.${name}.spec.ts`, {
    cwd: ROOT,
    exclude: (path) => path.endsWith('node_modules'),
  }).sort()
}
