import {
  ALERTS_TOPIC,
  CUSTOMER_RISK_INPUTS,
  CUSTOMER_RISK_MARKS_TOPIC,
  SALES_REP_FACTS_TOPIC,
  SCORES_TOPIC,
} from '@tocsin/processors'
import { followRules, type WiredService, wireService } from '@tocsin/service-kit'
import { type Config, configDescription } from './config.ts'
import { assembleTopology } from './customer-risk-topology.ts'
import { VERSION } from './version.ts'

/**
 * Everything the process consists of, not yet started.
 * @throws OperatorError when the rule set cannot be used
 */
export function wire(config: Config): WiredService {
  return wireService({
    service: 'customer-risk',
    version: VERSION,
    settings: configDescription,
    config,
    inputTopics: CUSTOMER_RISK_INPUTS,
    outputTopics: [ALERTS_TOPIC, SALES_REP_FACTS_TOPIC, SCORES_TOPIC, CUSTOMER_RISK_MARKS_TOPIC],
    prepare: (emit) => {
      const { timeline, component } = followRules({ config, entityType: 'customer', service: 'customer-risk', emit })
      return { earlier: [component], assemble: (schemas) => assembleTopology(timeline, schemas) }
    },
  })
}
