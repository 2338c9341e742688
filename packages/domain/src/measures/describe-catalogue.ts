import { MEASURE_NAMES, MEASURES } from './catalogue.ts'
import { FACETS } from './measure.ts'

/** The catalogue as Markdown: `README.md` of this folder is this text. */
export function describeCatalogue(): string {
  const rows = MEASURE_NAMES.map((name) => {
    const { unit, meaning, sample, reads } = MEASURES[name]
    const facets = FACETS.filter((facet) => (reads as readonly string[]).includes(facet)).join(', ')
    return `| \`${name}\` | ${unit} | ${meaning.en}<br>${meaning.zh} | ${sample.en}<br>${sample.zh} | ${facets} |`
  })
  return `${HEAD}\n${rows.join('\n')}\n`
}

const HEAD = `# Measures

What an indicator may ask of a customer, as of the end of a business day. Money is measured in each currency by itself,
in minor units; amounts in different currencies are never added: where two are compared, the worst currency decides.
The sample says how much a measure rests on: below an indicator's \`minimumSample\` its value is unknown, and unknown
never breaches. This file is written from \`catalogue.ts\` (\`describeCatalogue\`); a test fails when it is not up to date.

| measure | unit | what it is | sample | changed by |
|---|---|---|---|---|`
