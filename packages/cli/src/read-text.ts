import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { OperatorError } from '@tocsin/stream'

/** @throws OperatorError when the file cannot be read */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new OperatorError(`There is no file ${file}.`)
    if (code === 'EISDIR') throw new OperatorError(`${file} is a folder; name a file.`)
    throw new OperatorError(`${file} cannot be read (${code ?? String(error)}).`)
  }
}

/** As typed, or below the root of the checkout: the defaults are meant from there, wherever one stands. */
export function fromRoot(root: string, file: string): string {
  return isAbsolute(file) || existsSync(file) ? file : join(root, file)
}
