/** How much a piece of text counts against a limit; of two pieces together: the sum. */
export type Measure = (piece: string) => number

/** Bytes in UTF-8. */
export const utf8Bytes: Measure = (piece) => Buffer.byteLength(piece)

/** Bytes in UTF-8 between the quotes of a JSON text. */
export const jsonBytes: Measure = (piece) => Buffer.byteLength(JSON.stringify(piece)) - 2

/**
 * The text, or its beginning with `…` where it would be above `limit`. It is cut between characters as people see them
 * (an emoji of several code points stays whole); `limit` is at least what `…` counts.
 */
export function cutTo(text: string, limit: number, measure: Measure): string {
  // Every code unit counts one at least, so what lies far behind the limit is not even looked at.
  const near = text.length <= limit ? text : text.slice(0, limit + LONGEST_CHARACTER).toWellFormed()
  if (near === text && measure(text) <= limit) return text
  const room = limit - measure(ELLIPSIS)
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(near)) {
    // Marks can be heaped on one letter without end: such a heap is cut between its code points.
    const pieces = measure(segment) > LONGEST_CHARACTER ? [...segment] : [segment]
    for (const piece of pieces) {
      const size = measure(piece)
      if (used + size > room) return `${kept.trimEnd()}${ELLIPSIS}`
      kept += piece
      used += size
    }
  }
  return kept
}

const ELLIPSIS = '…'

/** A family emoji with skin tones counts some 45 bytes; escaped for JSON and markup it may be twice that. */
const LONGEST_CHARACTER = 120

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
