import { HASH_BYTES, MAX_NAMES, WIDE_INTEGER } from './compact-writer.ts'

/**
 * Reads what `CompactWriter` wrote, in the same order. One reader is used again and again: `begin` takes the next state,
 * and turns all its numbers from bytes in one loop, so that a field is no more than a look into an array.
 */
export class CompactReader {
  #bytes: Uint8Array = NO_BYTES
  /** Counts up to 2^31 − 1 as they are, IS_WIDE for the next one of `#wide`, and `END` after the last one. */
  #codes = new Int32Array(2048)
  #position = 0
  #wide: number[] = []
  #nextWide = 0
  #baseDay = 0
  #headAt = 0
  #rawAt = 0
  #rawEnd = 0
  #texts = ''
  #textPosition = 0
  readonly #names: string[] = []
  readonly #ids: string[] = []
  #firstId = 0
  #nextId = 0

  /** @throws RangeError when the bytes end before what they announce */
  begin(bytes: Uint8Array): this {
    this.#bytes = bytes
    this.#names.length = 0
    this.#ids.length = 0
    this.#firstId = 0
    this.#nextId = 0
    this.#position = 0
    this.#textPosition = 0
    this.#headAt = 0
    const numberBytes = this.#headCount()
    const rawBytes = this.#headCount()
    this.#rawAt = this.#headAt + numberBytes
    this.#rawEnd = this.#rawAt + rawBytes
    if (this.#rawEnd > bytes.length) throw new RangeError(TOO_SHORT)
    this.#takeNumbers(this.#headAt, this.#rawAt)
    this.#texts = this.#rawEnd === bytes.length ? '' : decodedTexts(bytes.subarray(this.#rawEnd))
    this.#baseDay = this.integer()
    return this
  }

  count(): number {
    const code = this.#codes[this.#position++] as number
    return code >= 0 ? code : this.#wideCount(code)
  }

  integer(): number {
    const code = this.#codes[this.#position++] as number
    return code >= 0 ? (code >>> 1) ^ -(code & 1) : this.#wideInteger(code)
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
    const at = this.#rawAt
    if (at + HASH_BYTES > this.#rawEnd) throw new RangeError(TOO_SHORT)
    this.#rawAt = at + HASH_BYTES
    const bytes = this.#bytes
    const low =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    const high = (bytes[at + 4] as number) | ((bytes[at + 5] as number) << 8) | ((bytes[at + 6] as number) << 16)
    return high * 0x100000000 + (low >>> 0)
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
    this.#firstId = this.#ids.length
    this.#nextId = this.#firstId
  }

  repeatReferences(): void {
    this.#nextId = this.#firstId
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
    if (length === 0) return []
    // A list that grows from nothing takes room for 17 entries at once; most have one.
    const entries = [read(this)]
    for (let index = 1; index < length; index++) entries.push(read(this))
    return entries
  }

  /** A view of the bytes, for a reader of their own. */
  part(): Uint8Array {
    const length = this.count()
    const start = this.#rawAt
    if (start + length > this.#rawEnd) throw new RangeError('the state ends within one of its parts')
    this.#rawAt += length
    return this.#bytes.subarray(start, this.#rawAt)
  }

  #slice(length: number): string {
    const start = this.#textPosition
    this.#textPosition += length
    if (this.#textPosition > this.#texts.length) throw new RangeError('the state ends within one of its texts')
    return this.#texts.slice(start, this.#textPosition)
  }

  #wideCount(code: number): number {
    const value = code === IS_WIDE ? this.#wide[this.#nextWide++] : undefined
    if (value !== undefined) return value
    // Nothing is read past the end, however often it is tried.
    this.#position -= 1
    throw new RangeError(TOO_SHORT)
  }

  #wideInteger(code: number): number {
    const value = this.#wideCount(code)
    if (value === WIDE_INTEGER) return this.flag() ? -this.count() : this.count()
    return unzigzag(value)
  }

  #headCount(): number {
    let value = 0
    for (let unit = 1; ; unit *= 0x80) {
      const byte = this.#bytes[this.#headAt++]
      if (byte === undefined) throw new RangeError(TOO_SHORT)
      value += (byte & 0x7f) * unit
      if (byte < 0x80) return value
    }
  }

  #takeNumbers(from: number, end: number): void {
    // A number takes a byte at least.
    if (this.#codes.length <= end - from) this.#codes = new Int32Array((end - from) * 2)
    if (this.#wide.length > 0) this.#wide = []
    this.#nextWide = 0
    const bytes = this.#bytes
    const codes = this.#codes
    let length = 0
    let at = from
    while (at < end) {
      let value = bytes[at++] as number
      // Whole-number arithmetic as far as it goes: four bytes hold 28 bits.
      if (value >= 0x80) {
        let byte = bytes[at++] as number
        value = (value & 0x7f) | ((byte & 0x7f) << 7)
        if (byte >= 0x80) {
          byte = bytes[at++] as number
          value |= (byte & 0x7f) << 14
          if (byte >= 0x80) {
            byte = bytes[at++] as number
            value |= (byte & 0x7f) << 21
            if (byte >= 0x80) {
              at = this.#takeWide(value, at, end, length++)
              continue
            }
          }
        }
      }
      codes[length++] = value
    }
    if (at > end) throw new RangeError(TOO_SHORT)
    codes[length] = END
  }

  /** A number of more than 28 bits, whose first 28 are given. */
  #takeWide(first: number, from: number, end: number, place: number): number {
    let value = first
    let unit = 0x10000000
    let at = from
    let byte = 0x80
    while (byte >= 0x80) {
      if (at >= end) throw new RangeError(TOO_SHORT)
      byte = this.#bytes[at++] as number
      value += (byte & 0x7f) * unit
      unit *= 0x80
    }
    const isNarrow = value <= LARGEST_NARROW
    this.#codes[place] = isNarrow ? value : IS_WIDE
    if (!isNarrow) this.#wide.push(value)
    return at
  }
}

/** The largest count that an Int32Array holds. */
const LARGEST_NARROW = 0x7fffffff
const IS_WIDE = -1
const NO_BYTES = new Uint8Array(0)
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })
/** After the last number. */
const END = -2
const TOO_SHORT = 'the state ends before its last field'

function decodedTexts(bytes: Uint8Array): string {
  try {
    return DECODER.decode(bytes)
  } catch {
    throw new RangeError('the texts of the state are no UTF-8: they were cut, or damaged')
  }
}

function unzigzag(code: number): number {
  if (code <= LARGEST_NARROW) return (code >>> 1) ^ -(code & 1)
  return code % 2 === 0 ? code / 2 : -(code + 1) / 2
}
