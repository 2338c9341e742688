import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { OperatorError } from '@tocsin/stream'

/** Where rows come from. */
export interface ImportInput {
  /** For reports. */
  readonly name: string
  /** Where files that belong to it lie beside it. */
  readonly folder: string
  /** Its size as it lies there, where that is known; for progress. */
  size(): Promise<number | undefined>
  /** Its bytes, unpacked where it is gzip, whatever its name. */
  open(onBytesTaken?: (bytes: number) => void): AsyncIterable<Uint8Array>
}

/** A file, or standard input for `-`. */
export function openInput(path: string): ImportInput {
  if (path === '-') {
    return {
      name: '-',
      folder: process.cwd(),
      size: async () => undefined,
      open: (onBytesTaken) => unpacked(process.stdin, '-', onBytesTaken),
    }
  }
  return {
    name: basename(path),
    folder: dirname(resolve(path)),
    size: async () => (await stat(path).catch(() => undefined))?.size,
    open: (onBytesTaken) => unpacked(createReadStream(path, { highWaterMark: 256 * 1024 }), path, onBytesTaken),
  }
}

/** Text that is at hand already: for tests, and for small tables. */
export function inputOfText(name: string, text: string | Uint8Array, folder = '.'): ImportInput {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  return {
    name,
    folder,
    size: async () => bytes.length,
    open: (onBytesTaken) => unpacked(Readable.from([bytes]), name, onBytesTaken),
  }
}

async function* unpacked(
  raw: AsyncIterable<Uint8Array>,
  path: string,
  onBytesTaken: (bytes: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  try {
    const chunks = raw[Symbol.asyncIterator]()
    const first = await chunks.next()
    if (first.done === true) return
    async function* all(): AsyncGenerator<Uint8Array> {
      for (let next: IteratorResult<Uint8Array> = first; next.done !== true; next = await chunks.next()) {
        onBytesTaken(next.value.length)
        yield next.value
      }
    }
    const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b
    yield* isGzip ? gunzipped(all()) : all()
  } catch (error) {
    throw readFailure(error, path)
  }
}

async function* gunzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  const source = Readable.from(packed)
  source.on('error', (error) => gunzip.destroy(error))
  yield* source.pipe(gunzip) as AsyncIterable<Uint8Array>
}

function readFailure(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new OperatorError(`There is no file ${path}.`)
  if (code === 'EISDIR') return new OperatorError(`${path} is a folder; name its files.`)
  if (code === 'EACCES') return new OperatorError(`${path} cannot be read: permission denied.`)
  if (code?.startsWith('Z_'))
    return new OperatorError(`${path} is packed with gzip and damaged: ${(error as Error).message}.`)
  return error
}

/** Passes bytes on and keeps their SHA-256. */
export async function* hashing(
  bytes: AsyncIterable<Uint8Array>,
  onHash: (hex: string) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of bytes) {
    hash.update(chunk)
    yield chunk
  }
  onHash(hash.digest('hex'))
}
