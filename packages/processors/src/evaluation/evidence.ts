import { FACETS } from '@tocsin/domain'
import type { EvidenceInput } from '@tocsin/events'

/** The newest inputs of each facet, in the order of `FACETS`, at most `MAX_EVIDENCE_INPUTS` each, the newest last. */
export interface EvidenceInputs {
  /** All records of an entity have one partition number; -1 before the first. */
  partition: number
  readonly byFacet: readonly InputPlace[][]
}

export interface InputPlace {
  /** Index in the topic order of the topology. */
  readonly topicIndex: number
  readonly offset: number
}

/** Enough to open the records that a person asks for first; a value over 90 days rests on more than one can read. */
const MAX_EVIDENCE_INPUTS = 3

export function emptyEvidence(): EvidenceInputs {
  return { partition: -1, byFacet: FACETS.map(() => []) }
}

/** @param facets bits of the facets that the record changed */
export function rememberInput(evidence: EvidenceInputs, partition: number, place: InputPlace, facets: number): void {
  evidence.partition = partition
  for (let index = 0; index < FACETS.length; index += 1) {
    if ((facets & (1 << index)) === 0) continue
    const places = evidence.byFacet[index]!
    places.push(place)
    if (places.length > MAX_EVIDENCE_INPUTS) places.shift()
  }
}

/** Bits of the facets that the inputs have changed. */
export function facetsOf({ byFacet }: EvidenceInputs): number {
  let facets = 0
  for (let index = 0; index < byFacet.length; index++) if (byFacet[index]!.length > 0) facets |= 1 << index
  return facets
}

/**
 * The newest records of each facet in `facets`, by facet; a record that changed two is named once.
 * @param topics names of the input topics, in topic order
 */
export function evidenceInputs(evidence: EvidenceInputs, facets: number, topics: readonly string[]): EvidenceInput[] {
  const places: InputPlace[] = []
  for (let index = 0; index < FACETS.length; index++) {
    if ((facets & (1 << index)) === 0) continue
    for (const place of evidence.byFacet[index] ?? [])
      if (!places.some((known) => isSame(known, place))) places.push(place)
  }
  return places.map(({ topicIndex, offset }) => ({
    topic: topics[topicIndex] ?? '',
    partition: evidence.partition,
    offset,
  }))
}

function isSame(left: InputPlace, right: InputPlace): boolean {
  return left.topicIndex === right.topicIndex && left.offset === right.offset
}
