/** What many customers contribute to and is looked at as a whole: groups of customers, and products. */
import type { EntityType } from '../indicators/rule-set.ts'
import type { Trait, Traits } from '../indicators/traits.ts'

export const GROUP_TYPES = [
  'segment',
  'region',
  'industry',
  'product-line',
  'portfolio',
  'product',
] as const satisfies readonly EntityType[]
export type GroupType = (typeof GROUP_TYPES)[number]

/** All customers together. */
export const WHOLE_PORTFOLIO = 'portfolio:all'

/** One group: `segment:retail` is the segment `retail`, `product:P-7` the product `P-7`. */
export interface Group {
  readonly entityType: GroupType
  readonly entityId: string
}

/** Which trait of a customer makes it one of a group; all of them are of the whole portfolio. */
const TRAIT_OF = {
  segment: 'segment',
  region: 'region',
  industry: 'industry',
  'product-line': 'productLine',
} as const satisfies Record<Exclude<GroupType, 'portfolio' | 'product'>, Trait>

type GroupTrait = (typeof TRAIT_OF)[keyof typeof TRAIT_OF]

const NAMED_GROUPS = Object.entries(TRAIT_OF) as [keyof typeof TRAIT_OF, GroupTrait][]

/** What a customer's source says of it; empty: nothing. */
export type Grouped = { readonly [Name in GroupTrait]: string }

/** The keys of the groups that a customer belongs to besides the whole portfolio: at most four. */
export function groupsOf(profile: Grouped | null): string[] {
  if (profile === null) return []
  const groups: string[] = []
  for (const [type, trait] of NAMED_GROUPS) {
    const id = idOf(profile[trait])
    if (id !== '') groups.push(`${type}:${id}`)
  }
  return groups
}

/** The key of a product, beside those of groups of customers. */
export function productKey(productId: string): string {
  return `product:${productId}`
}

/** Undefined for a key that names no group. */
export function groupNamed(key: string): Group | undefined {
  const colon = key.indexOf(':')
  const entityType = GROUP_TYPES.find((type) => type === key.slice(0, colon))
  const entityId = key.slice(colon + 1)
  return entityType === undefined || entityId === '' ? undefined : { entityType, entityId }
}

/** Who a group is, for the conditions of its indicators: its own name. */
export function traitsOfGroup({ entityType, entityId }: Group): Traits {
  return entityType === 'portfolio' || entityType === 'product' ? {} : { [TRAIT_OF[entityType]]: entityId }
}

/** The same few names come back at every day end, and to make them fit was 2 % of the work of customer-risk. */
const idByName = new Map<string, string>()
const MAX_REMEMBERED_NAMES = 1_000

function idOf(name: string): string {
  if (name === '') return ''
  let id = idByName.get(name)
  if (id === undefined) {
    if (idByName.size === MAX_REMEMBERED_NAMES) idByName.clear()
    id = asId(name)
    idByName.set(name, id)
  }
  return id
}

const MAX_NAME_LENGTH = 190

/** Names of groups become ids of entities, and are made fit for that; a name of which nothing is left is none. */
function asId(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  const visible = name.replace(/[\u0000-\u001f\u007f-\u00a0\u2028\u2029\ufeff\ufffd-\uffff]/g, ' ').trim()
  const id = visible
    .slice(0, MAX_NAME_LENGTH)
    .replace(/[\ud800-\udbff]$/, '')
    .trim()
  return id === '__proto__' ? '' : id
}
