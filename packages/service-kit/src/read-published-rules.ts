import type { RuleSet, RuleTimeline } from '@tocsin/domain'
import { RULES_TOPIC } from '@tocsin/rules'
import { createKafkaClient, createSchemaRegistry, LogAdmin, readTopic } from '@tocsin/stream-kafka'
import { systemClock } from './clock.ts'
import { createRulesFeed, type ReadVersion } from './rules-feed.ts'

export interface PublishedRules {
  /** The first rules, and what was published by now. */
  readonly timeline: RuleTimeline
  /** Every record of the topic, in its order, as every process judges it. */
  readonly versions: readonly ReadVersion[]
}

/**
 * What all services apply, for a command that looks at what they did.
 * @throws OperatorError when there is no topic of rules
 * @throws RetryableError when Kafka or the registry is away
 */
export async function readPublishedRules(
  first: RuleSet,
  { brokers, registryUrl }: { readonly brokers: readonly string[]; readonly registryUrl: string },
): Promise<PublishedRules> {
  const client = { brokers, clientId: 'tocsin-rules' }
  const admin = new LogAdmin(createKafkaClient(client), brokers)
  const versions: ReadVersion[] = []
  const feed = createRulesFeed({
    first,
    log: {
      ranges: () => admin.offsetRanges(RULES_TOPIC),
      records: () => readTopic({ ...client, topic: RULES_TOPIC }),
    },
    schemas: createSchemaRegistry(registryUrl),
    now: systemClock.now,
    emit: (event) => void versions.push(event),
  })
  try {
    await admin.partitionCounts([RULES_TOPIC])
    await feed.look()
    return { timeline: feed.timeline, versions }
  } finally {
    await admin.close()
  }
}
