import type { YAMLError } from 'yaml'

export interface YamlWords {
  readonly message: string
  readonly hint: string
}

/**
 * What a place that is no YAML means to whoever typed it: the parser speaks of collections and scalars, its author of a
 * colon. Where the line shows no common slip, the parser's own words.
 */
export function yamlWords(error: YAMLError, text: string): YamlWords {
  const line = lineAt(text, error.pos[0])
  if (error.code === 'DUPLICATE_KEY') return twice(text.slice(error.pos[0]))
  const slip = fullWidthSlip(line) ?? SLIPS[error.code]?.(line, error.message)
  const { message, hint } = slip ?? { message: error.message, hint: LOOK }
  return { message, hint: `${hint} The file is not YAML from here on: what follows is not checked.` }
}

const LOOK = 'Look at indentation, quotes, brackets and colons.'

function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at)
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, end < 0 ? undefined : end)
}

function twice(from: string): YamlWords {
  const key = /^(?:"([^"\n]*)"|'([^'\n]*)'|([^:,{}\n]*))/.exec(from)?.slice(1).find(Boolean)?.trim() ?? 'a key'
  // 100,000 between braces is 100 and a key 000.
  if (/^\d{3}$/.test(key)) return { message: `${key} stands twice`, hint: NO_SEPARATORS }
  return { message: `${key} stands twice`, hint: 'Remove one of the two.' }
}

const NO_SEPARATORS = 'Write numbers without separators: 100000, not 100,000.'

/** In a text they are right; where YAML expects its own signs, the line cannot be read. */
const FULL_WIDTH: readonly RegExp[] = [
  // A key and its colon: `unit：days`.
  /^\s*(?:- )?(?:\{\s*)?[\w-]+\s*(：)/,
  // Braces, brackets and quotes that open a value.
  /(?:^|[:,[{-])\s*([｛［“”‘’「])/,
  /([｝］])\s*,?\s*$/,
  // A comma between two entries, or before the end: `{ warning: 8， critical: 31 }`.
  /[{[].*[\w"'\]}]\s*(，|、)\s*(?:[\w"'[{]|[}\]])/,
  /[{,]\s*[\w-]+\s*(：)/,
]

function fullWidthSlip(line: string): YamlWords | undefined {
  const code = line.replace(/"[^"]*"|'[^']*'/g, '""')
  const sign = FULL_WIDTH.map((each) => each.exec(code)?.[1]).find((each) => each !== undefined)
  if (sign === undefined) return undefined
  return {
    message: `the Chinese sign ${sign} stands where YAML has its own`,
    hint: `In half width (半角): a colon and a space, a comma, { } [ ] and ". Chinese punctuation is for texts.`,
  }
}

const NOT_IN_LINE: YamlWords = {
  message: 'the line does not begin where those it belongs to begin',
  hint: 'Indent with spaces: the keys of one entry stand exactly below one another, and an entry of a list begins with "- ".',
}

const NOT_CLOSED: YamlWords = {
  message: 'a quote, brace or bracket further up is not closed',
  hint: 'Close it: " with ", { with }, [ with ].',
}

const NO_KEY: YamlWords = {
  message: 'a key and its colon are expected in this line',
  hint: 'Write key: value, with a colon and a space; and look whether the line is indented like those around it.',
}

const TWO_VALUES: YamlWords = {
  message: 'something stands behind a value that has ended',
  hint: 'Put the whole text in "double quotes"; in \'single quotes\' an apostrophe is written twice.',
}

type Slip = (line: string, message: string) => YamlWords | undefined

/** By the code of the parser, some of which mean several things. */
const SLIPS: Readonly<Partial<Record<YAMLError['code'], Slip>>> = {
  TAB_AS_INDENT: () => ({ message: 'the line is indented with a tab', hint: 'Indent with spaces.' }),
  BLOCK_AS_IMPLICIT_KEY: (line) =>
    /:\s.*:\s/.test(line)
      ? {
          message: 'there are two colons in one line',
          hint: 'Put a text that has a colon in it in double quotes: en: "Next: call the customer".',
        }
      : NOT_IN_LINE,
  MULTILINE_IMPLICIT_KEY: () => NO_KEY,
  BAD_INDENT: (_line, message) => (message.includes('end with a') ? NOT_CLOSED : NOT_IN_LINE),
  BLOCK_IN_FLOW: () => ({
    message: 'the entries between these braces or brackets cannot be told apart',
    hint: 'Between two of them stands a comma: { warning: 8, critical: 31 }.',
  }),
  MISSING_CHAR: (_line, message) =>
    message.startsWith('Missing closing') ? NOT_CLOSED : message.includes('map values') ? NO_KEY : NOT_IN_LINE,
  BAD_SCALAR_START: (_line, message) => ({
    message: `a value cannot begin with ${message.slice(-1)}`,
    hint: 'Put it in double quotes.',
  }),
  UNEXPECTED_TOKEN: (_line, message) => (message.includes('at node end') ? TWO_VALUES : undefined),
  TAG_RESOLVE_FAILED: (_line, message) => ({
    message: `${message.replace(/^Unresolved tag: /, '')} at the beginning of a value means something else in YAML`,
    hint: "Put the whole condition in single quotes: '!prepaid && amount > 1000'.",
  }),
  MULTIPLE_DOCS: () => ({
    message: 'a line of three hyphens begins a second document',
    hint: 'Remove it, or cut the file in two.',
  }),
}
