import picocolors from 'picocolors'

/** Where a command writes. Plain text off a terminal and with NO_COLOR; results on stdout, progress on stderr. */
export interface Terminal {
  /** One line of result. */
  line(text?: string): void
  /** Sentences: on a terminal broken between words, and indented as they began. */
  prose(text: string): void
  /** One line about what is going on; never part of the result. */
  progress(text: string): void
  /** One JSON document on its own line. */
  json(value: unknown): void
  readonly isInteractive: boolean
  readonly colours: ReturnType<typeof picocolors.createColors>
  columns(): number
  /** Raw text to stdout, for the refreshing block. */
  write(text: string): void
}

interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

export function createTerminal(
  stdout: Output,
  stderr: Output,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const isInteractive = stdout.isTTY === true && environment.TERM !== 'dumb'
  const forced = environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== '0'
  const columns = () => stdout.columns ?? 100
  const print = (text: string) => void stdout.write(`${text}\n`)
  return {
    line: (text = '') => print(text),
    prose: (text) => print(isInteractive ? wrapTo(text, columns()).join('\n') : text),
    progress: (text) => void stderr.write(`${text}\n`),
    json: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
    isInteractive,
    colours: picocolors.createColors(!environment.NO_COLOR && (isInteractive || forced)),
    columns,
    write: (text) => void stdout.write(text),
  }
}

export type Language = 'zh' | 'en'

/** `--lang`, else what the environment's locale says, else English. */
export function defaultLanguage(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || ''
  return locale.startsWith('zh') ? 'zh' : 'en'
}

/** Columns a text takes on a terminal: Chinese characters take two. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text.replaceAll(COLOUR, '')) width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1
  return width
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what switches colours on and off begins with one
const COLOUR = /\u001b\[\d+m/gu

/**
 * The text in lines of at most `width` columns: broken at spaces, between Chinese characters, and elsewhere only where
 * one word is longer than a line. Further lines are indented two more than the first.
 */
export function wrapTo(text: string, width: number): string[] {
  if (displayWidth(text) <= width) return [text]
  const indent = ' '.repeat(text.length - text.trimStart().length + 2)
  const lines: string[] = []
  let line = ''
  for (const piece of text.match(BREAKABLE) ?? []) {
    if (line.trim() !== '' && displayWidth(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd())
      line = indent + piece.trimStart()
    } else line += piece
  }
  return [...lines, line.trimEnd()]
}

/** A wide character with the full stop or comma behind it, or a word; each with the spaces around it. */
const BREAKABLE = /\s*(?:[\u2e80-\u2fff\u3040-\u9fff][，。；：、）]*|[^\s\u2e80-\u2fff\u3040-\u9fff]+)\s*/gu

export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** Cut to at most `width` columns, with an ellipsis where something is missing. */
export function cutTo(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let cut = ''
  let used = 0
  for (const character of text) {
    const next = used + displayWidth(character)
    if (next > width - 1) break
    cut += character
    used = next
  }
  return `${cut}…`
}

/** Aligned columns, two spaces apart; the last is left as it is. */
export function columnsOf(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell))
  }
  return rows.map((row) =>
    row.map((cell, index) => (index === row.length - 1 ? cell : padTo(cell, widths[index] ?? 0))).join('  '),
  )
}

/** East Asian wide and full-width blocks, as far as our texts use them. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  )
}
