import { type Document, isMap, isScalar, type LineCounter, type Node, type Pair } from 'yaml'
import type { FileFault } from './fault.ts'

/** A fault that knows its place as a path into the content, not yet as line and column. */
export interface PlacedFault {
  readonly path: readonly PropertyKey[]
  /** True: the key itself is meant, not its value. */
  readonly atKey?: boolean
  readonly message: string
  readonly hint: string
}

/** The fault with line and column of its node; of the nearest node around it when the path leads to nothing. */
export function located(fault: PlacedFault, document: Document, lines: LineCounter, fileName: string): FileFault {
  const start = startOf(document, fault.path, fault.atKey ?? false)
  const { line, col } = lines.linePos(start)
  return { fileName, line: Math.max(1, line), column: Math.max(1, col), message: fault.message, hint: fault.hint }
}

function startOf(document: Document, path: readonly PropertyKey[], atKey: boolean): number {
  for (let length = path.length; length > 0; length--) {
    const parent = nodeAt(document, path.slice(0, length - 1))
    const step = path[length - 1]
    const pair = isMap(parent)
      ? (parent.items as Pair[]).find((item) => isScalar(item.key) && item.key.value === step)
      : undefined
    // Where the value is missing or a map that starts on another line, the key is what its author looks for.
    const keyStart = (pair?.key as Node | undefined)?.range?.[0]
    if (keyStart !== undefined && (atKey || length < path.length)) return keyStart
    const own = nodeAt(document, path.slice(0, length))?.range?.[0]
    if (own !== undefined) return own
  }
  return document.contents?.range?.[0] ?? 0
}

function nodeAt(document: Document, path: readonly PropertyKey[]): Node | undefined {
  if (path.length === 0) return (document.contents as Node | null) ?? undefined
  return (document.getIn(path, true) as Node | undefined) ?? undefined
}
