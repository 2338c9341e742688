/** `measures:` of a rule set, in whichever of its files they stand. */
import { ENTITY_TYPES, measureNamesOf, type RuleSet } from '@tocsin/domain'
import type { FaultInFile } from '../meaning-faults.ts'
import { nameOf } from '../name-of.ts'
import { idOf, measuresIn } from './known-measures.ts'
import { measureFaults, tooManyMeasures } from './measure-faults.ts'
import type { MeasureInFile } from './measure-schema.ts'
import { toDeclaredMeasure } from './to-declared-measure.ts'

/** By id, so that no cut into files changes what comes first; no key where the files declare nothing. */
export function declaredOf(
  files: readonly { readonly measures?: readonly MeasureInFile[] | undefined }[],
): Pick<RuleSet, 'measures'> {
  const measures = files.flatMap((file) => file.measures ?? []).map(toDeclaredMeasure)
  if (measures.length === 0) return {}
  return { measures: measures.sort((left, right) => (left.id < right.id ? -1 : 1)) }
}

/**
 * What to do about a measure that is declared of anything but a customer. An event has one customer; what it means to a
 * representative or a group is told by the customer's task as figures, of which there is a fixed choice.
 */
export function hintOfMeasure(path: readonly PropertyKey[], found: unknown): string | undefined {
  const [section, , key] = path
  const entity = ENTITY_TYPES.find((candidate) => candidate === found)
  if (section !== 'measures' || key !== 'entity' || entity === undefined || entity === 'customer') return undefined
  const own = measureNamesOf(entity).join(', ')
  return `Measures can be declared of customers alone: remove the key, or use a measure that every ${entity} has: ${own}.`
}

export function declaredFaults(contents: readonly unknown[], fileNames: readonly string[]): FaultInFile[] {
  const faults: FaultInFile[] = contents.flatMap((content, file) =>
    measuresIn(content).flatMap((raw, index) =>
      measureFaults(raw).map((fault) => {
        const path = ['measures', index, ...fault.path]
        return { ...fault, file, path, message: `${nameOf(path, content)} ${fault.message}` }
      }),
    ),
  )
  return [...faults, ...twiceFaults(contents, fileNames), ...countFaults(contents)]
}

function twiceFaults(contents: readonly unknown[], fileNames: readonly string[]): FaultInFile[] {
  const firstIn = new Map<string, number>()
  return contents.flatMap((content, file) =>
    measuresIn(content).flatMap((raw, index) => {
      const id = idOf(raw)
      if (id === undefined) return []
      const first = firstIn.get(id)
      if (first === undefined) {
        firstIn.set(id, file)
        return []
      }
      const elsewhere = first === file ? '' : `: in ${fileNames[first]} as well`
      const hint = 'Indicators ask for a measure by its id: give each its own.'
      const message = `the measure ${id} is declared twice${elsewhere}`
      return [{ file, path: ['measures', index, 'id'], message, hint }]
    }),
  )
}

function countFaults(contents: readonly unknown[]): FaultInFile[] {
  const count = contents.reduce((sum: number, content) => sum + measuresIn(content).length, 0)
  const fault = tooManyMeasures(count)
  const file = contents.findLastIndex((content) => measuresIn(content).length > 0)
  return fault === undefined ? [] : [{ file, path: ['measures'], atKey: true, ...fault }]
}
