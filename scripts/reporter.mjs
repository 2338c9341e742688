// A Jest reporter that shows a line per spec file and leaves its counts in a file for scripts/rings.mjs, because
// one sum over all rings is wanted and Jest counts each run alone.
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { duration, ROOT, say } from './processes.mjs'

// A test is left out only where the machine cannot run it, and then its own name says why.
const REASON = 'cannot run on this machine, for the reason in its name'

export default class TallyReporter {
  #tally = { passed: 0, failed: 0, skipped: [], failures: [] }

  onTestResult(test, result) {
    const file = relative(ROOT, test.path)
    const failedToLoad = result.testExecError !== undefined && result.numFailingTests === 0
    const skipped = result.testResults.filter(({ status }) => !['passed', 'failed'].includes(status))
    const failed = result.numFailingTests + (failedToLoad ? 1 : 0)
    this.#tally.passed += result.numPassingTests
    this.#tally.failed += failed
    this.#tally.skipped.push(...skipped.map(({ fullName }) => ({ name: `${file} › ${fullName}`, reason: REASON })))
    if (failed > 0)
      this.#tally.failures.push({ file, message: result.failureMessage ?? 'the file could not be loaded' })
    const tookMs = result.perfStats.end - result.perfStats.start
    const counts = [
      `${result.numPassingTests} passed`,
      failed > 0 && `${failed} failed`,
      skipped.length > 0 && `${skipped.length} skipped`,
    ]
    say(`  ${failed > 0 ? '✘' : '✔'} ${file}: ${counts.filter(Boolean).join(', ')} (${duration(tookMs)})`)
  }

  onRunComplete() {
    for (const { file, message } of this.#tally.failures) say(`\n── ${file} ──\n${message.trimEnd()}`)
    if (process.env.TOCSIN_TALLY_FILE) writeFileSync(process.env.TOCSIN_TALLY_FILE, JSON.stringify(this.#tally))
  }
}
