/** One file of a rule set, read by whoever may read files. */
export interface RuleSetFile {
  /** As a person would name it: faults begin with it. */
  readonly fileName: string
  readonly text: string
}

/** A rule set as text: what is published and parsed again by every reader. */
export interface RuleSetText {
  readonly files: readonly RuleSetFile[]
}

/**
 * The files of a folder that make up its rule set, out of all names in it, in the order they are read: `rule-set.yaml`
 * first, the others by name. Tests (`*.test.yaml`), schemas, documents and hidden files are none of them.
 */
export function ruleFileNames(namesInFolder: readonly string[]): string[] {
  return namesInFolder.filter((name) => isYaml(name) && !isTest(name)).sort(byName)
}

/** The files of a folder with tests of its rules, by name. */
export function ruleTestFileNames(namesInFolder: readonly string[]): string[] {
  return namesInFolder.filter((name) => isYaml(name) && isTest(name)).sort(byName)
}

const HEAD = /^rule-set\.ya?ml$/

function byName(left: string, right: string): number {
  if (HEAD.test(left) !== HEAD.test(right)) return HEAD.test(left) ? -1 : 1
  return left < right ? -1 : 1
}

function isYaml(name: string): boolean {
  return /\.ya?ml$/.test(name) && !name.startsWith('.')
}

function isTest(name: string): boolean {
  return /\.test\.ya?ml$/.test(name)
}
