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
      if (name === 'amount' || name === 'limit') return [`${name}Minor`, Math.round(Number(value) * 10 ** exponent)]
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

function dayOf(name: string, text: string, faults: string[]): number {
  try {
    return parseCalendarDay(text)
  } catch {
    faults.push(`${name} is "${text}": write a day as 2026-01-31`)
    return 0
  }
}
