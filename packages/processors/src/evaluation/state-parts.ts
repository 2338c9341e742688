/** Episodes and evidence as bytes: parts of the state of every entity that indicators look at. */
import type { Episode } from '@tocsin/domain'
import type { CompactReader } from './compact-reader.ts'
import type { CompactWriter } from './compact-writer.ts'
import type { EpisodeOfIndicator } from './episodes.ts'
import { type EvidenceInputs, emptyEvidence, type InputPlace } from './evidence.ts'

const PHASES = ['pending', 'firing', 'acknowledged', 'resolved'] as const
const SEVERITIES = ['warning', 'critical'] as const

export function writeEpisode(to: CompactWriter, { indicatorId, episode }: EpisodeOfIndicator): void {
  to.text(indicatorId)
  to.count(PHASES.indexOf(episode.phase))
  to.count(SEVERITIES.indexOf(episode.severity))
  to.day(episode.breachedOn)
  to.count(episode.nth)
  to.count(episode.revision)
}

export function readEpisode(from: CompactReader): EpisodeOfIndicator {
  const indicatorId = from.text()
  const episode: Episode = {
    phase: known(PHASES, from.count()),
    severity: known(SEVERITIES, from.count()),
    breachedOn: from.day(),
    nth: from.count(),
    revision: from.count(),
  }
  return { indicatorId, episode }
}

export function writeEvidence(to: CompactWriter, { partition, byFacet }: EvidenceInputs): void {
  to.integer(partition)
  for (const places of byFacet) {
    to.count(places.length)
    for (const { topicIndex, offset } of places) {
      to.count(topicIndex)
      to.count(offset)
    }
  }
}

export function readEvidence(from: CompactReader): EvidenceInputs {
  const partition = from.integer()
  const { byFacet } = emptyEvidence()
  for (const places of byFacet) readPlaces(from, places)
  return { partition, byFacet }
}

function readPlaces(from: CompactReader, places: InputPlace[]): void {
  for (let left = from.count(); left > 0; left--) places.push({ topicIndex: from.count(), offset: from.count() })
}

/** A number that no name belongs to means bytes of another version, or damage: the process must stop. */
export function known<Name>(names: readonly Name[], index: number): Name {
  const name = names[index]
  if (name === undefined) throw new RangeError(`the state holds the number ${index}, which has no name`)
  return name
}
