import { compileCondition } from '../conditions/compile-condition.ts'
import type { VariableValue } from '../conditions/condition.ts'
import { FACETS } from '../measures/measure.ts'
import { hash53 } from '../values/hash53.ts'
import { currencyExponent, isCurrency } from '../values/money.ts'
import type { DeclaredMeasure } from './declared-measure.ts'

/** An event of any type, read by the names of its fields. */
export interface RolledEvent {
  readonly type: string
}

/** The declared measures of a rule set, made ready to count events. */
export interface CompiledRolling {
  readonly measures: readonly CompiledMeasure[]
  /** Those that listen to an event type; no entry: nothing is to be done. */
  readonly byEventType: ReadonlyMap<string, readonly ListeningMeasure[]>
  /** Some window is one of hours: evaluations on change need the hour. */
  readonly hasHours: boolean
}

export interface CompiledMeasure {
  readonly measure: DeclaredMeasure
  readonly definition: number
  /** Length of the window, in days or hours. */
  readonly span: number
  readonly isHourly: boolean
  /** The facets it reads, as bits. */
  readonly reads: number
  /** What the event brings; undefined when it does not count. */
  valueOf(event: RolledEvent): number | undefined
  /** The currency of what it brings; empty for what is not money. */
  currencyOf(event: RolledEvent): string
}

export interface ListeningMeasure {
  readonly compiled: CompiledMeasure
  /** Its place among the series. */
  readonly index: number
}

export function compileRolling(declared: readonly DeclaredMeasure[] = []): CompiledRolling {
  const measures = declared.map(compileMeasure)
  const byEventType = new Map<string, ListeningMeasure[]>()
  for (const [index, compiled] of measures.entries()) {
    for (const type of compiled.measure.over) {
      const listening = byEventType.get(type) ?? []
      listening.push({ compiled, index })
      byEventType.set(type, listening)
    }
  }
  return { measures, byEventType, hasHours: measures.some(({ isHourly }) => isHourly) }
}

export function compileMeasure(measure: DeclaredMeasure): CompiledMeasure {
  const { window, reads } = measure
  const isHourly = 'hours' in window
  return {
    measure,
    definition: definitionOf(measure),
    span: isHourly ? window.hours : window.days,
    isHourly,
    reads: reads.reduce((bits, facet) => bits | (1 << FACETS.indexOf(facet)), 0),
    valueOf: whereCounted(measure, valueReader(measure)),
    currencyOf: measure.unit === 'money' ? (event) => String(fieldOf(event, 'currency') ?? '') : () => '',
  }
}

/** What makes it another measure: not its name or its texts, nor how much it takes to be known. */
export function definitionOf({ over, where, aggregate, field, minus, window }: DeclaredMeasure): number {
  return (
    hash53(JSON.stringify([[...over].sort(), where ?? null, aggregate, field ?? null, minus ?? null, window])) % 2 ** 32
  )
}

function whereCounted({ where }: DeclaredMeasure, counted: CompiledMeasure['valueOf']): CompiledMeasure['valueOf'] {
  if (where === undefined) return counted
  const holds = compileCondition(where)
  return (event) => (holds((name) => variableOf(event, name)) ? counted(event) : undefined)
}

/** A field, or an amount in whole units of its currency. */
function variableOf(event: RolledEvent, name: string): VariableValue {
  const value = fieldOf(event, name)
  if (value !== undefined) return value as VariableValue
  const amountMinor = numberIn(event, `${name}Minor`)
  const currency = String(fieldOf(event, 'currency') ?? '')
  return amountMinor === undefined || !isCurrency(currency) ? undefined : amountMinor / 10 ** currencyExponent(currency)
}

function valueReader({ aggregate, field, minus }: DeclaredMeasure): CompiledMeasure['valueOf'] {
  if (aggregate === 'count' || field === undefined) return () => 0
  if (aggregate === 'distinct') {
    return (event) => {
      const value = fieldOf(event, field)
      return value === undefined || value === null ? undefined : hash53(String(value))
    }
  }
  if (minus === undefined) return (event) => numberIn(event, field)
  return (event) => {
    const later = numberIn(event, field)
    const earlier = numberIn(event, minus)
    return later === undefined || earlier === undefined ? undefined : later - earlier
  }
}

function numberIn(event: RolledEvent, field: string): number | undefined {
  const value = fieldOf(event, field)
  return typeof value === 'number' ? value : undefined
}

function fieldOf(event: RolledEvent, field: string): unknown {
  return (event as unknown as Readonly<Record<string, unknown>>)[field]
}
