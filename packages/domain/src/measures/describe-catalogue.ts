import { ENTITY_TYPES, type EntityType } from '../indicators/rule-set.ts'
import { measureNamesOf, measureOf } from './catalogue.ts'
import { FACETS } from './measure.ts'

/** The catalogue as Markdown: `README.md` of this folder is this text. */
export function describeCatalogue(): string {
  return [HEAD, ...ENTITY_TYPES.map(tableOf)].join('\n')
}

function tableOf(entity: EntityType): string {
  const rows = measureNamesOf(entity).map((name) => {
    const { unit, meaning, sample, reads } = measureOf(entity, name)
    const facets = FACETS.filter((facet) => reads.includes(facet)).join(', ')
    return `| \`${name}\` | ${unit} | ${meaning.en}<br>${meaning.zh} | ${sample.en}<br>${sample.zh} | ${facets} |`
  })
  return [`## ${TITLES[entity]} (\`entity: ${entity}\`)`, '', ...TABLE_HEAD, ...rows, ''].join('\n')
}

const TITLES: Readonly<Record<EntityType, string>> = {
  customer: 'Of a customer',
  'sales-rep': 'Of a sales representative',
  segment: 'Of a segment',
  region: 'Of a region',
  industry: 'Of an industry',
  'product-line': 'Of a product line',
  portfolio: 'Of all customers together',
  product: 'Of a product',
}

const TABLE_HEAD = ['| measure | unit | what it is | sample | changed by |', '|---|---|---|---|---|']

const HEAD = `# Measures

What an indicator may ask of a customer, a sales representative, a group of customers or a product, as of the end of a business day. Money is measured
in each currency by itself, in minor units; amounts in different currencies are never added: where two are compared, the
worst currency decides. The sample says how much a measure rests on: below an indicator's \`minimumSample\` its value is
unknown, and unknown never breaches. A representative is measured over all customers whose documents name it; a segment, region,
industry or product line over the customers that belong to it today, wherever they belonged before. A product is measured by the lines of orders, and by
what its stock was counted to be. This file is written from \`catalogue.ts\` (\`describeCatalogue\`); a test fails when it is not up to date.
`
