/**
 * CRC-32C (Castagnoli, reflected polynomial 0x82f63b78), as Kafka's record batches carry it. Eight bytes a turn, by the
 * tables of "slicing by eight" (Kounavis and Berry, 2005): a table per byte of a word tells what that byte does to the
 * sum once the rest of the word has passed.
 */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length): number {
  const tables = TABLES
  let sum = -1
  let at = from
  for (const lastWord = to - 8; at <= lastWord; at += 8) {
    sum ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    sum =
      tables[1_792 + (sum & 255)]! ^
      tables[1_536 + ((sum >>> 8) & 255)]! ^
      tables[1_280 + ((sum >>> 16) & 255)]! ^
      tables[1_024 + (sum >>> 24)]! ^
      tables[768 + bytes[at + 4]!]! ^
      tables[512 + bytes[at + 5]!]! ^
      tables[256 + bytes[at + 6]!]! ^
      tables[bytes[at + 7]!]!
  }
  for (; at < to; at += 1) sum = (sum >>> 8) ^ tables[(sum ^ bytes[at]!) & 255]!
  return ~sum >>> 0
}

const POLYNOMIAL = 0x82f63b78
const TABLES = makeTables()

/** Eight tables of 256, one after the other: table n is for a byte that n bytes of its word follow. */
function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256)
  for (let byte = 0; byte < 256; byte += 1) {
    let sum = byte
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1
    tables[byte] = sum
  }
  for (let at = 256; at < tables.length; at += 1) {
    const before = tables[at - 256]!
    tables[at] = (before >>> 8) ^ tables[before & 255]!
  }
  return tables
}
