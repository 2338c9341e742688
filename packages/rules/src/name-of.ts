import { valueAt } from '@tocsin/yaml-file'

/** `indicator overdue-ratio: thresholds.warning`, or the bare path outside the indicators. */
export function nameOf(path: readonly PropertyKey[], content: unknown): string {
  if (path.length === 0) return 'the file'
  if (path[0] !== 'indicators' || path.length < 2) return path.join('.')
  const id = valueAt(content, ['indicators', path[1] as number, 'id'])
  const indicator = `indicator ${typeof id === 'string' ? id : `number ${Number(path[1]) + 1}`}`
  return path.length === 2 ? indicator : `${indicator}: ${path.slice(2).join('.')}`
}
