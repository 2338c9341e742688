import { GROUP_TYPES } from '@tocsin/domain'
import { ALERTS_TOPIC, PORTFOLIO_RISK_INPUTS, SHADOW_ALERTS_TOPIC } from '@tocsin/processors'
import { followRules, type WiredService, wireService } from '@tocsin/service-kit'
import { type Config, configDescription } from './config.ts'
import { assembleShadow, assembleTopology } from './portfolio-risk-topology.ts'
import { VERSION } from './version.ts'

/**
 * Everything the process consists of, not yet started.
 * @throws OperatorError when the rule set cannot be used
 */
export function wire(config: Config): WiredService {
  const isShadow = config.shadow === 'yes'
  const service = isShadow ? 'portfolio-risk-shadow' : 'portfolio-risk'
  return wireService({
    service,
    version: VERSION,
    settings: configDescription,
    config,
    inputTopics: PORTFOLIO_RISK_INPUTS,
    outputTopics: isShadow ? [SHADOW_ALERTS_TOPIC] : [ALERTS_TOPIC],
    prepare: (emit) => {
      const { timeline, components } = followRules({ config, entityType: GROUP_TYPES, service, emit })
      const assemble = isShadow ? assembleShadow : assembleTopology
      return { earlier: components, assemble: (schemas) => assemble(timeline, schemas) }
    },
  })
}
