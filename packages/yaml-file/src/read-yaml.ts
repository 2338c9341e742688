import { LineCounter, parseDocument, type YAMLError } from 'yaml'
import type { FileFault } from './fault.ts'
import { located, type PlacedFault } from './places.ts'

/** The content of a file, and a way to give the faults found in it their lines; or what is no YAML at all. */
export type ReadYaml =
  | { readonly content: unknown; placed(faults: readonly PlacedFault[]): FileFault[] }
  | { readonly faults: readonly FileFault[] }

/** Reads YAML (JSON is YAML too). `fileName` only serves to name the place of a fault. */
export function readYaml(text: string, fileName: string): ReadYaml {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) return { faults: yamlFaults(document.errors, lines, fileName) }
  return {
    content: document.toJS(),
    placed: (faults) => faults.map((fault) => located(fault, document, lines, fileName)),
  }
}

/** Keys that stand twice, and the first place that is no YAML: what the parser says after it follows from it. */
function yamlFaults(errors: readonly YAMLError[], lines: LineCounter, fileName: string): FileFault[] {
  const isTwice = (error: YAMLError) => error.code === 'DUPLICATE_KEY'
  const told = [...errors.filter(isTwice), ...errors.filter((error) => !isTwice(error)).slice(0, 1)]
  return told.map((error) => {
    const { line, col } = lines.linePos(error.pos[0])
    const hint = isTwice(error)
      ? 'Remove one of the two.'
      : 'The file is not YAML from here on: look at indentation, quotes, brackets and colons. What follows is not checked.'
    return { fileName, line, column: col, message: error.message, hint }
  })
}
