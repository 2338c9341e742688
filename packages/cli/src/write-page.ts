import { writeFileSync } from 'node:fs'
import { OperatorError } from '@tocsin/stream'

/** @throws OperatorError that names the file */
export function writePage(file: string, page: string): void {
  try {
    writeFileSync(file, page)
  } catch (error) {
    throw new OperatorError(`The page cannot be written to ${file} (${(error as NodeJS.ErrnoException).code}).`)
  }
}
