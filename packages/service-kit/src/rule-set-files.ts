import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type RuleSetFile, type RuleSetText, ruleFileNames, ruleTestFileNames } from '@tocsin/rules'
import { OperatorError } from '@tocsin/stream'

/**
 * The text of a rule set: of one file, or of every rule file of a folder. File names are the path as given, so that a
 * fault leads to its line.
 * @throws OperatorError when there is nothing there that could be read
 */
export function readRuleSetFiles(path: string): RuleSetText {
  if (!isFolder(path)) return { files: [fileAt(path)] }
  const names = ruleFileNames(readdirSync(path))
  if (names.length === 0) {
    throw new OperatorError(`The folder ${path} has no rule file: none of its files ends in .yaml (tests aside).`)
  }
  return { files: names.map((name) => fileAt(join(path, name))) }
}

/**
 * The tests that stand beside a rule set: every `*.test.yaml` of its folder; for a single file `x.yaml`, `x.test.yaml`.
 * @throws OperatorError as `readRuleSetFiles`
 */
export function readRuleTestFiles(path: string): readonly RuleSetFile[] {
  if (!isFolder(path)) {
    const beside = path.replace(/(\.ya?ml)$/, '.test$1')
    return beside !== path && existsSync(beside) ? [fileAt(beside)] : []
  }
  return ruleTestFileNames(readdirSync(path)).map((name) => fileAt(join(path, name)))
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw unreadable(path, error)
  }
}

function fileAt(path: string): RuleSetFile {
  try {
    return { fileName: path, text: readFileSync(path, 'utf8') }
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(path: string, error: unknown): OperatorError {
  const { code } = error as NodeJS.ErrnoException
  const why = code === 'ENOENT' ? 'do not exist' : `cannot be read (${code})`
  return new OperatorError(`The rules ${path} ${why}. Name a rule file or a folder of rule files (TOCSIN_RULES_FILE).`)
}
