import { currencyExponent, isCurrency } from '@tocsin/domain'
import type { PlacedFault } from '@tocsin/yaml-file'
import type { AggregateInFile, EventInFile, MappingFile } from './schema.ts'

/**
 * Faults of columns whose amounts are read with the digits of the file's currency, but told in another one: 1250 yen
 * would become 125000, and nobody would notice before the totals. The same of amounts that an expression reads. A file that
 * says `amounts.minorDigits` means them for whatever currency.
 */
export function checkCurrencies(file: MappingFile, faults: PlacedFault[]): void {
  if (file.amounts.minorDigits !== undefined) return
  const digits = digitsOf(file.currency)
  if (digits === undefined) return
  const told = new Set<string>()
  for (const [index, event] of file.events.entries()) {
    const other = otherCurrency(event, file, digits)
    if (other === undefined) continue
    const isIn = `but events.${index} is in ${other}`
    for (const name of columnsBehind(event, file)) {
      const { as, is, currency } = file.columns[name]!
      if (told.has(name)) continue
      if (is !== undefined && readsMoneyOfFile(is)) {
        told.add(name)
        const message = `columns.${name}: money(…) reads with the ${digits} digits of ${file.currency}, ${isIn}`
        faults.push({ path: ['columns', name], message, hint: SAY_CURRENCY })
      }
      if (as !== 'money' || is !== undefined || currency !== undefined) continue
      told.add(name)
      faults.push({
        path: ['columns', name],
        message: `columns.${name} is read with the ${digits} digits of ${file.currency}, ${isIn}`,
        hint: `Write ${name}: { as: money, currency: … } with the column that names it; or amounts: { minorDigits: ${digits} }, if all amounts of the file count so many digits.`,
      })
    }
    for (const [name, field] of Object.entries(event.fields)) {
      if (!expressionsOf(field).some(readsMoneyOfFile)) continue
      const message = `events.${index}.fields.${name}: money(…) reads with the ${digits} digits of ${file.currency}, ${isIn}`
      faults.push({ path: ['events', index, 'fields', name], message, hint: SAY_CURRENCY })
    }
  }
}

const SAY_CURRENCY = 'Write money(text, currency), with the column that names the currency.'

function digitsOf(currency: string): number | undefined {
  return isCurrency(currency) ? currencyExponent(currency) : undefined
}

/** In words: the currency of an event that may have other digits than those given. */
function otherCurrency({ fields }: EventInFile, file: MappingFile, digits: number): string | undefined {
  const given = fields.currency ?? { value: file.defaults.currency ?? file.currency }
  const value = typeof given === 'string' ? quotedCode(given) : given.value
  if (value === undefined && typeof given === 'string') return `the currency that ${given} gives`
  return typeof value === 'string' && digitsOf(value) !== digits ? value : undefined
}

/** Of an expression that is nothing but a code between quotes, the code. */
function quotedCode(expression: string): string | undefined {
  return /^\s*(["'])([A-Z]{3})\1\s*$/u.exec(expression)?.[2]
}

/** Columns that the fields of an event are made of, also through columns that are reckoned from others. */
function columnsBehind({ fields }: EventInFile, { columns }: MappingFile): ReadonlySet<string> {
  const found = new Set<string>()
  const open = Object.values(fields).flatMap(expressionsOf)
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    for (const word of wordsOf(text)) {
      if (!Object.hasOwn(columns, word) || found.has(word)) continue
      found.add(word)
      open.push(columns[word]!.is ?? '')
    }
  }
  return found
}

function expressionsOf(field: string | AggregateInFile): string[] {
  if (typeof field === 'string') return [field]
  return [field.sum, field.min, field.max, ...Object.values(field.each ?? {})].filter((text) => text !== undefined)
}

/** Whether an expression reads an amount without saying in what currency. */
function readsMoneyOfFile(expression: string): boolean {
  const [, ...calls] = withoutTexts(expression).split(/\bmoney\s*\(/u)
  return calls.some((call) => !hasSecondArgument(call))
}

/** @param call what follows the opening parenthesis */
function hasSecondArgument(call: string): boolean {
  let depth = 0
  for (const character of call) {
    if (character === ',' && depth === 0) return true
    if ('([{'.includes(character)) depth += 1
    if (')]}'.includes(character)) depth -= 1
    if (depth < 0) return false
  }
  return false
}

/** Names in an expression; what stands between quotes names nothing. */
function wordsOf(expression: string): readonly string[] {
  return withoutTexts(expression).match(/[A-Za-z]\w*/gu) ?? []
}

function withoutTexts(expression: string): string {
  return expression.replaceAll(/"[^"]*"|'[^']*'/gu, '""')
}
