import avro from 'avsc'

/** A parsed Avro schema that can be read and written. */
export type AvroReader = avro.Type

/**
 * Parses an Avro schema for reading records that anyone may have written.
 *
 * avsc believes the item count that an array or map states, so that twelve hostile bytes would make it collect items
 * until memory ends. Each array and map type therefore gets a reading function that holds the count against the bytes
 * there are. This reaches into avsc's inner methods; its version is pinned and `avro-type.unit.spec.ts` feeds it such
 * bytes.
 * @throws Error when the text is no Avro schema
 */
export function parseAvro(schemaText: string): AvroReader {
  const entered = new WeakSet<object>()
  return avro.Type.forSchema(JSON.parse(schemaText) as avro.Schema, {
    omitRecordMethods: true,
    typeHook: (schema, options) => {
      if (schema === 'string') return QUICK_STRING
      if (typeof schema !== 'object' || schema === null || entered.has(schema)) return undefined
      const kind = (schema as { readonly type?: unknown }).type
      if (kind !== 'array' && kind !== 'map') return undefined
      entered.add(schema)
      return boundCounts(avro.Type.forSchema(schema, options), kind)
    },
  })
}

/** The part of avsc's cursor that is used here. */
interface Tap {
  readonly buf: Uint8Array
  pos: number
  readLong(): number
  skipLong(): void
  skipString(): void
  isValid(): boolean
}

interface InnerType {
  _read(tap: Tap): unknown
  _skip(tap: Tap): void
  _write(tap: Tap, value: unknown): void
}

interface InnerCollection extends InnerType {
  readonly itemsType: InnerType
  readonly valuesType: InnerType
}

/** The same type with other reading functions; avsc freezes its types, so they are laid over it. */
function boundCounts(type: avro.Type, kind: 'array' | 'map'): avro.Type {
  const functions = kind === 'array' ? { _read: readArray, _skip: skipArray } : { _read: refuseMap, _skip: skipMap }
  return Object.freeze(Object.assign(Object.create(type) as avro.Type & InnerType, functions))
}

/** Most of what is written is short ids, codes and names. avsc asks for the length of each in bytes before it goes through it. */
const QUICK_STRING = quickString(avro.Type.forSchema('string'))

function quickString(type: avro.Type): avro.Type {
  const { _write } = type as avro.Type & InnerType
  function writeString(this: InnerType, tap: Tap, value: unknown): void {
    if (typeof value !== 'string' || !writeShortText(tap, value)) _write.call(this, tap, value)
  }
  return Object.freeze(Object.assign(Object.create(type) as avro.Type & InnerType, { _write: writeString }))
}

/** As UTF-8 behind its length. False for a text that needs more than is done here: then the cursor has not moved. */
function writeShortText(tap: Tap, text: string): boolean {
  const { length } = text
  const { buf, pos } = tap
  if (length > MOST_SHORT_BYTES || pos + 1 + 3 * length > buf.length) return false
  let at = pos + 1
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x80) {
      buf[at++] = code
      continue
    }
    if (code >= FIRST_SURROGATE && code <= LAST_SURROGATE) return false
    if (code < 0x800) buf[at++] = 0xc0 | (code >> 6)
    else {
      buf[at++] = 0xe0 | (code >> 12)
      buf[at++] = 0x80 | ((code >> 6) & 0x3f)
    }
    buf[at++] = 0x80 | (code & 0x3f)
  }
  const bytes = at - pos - 1
  if (bytes > MOST_SHORT_BYTES) return false
  buf[pos] = bytes * 2
  tap.pos = at
  return true
}

/** So many are told in one byte. */
const MOST_SHORT_BYTES = 63
const FIRST_SURROGATE = 0xd800
const LAST_SURROGATE = 0xdfff

function skipArray(this: InnerCollection, tap: Tap): void {
  const items = this.itemsType
  countItems(tap, () => items._skip(tap))
}

function skipMap(this: InnerCollection, tap: Tap): void {
  const values = this.valuesType
  countItems(tap, () => {
    tap.skipString()
    values._skip(tap)
  })
}

/** No type of ours holds a map; a map of a writer is skipped. */
function refuseMap(): never {
  throw new Error('maps are not read')
}

/** `this` is the type, or the resolver that avsc copies this function to. */
function readArray(this: InnerCollection, tap: Tap): unknown[] {
  const items: unknown[] = []
  const itemsType = this.itemsType
  countItems(tap, () => items.push(itemsType._read(tap)))
  return items
}

function countItems(tap: Tap, takeItem: () => void): void {
  let total = 0
  for (;;) {
    let count = tap.readLong()
    if (count === 0) return
    if (count < 0) {
      count = -count
      tap.skipLong()
    }
    total += count
    // Also false when the count is no number: a length of endless bytes reads as NaN.
    if (!(total <= tap.buf.length)) throw new Error('an array states more items than the record has bytes')
    for (; count > 0; count--) takeItem()
    if (!tap.isValid()) throw new Error('truncated buffer')
  }
}
