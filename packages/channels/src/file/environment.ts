import { readFileSync } from 'node:fs'
import type { SecretReference } from './secret-references.ts'

/** Where secrets come from, and the clock; given, so that a spec can give another. */
export interface ChannelEnvironment {
  readonly variables: Readonly<Record<string, string | undefined>>
  /** @throws when the file cannot be read */
  readonly readFile: (path: string) => string
  /** Wall clock in milliseconds. */
  readonly now: () => number
}

export function processEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): ChannelEnvironment {
  return { variables, readFile: (path) => readFileSync(path, 'utf8'), now: Date.now }
}

export type FoundSecret =
  | { readonly kind: 'found'; readonly value: string }
  | {
      readonly kind: 'missing'
      /** The variable's or the file's name. */
      readonly name: string
      /** `the variable TOCSIN_SLACK_URL is not set` */
      readonly what: string
    }

/** The secret, without the line end that files close with; or in words what is missing. */
export function secretAt(reference: SecretReference, { variables, readFile }: ChannelEnvironment): FoundSecret {
  if ('env' in reference) {
    const value = variables[reference.env]?.trim()
    return value
      ? { kind: 'found', value }
      : { kind: 'missing', name: reference.env, what: `the variable ${reference.env} is not set` }
  }
  try {
    const value = readFile(reference.file).trim()
    return value
      ? { kind: 'found', value }
      : { kind: 'missing', name: reference.file, what: `the file ${reference.file} is empty` }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'unknown'})`
    return { kind: 'missing', name: reference.file, what: `the file ${reference.file} ${why}` }
  }
}
