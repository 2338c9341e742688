import { CURRENCY_VARIABLE, type EntityType, measureVariable, TIERS, TRAITS_OF, traitVariable } from '@tocsin/domain'
import type { DeclaredVariable, DeclaredVariables } from '../conditions/variables.ts'
import type { KnownMeasures } from '../declared/known-measures.ts'

/**
 * What conditions of indicators may ask for: who the entity is, the currency that is looked at, and its measures, whose
 * hyphens are underscores there, for a hyphen is a minus.
 */
export function indicatorVariables(entity: EntityType, known: KnownMeasures): DeclaredVariables {
  const measures = known.namesOf(entity).map((name): [string, DeclaredVariable] => {
    const unit = known.find(entity, name)?.unit
    const type = unit === undefined ? ({ kind: 'number' } as const) : ({ kind: 'number', unit } as const)
    return [name.replaceAll('-', '_'), { type, as: measureVariable(name) }]
  })
  const traits = TRAITS_OF[entity].map((trait): [string, DeclaredVariable] => {
    const type = trait === 'tier' ? ({ kind: 'text', choices: TIERS } as const) : ({ kind: 'text' } as const)
    return [trait, { type, as: traitVariable(trait) }]
  })
  const currency: [string, DeclaredVariable] = [
    CURRENCY_VARIABLE,
    { type: { kind: 'text', isCurrency: true }, as: CURRENCY_VARIABLE },
  ]
  return new Map([...measures, ...traits, currency])
}
