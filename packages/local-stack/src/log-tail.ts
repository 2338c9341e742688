import { open } from 'node:fs/promises'

const TAIL_BYTES = 16_384

/** The last lines of a text file, each indented by two blanks; says so when there are none. */
export async function lastLines(file: string, count: number): Promise<string> {
  const log = await open(file, 'r').catch(() => undefined)
  if (!log) return `  (${file} was not written)`
  try {
    const { size } = await log.stat()
    const length = Math.min(size, TAIL_BYTES)
    const { buffer } = await log.read(Buffer.alloc(length), 0, length, size - length)
    const lines = buffer
      .toString('utf8')
      .split(/[\r\n]+/)
      .filter((line) => line.trim() !== '')
    return lines.length === 0
      ? '  (nothing was written)'
      : lines
          .slice(-count)
          .map((line) => `  ${line}`)
          .join('\n')
  } finally {
    await log.close()
  }
}
