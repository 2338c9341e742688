import type { Language } from '@tocsin/domain'
import { IntlMessageFormat } from 'intl-messageformat'
import { CATALOGUE, type MessageKey } from './catalogue.ts'

export type MessageArguments = Readonly<Record<string, string | number>>

/**
 * A text of the catalogue in one language, plain: what a channel takes for markup is escaped by its renderer.
 * @throws when an argument is missing
 */
export function say(language: Language, key: MessageKey, given: MessageArguments = {}): string {
  return String(formatOf(language, key).format(given))
}

/** The catalogue's word for a name of a closed set (`role.credit-controller`), or the name itself where it is not known. */
export function wordFor(language: Language, group: 'role' | 'entity-kind', name: string): string {
  const key = `${group}.${name}`
  return isKey(key) ? say(language, key) : name
}

const LOCALES: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' }

const formats = new Map<string, IntlMessageFormat>()

function formatOf(language: Language, key: MessageKey): IntlMessageFormat {
  const name = `${language} ${key}`
  const known = formats.get(name)
  if (known !== undefined) return known
  // Tags are text here: nobody's name shall be taken for markup.
  const format = new IntlMessageFormat(CATALOGUE[key][language], LOCALES[language], undefined, { ignoreTag: true })
  formats.set(name, format)
  return format
}

function isKey(key: string): key is MessageKey {
  return Object.hasOwn(CATALOGUE, key)
}
