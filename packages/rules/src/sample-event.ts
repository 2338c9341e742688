import { currencyExponent, isCurrency, parseCalendarDay } from '@tocsin/domain'
import { EVENT_SCHEMAS, type SalesEvent } from '@tocsin/events'

/** Fields of an event as a rule test writes them: `2026-01-31` for days, `amount: 1200.00` for money. */
export type SampleFields = Readonly<Record<string, unknown>>

interface SchemaField {
  readonly name: string
  readonly type: unknown
  readonly default?: unknown
}

const FIELDS = new Map<string, readonly SchemaField[]>(
  EVENT_SCHEMAS.filter(({ topic }) => topic.startsWith('sales.')).map(({ type, schema }) => [
    type,
    (JSON.parse(schema) as { fields: SchemaField[] }).fields,
  ]),
)

const TOPICS = new Map<string, string>(EVENT_SCHEMAS.map(({ type, topic }) => [type, topic]))

export const SAMPLE_EVENT_TYPES: readonly string[] = [...FIELDS.keys()].sort()

/** What stands for itself in a sample. */
const COMMON: SampleFields = {
  customerId: 'C1',
  salesRepId: 'R1',
  currency: 'CNY',
  name: 'Sample Customer',
  segment: 'sample',
  region: 'sample',
  industry: 'sample',
}

/** Of events about something else, as `COMMON`. */
const COMMON_OF: Readonly<Record<string, SampleFields>> = {
  'sales.representatives': { ...COMMON, name: 'Sample Representative', category: 'sample' },
  'sales.stock': { productId: 'P1', name: 'Sample Product', reason: 'sample' },
}

/**
 * The whole event: what a sample leaves out is its schema's default, the day it happens on, an id of its own, or one of
 * `COMMON`. Or the sentences that say what is wrong with it.
 */
export function sampleEvent(
  type: string,
  given: SampleFields,
  on: number,
  number: string,
): SalesEvent | readonly string[] {
  const fields = FIELDS.get(type) ?? []
  const known = new Set(fields.map(({ name }) => name))
  const faults: string[] = []
  const written = inEventTerms(given, faults)
  const event: Record<string, unknown> = { type }
  for (const field of fields) {
    const value = written[field.name] ?? standIn(field, type, on, number)
    if (value === undefined) faults.push(`${type} needs ${field.name}`)
    else event[field.name] = value
    // An amount that is no number, and a day that is none, are told where they are read.
    if (value !== undefined && !Number.isNaN(value) && !fits(value, field.type)) {
      faults.push(`${field.name} is ${JSON.stringify(value)}, but it holds ${wordFor(field.type)}`)
    }
  }
  for (const name of Object.keys(written)) if (!known.has(name)) faults.push(`${type} has no field ${name}`)
  return faults.length > 0 ? faults : (event as unknown as SalesEvent)
}

function standIn(field: SchemaField, type: string, on: number, number: string): unknown {
  const common = COMMON_OF[TOPICS.get(type) ?? ''] ?? COMMON
  if (field.name in common && !isOptional(field)) return common[field.name]
  if (field.default !== undefined) return field.default
  if (field.name.endsWith('On') && field.name !== 'dueOn') return on
  if (field.name.endsWith('Id')) return `${type}-${number}`
  return field.name === 'amountMinor' ? 100_00 : undefined
}

function isOptional(field: SchemaField): boolean {
  return field.default === null
}

/** Days become calendar days; `amount` and `limit` become minor units of the currency, in the lines of an order too. */
function inEventTerms(given: SampleFields, faults: string[]): Record<string, unknown> {
  const currency = String(given.currency ?? COMMON.currency)
  if (!isCurrency(currency)) faults.push(`${currency} is not a known currency`)
  const exponent = isCurrency(currency) ? currencyExponent(currency) : 2
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (name === 'amount' || name === 'limit') return [`${name}Minor`, minorOf(name, value, exponent, faults)]
      if (name === 'lines' && Array.isArray(value)) return [name, value.map((line) => lineOf(line, currency, faults))]
      return [name, name.endsWith('On') && typeof value === 'string' ? dayOf(name, value, faults) : value]
    }),
  )
}

/** What a sample does not say is free of charge. */
function lineOf(given: SampleFields, currency: string, faults: string[]): Record<string, unknown> {
  const { currency: _ofOrder, ...line } = inEventTerms({ ...given, currency }, faults)
  return { amountMinor: 0, ...line }
}

/** NaN for what is no amount, and a fault. */
function minorOf(name: string, value: unknown, exponent: number, faults: string[]): number | null {
  if (value === null) return null
  if (typeof value === 'number') return Math.round(value * 10 ** exponent)
  faults.push(
    `${name} is ${JSON.stringify(value)}: write a number without quotes and separators, such as 95000 or 0.50`,
  )
  return Number.NaN
}

function dayOf(name: string, text: string, faults: string[]): number {
  try {
    return parseCalendarDay(text)
  } catch {
    faults.push(`${name} is "${text}": write a day as 2026-01-31`)
    return 0
  }
}

export function isFaults(event: SalesEvent | readonly string[]): event is readonly string[] {
  return Array.isArray(event)
}

/** Whether a value is of an Avro type, as far as people get it wrong: a number in quotes, a word for a flag. */
function fits(value: unknown, type: unknown): boolean {
  if (Array.isArray(type)) return type.some((each) => fits(value, each))
  switch (bareType(type)) {
    case 'null':
      return value === null
    case 'string':
      return typeof value === 'string'
    case 'boolean':
      return typeof value === 'boolean'
    case 'int':
    case 'long':
      return Number.isSafeInteger(value)
    case 'float':
    case 'double':
      return typeof value === 'number'
    case 'enum':
      return (type as { symbols: readonly unknown[] }).symbols.includes(value)
    case 'array':
      return Array.isArray(value)
    default:
      return true
  }
}

function bareType(type: unknown): unknown {
  return typeof type === 'object' && type !== null ? bareType((type as { type?: unknown }).type) : type
}

function wordFor(type: unknown): string {
  if (Array.isArray(type))
    return type
      .filter((each) => each !== 'null')
      .map(wordFor)
      .join(' or ')
  if (isDay(type)) return 'a day, as 2026-01-31'
  const bare = String(bareType(type))
  if (bare === 'enum') return `one of ${(type as { symbols: readonly string[] }).symbols.join(', ')}`
  return WORDS[bare] ?? bare
}

function isDay(type: unknown): boolean {
  return (type as { logicalType?: unknown } | null)?.logicalType === 'date'
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'a text (put it in quotes)',
  boolean: 'true or false',
  int: 'a whole number',
  long: 'a whole number',
  float: 'a number',
  double: 'a number',
  array: 'a list',
}
