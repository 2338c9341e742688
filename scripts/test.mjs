// npm test: every check of `npm run verify` and every ring of tests. The last line is `N passed, N failed`; each check
// counts as one test in it, and a spec that cannot be loaded as one failed test.
import { CHECKS, explainFailedChecks, runChecks } from './checks.mjs'
import { duration, endChildrenOnSignals, say } from './processes.mjs'
import { add, RINGS, runRing, skippedRing } from './rings.mjs'
import { openStack } from './test-stack.mjs'

const HELP = `Usage: npm test [-- --ring <name>]...

Runs the checks of npm run verify, then the rings ${RINGS.map(({ name }) => name).join(', ')}.
  --ring <name>   only this ring, without the checks; may be given more than once

The rings integration and e2e need Kafka, a schema registry and Redis. They are started from .tocsin/ unless
TOCSIN_KAFKA_BROKERS, TOCSIN_REGISTRY_URL and TOCSIN_REDIS_URL name running ones. If they cannot be had, their specs
are counted as skipped, with the reason; with CI=true that is a failure.
`

const inCi = !['', '0', 'false', undefined].includes(process.env.CI)
process.exitCode = await main(process.argv.slice(2))

async function main(args) {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP)
    return 0
  }
  const wanted = args.filter((_, index) => args[index - 1] === '--ring')
  const unknown = wanted.filter((name) => !RINGS.some((ring) => ring.name === name))
  if (unknown.length > 0 || args.length !== wanted.length * 2) {
    process.stderr.write(`I do not understand: npm test -- ${args.join(' ')}\n\n${HELP}`)
    return 2
  }
  endChildrenOnSignals()
  const startedAt = Date.now()
  const rings = wanted.length === 0 ? RINGS : RINGS.filter(({ name }) => wanted.includes(name))
  const checks = wanted.length === 0 ? CHECKS : []

  if (checks.length > 0) say('checks (each counts as one test)')
  const outcomes = await runChecks(checks)
  let total = { passed: outcomes.filter(({ passed }) => passed).length, failed: 0, skipped: [] }
  total.failed = outcomes.length - total.passed

  const stackRings = rings.filter(({ needsStack }) => needsStack)
  let opening
  const openOnce = () => {
    if (stackRings.length > 0) opening ??= openStack()
  }
  const others = rings.filter(({ needsStack }) => !needsStack)
  for (const ring of others) {
    // Downloads and the starts of servers are mostly waited for: they go on beside the last ring that needs none.
    if (ring === others.at(-1)) openOnce()
    total = add(total, await runRing(ring))
  }
  openOnce()
  if (opening !== undefined) total = add(total, await runStackRings(stackRings, opening))

  explainFailedChecks(outcomes)
  return conclude(total, startedAt)
}

async function runStackRings(rings, { lines, opened }) {
  let total = { passed: 0, failed: 0, skipped: [] }
  say('\nlocal stack for the rings integration and e2e')
  lines.show()
  const stack = await opened
  if (stack.unavailable !== undefined) {
    say(`  ✘ ${stack.unavailable}`)
    for (const ring of rings) total = add(total, skippedRing(ring, 'the local stack could not be started (see above)'))
    if (inCi) {
      say('  CI is set: the real stack is required here, so this is a failure')
      total.failed += 1
    }
    return total
  }
  try {
    for (const ring of rings.filter(({ sharesStack }) => sharesStack)) {
      total = add(total, await runRing(ring, stack.environment))
    }
  } finally {
    await stack.close()
  }
  // The others start servers of their own, and only now: the first JVMs of a fresh checkout leave an archive of their
  // classes as they end, with which all later ones start in half the time.
  for (const ring of rings.filter(({ sharesStack }) => !sharesStack)) total = add(total, await runRing(ring))
  return total
}

function conclude({ passed, failed, skipped }, startedAt) {
  if (skipped.length > 0) say('\nskipped')
  for (const { name, reason } of skipped) say(`  ${name}: ${reason}`)
  say(`\n${duration(Date.now() - startedAt)}`)
  say(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`)
  return failed === 0 && passed > 0 ? 0 : 1
}
