import { cutTo, jsonBytes, type Measure } from '../text/cut.ts'

/** Text for a plain_text element, at most `limit` bytes of the JSON body. */
export function feishuPlain(text: string, limit: number): string {
  return cutTo(text, limit, jsonBytes)
}

/**
 * Text for a lark_md element that is shown as it is, at most `limit` bytes of the JSON body: what makes `<at>`, links and
 * styles is written as an entity (open.feishu.cn, Markdown of cards, escapes).
 */
export function feishuMarkup(text: string, limit: number): string {
  const measure: Measure = (piece) => jsonBytes(escaped(piece))
  return escaped(cutTo(text, limit, measure))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '*': '&#42;',
  '~': '&sim;',
  '[': '&#91;',
  ']': '&#93;',
  '`': '&#96;',
  '\\': '&#92;',
}

function escaped(text: string): string {
  return text
    .replace(/&(?=#?\w+;)/gu, '&#38;')
    .replace(/[<>*~[\]`\\]/gu, (character) => ENTITIES[character] ?? character)
}
