/**
 * The bytes of each element of a JSON array, so that a refused event of a batch is put on record as it came.
 * The text has to have been parsed as an array before: it is not checked here.
 */
export function jsonElements(json: Uint8Array): Uint8Array[] {
  const elements: Uint8Array[] = []
  let depth = 0
  let isInText = false
  let from = 0
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]
    if (isInText) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) isInText = false
    } else if (byte === QUOTE) isInText = true
    else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
      depth++
      if (depth === 1) from = at + 1
    } else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
      depth--
      if (depth === 0) take(at)
    } else if (byte === COMMA && depth === 1) {
      take(at)
      from = at + 1
    }
  }
  return elements

  function take(to: number): void {
    const element = trimmed(json.subarray(from, to))
    if (element.length > 0) elements.push(element)
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** JSON knows four blanks, all at or below a space. */
function trimmed(bytes: Uint8Array): Uint8Array {
  let from = 0
  let to = bytes.length
  while (from < to && bytes[from]! <= 0x20) from++
  while (to > from && bytes[to - 1]! <= 0x20) to--
  return bytes.subarray(from, to)
}
