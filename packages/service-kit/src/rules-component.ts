import { type EntityType, type RuleSet, type RuleTimeline, timelineOf } from '@tocsin/domain'
import { RULES_TOPIC } from '@tocsin/rules'
import { RetryableError } from '@tocsin/stream'
import { createKafkaClient, createSchemaRegistry, LogAdmin, readTopic } from '@tocsin/stream-kafka'
import { systemClock } from './clock.ts'
import type { ServiceConfig } from './engine-settings.ts'
import { createInsistence } from './insistence.ts'
import { announceVersion, loadRuleSet } from './load-rule-set.ts'
import { createRulesFeed } from './rules-feed.ts'
import type { Component } from './run-service.ts'
import type { Emit } from './wire-service.ts'

const LOOK_EVERY_MS = 2_000

export interface FollowedRuleSet {
  /** Before the components have started, the files' rules alone. */
  readonly timeline: RuleTimeline
  /** Have to start before whatever applies the rules. None in a shadow, which asks what its files would tell. */
  readonly components: readonly Component[]
}

export interface FollowingOptions {
  readonly config: Pick<ServiceConfig, 'kafkaBrokers' | 'registryUrl'> & {
    readonly rulesFile: string
    readonly shadow: 'yes' | 'no'
  }
  /** Whose indicators are announced. */
  readonly entityType: EntityType | readonly EntityType[]
  /** Client id. */
  readonly service: string
  readonly emit: Emit
}

/**
 * The rules of a service: read from its files now, followed on the log once the component has started.
 * @throws OperatorError when the files cannot be used
 */
export function followRules({ config, entityType, service, emit }: FollowingOptions): FollowedRuleSet {
  const { kafkaBrokers: brokers, registryUrl, rulesFile } = config
  const first = loadRuleSet(rulesFile)
  announceVersion(first, { entityType, from: rulesFile }, emit)
  if (config.shadow === 'yes') return { timeline: timelineOf(first), components: [] }
  let announced: RuleSet = first
  const client = { brokers, clientId: `${service}-rules` }
  const admin = new LogAdmin(createKafkaClient(client), brokers)
  const feed = createRulesFeed({
    first,
    log: {
      ranges: () => admin.offsetRanges(RULES_TOPIC),
      records: () => readTopic({ ...client, topic: RULES_TOPIC }),
    },
    schemas: createSchemaRegistry(registryUrl),
    now: systemClock.now,
    emit,
  })
  const { insist, stop: stopInsisting } = createInsistence(emit)
  const finished = Promise.withResolvers<void>()
  let cancel: (() => void) | undefined
  let looking: Promise<void> | undefined
  let isStopped = false
  let lastTrouble = ''

  async function lookAgain(): Promise<void> {
    try {
      await feed.look()
      lastTrouble = ''
    } catch (error) {
      // Nothing is applied once it is too long ago; the next look comes soon.
      if (!(error instanceof RetryableError)) throw error
      const { message } = error
      if (message !== lastTrouble) emit({ type: 'WaitingForDependency', dependency: RULES_TOPIC, message })
      lastTrouble = message
    }
    const present = feed.timeline.at(systemClock.now())
    if (present !== announced) announceVersion(present, { entityType, from: RULES_TOPIC }, emit)
    announced = present
  }

  function schedule(): void {
    cancel = systemClock.setTimer(LOOK_EVERY_MS, () => {
      looking = lookAgain()
        .catch(finished.reject)
        .finally(() => {
          if (!isStopped) schedule()
        })
    })
  }

  const component: Component = {
    name: 'rules',
    async start() {
      await insist(RULES_TOPIC, async () => {
        await admin.partitionCounts([RULES_TOPIC])
        await feed.look()
      })
      if (!isStopped) schedule()
    },
    async stop() {
      isStopped = true
      stopInsisting()
      cancel?.()
      await looking
      await admin.close()
    },
    finished: finished.promise,
  }

  return { timeline: feed.timeline, components: [component] }
}
