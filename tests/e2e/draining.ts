/** When everything that was fed has been applied and published. */
import type { AnyTopology } from '@tocsin/stream'
import { createKafkaClient, LogAdmin } from '@tocsin/stream-kafka'
import { createRedisStore } from '@tocsin/stream-redis'
import type { Member } from './member.ts'
import { readStored } from './outcome.ts'
import { PARTITION_COUNT, type Site } from './site.ts'
import { pause } from './waiting.ts'

/** How long nothing may change in what is left before it counts as stuck; how long draining takes depends on the machine. */
const STUCK_AFTER_MS = 180_000

/** All tasks of all services are live, nothing is left to apply, no timer is due, nothing waits to be published or sent. */
export async function untilDrained(members: readonly Member[]): Promise<void> {
  const services = new Set(members.map(({ service }) => service))
  let last = ''
  let changedAtMs = Date.now()
  const isDrained = async () => {
    for (const member of members) member.demandAlive()
    const sum = async (metric: string, labels: Readonly<Record<string, string>> = {}) => {
      const each = await Promise.all(members.map((member) => member.metric(metric, labels)))
      return each.reduce<number>((total, value) => total + (value ?? Number.NaN), 0)
    }
    const live = await sum('tocsin_tasks', { phase: 'live' })
    const lag = await sum('tocsin_consumer_lag_records')
    const due = await sum('tocsin_tasks_with_timer_due')
    const pending = await sum('tocsin_outbox_pending')
    const waiting = await sum('tocsin_notifications_waiting')
    // A deliverer that still reads what was asked for has nothing to send yet.
    const readiness = await Promise.all(members.map((member) => member.readiness()))
    const ready = readiness.filter((each) => each?.status === 'ready').length
    const now = `${ready} processes ready, ${live} tasks live, ${lag} records behind, ${due} timers due, ${pending} outbox entries, ${waiting} to be sent`
    if (now !== last) changedAtMs = Date.now()
    last = now
    if (ready < members.length) return false
    return live === services.size * PARTITION_COUNT && lag === 0 && due === 0 && pending === 0 && waiting === 0
  }
  while (!(await isDrained())) {
    if (Date.now() - changedAtMs > STUCK_AFTER_MS) {
      throw new Error(`nothing has changed for ${STUCK_AFTER_MS / 1000} s, and not all is drained: ${last}`)
    }
    await pause(200)
  }
}

const ROUNDS = 4
/** The longest time between two attempts to tell somebody is a quarter of an hour, where too much waits for a channel. */
const PENDING_AFTER_MS = 960_000

export interface WhatSettles {
  /** Starts one process of each service. */
  restart(name: string): readonly Member[]
  /** Those that are to be at rest. */
  readonly topologies: readonly AnyTopology[]
  /** In words, what else has begun and not ended, though nothing is due before a later moment. */
  pending(): Promise<readonly string[]>
}

/**
 * Drains, stops the processes and looks whether really nothing was left. A timer may have fired, or a record come to
 * light, while they stopped; then one process of each service is started again for the rest.
 * @param what that of customer-risk unless given
 */
export async function settle(
  site: Site,
  members: readonly Member[],
  {
    restart = (name) => [site.startMember(name)],
    topologies = [site.topology],
    pending = async () => [],
  }: Partial<WhatSettles> = {},
): Promise<void> {
  let running = members
  for (let round = 1; ; round++) {
    await untilDrained(running)
    await untilNothingIsPending(running, pending)
    await Promise.all(running.map((member) => member.stop()))
    const unread = (await Promise.all(topologies.map((topology) => whatIsLeft(site, topology)))).flat()
    const left = [...unread, ...(await pending())]
    if (left.length === 0) return
    site.say(`stopped in round ${round} with something left: ${left.join(', ')}`)
    if (round === ROUNDS) throw new Error(`never came to rest: ${left.join(', ')}`)
    running = restart(`settling-${round}`)
  }
}

/** What waits for its next attempt is seen by no metric of what is due: it is waited for, and drained after it. */
async function untilNothingIsPending(members: readonly Member[], pending: WhatSettles['pending']): Promise<void> {
  let last = ''
  let changedAtMs = Date.now()
  for (;;) {
    const left = (await pending()).join(', ')
    if (left === '') break
    for (const member of members) member.demandAlive()
    if (left !== last) changedAtMs = Date.now()
    last = left
    if (Date.now() - changedAtMs > PENDING_AFTER_MS) {
      throw new Error(`nothing has changed for ${PENDING_AFTER_MS / 1000} s, and still there is: ${left}`)
    }
    await pause(5_000)
  }
  if (last !== '') await untilDrained(members)
}

async function whatIsLeft(site: Site, topology: AnyTopology): Promise<string[]> {
  const inputs = topology.inputs.map(({ topic }) => topic)
  const admin = new LogAdmin(createKafkaClient({ brokers: site.brokers, clientId: site.name }), site.brokers)
  const store = createRedisStore({ url: site.stack.redisUrl })
  try {
    const ranges = await Promise.all(inputs.map((topic) => admin.offsetRanges(topic)))
    const left: string[] = []
    for (let partition = 0; partition < PARTITION_COUNT; partition++) {
      const { position, trimmedOutboxEntry } = await readStored(store, { topology: topology.name, partition })
      for (const [index, topic] of inputs.entries()) {
        const end = ranges[index]![partition]!.endOffset
        if ((position?.nextOffsets[topic] ?? 0) !== end) left.push(`${topic}/${partition}`)
      }
      if ((position?.lastOutboxEntry ?? 0) !== trimmedOutboxEntry) left.push(`outbox of ${topology.name}/${partition}`)
    }
    return left
  } finally {
    await Promise.all([store.close(), admin.close()])
  }
}
