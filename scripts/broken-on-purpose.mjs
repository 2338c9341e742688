// Removes one protection at a time in a copy of the project and demands that a named test turns red: a protection that
// no test would miss is no protection. Ends with exit code 0 only if every one was missed.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROTECTIONS } from './broken-on-purpose/protections.mjs'
import { duration, endChildrenOnSignals, ROOT, run, say, whenInterrupted } from './processes.mjs'
import { openStack } from './test-stack.mjs'

const COPIED = [
  'packages',
  'services',
  'schemas',
  'deploy',
  'tests',
  'package.json',
  'jest.config.js',
  'tsconfig.base.json',
]

await main()

async function main() {
  const wanted = process.argv.slice(2)
  if (wanted.includes('--help') || wanted.includes('-h')) {
    say('Usage: npm run broken-on-purpose [-- NAME …]\n\nWithout names, every protection is removed in turn:')
    for (const { name, guarantee } of PROTECTIONS) say(`  ${name.padEnd(28)} ${guarantee}`)
    return
  }
  const unknown = wanted.filter((name) => !PROTECTIONS.some((protection) => protection.name === name))
  if (unknown.length > 0) {
    say(`There is no protection "${unknown.join('", "')}"; npm run broken-on-purpose -- --help lists them.`)
    process.exitCode = 2
    return
  }
  endChildrenOnSignals()
  const chosen = PROTECTIONS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
  const copy = copyProject()
  whenInterrupted(() => rmSync(copy, { recursive: true, force: true }))
  let stack
  try {
    if (chosen.some(({ test }) => test.ring === 'integration')) {
      say('Starting the local stack for the tests that need Redis')
      stack = await openStack()
      if (stack.unavailable) throw new Error(`the local stack did not start: ${stack.unavailable}`)
    }
    const environment = stack?.environment ?? {}
    const missed = []
    for (const protection of chosen) if (!(await isMissed(copy, protection, environment))) missed.push(protection.name)
    say('')
    say(`${chosen.length - missed.length} passed, ${missed.length} failed`)
    if (missed.length > 0) process.exitCode = 1
  } finally {
    await stack?.close()
    rmSync(copy, { recursive: true, force: true })
  }
}

/** The project without its history, with links of its own between its packages. */
function copyProject() {
  const copy = mkdtempSync(join(tmpdir(), 'tocsin-broken-'))
  const isSource = (path) => !/[\\/](node_modules|\.turbo|\.tocsin)([\\/]|$)/.test(path.slice(ROOT.length))
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true, filter: isSource })
  const modules = join(copy, 'node_modules')
  mkdirSync(join(modules, '@tocsin'), { recursive: true })
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '@tocsin') symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  }
  for (const folder of ['packages', 'services']) {
    for (const name of readdirSync(join(copy, folder))) {
      symlinkSync(join(copy, folder, name), join(modules, '@tocsin', name))
    }
  }
  return copy
}

/** True when the named test is green with the protection and red without it. */
async function isMissed(copy, { name, file, find, replace, test }, environment) {
  const startedAt = Date.now()
  const path = join(copy, file)
  const whole = readFileSync(path, 'utf8')
  const tell = (verdict) => say(`${verdict} (${duration(Date.now() - startedAt)})`)
  if (whole.split(find).length !== 2) {
    tell(`✘ ${name}: the text to remove is not exactly once in ${file}; bring scripts/broken-on-purpose up to date`)
    return false
  }
  const before = await runTest(copy, test, environment)
  if (before.passed !== 1 || before.failed !== 0) {
    tell(`✘ ${name}: its test is not green to begin with: ${test.title}\n${before.output.slice(-2_000)}`)
    return false
  }
  writeFileSync(
    path,
    whole.replace(find, () => replace),
  )
  const after = await runTest(copy, test, environment)
  writeFileSync(path, whole)
  if (after.failed === 0) {
    tell(`✘ ${name}: removed, and nothing turned red; expected: ${test.title}`)
    return false
  }
  tell(`✔ ${name}: removed, red: ${test.title}`)
  return true
}

async function runTest(copy, { ring, spec, title }, environment) {
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  const args = ['--experimental-vm-modules', join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js')]
  const pattern = `${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`
  args.push('--selectProjects', ring, '--runTestsByPath', join(copy, spec), '--testNamePattern', pattern)
  args.push('--json', '--outputFile', report, '--forceExit', '--rootDir', copy)
  const { output } = await run('node', args, {
    cwd: copy,
    env: { ...environment, TOCSIN_SEEDS: '100' },
    limitMs: 300_000,
  }).ended
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests, output }
  } catch {
    // No report: the run ended some other way, which says nothing about the protection.
    return { passed: 0, failed: 0, output }
  }
}
