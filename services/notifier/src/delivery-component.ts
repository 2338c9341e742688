import { randomUUID } from 'node:crypto'
import { createNotificationCodec, EVENT_SCHEMAS } from '@tocsin/events'
import { type Component, createInsistence, type Emit, systemClock } from '@tocsin/service-kit'
import { createKafkaLog, createSchemaRegistry } from '@tocsin/stream-kafka'
import type { ChannelStatus } from '@tocsin/telemetry'
import type { Config } from './config.ts'
import { createDeliverer, type Deliverer } from './deliverer/deliverer.ts'
import type { Notifying } from './load-notifying.ts'

/** Of its own, for it reads what the topology's group reads as well, and from the beginning. */
const DELIVERY_GROUP = 'notifier-delivery'

interface DeliveryComponent {
  readonly component: Component
  status(): readonly ChannelStatus[]
  /** Why nothing is sent yet, for `/readyz`; undefined once it can be. */
  waitingFor(): string | undefined
}

/** The deliverer with its log and codec. Its start waits for what is away, and says so. */
export function deliveryComponent(config: Config, { channels, leftOut }: Notifying, emit: Emit): DeliveryComponent {
  const { kafkaBrokers: brokers, registryUrl, sessionTimeoutMs } = config
  const { insist, stop: stopInsisting } = createInsistence(emit)
  const registry = createSchemaRegistry(registryUrl)
  const finished = Promise.withResolvers<void>()
  let deliverer: Deliverer | undefined

  async function start(): Promise<void> {
    const schemaIds = await insist('schema registry', () => registry.register(EVENT_SCHEMAS))
    if (!schemaIds) return
    const codec = createNotificationCodec({ schemaIds, source: registry, nowMs: systemClock.now })
    await insist('Kafka', async () => {
      // A log is started once: each attempt has its own.
      const log = createKafkaLog({ brokers, groupId: DELIVERY_GROUP, clientId: DELIVERY_GROUP, sessionTimeoutMs })
      const created = createDeliverer({
        log,
        clock: systemClock,
        codec,
        channels,
        leftOut,
        newDelivererId: randomUUID,
        emit,
      })
      await created.start()
      deliverer = created
      created.finished.catch(finished.reject)
    })
  }

  async function stop(): Promise<void> {
    stopInsisting()
    await deliverer?.stop()
    finished.resolve()
  }

  return {
    component: { name: 'delivery', start, stop, finished: finished.promise },
    status: () => deliverer?.status() ?? [],
    waitingFor: () => (deliverer ? waitingText(deliverer.partitions()) : 'The deliverer waits for registry and Kafka.'),
  }
}

/** Exported for its spec. */
export function waitingText({ joined, catchingUp }: ReturnType<Deliverer['partitions']>): string | undefined {
  if (!joined) return 'The deliverer waits for an assignment from its group.'
  if (catchingUp.length === 0) return undefined
  const places = catchingUp.map(({ partition, left }) => `${partition} (${left ?? 'all its'} records to go)`).join(', ')
  return `The deliverer reads what has been told, before it sends anything: partition ${places}.`
}
