import type { Language } from '@tocsin/domain'
import type { Section } from '../report/section.ts'
import { escaped } from './markup.ts'
import { PAGE_STYLE } from './page-style.ts'

/**
 * Tables as one HTML file that needs nothing but itself: no script, no font, no picture from elsewhere. A section without
 * rows and notes is left out.
 * @param plotsOf what stands above the table of a section: markup, or nothing
 */
export function sectionsPage(
  title: string,
  language: Language,
  all: readonly Section[],
  plotsOf: (sectionId: string) => string,
): string {
  const sections = all.filter(({ rows, notes }) => rows.length + notes.length > 0)
  const links = sections.map(({ id, title: name }) => `<a href="#${escaped(id)}">${escaped(name)}</a>`)
  const body = sections.map((section) => sectionMarkup(section, plotsOf(section.id)))
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header><h1>${escaped(title)}</h1><nav>${links.join(' ')}</nav></header>
<main>
${body.join('\n')}
</main>
</body>
</html>
`
}

function sectionMarkup({ id, title, notes, header, rows, numeric = [] }: Section, plots: string): string {
  const cell = (tag: 'td' | 'th') => (text: string, index: number) =>
    `<${tag}${numeric.includes(index) ? ' class="n"' : ''}>${escaped(text)}</${tag}>`
  const head = header.length === 0 ? '' : `<thead><tr>${header.map(cell('th')).join('')}</tr></thead>`
  const lines = rows.map((row) => `<tr>${row.map(cell('td')).join('')}</tr>`)
  const table =
    rows.length === 0 ? '' : `<div class="wide"><table>${head}<tbody>${lines.join('\n')}</tbody></table></div>`
  const paragraphs = notes.map((note) => `<p>${escaped(note)}</p>`)
  return `<section id="${escaped(id)}"><h2>${escaped(title)}</h2>${paragraphs.join('')}${plots}${table}</section>`
}
