// In which order the specs of a ring are taken: those that take minutes first, so that no worker sits idle while the
// other one has its longest still before it. Jest goes by what it remembers of earlier runs, and a fresh checkout has none.

/** By how the path ends; the longest first. */
const LONG = [
  'tests/cli/start.e2e.spec.ts',
  'tests/cli/commands.e2e.spec.ts',
  'tests/cli/start-embedded.e2e.spec.ts',
  'tests/e2e/bad-records.e2e.spec.ts',
  'tests/e2e/told.e2e.spec.ts',
  'packages/local-stack/src/stack.e2e.spec.ts',
  'tests/operations/prometheus.e2e.spec.ts',
  'tests/images/programs.integration.spec.ts',
  'packages/stream-kafka/src/kafka-log.integration.spec.ts',
  'tests/backtest/orders.simulation.spec.ts',
  'services/notifier/src/outage.simulation.spec.ts',
  'tests/engine/cuts-and-repeats.simulation.spec.ts',
  'tests/backtest/equal-to-live.simulation.spec.ts',
  'packages/stream/src/changes.simulation.spec.ts',
  'packages/stream/src/runtime.simulation.spec.ts',
  'tests/backtest/credit-score.simulation.spec.ts',
  'packages/processors/src/shipped-rules.unit.spec.ts',
  'tests/cli/without-servers.unit.spec.ts',
  'services/simulator/src/scenario/first-alert.unit.spec.ts',
  'packages/channels/src/email/email.unit.spec.ts',
  'packages/importer/src/importing/import-events.unit.spec.ts',
  'tests/rules/foreseen-book-looks.unit.spec.ts',
  'tests/import/import-command.unit.spec.ts',
  'tests/rules/foreseen-looks.unit.spec.ts',
]

export default class LongestFirst {
  sort(tests) {
    return [...tests].sort((left, right) => rank(left) - rank(right) || compare(left.path, right.path))
  }

  /** Nothing is remembered: each run has the same order. */
  cacheResults() {}
}

function rank({ path }) {
  const found = LONG.findIndex((end) => path.endsWith(end))
  return found === -1 ? LONG.length : found
}

function compare(left, right) {
  return left < right ? -1 : left > right ? 1 : 0
}
