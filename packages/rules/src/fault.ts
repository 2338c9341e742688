/** One thing that is wrong with a file of rules, told so that its author can find and repair it. */
export interface RuleFault {
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

/** All faults, in the order of the file, one paragraph each, `file:line:column` first so that editors can jump there. */
export function printFaults(faults: readonly RuleFault[]): string {
  const paragraphs = [...faults]
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map((fault) => `${fault.fileName}:${fault.line}:${fault.column}  ${fault.message}\n    ${fault.hint}`)
  const total = `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}; the rule set is not used.`
  return [...paragraphs, total].join('\n')
}
