import {
  ALERTS_TOPIC,
  CUSTOMER_RISK_INPUTS,
  CUSTOMER_RISK_MARKS_TOPIC,
  PORTFOLIO_FACTS_TOPIC,
  SALES_REP_FACTS_TOPIC,
  SCORES_TOPIC,
  SHADOW_ALERTS_TOPIC,
  shadowMarksTopic,
} from '@tocsin/processors'
import { followRules, type WiredService, wireService } from '@tocsin/service-kit'
import { type Config, configDescription } from './config.ts'
import { assembleShadow, assembleTopology } from './customer-risk-topology.ts'
import { createSourceWatch } from './source-watch.ts'
import { VERSION } from './version.ts'

/**
 * Everything the process consists of, not yet started.
 * @throws OperatorError when the rule set cannot be used
 */
export function wire(config: Config): WiredService {
  const isShadow = config.shadow === 'yes'
  const service = isShadow ? 'customer-risk-shadow' : 'customer-risk'
  return wireService({
    service,
    version: VERSION,
    settings: configDescription,
    config,
    inputTopics: CUSTOMER_RISK_INPUTS,
    outputTopics: isShadow
      ? [SHADOW_ALERTS_TOPIC, shadowMarksTopic('customer-risk')]
      : [ALERTS_TOPIC, SALES_REP_FACTS_TOPIC, PORTFOLIO_FACTS_TOPIC, SCORES_TOPIC, CUSTOMER_RISK_MARKS_TOPIC],
    prepare: (emit, telemetry) => {
      const sources = createSourceWatch()
      telemetry.observeSources(sources.standings)
      const { timeline, components } = followRules({ config, entityType: 'customer', service, emit })
      const assemble = isShadow ? assembleShadow : assembleTopology
      return { earlier: components, assemble: (schemas) => assemble(timeline, schemas, sources) }
    },
  })
}
