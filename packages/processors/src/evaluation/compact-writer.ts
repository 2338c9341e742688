/**
 * Writes integers, days and texts into few bytes. Layout: how many bytes the numbers take, and how many bytes
 * follow as they are (two counts), numbers, those bytes (hashes and parts), and all texts as one stretch of UTF-8: so that
 * a reader takes all numbers, and all texts, in one go.
 *
 * One writer is used again and again: it keeps its buffer, and `finish` copies out what was written.
 */
export class CompactWriter {
  #bytes = new Uint8Array(4096)
  /** Numbers begin where there is room for the head before them. */
  #length = MAX_HEAD_BYTES
  #raw = new Uint8Array(1024)
  #rawLength = 0
  #texts = ''
  #baseDay = 0
  readonly #names: string[] = []
  readonly #ids: string[] = []
  #firstId = 0
  #nextId = 0
  #reach = 0

  /** Days are written as their distance from this one: one or two bytes instead of three. */
  begin(baseDay: number): void {
    this.#length = MAX_HEAD_BYTES
    this.#rawLength = 0
    this.#texts = ''
    this.#names.length = 0
    this.#ids.length = 0
    this.#firstId = 0
    this.#nextId = 0
    this.#reach = FIRST_REFERENCE_REACH
    this.#baseDay = 0
    this.integer(baseDay)
    this.#baseDay = baseDay
  }

  /** 0 or greater, up to 2^53 − 1. */
  count(value: number): void {
    this.#reserve(9)
    const bytes = this.#bytes
    let length = this.#length
    if (value < 0x80) {
      bytes[length] = value
      this.#length = length + 1
      return
    }
    let rest = value
    // Whole-number arithmetic below 2^31: a remainder of floating point numbers is many times slower.
    while (rest >= 0x80000000) {
      bytes[length++] = (rest & 0x7f) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    let small = rest | 0
    while (small >= 0x80) {
      bytes[length++] = (small & 0x7f) | 0x80
      small >>>= 7
    }
    bytes[length] = small
    this.#length = length + 1
  }

  /** Any safe integer: the sign is kept in the lowest bit. */
  integer(value: number): void {
    if (value < 0x40000000 && value >= -0x40000000) this.count((value << 1) ^ (value >> 31))
    else if (value > MAX_ZIGZAG || value < -MAX_ZIGZAG) this.#wideInteger(value)
    else this.count(value < 0 ? -value * 2 - 1 : value * 2)
  }

  day(day: number): void {
    this.integer(day - this.#baseDay)
  }

  /** One more than the zigzag distance; 0 = none. */
  optionalDay(day: number | null): void {
    if (day === null) this.count(0)
    else {
      const distance = day - this.#baseDay
      this.count((distance < 0 ? -distance * 2 - 1 : distance * 2) + 1)
    }
  }

  flag(value: boolean): void {
    this.count(value ? 1 : 0)
  }

  /** A whole number below 2^53 in 7 bytes: for hashes, whose leading digits are not small. */
  hash(value: number): void {
    this.#reserveRaw(HASH_BYTES)
    const raw = this.#raw
    const at = this.#rawLength
    const low = value >>> 0
    const high = (value - low) / 0x100000000
    raw[at] = low
    raw[at + 1] = low >>> 8
    raw[at + 2] = low >>> 16
    raw[at + 3] = low >>> 24
    raw[at + 4] = high
    raw[at + 5] = high >>> 8
    raw[at + 6] = high >>> 16
    this.#rawLength = at + HASH_BYTES
  }

  /** What another writer finished: it can be left unread, and be written again as it came. */
  part(bytes: Uint8Array): void {
    this.count(bytes.length)
    this.#reserveRaw(bytes.length)
    this.#raw.set(bytes, this.#rawLength)
    this.#rawLength += bytes.length
  }

  /** Length in UTF-16 units, or one more than it where there may be no text (`optionalText`). */
  text(text: string): void {
    this.count(text.length)
    this.#texts += text
  }

  optionalText(text: string | null): void {
    this.count(text === null ? 0 : text.length + 1)
    if (text !== null) this.#texts += text
  }

  /** One of the few texts that stand all over a state (currency, representative): after its first time, a number. */
  name(name: string): void {
    const names = this.#names
    for (let index = 0; index < names.length; index++) {
      if (names[index] !== name) continue
      this.count(index + 1)
      return
    }
    if (names.length < MAX_NAMES) names.push(name)
    this.count(0)
    this.text(name)
  }

  /** The id of a document that later entries may refer to. */
  id(id: string): void {
    this.#ids.push(id)
    this.text(id)
  }

  /** References that follow look for ids written from here on, in their order. */
  beginReferences(): void {
    this.#firstId = this.#ids.length
    this.repeatReferences()
  }

  /** Another list of references to the same ids. */
  repeatReferences(): void {
    this.#nextId = this.#firstId
    this.#reach = FIRST_REFERENCE_REACH
  }

  /** An id that mostly is the next one written as `id`, or one of the few after it; else it is written in full. */
  reference(id: string): void {
    const end = Math.min(this.#ids.length, this.#nextId + this.#reach)
    for (let index = this.#nextId; index < end; index++) {
      if (this.#ids[index] !== id) continue
      this.count(index - this.#nextId + 1)
      this.#nextId = index + 1
      this.#reach = REFERENCE_REACH
      return
    }
    this.count(0)
    this.text(id)
  }

  list<Entry>(entries: readonly Entry[], write: (writer: CompactWriter, entry: Entry) => void): void {
    this.count(entries.length)
    for (let index = 0; index < entries.length; index++) write(this, entries[index] as Entry)
  }

  finish(): Uint8Array {
    const numbersEnd = this.#length
    const rawEnd = numbersEnd + this.#rawLength
    this.#reserve(this.#rawLength + this.#texts.length * 3)
    const bytes = this.#bytes
    bytes.set(this.#raw.subarray(0, this.#rawLength), numbersEnd)
    const { written } = ENCODER.encodeInto(this.#texts, bytes.subarray(rawEnd))
    // The head is written from its end to its beginning, which depends on how long it is.
    const rawCountAt = putCountBefore(bytes, MAX_HEAD_BYTES, this.#rawLength)
    const start = putCountBefore(bytes, rawCountAt, numbersEnd - MAX_HEAD_BYTES)
    return bytes.slice(start, rawEnd + written)
  }

  /** Beyond 2^52 doubling would lose a unit: an impossible count marks it, sign and size follow. */
  #wideInteger(value: number): void {
    this.count(WIDE_INTEGER)
    this.flag(value < 0)
    this.count(Math.abs(value))
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + bytes))
    larger.set(this.#bytes)
    this.#bytes = larger
  }

  #reserveRaw(bytes: number): void {
    if (this.#rawLength + bytes <= this.#raw.length) return
    const larger = new Uint8Array(Math.max(this.#raw.length * 2, this.#rawLength + bytes))
    larger.set(this.#raw)
    this.#raw = larger
  }
}

/** Below 2^28. Returns where it begins. */
function putCountBefore(bytes: Uint8Array, end: number, value: number): number {
  const length = value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : 4
  let rest = value
  for (let at = end - length; at < end - 1; at++, rest >>>= 7) bytes[at] = (rest & 0x7f) | 0x80
  bytes[end - 1] = rest
  return end - length
}

const ENCODER = new TextEncoder()
/** Zigzag codes up to here stay safe integers; the code after the last one marks a wide integer. */
const MAX_ZIGZAG = 2 ** 52 - 1
/** Names are looked for one by one: few enough to be faster than a table. */
export const MAX_NAMES = 8
const REFERENCE_REACH = 8
/** One list may begin well after the other does. */
const FIRST_REFERENCE_REACH = 64
export const WIDE_INTEGER = 2 ** 53 - 1
export const HASH_BYTES = 7
/** Two counts below 2^28. */
const MAX_HEAD_BYTES = 8
