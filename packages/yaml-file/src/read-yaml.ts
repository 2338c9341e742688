import { type Alias, type Document, LineCounter, parseDocument, visit, type YAMLError, type YAMLWarning } from 'yaml'
import type { FileFault } from './fault.ts'
import { located, type PlacedFault } from './places.ts'
import { type YamlWords, yamlWords } from './yaml-words.ts'

/** The content of a file, and a way to give the faults found in it their lines; or what is no YAML at all. */
export type ReadYaml =
  | { readonly content: unknown; placed(faults: readonly PlacedFault[]): FileFault[] }
  | { readonly faults: readonly FileFault[] }

/**
 * Reads YAML (JSON is YAML too). `fileName` only serves to name the place of a fault.
 * @throws Error where references grow beyond all measure
 */
export function readYaml(text: string, fileName: string): ReadYaml {
  const lost = NOT_UTF8.exec(text)
  if (lost !== null) return { faults: [notUtf8(text.slice(0, lost.index), fileName)] }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (position: number, words: YamlWords): FileFault => {
    const { line, col } = lines.linePos(position)
    return { fileName, line: Math.max(1, line), column: Math.max(1, col), ...words }
  }
  const faults = [
    ...told(document).map((error) => at(error.pos[0], yamlWords(error, text))),
    ...danglingAliases(document).map((alias) => at(alias.range?.[0] ?? 0, aliasWords(alias.source))),
  ]
  if (faults.length > 0) return { faults }
  const content: unknown = document.toJS()
  return { content, placed: (placed) => placed.map((fault) => located(fault, document, lines, fileName)) }
}

/** What bytes of GBK or UTF-16 become where they are read as UTF-8: the parser takes both for text like any other. */
const NOT_UTF8 = /[\0\ufffd]/

function notUtf8(before: string, fileName: string): FileFault {
  const lines = before.split('\n')
  return {
    fileName,
    line: lines.length,
    column: (lines.at(-1)?.length ?? 0) + 1,
    message: 'from here on the file is not UTF-8 text: it was saved in another encoding, such as GBK or UTF-16',
    hint: 'Save it as UTF-8 (另存为，编码选 UTF-8). Nothing of it is checked before that.',
  }
}

/**
 * Keys that stand twice, and the first place that is no YAML: what the parser says after it follows from it. An unknown
 * tag is but a warning to the parser, which leaves it out: of `where: !prepaid && open > 5` it keeps `open > 5`.
 */
function told(document: Document): readonly (YAMLError | YAMLWarning)[] {
  const isTwice = (error: YAMLError) => error.code === 'DUPLICATE_KEY'
  return [
    ...document.errors.filter(isTwice),
    ...document.errors.filter((error) => !isTwice(error)).slice(0, 1),
    ...document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED'),
  ]
}

function danglingAliases(document: Document): readonly Alias[] {
  const found: Alias[] = []
  if (document.errors.length > 0) return found
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) === undefined) found.push(alias)
    },
  })
  return found
}

function aliasWords(name: string): YamlWords {
  return {
    message: `*${name} at the beginning of a value is a reference in YAML, to nothing`,
    hint: 'Put the text in double quotes.',
  }
}
