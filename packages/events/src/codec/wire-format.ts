import { InvalidRecordError } from '@tocsin/stream'

/** Confluent's wire format: a zero byte, the schema id as a big-endian int32, the Avro body. */
export const BODY_OFFSET = 5
const MAGIC = 0

/** The largest value we read: far above any document of ours, far below what would block a task. */
export const MAX_VALUE_BYTES = 1024 * 1024

/** @throws InvalidRecordError `undecodable` */
export function readSchemaId(value: Uint8Array): number {
  if (value.length < BODY_OFFSET) {
    throw new InvalidRecordError(
      'undecodable',
      `the value has ${value.length} bytes; a value begins with a zero byte and a schema id of four`,
    )
  }
  if (value[0] !== MAGIC) {
    throw new InvalidRecordError(
      'undecodable',
      `the value begins with byte ${value[0]} instead of 0: its writer does not use a schema registry serializer`,
    )
  }
  return (value[1]! << 24) | (value[2]! << 16) | (value[3]! << 8) | value[4]!
}

export function writeSchemaId(target: Uint8Array, schemaId: number): void {
  target[0] = MAGIC
  target[1] = schemaId >>> 24
  target[2] = schemaId >>> 16
  target[3] = schemaId >>> 8
  target[4] = schemaId
}

/** True when the bytes could carry a schema id, so that it is worth asking a registry for. */
export function hasSchemaId(value: Uint8Array | null): value is Uint8Array {
  return value !== null && value.length >= BODY_OFFSET && value.length <= MAX_VALUE_BYTES && value[0] === MAGIC
}

/** The same bytes as a Buffer, without a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
