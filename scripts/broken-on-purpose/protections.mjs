// What is removed, and which test has to notice. `find` must stand exactly once in the file.
const BATCH = 'packages/stream/src/task/batch.ts'
const COMMIT_SCRIPT = 'packages/stream-redis/src/lua/commit-batch.lua'
const REDIS_SPEC = 'packages/stream-redis/src/redis-store.integration.spec.ts'
const BATCH_SPEC = 'packages/stream/src/task/batch.unit.spec.ts'
const DELIVERER_SPEC = 'services/notifier/src/deliverer/deliverer.unit.spec.ts'
const REBUILD = 'packages/stream/src/task/rebuild.ts'
const CHANGES_SPEC = 'packages/stream/src/changes.simulation.spec.ts'
const CHANGES_UNIT_SPEC = 'packages/stream/src/changes.unit.spec.ts'
const REBUILD_SPEC = 'packages/stream/src/rebuild.unit.spec.ts'
const RUNTIME_SPEC = 'packages/stream/src/runtime.unit.spec.ts'
const SIMULATION = {
  ring: 'simulation',
  spec: 'packages/stream/src/runtime.simulation.spec.ts',
  title: 'seeds 1 to 25 end as the fold of log and marks says',
}

/** @type {{ name: string, guarantee: string, file: string, find: string, replace: string,
 *   test: { ring: string, spec: string, title: string } }[]} */
export const PROTECTIONS = [
  {
    name: 'owner-token',
    guarantee: 'G1: a former owner cannot commit',
    file: COMMIT_SCRIPT,
    find: "if stored[1] ~= owner then return 'fenced' end",
    replace: '',
    test: {
      ring: 'integration',
      spec: REDIS_SPEC,
      title: 'a take fences off every earlier owner, whose commit and trim change nothing',
    },
  },
  {
    name: 'commit-number',
    guarantee: 'G1: a commit onto a store that was rolled back changes nothing',
    file: COMMIT_SCRIPT,
    find: "if stored[2] ~= commitNumber then return 'stale' end",
    replace: '',
    test: { ring: 'integration', spec: REDIS_SPEC, title: 'another commit number is stale and changes nothing' },
  },
  {
    name: 'cause-de-duplication',
    guarantee: 'G1: what another task put out twice is taken once',
    file: BATCH,
    find: 'return highWater === undefined || compareCauses(cause, highWater) > 0',
    replace: 'return true',
    test: { ring: 'unit', spec: BATCH_SPEC, title: 'a repeat of an upstream output is dropped by its cause' },
  },
  {
    name: 'timer-persistence',
    guarantee: 'G4: a timer outlives its process',
    file: 'packages/stream/src/task/commit.ts',
    find: 'timers: result.timers,',
    replace: 'timers: new Map(),',
    test: SIMULATION,
  },
  {
    name: 'batch-cut',
    guarantee: 'G5: a batch ends before an inversion',
    file: BATCH,
    find: 'if (!this.#input.canonical && this.#order.wouldInvert(queue.index, record.timestampMs)) return false',
    replace: '',
    test: {
      ring: 'unit',
      spec: BATCH_SPEC,
      title: 'ends before a record that canonical order would have put earlier in it (B3)',
    },
  },
  {
    name: 'mark-first',
    guarantee: 'G6: a mark is on the log ahead of what its commit put out',
    file: 'packages/stream/src/task/outbox.ts',
    find: 'for (const entry of entries) (entry.isMark ? marks : others).push(entry)',
    replace: 'for (const entry of entries) others.push(entry)',
    test: {
      ring: 'unit',
      spec: 'packages/stream/src/task/outbox.unit.spec.ts',
      title: 'has the marks of its commits on the log ahead of everything else of them (O2)',
    },
  },
  {
    name: 'following-marks',
    guarantee: 'G6: marks are followed on every take',
    file: 'packages/stream/src/task/marks-reader.ts',
    find: 'this.#marks.push(mark)',
    replace: '',
    test: SIMULATION,
  },
  {
    name: 'live-gate',
    guarantee: 'G4, G5: the wall clock overtakes no history',
    file: 'packages/stream/src/task/hold.ts',
    find: "|| !this.inputs.areLive || topology.progressOf !== undefined) return false\n    return plan.end.kind === 'caught-up'",
    replace: ") return false\n    return plan.end.kind === 'caught-up' || plan.end.kind === 'starved'",
    test: {
      ring: 'unit',
      spec: RUNTIME_SPEC,
      title: 'before live, the wall clock fires no timer, however late it is (G4)',
    },
  },
  {
    name: 'one-millisecond',
    guarantee: 'G2: causes of timers keep rising',
    file: BATCH,
    find: 'Math.max(wanted, asOfMs + 1)',
    replace: 'wanted',
    test: { ring: 'unit', spec: BATCH_SPEC, title: 'a timer asked for at task time is due one millisecond later (B5)' },
  },
  {
    name: 'hysteresis',
    guarantee: 'an alert that wavers about its threshold stays one alert',
    file: 'packages/domain/src/indicators/assessment.ts',
    find: "return present !== undefined && !leaves(value, clear.warning as number, direction) ? 'warning' : undefined",
    replace: 'return undefined',
    test: {
      ring: 'unit',
      spec: 'packages/domain/src/indicators/assessment.unit.spec.ts',
      title: 'above: 7 with warning is held',
    },
  },
  {
    name: 'dead-letter',
    guarantee: 'G7: no record disappears',
    file: 'packages/stream/src/task/batch-outputs.ts',
    find: 'this.records.push(deadLetter(task, record, error, asOfMs))',
    replace: 'void deadLetter',
    test: SIMULATION,
  },
  {
    name: 'request-de-duplication',
    guarantee: 'G6: what a rebuilt notifier asks for again is told to nobody twice',
    file: 'services/notifier/src/deliverer/partition-memory.ts',
    find: 'if (highWater !== undefined && compareCauses(cause, highWater.cause) <= 0) return false',
    replace: '',
    test: {
      ring: 'unit',
      spec: DELIVERER_SPEC,
      title: 'that comes again, because the notifier was rebuilt, is not sent again',
    },
  },
  {
    name: 'first-attempt-decides',
    guarantee: 'G3: two processes that believe they own a partition do not both send',
    file: 'services/notifier/src/deliverer/sending.ts',
    find: 'open.claim?.deliverer === this.#settings.deliverer,',
    replace: 'true,',
    test: {
      ring: 'unit',
      spec: DELIVERER_SPEC,
      title: 'that both believe they own a partition send once: the first attempt on the log decides',
    },
  },
  {
    name: 'unanswered-attempt',
    guarantee: 'G3: after a crash between attempt and answer nothing is sent again as if it had not been sent',
    file: 'services/notifier/src/deliverer/deliverer.ts',
    find: 'if (open.claim !== null) {',
    replace: 'if (false) {',
    test: {
      ring: 'unit',
      spec: DELIVERER_SPEC,
      title: 'between attempt and answer nobody knows: told as ambiguous, and not sent again by the deliverer',
    },
  },
  {
    name: 'counted-resend',
    guarantee: 'G3: a second send is known as one',
    file: 'packages/processors/src/notification/attempts.ts',
    find: 'attempts.isAmbiguous ||= isAmbiguous',
    replace: 'void isAmbiguous',
    test: {
      ring: 'unit',
      spec: 'packages/processors/src/notification/notifier.unit.spec.ts',
      title: 'and may have arrived is a resend with the same id; one that was only deferred is none',
    },
  },
  {
    name: 'silence-of-a-rebuild',
    guarantee: 'G2: what was told is not told again because it was computed again',
    file: REBUILD,
    find: 'this.#isPastLive ? outputs : []',
    replace: 'outputs',
    test: {
      ring: 'unit',
      spec: REBUILD_SPEC,
      title: 'and other rules tells what differs under the cause of the new generation, once',
    },
  },
  {
    name: 'mark-of-a-switch',
    guarantee: 'G6: a store that loses a switch of generations learns of it from the log',
    file: REBUILD,
    find: 'const isMarked = topology.marks !== undefined && !options.bounded',
    replace: 'const isMarked = topology.marks === null',
    test: {
      ring: 'unit',
      spec: REBUILD_SPEC,
      title: 'behind a switch gives the next generation a number that the log has not seen',
    },
  },
  {
    name: 'makers-of-marks',
    guarantee: 'G6: what other rules told is compared, not followed',
    file: 'packages/stream/src/task/marks-reader.ts',
    find: 'return [...this.#programsToFollow].some((other) => other !== program)',
    replace: "return program === ''",
    test: {
      ring: 'unit',
      spec: REBUILD_SPEC,
      title: 'behind what other rules have told is built anew and compared: following would tell what readers drop',
    },
  },
  {
    name: 'untold-day-of-a-rebuild',
    guarantee: 'G5: a second hop hears of every day, also across a rebuild of its source',
    file: REBUILD,
    find: 'Math.min(this.#built.closedBeforeMs, this.#position.closedBeforeMs)',
    replace: 'this.#built.closedBeforeMs',
    test: {
      ring: 'unit',
      spec: REBUILD_SPEC,
      title: 'tells the day that is over already when its states were built anew',
    },
  },
  {
    name: 'wake-at-a-change',
    guarantee: 'G5: rules that change look at every entity, whatever its timer says',
    file: 'packages/stream/src/task/wake-entities.ts',
    find: 'timerDueAtMs !== null && timerDueAtMs <= momentMs',
    replace: 'timerDueAtMs !== null',
    test: {
      ring: 'unit',
      spec: CHANGES_UNIT_SPEC,
      title: 'look at every entity at their moment, whenever it wanted to be looked at itself',
    },
  },
  {
    name: 'wait-for-rules',
    guarantee: 'G5: nothing is applied while it cannot be told whether the rules have changed',
    file: 'packages/stream/src/task/wake-entities.ts',
    find: 'areNamedKnown && changes.knownThroughMs() >= nowMs',
    replace: 'areNamedKnown',
    test: {
      ring: 'simulation',
      spec: CHANGES_SPEC,
      title: 'seeds 1 to 25 end as the fold of log, marks and changes says',
    },
  },
  {
    name: 'who-knows-less-waits',
    guarantee: 'G5: a process that knows of fewer changes than the states does not undo what they foresee',
    file: 'packages/stream/src/task/wake-entities.ts',
    find: 'areNamedKnown && changes.knownThroughMs() >= nowMs',
    replace: 'changes.knownThroughMs() >= nowMs',
    test: {
      ring: 'simulation',
      spec: CHANGES_SPEC,
      title: 'seeds 1 to 25 end as the fold of log, marks and changes says',
    },
  },
  {
    name: 'collected-by-position',
    guarantee: 'G5: what is told of a new measure does not depend on when a process learnt of it',
    file: BATCH,
    find: 'this.#input.collected,',
    replace: 'undefined,',
    test: {
      ring: 'simulation',
      spec: CHANGES_SPEC,
      title: 'seeds 1 to 25, where they change what is collected, end as the fold of log, marks and changes says',
    },
  },
  {
    name: 'marks-of-other-collections',
    guarantee: 'G6: what states told that collected something else is compared, not followed',
    file: 'packages/stream/src/mark.ts',
    find: 'collected.length === 0 ? program',
    replace: 'collected.length >= 0 ? program',
    test: {
      ring: 'unit',
      spec: CHANGES_UNIT_SPEC,
      title:
        'and are behind what other collections have told make the states anew: following would tell something else',
    },
  },
  {
    name: 'removed-indicators-end',
    guarantee: 'G2: an alert whose indicator is gone ends, and says why',
    file: 'packages/processors/src/evaluation/end-removed.ts',
    find: "if (episode.phase === 'pending' || episode.phase === 'resolved') return []",
    replace: 'if (episode.phase) return []',
    test: {
      ring: 'unit',
      spec: 'packages/processors/src/customer-risk/changed-rules.unit.spec.ts',
      title: 'end the alerts of an indicator that is gone, at once',
    },
  },
]
