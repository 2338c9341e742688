import type { PlacedFault } from '@tocsin/yaml-file'

/** Where a secret is kept. */
export type SecretReference = { readonly env: string } | { readonly file: string }

export type SecretForm = 'one' | 'list'

/** The references that stand at a key, with their paths below the channel. Only for what has no faults. */
export function referencesAt(
  value: unknown,
  path: readonly PropertyKey[],
): readonly { readonly reference: SecretReference; readonly path: readonly PropertyKey[] }[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) return [{ reference: value as SecretReference, path }]
  return value.flatMap((entry, index) => referencesAt(entry, [...path, index]))
}

/** What is wrong with a secret's place in the file. What stands there is never part of the message: it may be one. */
export function referenceFaults(
  value: unknown,
  path: readonly PropertyKey[],
  named: string,
  form: SecretForm,
): PlacedFault[] {
  if (form === 'one') return oneFault(value, path, named)
  if (value === undefined) return [{ path, message: `${named} is missing`, hint: LIST_HINT }]
  if (!Array.isArray(value) || value.length < 1 || value.length > 2) {
    return [{ path, message: `${named} is not a list of one or two secrets`, hint: LIST_HINT }]
  }
  return value.flatMap((entry, index) => oneFault(entry, [...path, index], `${named}.${index}`))
}

const HINT =
  'Write { env: NAME_OF_A_VARIABLE } or { file: /path/of/a/file }: the file names secrets, it never holds them.'
const LIST_HINT = 'Write a list such as [{ env: NAME }]; while a secret is changed it holds two, the new one first.'

function oneFault(value: unknown, path: readonly PropertyKey[], named: string): PlacedFault[] {
  if (value === undefined) return [{ path, message: `${named} is missing`, hint: HINT }]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [
      {
        path,
        message: `${named} stands in the file itself`,
        hint: `${HINT} What stood here should be replaced where it was issued.`,
      },
    ]
  }
  const keys = Object.keys(value)
  const [key] = keys
  if (keys.length !== 1 || (key !== 'env' && key !== 'file')) {
    return [{ path, message: `${named} is neither { env: … } nor { file: … }`, hint: HINT }]
  }
  const name: unknown = (value as Record<string, unknown>)[key]
  if (typeof name !== 'string' || name === '')
    return [{ path: [...path, key], message: `${named}.${key} is no name`, hint: HINT }]
  if (key === 'env' && !/^[A-Za-z_][A-Za-z0-9_]*$/u.test(name)) {
    return [{ path: [...path, key], message: `${named}.env is not the name of a variable`, hint: HINT }]
  }
  return []
}
