import type { Traits } from '@tocsin/domain'
import type { CustomerState } from './state.ts'

/** Who the customer is, as far as conditions of rules ask. The tier is that of the last day end. */
export function traitsOf({ profile, standing }: Pick<CustomerState, 'profile' | 'standing'>): Traits {
  const tier = standing.effectiveTier
  if (profile === null) return { tier }
  const { segment, industry, region, productLine } = profile
  return { tier, segment, industry, region, productLine }
}
