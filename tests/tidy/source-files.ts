import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..')

const FOLDERS = '{packages,services,scripts,tests,schemas,deploy}'
const NOT_OURS = ['node_modules', '.tocsin', '.turbo', 'fixture']

/** A file of the repository, by its path from the root with forward slashes. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** Every file with one of the endings, generated ones included, fixtures of forbidden code left out. */
export function sourceFiles(endings: readonly string[]): SourceFile[] {
  return globSync(`${FOLDERS}/**/*.{${endings.join(',')},}`, {
    cwd: ROOT,
    exclude: (path) => NOT_OURS.some((name) => path.split('/').includes(name)),
  })
    .filter((path) => endings.some((ending) => path.endsWith(`.${ending}`)))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}

/** The code alone: comments and the contents of strings may say what code may not do. Line numbers stay the same. */
export function codeOf(text: string): string {
  const commentOrString = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g
  return text.replace(commentOrString, (match) => match.replace(/[^\n]/g, ' '))
}

/** "path:line: what" for every line of the text in which the pattern is found. */
export function findings(path: string, text: string, pattern: RegExp): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${pattern.exec(line)?.[0] ?? ''}`] : []))
}
