import { valueAt } from '@tocsin/yaml-file'

/** `indicator overdue-ratio: override 1: when`, `scorecard customer-credit: factor days-late: weight`, or the bare path. */
export function nameOf(path: readonly PropertyKey[], content: unknown): string {
  if (path.length === 0) return 'the file'
  return named(path, 0, content)
}

/** What an entry of a list is called: by its id or its name, else by its number. */
const NOUNS: Readonly<Record<string, string>> = {
  indicators: 'indicator',
  measures: 'measure',
  scorecards: 'scorecard',
  factors: 'factor',
  caps: 'cap',
  overrides: 'override',
  tests: 'test',
  events: 'event',
  alerts: 'alert',
  routes: 'route',
  receivers: 'receiver',
  people: 'person',
  inhibitions: 'inhibition',
}

function named(path: readonly PropertyKey[], from: number, content: unknown): string {
  const noun = NOUNS[String(path[from])]
  if (noun === undefined || path.length < from + 2) return path.slice(from).join('.')
  const own = ['id', 'name'].map((key) => valueAt(content, [...path.slice(0, from + 2), key]))
  const name = own.find((each) => typeof each === 'string')
  const entry = `${noun} ${name ?? `number ${Number(path[from + 1]) + 1}`}`
  return path.length === from + 2 ? entry : `${entry}: ${named(path, from + 2, content)}`
}
