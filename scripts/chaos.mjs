// npm run chaos: what is too long for npm test. Processes and stores are hurt on a real stack of their own, and the
// simulation goes through seeds that npm test does not; in full, properties try examples of a new seed too. The last line is `N passed, N failed`.
import { duration, endChildrenOnSignals, say } from './processes.mjs'
import { add, CHAOS_RING, RINGS, runRing } from './rings.mjs'

const HELP = `Usage: npm run chaos [-- --short | --full]

  --short   under 25 minutes on 2 cores (the default)
  --full    more of everything: some hours

Needs what npm test needs: Java, Maven and Node; servers are started and ended by the specs themselves.
TOCSIN_SEED=<text> repeats a run: each spec prints its seed. TOCSIN_PROPERTY_SEED=<number> does so for properties.
`

/** Seeds that npm test leaves out; some 60 ms each. */
const SEEDS = { short: 2_000, full: 50_000 }
const FIRST_SEED = 10_001

process.exitCode = await main(process.argv.slice(2))

async function main(args) {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP)
    return 0
  }
  const unknown = args.filter((arg) => !['--short', '--full'].includes(arg))
  if (unknown.length > 0 || args.length > 1) {
    process.stderr.write(`I do not understand: npm run chaos -- ${args.join(' ')}\n\n${HELP}`)
    return 2
  }
  endChildrenOnSignals()
  const scale = args.includes('--full') ? 'full' : 'short'
  const startedAt = Date.now()
  const simulation = RINGS.find(({ name }) => name === 'simulation')
  const seeds = { TOCSIN_SEEDS: String(SEEDS[scale]), TOCSIN_FIRST_SEED: String(FIRST_SEED) }
  const limits = scale === 'full' ? { limitMs: 6 * 60 * 60_000 } : {}
  let total = scale === 'full' ? await runProperties() : { passed: 0, failed: 0, skipped: [] }
  const simulated = await runRing(
    {
      ...simulation,
      ...limits,
      jestArgs: ['--maxWorkers=2', '--testPathPatterns', 'packages/stream/'],
    },
    seeds,
  )
  total = add(total, simulated)
  total = add(total, await runRing({ ...CHAOS_RING, ...limits }, { TOCSIN_CHAOS: scale }))
  for (const { name, reason } of total.skipped) say(`  skipped ${name}: ${reason}`)
  say(`\n${duration(Date.now() - startedAt)}`)
  say(
    `${total.passed} passed, ${total.failed} failed${total.skipped.length > 0 ? `, ${total.skipped.length} skipped` : ''}`,
  )
  return total.failed === 0 && total.passed > 0 ? 0 : 1
}

/** npm test tries the same examples each time, so that one commit gives one answer. Here are others. */
async function runProperties() {
  const seed = process.env.TOCSIN_PROPERTY_SEED ?? String(Math.floor(Math.random() * 2 ** 31))
  say(`\nproperties with the seed TOCSIN_PROPERTY_SEED=${seed}`)
  const unit = RINGS.find(({ name }) => name === 'unit')
  return await runRing({ ...unit, limitMs: 20 * 60_000 }, { TOCSIN_PROPERTY_SEED: seed })
}
