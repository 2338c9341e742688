import { NOTIFICATIONS_TOPIC, NOTIFIER_INPUTS, NOTIFIER_MARKS_TOPIC } from '@tocsin/processors'
import { type WiredService, wireService } from '@tocsin/service-kit'
import { type Config, configDescription } from './config.ts'
import { deliveryComponent } from './delivery-component.ts'
import { loadNotifying } from './load-notifying.ts'
import { assembleTopology } from './notifier-topology.ts'
import { VERSION } from './version.ts'

/**
 * Everything the process consists of, not yet started: the topology that decides, and the deliverer that sends.
 * @throws OperatorError when routing or channels cannot be used
 */
export function wire(config: Config): WiredService {
  return wireService({
    service: 'notifier',
    version: VERSION,
    settings: configDescription,
    config,
    inputTopics: NOTIFIER_INPUTS,
    outputTopics: [NOTIFICATIONS_TOPIC, NOTIFIER_MARKS_TOPIC],
    prepare(emit, telemetry) {
      const notifying = loadNotifying(config)
      const { version } = notifying.routing
      const channels = notifying.channels.map(({ name }) => name)
      emit({ type: 'RoutingLoaded', version, file: config.routingFile, channels })
      const delivery = deliveryComponent(config, notifying, emit)
      telemetry.observeChannels(delivery.status)
      return {
        assemble: (schemas) => assembleTopology(notifying.routing, schemas),
        components: [delivery.component],
        waitingFor: delivery.waitingFor,
      }
    },
  })
}
