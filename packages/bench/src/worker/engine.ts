/** Runs a topology as a service would, and keeps count. */
import { randomUUID } from 'node:crypto'
import { assembleTopology, loadRuleSet } from '@tocsin/customer-risk'
import { createFixedRegistry } from '@tocsin/events'
import { systemClock } from '@tocsin/service-kit'
import { type AnyTopology, createRuntime, type LogConsumer, type LogPort, type StreamEvent } from '@tocsin/stream'
import { createKafkaLog } from '@tocsin/stream-kafka'
import { createRedisStore } from '@tocsin/stream-redis'
import { w1Topology } from '../w1/topology.ts'
import type { EngineTask, WorkerCounts, WorkerFigures, Workload } from './messages.ts'

export interface EngineGates {
  /** Called when the group has assigned partitions; nothing is taken before `go` resolves. */
  assigned(partitions: number): void
  readonly go: Promise<void>
  /** Called when a bounded run is finished; the group is left after `leave` resolves. */
  done(figures: WorkerFigures): void
  readonly leave: Promise<void>
}

export function createEngine(task: EngineTask, gates: EngineGates) {
  const counts: { -readonly [Name in keyof WorkerCounts]: number } = {
    records: 0,
    outboxEntries: 0,
    published: 0,
    deadLetters: 0,
    timersFired: 0,
    commits: 0,
  }
  let firstAtMs = 0
  let lastAtMs = 0
  let cpuSecondsBeforeFirst = 0

  const emit = (event: StreamEvent): void => {
    if (event.type === 'BatchCommitted') {
      for (const topic in event.records) counts.records += event.records[topic] as number
      counts.outboxEntries += event.outboxEntries
      counts.timersFired += event.timersFired
      counts.commits += 1
      lastAtMs = preciseNow()
    } else if (event.type === 'OutboxPublished') {
      counts.published += event.entries
      lastAtMs = preciseNow()
    } else if (event.type === 'RecordDeadLettered') {
      counts.deadLetters += 1
    } else if (event.type === 'TaskBackedOff' || event.type === 'TaskStopped') {
      process.stderr.write(`worker ${process.pid}: task ${event.task.partition}: ${event.type}: ${event.reason}\n`)
    }
  }
  const noteFirst = () => {
    if (firstAtMs > 0) return
    firstAtMs = preciseNow()
    cpuSecondsBeforeFirst = cpuSeconds()
  }
  const figures = (): WorkerFigures => ({
    ...counts,
    firstAtMs,
    lastAtMs,
    cpuSeconds: cpuSeconds(),
    cpuSecondsBeforeFirst,
    peakRssBytes: process.resourceUsage().maxRSS * 1_024,
  })

  const store = createRedisStore({ url: task.redisUrl, keyPrefix: task.keyPrefix })
  const log = createKafkaLog({
    brokers: task.brokers,
    groupId: task.groupId,
    clientId: 'tocsin-bench',
    ...(task.maxBytesPerPartition === undefined ? {} : { maxBytesPerPartition: task.maxBytesPerPartition }),
  })
  const runtime = createRuntime({
    topology: notingFirst(topologyOf(task.workload), noteFirst),
    log: gated(log, gates, () => gates.done(figures())),
    store,
    clock: systemClock,
    emit,
    newOwnerToken: randomUUID,
    options: task.options,
  })
  return {
    counts,
    async run(): Promise<void> {
      await runtime.start()
      try {
        await runtime.finished
      } finally {
        await store.close()
      }
    },
    stop: () => runtime.stop(),
  }
}

function topologyOf(workload: Workload): AnyTopology {
  switch (workload.kind) {
    case 'w1':
      return w1Topology(workload.names, workload.density)
    case 'customer-risk':
      return assembleTopology(loadRuleSet(workload.rulesFile), { ...createFixedRegistry(), nowMs: systemClock.now })
  }
}

/** Time begins with the first batch that is looked into. */
function notingFirst(topology: AnyTopology, note: () => void): AnyTopology {
  const { decoder } = topology
  return {
    ...topology,
    decoder: {
      prepare(records) {
        if (records.length > 0) note()
        return decoder.prepare(records)
      },
      decode: (record) => decoder.decode(record),
    },
  }
}

/** The same log, its first assignment held back until `go`, its end until `leave`. */
function gated(log: LogPort, gates: EngineGates, onStop: () => void): LogPort {
  const start: LogPort['start'] = (topics, consumer) => log.start(topics, gatedConsumer(consumer, gates))
  const stop = async (): Promise<void> => {
    onStop()
    await gates.leave
    await log.stop()
  }
  return new Proxy(log, {
    get(target, name) {
      if (name === 'start') return start
      if (name === 'stop') return stop
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

function gatedConsumer(consumer: LogConsumer, gates: EngineGates): LogConsumer {
  let latest: readonly number[] | undefined
  let isOpen = false
  void gates.go.then(() => {
    isOpen = true
    if (latest !== undefined) consumer.assigned(latest)
  })
  return {
    assigned(partitions) {
      latest = partitions
      gates.assigned(partitions.length)
      if (isOpen) consumer.assigned(partitions)
    },
    revoked: () => consumer.revoked(),
    received: (batch) => consumer.received(batch),
    failed: (error) => consumer.failed(error),
  }
}

export function preciseNow(): number {
  return performance.timeOrigin + performance.now()
}

export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
