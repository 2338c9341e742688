/** `scorecards:` and `matrix:` of a rule set, in whichever of its files they stand. */
import { type RuleSet, SCORED_ENTITIES } from '@tocsin/domain'
import type { KnownMeasures } from '../declared/known-measures.ts'
import type { FaultInFile } from '../meaning-faults.ts'
import { nameOf } from '../name-of.ts'
import type { RuleFile } from '../schema.ts'
import { matrixFaults, toMatrix } from './matrix-schema.ts'
import { scorecardFaults } from './scorecard-faults.ts'
import { toScorecard } from './to-scorecard.ts'

/** The part of a rule set that scores: no key where the files say nothing. */
export function scoringOf(files: readonly RuleFile[], known: KnownMeasures): Pick<RuleSet, 'scorecards' | 'matrix'> {
  const scorecards = files.flatMap((file) => file.scorecards ?? []).map((card) => toScorecard(card, known))
  const matrix = files.find((file) => file.matrix !== undefined)?.matrix
  return {
    ...(scorecards.length === 0 ? {} : { scorecards: scorecards.sort((left, right) => (left.id < right.id ? -1 : 1)) }),
    ...(matrix === undefined ? {} : { matrix: toMatrix(matrix) }),
  }
}

export function scoringFaults(
  contents: readonly unknown[],
  fileNames: readonly string[],
  known: KnownMeasures,
): FaultInFile[] {
  const faults = contents.flatMap((content, file) =>
    cardsIn(content).flatMap((raw, index) =>
      scorecardFaults(raw, known).map((fault) => {
        const path = ['scorecards', index, ...fault.path]
        return {
          ...fault,
          file,
          path,
          message: `${nameOf(path.slice(0, whole(fault.path)), content)}: ${fault.message}`,
        }
      }),
    ),
  )
  return [...faults, ...secondCardFaults(contents, fileNames), ...matricesFaults(contents, fileNames)]
}

/** So much of a path names a scorecard, and its factor or cap. */
function whole(path: readonly PropertyKey[]): number {
  return (path[0] === 'factors' || path[0] === 'caps') && path.length > 1 ? 4 : 2
}

function secondCardFaults(contents: readonly unknown[], fileNames: readonly string[]): FaultInFile[] {
  return SCORED_ENTITIES.flatMap((entity) => {
    const [first, ...others] = contents.flatMap((content, file) =>
      cardsIn(content).flatMap((card, index) => (entityOf(card) === entity ? [{ file, index }] : [])),
    )
    if (first === undefined) return []
    const hint = `A ${entity} has one score: put the factors into one scorecard.`
    const message = `there is a scorecard of a ${entity} already, in ${fileNames[first.file]}`
    return others.map(({ file, index }) => ({ file, path: ['scorecards', index, 'entity'], message, hint }))
  })
}

function matricesFaults(contents: readonly unknown[], fileNames: readonly string[]): FaultInFile[] {
  const files = contents.flatMap((content, file) => (partOf(content, 'matrix') === undefined ? [] : [file]))
  return files.flatMap((file, index) => {
    const faults = matrixFaults(partOf(contents[file], 'matrix')).map((fault) => {
      const path = ['matrix', ...fault.path]
      return { ...fault, file, path, message: `${path.join('.')}: ${fault.message}` }
    })
    if (index === 0) return faults
    const message = `there is a matrix already, in ${fileNames[files[0] ?? 0]}`
    return [{ file, path: ['matrix'], atKey: true, message, hint: 'Remove one of the two.' }, ...faults]
  })
}

function cardsIn(content: unknown): readonly unknown[] {
  const cards = partOf(content, 'scorecards')
  return Array.isArray(cards) ? cards : []
}

function entityOf(card: unknown): unknown {
  return partOf(card, 'entity')
}

function partOf(content: unknown, key: string): unknown {
  return typeof content === 'object' && content !== null ? (content as Record<string, unknown>)[key] : undefined
}
