import { cutTo, type Measure } from '../text/cut.ts'

/**
 * Text that Slack shows as it is, at most `limit` characters after escaping: `& < >` as entities, so that neither links nor
 * `<!channel>` come about (docs.slack.dev, formatting text), and look-alikes for the characters that switch styles on and
 * off, since Slack knows no escape for them.
 */
export function slackText(text: string, limit: number): string {
  return escaped(cutTo(text, limit, escapedLength)).replace(STYLE_CHARACTER, (character) => LOOK_ALIKE[character] ?? '')
}

/** Cut only, for what Slack takes as plain text. */
export function slackPlain(text: string, limit: number): string {
  return cutTo(text, limit, (piece) => piece.length)
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

function escaped(text: string): string {
  return text.replace(/[&<>]/gu, (character) => ENTITIES[character] ?? character)
}

const escapedLength: Measure = (piece) => escaped(piece).length

/** Inside a word, as in an id, they style nothing and stay. */
const STYLE_CHARACTER = /(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu
const LOOK_ALIKE: Readonly<Record<string, string>> = { '*': '∗', _: '＿', '~': '∼', '`': 'ˋ' }
