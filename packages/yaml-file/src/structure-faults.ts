import type { z } from 'zod'
import { expectation } from './expectation.ts'
import { nearestName } from './nearest-name.ts'
import type { PlacedFault } from './places.ts'

type Issue = z.core.$ZodIssue

export interface StructureOptions {
  /** What a person calls the place, as `indicator overdue-ratio: thresholds.warning`; without it, the path with dots. */
  readonly nameOf?: (path: readonly PropertyKey[], content: unknown) => string
  /** Path of the part of the content that the schema describes; without it, all of it. */
  readonly at?: readonly PropertyKey[]
  /** What to do about a word that is not allowed at a place, where the list of those that are says too little. */
  readonly hintOf?: (path: readonly PropertyKey[], found: unknown) => string | undefined
}

/** Faults against the shape that a schema describes: unknown keys, missing keys, wrong types, words not allowed. */
export function structureFaults(content: unknown, schema: z.ZodType, options: StructureOptions = {}): PlacedFault[] {
  const at = options.at ?? []
  const parsed = schema.safeParse(valueAt(content, at))
  if (parsed.success) return []
  const nameOf = options.nameOf ?? ((path) => (path.length === 0 ? 'the file' : path.join('.')))
  return parsed.error.issues.flatMap((issue) => {
    const inPart = issue.path.filter((step) => typeof step !== 'symbol')
    return faultsOf(issue, {
      path: [...at, ...inPart],
      found: valueAt(content, [...at, ...inPart]),
      named: (path) => nameOf(path, content),
      knownKeys: knownKeys(schema, inPart),
      hintOf: options.hintOf ?? (() => undefined),
    })
  })
}

interface Place {
  readonly path: readonly PropertyKey[]
  readonly found: unknown
  readonly knownKeys: readonly string[]
  named(path: readonly PropertyKey[]): string
  hintOf(path: readonly PropertyKey[], found: unknown): string | undefined
}

function faultsOf(issue: Issue, { path, found, named, knownKeys, hintOf }: Place): PlacedFault[] {
  const where = named(path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        atKey: true,
        message: `${named([...path, key])} is not a known key`,
        hint: keyHint(key, knownKeys),
      }))
    case 'invalid_value':
      return [
        {
          path,
          message:
            found === undefined ? `${where} is missing` : `${where} is ${shown(found)}, which is not allowed here`,
          hint: hintOf(path, found) ?? choiceHint(found, issue.values.map(String)),
        },
      ]
    case 'invalid_key': {
      const [why] = issue.issues
      const hint = why === undefined ? `Expected: ${issue.message}.` : expectation(why, path.at(-1))
      return [{ path, atKey: true, message: `${where} is no name for a key here`, hint }]
    }
    default:
      if (found === undefined) return [{ path, message: `${where} is missing`, hint: missingHint(path) }]
      return [{ path, message: `${where} is ${shown(found)}`, hint: expectation(issue, found) }]
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

function keyHint(key: string, allowed: readonly string[]): string {
  const nearest = nearestName(key, allowed)
  const choice = `Known keys here: ${allowed.join(', ')}.`
  return nearest === undefined ? choice : `Did you mean ${nearest}? ${choice}`
}

/** The keys the schema knows at a place, found by walking the schema along the path. */
function knownKeys(whole: z.ZodType, path: readonly PropertyKey[]): string[] {
  let schema: unknown = whole
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

/** What stands at a path of the content; undefined where the path leads to nothing. */
export function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  let value = content
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<PropertyKey, unknown>)[step]
  }
  return value
}

function shown(value: unknown): string {
  if (value === null) return 'empty'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
