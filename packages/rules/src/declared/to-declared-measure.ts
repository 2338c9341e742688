import type { DeclaredMeasure, DeclaredUnit, Facet } from '@tocsin/domain'
import { parseEventCondition } from './event-condition.ts'
import { type EventField, MEASURED_EVENTS } from './event-fields.ts'
import type { MeasureInFile } from './measure-schema.ts'

/** The event types it listens to, each once, in the order of the file. */
export function eventTypesOf({ over }: Pick<MeasureInFile, 'over'>): readonly string[] {
  return [...new Set(typeof over === 'string' ? [over] : over)]
}

/** Fields that all its event types have, of one kind. */
export function commonFields(measure: Pick<MeasureInFile, 'over'>): ReadonlyMap<string, EventField> {
  const [first, ...others] = eventTypesOf(measure).map((type) => MEASURED_EVENTS.get(type)?.fields ?? new Map())
  const isCommon = ([name, { kind }]: [string, EventField]) => others.every((fields) => fields.get(name)?.kind === kind)
  return new Map([...(first ?? [])].filter(isCommon))
}

/** What `field` says: one field, or the days between two. */
export interface AggregatedField {
  readonly field: string
  /** Taken off it. */
  readonly minus?: string
}

const DIFFERENCE = /^\s*([A-Za-z]\w*)\s*-\s*([A-Za-z]\w*)\s*$/

export function aggregatedField(text: string): AggregatedField {
  const [, field, minus] = DIFFERENCE.exec(text) ?? []
  return field === undefined || minus === undefined ? { field: text.trim() } : { field, minus }
}

/**
 * Money for a sum or an extreme of an amount, days for a difference of days, else a count.
 * @param kind of the field; undefined where there is none
 */
export function unitOf(
  { aggregate }: Pick<MeasureInFile, 'aggregate'>,
  { minus, kind }: { readonly minus?: string | undefined; readonly kind: EventField['kind'] | undefined },
): DeclaredUnit {
  if (aggregate === 'count' || aggregate === 'distinct') return 'count'
  if (minus !== undefined) return 'days'
  return kind === 'money' ? 'money' : 'count'
}

/** Of a measure without faults. */
export function toDeclaredMeasure(measure: MeasureInFile): DeclaredMeasure {
  const { id, entity, label, meaning, aggregate, minimumSample = 0 } = measure
  const over = eventTypesOf(measure)
  const aggregated = measure.field === undefined ? undefined : aggregatedField(measure.field)
  const kind = aggregated && MEASURED_EVENTS.get(over[0] as string)?.fields.get(aggregated.field)?.kind
  return {
    id,
    entity,
    label,
    meaning,
    over,
    ...whereOf(measure),
    aggregate,
    ...aggregated,
    window: windowOf(measure),
    unit: unitOf(measure, { minus: aggregated?.minus, kind }),
    minimumSample,
    reads: facetsOf(over),
  }
}

function whereOf({ id, over, where }: MeasureInFile): Pick<DeclaredMeasure, 'where'> {
  if (where === undefined) return {}
  const parsed = parseEventCondition(where, commonFields({ over }))
  if ('faults' in parsed) throw new Error(`measure ${id}: where ${parsed.faults[0]?.message}`)
  return { where: parsed.condition }
}

function windowOf({ id, window: { days, hours } }: MeasureInFile): DeclaredMeasure['window'] {
  if (days !== undefined) return { days }
  if (hours === undefined) throw new Error(`measure ${id} has no window`)
  return { hours }
}

function facetsOf(over: readonly string[]): readonly Facet[] {
  return [...new Set(over.flatMap((type) => MEASURED_EVENTS.get(type)?.facet ?? []))].sort()
}
