import { MAX_NAMES, WIDE_INTEGER } from './compact-writer.ts'

/** Reads what `CompactWriter` wrote, in the same order. */
export class CompactReader {
  readonly #bytes: Uint8Array
  readonly #texts: string
  readonly #end: number
  readonly #baseDay: number
  #position = 4
  #textPosition = 0
  readonly #names: string[] = []
  readonly #ids: string[] = []
  #nextId = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    if (bytes.length < 4) throw new RangeError('a state of fewer than 4 bytes')
    this.#end =
      (bytes[0] as number) +
      (bytes[1] as number) * 0x100 +
      (bytes[2] as number) * 0x10000 +
      (bytes[3] as number) * 0x1000000
    this.#texts = DECODER.decode(bytes.subarray(this.#end))
    this.#baseDay = this.integer()
  }

  count(): number {
    let byte = this.#byte()
    if (byte < 0x80) return byte
    // Whole-number arithmetic as far as it goes: the first four bytes hold 28 bits.
    let value = byte & 0x7f
    for (let shift = 7; shift < 28; shift += 7) {
      byte = this.#byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    let unit = 0x10000000
    do {
      byte = this.#byte()
      value += (byte & 0x7f) * unit
      unit *= 0x80
    } while (byte >= 0x80)
    return value
  }

  integer(): number {
    const code = this.count()
    if (code === WIDE_INTEGER) return this.flag() ? -this.count() : this.count()
    return unzigzag(code)
  }

  day(): number {
    return this.integer() + this.#baseDay
  }

  optionalDay(): number | null {
    const code = this.count()
    return code === 0 ? null : unzigzag(code - 1) + this.#baseDay
  }

  flag(): boolean {
    return this.count() === 1
  }

  hash(): number {
    const low = this.#byte() + this.#byte() * 0x100 + this.#byte() * 0x10000 + this.#byte() * 0x1000000
    const high = this.#byte() + this.#byte() * 0x100 + this.#byte() * 0x10000
    return high * 0x100000000 + low
  }

  text(): string {
    return this.#slice(this.count())
  }

  optionalText(): string | null {
    const code = this.count()
    return code === 0 ? null : this.#slice(code - 1)
  }

  name(): string {
    const index = this.count()
    if (index === 0) {
      const name = this.text()
      if (this.#names.length < MAX_NAMES) this.#names.push(name)
      return name
    }
    const name = this.#names[index - 1]
    if (name === undefined) throw new RangeError(`the state names its text ${index}, which it does not hold`)
    return name
  }

  id(): string {
    const id = this.text()
    this.#ids.push(id)
    return id
  }

  beginReferences(): void {
    this.#nextId = this.#ids.length
  }

  reference(): string {
    const distance = this.count()
    if (distance === 0) return this.text()
    this.#nextId += distance
    const id = this.#ids[this.#nextId - 1]
    if (id === undefined) throw new RangeError('the state refers to a document that it does not hold')
    return id
  }

  list<Entry>(read: (reader: CompactReader) => Entry): Entry[] {
    const length = this.count()
    const entries: Entry[] = []
    for (let i = 0; i < length; i++) entries.push(read(this))
    return entries
  }

  /** A view of the bytes, for a reader of their own. */
  part(): Uint8Array {
    const length = this.count()
    const start = this.#position
    if (start + length > this.#end) throw new RangeError('the state ends within one of its parts')
    this.#position += length
    return this.#bytes.subarray(start, this.#position)
  }

  #slice(length: number): string {
    const start = this.#textPosition
    this.#textPosition += length
    return this.#texts.slice(start, this.#textPosition)
  }

  #byte(): number {
    if (this.#position >= this.#end) throw new RangeError('the state ends before its last field')
    return this.#bytes[this.#position++] as number
  }
}

const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

function unzigzag(code: number): number {
  if (code <= 0x7fffffff) return (code >>> 1) ^ -(code & 1)
  return code % 2 === 0 ? code / 2 : -(code + 1) / 2
}
