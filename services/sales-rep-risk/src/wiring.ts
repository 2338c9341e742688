import { ALERTS_TOPIC, SALES_REP_RISK_INPUTS, SCORES_TOPIC } from '@tocsin/processors'
import { followRules, type WiredService, wireService } from '@tocsin/service-kit'
import { type Config, configDescription } from './config.ts'
import { assembleTopology } from './sales-rep-risk-topology.ts'
import { VERSION } from './version.ts'

/**
 * Everything the process consists of, not yet started.
 * @throws OperatorError when the rule set cannot be used
 */
export function wire(config: Config): WiredService {
  return wireService({
    service: 'sales-rep-risk',
    version: VERSION,
    settings: configDescription,
    config,
    inputTopics: SALES_REP_RISK_INPUTS,
    outputTopics: [ALERTS_TOPIC, SCORES_TOPIC],
    prepare: (emit) => {
      const { timeline, component } = followRules({ config, entityType: 'sales-rep', service: 'sales-rep-risk', emit })
      return { earlier: [component], assemble: (schemas) => assembleTopology(timeline, schemas) }
    },
  })
}
