import type { FaultInFile } from './meaning-faults.ts'

/** Ids are given once in a rule set, whichever of its files they stand in. */
export function duplicateFaults(contents: readonly unknown[], fileNames: readonly string[]): FaultInFile[] {
  const firstIn = new Map<string, number>()
  const faults: FaultInFile[] = []
  for (const [file, content] of contents.entries()) {
    for (const [index, id] of idsOf(content)) {
      const first = firstIn.get(id)
      if (first === undefined) {
        firstIn.set(id, file)
        continue
      }
      const elsewhere = first === file ? '' : `: in ${fileNames[first]} as well`
      const hint = 'Ids are part of alert ids: give each indicator its own.'
      faults.push({ file, path: ['indicators', index, 'id'], message: `the id ${id} is used twice${elsewhere}`, hint })
    }
  }
  return faults
}

function idsOf(content: unknown): (readonly [index: number, id: string])[] {
  const indicators = (content as { indicators?: unknown } | null)?.indicators
  if (!Array.isArray(indicators)) return []
  return indicators.flatMap((indicator, index) => {
    const id = (indicator as { id?: unknown } | null)?.id
    return typeof id === 'string' ? [[index, id] as const] : []
  })
}
