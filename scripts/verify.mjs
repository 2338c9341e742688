// npm run verify: everything that can be said about the sources without a broker. All checks run, whatever fails.
import { CHECKS, explainFailedChecks, runChecks } from './checks.mjs'
import { endChildrenOnSignals, say } from './processes.mjs'
import { RINGS, runRing } from './rings.mjs'

endChildrenOnSignals()
const outcomes = await runChecks(CHECKS)
const unit = await runRing(RINGS.find(({ name }) => name === 'unit'))
explainFailedChecks(outcomes)

const failedChecks = outcomes.filter(({ passed }) => !passed)
const failed = failedChecks.length > 0 || unit.failed > 0
say(
  failed
    ? `\nNot verified: ${[...failedChecks.map(({ name }) => name), unit.failed > 0 && `${unit.failed} unit tests`].filter(Boolean).join(', ')}`
    : `\nVerified: ${outcomes.length} checks, ${unit.passed} unit tests`,
)
process.exitCode = failed ? 1 : 0
