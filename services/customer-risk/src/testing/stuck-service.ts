/**
 * customer-risk over a log in memory and a store whose commits never come back, as a process: only its watchdog can
 * end it. Looks every 50 ms and gives a task 500 ms.
 */
import { randomUUID } from 'node:crypto'
import { createFixedRegistry } from '@tocsin/events'
import {
  ALERTS_TOPIC,
  CUSTOMER_RISK_INPUTS,
  CUSTOMER_RISK_MARKS_TOPIC,
  SALES_REP_FACTS_TOPIC,
  SCORES_TOPIC,
} from '@tocsin/processors'
import {
  createWatchdog,
  loadRuleSet,
  runService,
  systemClock,
  untilSignal,
  watchdogComponent,
} from '@tocsin/service-kit'
import { type CommitOutcome, createRuntime, DEAD_LETTER_SUFFIX, liveRecord } from '@tocsin/stream'
import { MemoryLog, MemoryStore, MemoryTopics } from '@tocsin/stream/testing'
import { assembleTopology } from '../customer-risk-topology.ts'

class StuckStore extends MemoryStore {
  override commit(): Promise<CommitOutcome> {
    return new Promise(() => {})
  }
}

const topics = new MemoryTopics()
for (const topic of CUSTOMER_RISK_INPUTS) {
  topics.create(topic, 1)
  topics.create(topic + DEAD_LETTER_SUFFIX, 1)
}
for (const topic of [ALERTS_TOPIC, SALES_REP_FACTS_TOPIC, SCORES_TOPIC, CUSTOMER_RISK_MARKS_TOPIC])
  topics.create(topic, 1)
const log = new MemoryLog({ topics, group: 'stuck', clock: systemClock })
await log.append(CUSTOMER_RISK_INPUTS.map((topic) => liveRecord(topic, 0, Date.now() - 60_000)))
const { schemaIds, source } = createFixedRegistry()
const runtime = createRuntime({
  topology: assembleTopology(loadRuleSet('deploy/rules'), {
    schemaIds,
    source,
    nowMs: systemClock.now,
  }),
  log,
  store: new StuckStore(),
  clock: systemClock,
  emit: () => {},
  newOwnerToken: randomUUID,
})
const say = (event: { readonly type: string }) => void process.stdout.write(`${JSON.stringify(event)}\n`)
const watchdog = watchdogComponent(
  createWatchdog({ tasks: () => runtime.status(), now: systemClock.now, limitMs: 500 }),
  say,
  50,
)
process.exitCode = await runService({
  components: [
    { name: 'engine', start: () => runtime.start(), stop: () => runtime.stop(), finished: runtime.finished },
    watchdog.component,
  ],
  emit: say,
  stopRequested: untilSignal(),
  stopLimitMs: 1_000,
  stderr: process.stderr,
  now: systemClock.now,
})
