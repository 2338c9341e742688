import {
  catalogueOf,
  type DeclaredMeasure,
  type EntityType,
  findMeasureIn,
  type MeasureDescription,
} from '@tocsin/domain'
import { measureFaults } from './measure-faults.ts'
import { measureSchema } from './measure-schema.ts'
import { toDeclaredMeasure } from './to-declared-measure.ts'

/** What measures there are in a rule set: those of the catalogue and those that its files declare. */
export interface KnownMeasures {
  namesOf(entity: EntityType): readonly string[]
  find(entity: EntityType, name: string): MeasureDescription | undefined
  /** The files declare it, but not rightly: what is made of it cannot be judged. */
  isFaulty(name: string): boolean
  /** Its window is one of hours. */
  isHourly(name: string): boolean
}

/** @param contents of all files of the rule set, right or wrong */
export function knownMeasures(contents: readonly unknown[]): KnownMeasures {
  const raw = contents.flatMap(measuresIn)
  const declared = raw.flatMap(rightMeasure)
  const catalogue = catalogueOf({ measures: declared })
  const find: KnownMeasures['find'] = (entity, name) => findMeasureIn(catalogue, entity, name)
  const names = new Set(raw.map(idOf))
  return {
    namesOf: (entity) => Object.keys(catalogue[entity]),
    find,
    isFaulty: (name) => names.has(name) && find('customer', name) === undefined,
    isHourly: (name) => declared.some(({ id, window }) => id === name && 'hours' in window),
  }
}

/** The entries of `measures:` in a file, whatever they are. */
export function measuresIn(content: unknown): readonly unknown[] {
  const measures = (content as { measures?: unknown } | null)?.measures
  return Array.isArray(measures) ? measures : []
}

export function idOf(raw: unknown): string | undefined {
  const id = (raw as { id?: unknown } | null)?.id
  return typeof id === 'string' ? id : undefined
}

function rightMeasure(raw: unknown): readonly DeclaredMeasure[] {
  const parsed = measureSchema.safeParse(raw)
  return parsed.success && measureFaults(raw).length === 0 ? [toDeclaredMeasure(parsed.data)] : []
}
