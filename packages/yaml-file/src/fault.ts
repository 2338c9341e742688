/** One thing that is wrong with a file that people edit, told so that its author can find and repair it. */
export interface FileFault {
  readonly fileName: string
  /** 1-based. */
  readonly line: number
  /** 1-based. */
  readonly column: number
  /** What is wrong and where, in a sentence. */
  readonly message: string
  /** What to do about it. */
  readonly hint: string
}

/**
 * All faults, file by file in the order of each, one paragraph each, `file:line:column` first so that editors can jump there.
 * `conclusion` says what follows for the program: `the rule set is not used`.
 */
export function printFileFaults(faults: readonly FileFault[], conclusion: string): string {
  const paragraphs = [...faults]
    .sort((a, b) => inOrder(a.fileName, b.fileName) || a.line - b.line || a.column - b.column)
    .map((fault) => `${fault.fileName}:${fault.line}:${fault.column}  ${fault.message}\n    ${fault.hint}`)
  const total = `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}; ${conclusion}.`
  return [...paragraphs, total].join('\n')
}

function inOrder(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1
}
