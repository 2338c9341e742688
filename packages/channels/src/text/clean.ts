/**
 * Text of one line, as any channel can carry it: no control characters, no line ends, no half surrogate pairs, nothing
 * that turns the direction of the text around it.
 */
export function oneLine(text: string): string {
  return manyLines(text).replace(/\s+/gu, ' ').trim()
}

/** The same, with line ends kept as `\n`. */
export function manyLines(text: string): string {
  return text
    .slice(0, LONGEST)
    .toWellFormed()
    .replace(/\r\n?|\u2028|\u2029|\u0085/gu, '\n')
    .replace(/\t/gu, ' ')
    .replace(UNWANTED, '')
}

/** No channel shows more, and cleaning costs time. */
const LONGEST = 20_000

/** A name that is written from right to left keeps its own direction and leaves that of its neighbours alone. */
export function isolated(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name
}

/** Controls but for the line end, marks that override the direction of text, byte order marks, what is no character. */
const UNWANTED = /(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff]|\p{Noncharacter_Code_Point}/gu

const RIGHT_TO_LEFT = /\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/u
