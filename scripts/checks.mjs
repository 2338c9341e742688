// The checks of `npm run verify` that are not tests: what runs, and what to do when one of them fails. The samples of the
// shipped rules are among the unit tests, one by one: packages/processors/src/shipped-rules.unit.spec.ts.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { duration, ROOT, run, say } from './processes.mjs'

const TOCSIN = join(ROOT, 'packages', 'cli', 'src', 'main.ts')
const DEPCRUISE = ['--config', join(ROOT, '.dependency-cruiser.cjs')]

/**
 * @typedef {{
 *   name: string, command: string, args: string[], remedy: string,
 *   cwd?: string, mustFail?: boolean,
 * }} Check
 */

/** @type {Check[]} */
export const CHECKS = [
  {
    name: 'format and lint',
    command: 'biome',
    args: ['check', '--diagnostic-level=warn', '--error-on-warnings', '--no-errors-on-unmatched', '.'],
    remedy: 'npm run format mends most of it; the rest is named above with its line',
  },
  {
    name: 'types',
    command: 'tsc',
    // All packages have the same options, so one program checks what all of them say, and reads each file once.
    args: ['--noEmit', '-p', '.'],
    remedy: 'npm run types names the line; tsc --noEmit -p <package> looks at one package',
  },
  {
    name: 'boundaries',
    command: 'depcruise',
    args: [...DEPCRUISE, 'packages', 'services', 'tests'],
    remedy: 'move the import to where .dependency-cruiser.cjs allows it; the rule above says why it exists',
  },
  {
    name: 'boundaries catch the fixture',
    command: 'depcruise',
    args: [...DEPCRUISE, 'packages', 'services'],
    cwd: join(ROOT, 'tests', 'boundaries', 'fixture'),
    mustFail: true,
    remedy:
      'the forbidden imports in tests/boundaries/fixture pass: a rule in .dependency-cruiser.cjs has lost its teeth',
  },
  {
    name: 'dead code',
    command: 'knip',
    args: ['--no-progress', '--no-config-hints'],
    remedy: 'delete what nothing uses, or declare the dependency that is missing',
  },
  {
    name: 'schemas',
    command: 'node',
    args: [TOCSIN, 'schemas', 'check', '--offline'],
    remedy: 'npm run tocsin -- schemas check --offline names the file and the field',
  },
  {
    name: 'rule files',
    command: 'node',
    args: [TOCSIN, 'rules', 'check'],
    remedy: 'each fault above has its line; deploy/rules/rules.schema.json lets an editor show them',
  },
  {
    name: 'JSON Schema of rule files',
    command: 'node',
    args: [TOCSIN, 'rules', 'schema', '--check'],
    remedy: 'npm run tocsin -- rules schema, then npm run format',
  },
  {
    name: 'catalogue of indicators',
    command: 'node',
    args: [TOCSIN, 'rules', 'catalogue', '--check'],
    remedy: 'npm run tocsin -- rules catalogue',
  },
]

const AT_A_TIME = 2

/** Runs all checks, two at a time, and prints a line for each as it ends; resolves to their outcomes in their order. */
export async function runChecks(checks) {
  const outcomes = []
  const left = [...checks.entries()]
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) outcomes[next[0]] = await runCheck(next[1])
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, lane))
  return outcomes
}

/** Runs one check and prints its line; resolves to what has to be told at the end when it failed. */
async function runCheck(check) {
  const { name, command, args, cwd = ROOT, mustFail = false, remedy } = check
  const missing = [cwd, ...args.filter((arg) => arg.endsWith('.ts'))].find((path) => !existsSync(path))
  const { exitCode, output, tookMs } =
    missing === undefined
      ? await run(command, args, { cwd }).ended
      : { exitCode: 127, output: `${missing} does not exist\n`, tookMs: 0 }
  const passed = missing === undefined && (exitCode !== 0) === mustFail
  say(`${passed ? '✔' : '✘'} ${name} (${duration(tookMs)})`)
  return { name, passed, output, remedy }
}

/** Prints every failed check again with its output, so that nobody has to scroll. */
export function explainFailedChecks(outcomes) {
  for (const { name, passed, output, remedy } of outcomes) {
    if (passed) continue
    say(`\n── ${name} ──\n${output.trimEnd()}\n→ ${remedy}`)
  }
}
