import type { z } from 'zod'
import { nearestName } from './nearest-name.ts'
import type { PlacedFault } from './places.ts'
import { ruleFileSchema } from './schema.ts'

type Issue = z.core.$ZodIssue

/** Faults against the shape of the file: unknown keys, missing keys, wrong types, unknown names. */
export function structureFaults(content: unknown): PlacedFault[] {
  const parsed = ruleFileSchema.safeParse(content)
  if (parsed.success) return []
  return parsed.error.issues.flatMap((issue) => faultsOf(issue, content))
}

function faultsOf(issue: Issue, content: unknown): PlacedFault[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  const where = nameOf(path, content)
  const found = valueAt(content, path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        atKey: true,
        message: `${nameOf([...path, key], content)} is not a known key`,
        hint: keyHint(key, path),
      }))
    case 'invalid_value':
      return [
        {
          path,
          message:
            found === undefined ? `${where} is missing` : `${where} is ${shown(found)}, which is not allowed here`,
          hint: choiceHint(found, issue.values.map(String)),
        },
      ]
    default:
      if (found === undefined) return [{ path, message: `${where} is missing`, hint: missingHint(path) }]
      return [{ path, message: `${where} is ${shown(found)}`, hint: `Expected: ${expectation(issue)}.` }]
  }
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'object'
        ? 'keys with values'
        : issue.expected === 'array'
          ? 'a list'
          : `a ${issue.expected}`
    case 'too_small':
      return issue.origin === 'string'
        ? 'a text that is not empty'
        : `at least ${issue.minimum}${issue.origin === 'array' ? ' entry' : ''}`
    case 'too_big':
      return `at most ${issue.maximum}`
    case 'invalid_format':
      return `a text of the form ${issue.pattern ?? issue.format}`
    default:
      return issue.message
  }
}

function missingHint(path: readonly PropertyKey[]): string {
  const last = path.at(-1)
  if (last === 'zh' || last === 'en') return 'Every text that people read is needed in both languages: zh and en.'
  return `Add the key ${String(last)}.`
}

function choiceHint(found: unknown, allowed: readonly string[]): string {
  const nearest = typeof found === 'string' ? nearestName(found, allowed) : undefined
  const choice = `Allowed: ${allowed.join(', ')}.`
  return nearest === undefined ? choice : `Did you mean ${nearest}? ${choice}`
}

function keyHint(key: string, path: readonly PropertyKey[]): string {
  const allowed = knownKeys(path)
  const nearest = nearestName(key, allowed)
  const choice = `Known keys here: ${allowed.join(', ')}.`
  return nearest === undefined ? choice : `Did you mean ${nearest}? ${choice}`
}

/** The keys the schema knows at a place, found by walking the schema along the path. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: unknown = ruleFileSchema
  for (const step of path) schema = typeof step === 'number' ? elementOf(schema) : shapeOf(schema)[String(step)]
  return Object.keys(shapeOf(schema))
}

function shapeOf(schema: unknown): Record<string, unknown> {
  return (unwrapped(schema) as { shape?: Record<string, unknown> }).shape ?? {}
}

function elementOf(schema: unknown): unknown {
  return (unwrapped(schema) as { element?: unknown }).element
}

function unwrapped(schema: unknown): unknown {
  let inner = schema
  while (typeof (inner as { unwrap?: unknown })?.unwrap === 'function' && !('element' in (inner as object))) {
    inner = (inner as { unwrap: () => unknown }).unwrap()
  }
  return inner ?? {}
}

/** `indicator overdue-ratio: thresholds.warning`, or the bare path outside the indicators. */
export function nameOf(path: readonly PropertyKey[], content: unknown): string {
  if (path.length === 0) return 'the file'
  if (path[0] !== 'indicators' || path.length < 2) return path.join('.')
  const id = valueAt(content, ['indicators', path[1] as number, 'id'])
  const indicator = `indicator ${typeof id === 'string' ? id : `number ${Number(path[1]) + 1}`}`
  return path.length === 2 ? indicator : `${indicator}: ${path.slice(2).join('.')}`
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  let value = content
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<PropertyKey, unknown>)[step]
  }
  return value
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
