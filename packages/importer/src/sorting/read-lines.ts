import { closeSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'

const BLOCK_BYTES = 64 * 1024

/** The lines of a file of ours, without their ends, read block by block. */
export function* readLines(file: string): Generator<string> {
  const descriptor = openSync(file, 'r')
  try {
    const block = Buffer.allocUnsafe(BLOCK_BYTES)
    const decoder = new StringDecoder('utf8')
    let rest = ''
    for (;;) {
      const length = readSync(descriptor, block)
      if (length === 0) break
      const lines = (rest + decoder.write(block.subarray(0, length))).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
    if (rest !== '') yield rest
  } finally {
    closeSync(descriptor)
  }
}
