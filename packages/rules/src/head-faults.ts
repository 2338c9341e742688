/** One file of a rule set names it; what holds for the whole set stands there and nowhere else. */
import type { FaultInFile } from './meaning-faults.ts'
import { HEAD_KEYS, type HeadKey, REQUIRED_HEAD_KEYS } from './schema.ts'

export function headFaults(contents: readonly unknown[], fileNames: readonly string[]): FaultInFile[] {
  const head = headOf(contents)
  const faults: FaultInFile[] = REQUIRED_HEAD_KEYS.filter((key) => !has(contents[head], key)).map((key) => ({
    file: head,
    path: [key],
    message: `${key} is missing`,
    hint:
      contents.length === 1
        ? `Add the key ${key}. A file that is one of several is no rule set alone: name the folder of all of them.`
        : `Add the key ${key} in one file of the folder, such as rule-set.yaml.`,
  }))
  for (const [file, content] of contents.entries()) {
    if (file === head) continue
    for (const key of HEAD_KEYS.filter((candidate) => has(content, candidate))) {
      const message = `${key} may stand in one file alone, and ${fileNames[head]} names the rule set`
      faults.push({
        file,
        path: [key],
        atKey: true,
        message,
        hint: `Remove it here, or write it in ${fileNames[head]}.`,
      })
    }
  }
  if (!contents.some((content) => has(content, 'indicators'))) {
    const hint = 'A rule set watches something: write at least one indicator.'
    faults.push({ file: head, path: ['indicators'], message: 'indicators is missing', hint })
  }
  return faults
}

/** The file that names the rule set; where none does, the first one. */
function headOf(contents: readonly unknown[]): number {
  const named = contents.findIndex((content) => has(content, 'ruleSet'))
  return Math.max(0, named)
}

function has(content: unknown, key: HeadKey | 'indicators'): boolean {
  return typeof content === 'object' && content !== null && Object.hasOwn(content, key)
}
