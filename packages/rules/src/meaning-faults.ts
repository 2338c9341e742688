/** Faults that no schema can see: what the parts of a rule set say to one another. */
import type { PlacedFault } from '@tocsin/yaml-file'
import { type KnownMeasures, knownMeasures } from './declared/known-measures.ts'
import { declaredFaults } from './declared/measures-section.ts'
import { duplicateFaults } from './duplicate-faults.ts'
import { headFaults } from './head-faults.ts'
import { indicatorFaults } from './indicators/indicator-faults.ts'
import { type KnownOrganisation, knownOrganisation, organisationFaults } from './indicators/organisation-faults.ts'
import { isKnownZone } from './known-zone.ts'
import { nameOf } from './name-of.ts'
import { scoringFaults } from './scoring/scoring-section.ts'

/** A fault in one of several files, by its place among them. */
export interface FaultInFile extends PlacedFault {
  readonly file: number
}

/** Checks whatever is well-formed, so that one misspelt key does not hide the rest. */
export function meaningFaults(contents: readonly unknown[], fileNames: readonly string[]): FaultInFile[] {
  const known = knownMeasures(contents)
  const organisation = knownOrganisation(contents)
  const inOneFile = contents.flatMap((content, file) =>
    fileFaults(content, known, organisation).map((fault) => ({ ...fault, file })),
  )
  return [
    ...headFaults(contents, fileNames),
    ...inOneFile,
    ...duplicateFaults(contents, fileNames),
    ...declaredFaults(contents, fileNames),
    ...scoringFaults(contents, fileNames, known),
  ]
}

function fileFaults(content: unknown, known: KnownMeasures, organisation: KnownOrganisation): PlacedFault[] {
  if (typeof content !== 'object' || content === null) return []
  const file = content as { businessZone?: unknown; indicators?: unknown }
  const faults = zoneFaults(file.businessZone)
  if (!Array.isArray(file.indicators)) return faults
  for (const [index, raw] of file.indicators.entries()) {
    const place = (path: readonly PropertyKey[]) => ['indicators', index, ...path]
    for (const fault of [...indicatorFaults(raw, known), ...organisationFaults(raw, organisation)]) {
      const path = place(fault.path)
      const about = fault.path.length > 0 ? `${nameOf(path, content)} ` : `${nameOf(place([]), content)}: `
      faults.push({ ...fault, path, message: `${about}${fault.message}` })
    }
  }
  return faults
}

function zoneFaults(zone: unknown): PlacedFault[] {
  if (typeof zone !== 'string' || isKnownZone(zone)) return []
  const hint = 'Write an IANA zone name such as Asia/Shanghai or Europe/Berlin.'
  return [{ path: ['businessZone'], message: `businessZone "${zone}" is not a known time zone`, hint }]
}
