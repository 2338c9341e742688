import { cutTo, jsonBytes, type Measure } from '../text/cut.ts'

/** Text that is shown as it is in a robot's markdown, at most `limit` bytes of the JSON body. Line ends are kept. */
export function dingtalkText(text: string, limit: number): string {
  const measure: Measure = (piece) => jsonBytes(written(piece))
  return written(cutTo(text, limit, measure))
}

/**
 * DingTalk documents no escapes, and its programs differ in which they know: what makes links, styles and headings is
 * written in its full-width form, which every one of them shows as a letter.
 */
const FULL_WIDTH: Readonly<Record<string, string>> = {
  '*': '＊',
  '[': '［',
  ']': '］',
  '`': '｀',
  '<': '＜',
  '>': '＞',
  '~': '～',
  '\\': '＼',
  '#': '＃',
  '-': '－',
  '+': '＋',
  '=': '＝',
  _: '＿',
}

function written(text: string): string {
  return (
    text
      .replace(/[*[\]`<>~\\]/gu, wide)
      // Within a word an underscore is one; at its edge it begins or ends a style.
      .replace(/(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu, wide)
      // At the beginning of a line: headings, lists, rules, and blanks that make a block of code.
      .replace(/^[^\S\n]*([#=+-]+)/gmu, (_, signs: string) => wide(signs))
      .replace(/^[^\S\n]+/gmu, '')
      // One line end alone is none in markdown.
      .replace(/\n+/gu, '  \n')
  )
}

function wide(signs: string): string {
  return [...signs].map((sign) => FULL_WIDTH[sign] ?? sign).join('')
}
