/** Chat cards as pages that a browser shows: near enough to see what people would read, no copy of any chat. */
import type { FeishuMessage, SlackMessage, WebhookMessage } from '@tocsin/channels/testing'

export function slackTitle({ text, blocks }: SlackMessage): string {
  const header = (blocks as readonly Piece[]).find(({ type }) => type === 'header')
  const title = typeof header?.text === 'object' ? header.text.text : undefined
  return typeof title === 'string' ? title : text
}

export function slackPage(message: SlackMessage): string {
  return page(slackTitle(message), 'Slack', '#4a154b', (message.blocks as readonly Piece[]).map(pieceHtml))
}

export function feishuTitle({ card }: FeishuMessage): string {
  return (card.header.title as Piece).content ?? ''
}

export function feishuPage(message: FeishuMessage): string {
  const { header, elements } = message.card
  const colour = FEISHU_COLOURS[header.template] ?? '#3370ff'
  return page(feishuTitle(message), '飞书 Feishu', colour, (elements as readonly Piece[]).map(pieceHtml))
}

export function webhookPage({ id, payload }: WebhookMessage): string {
  const body = `<pre>${escaped(JSON.stringify({ id, ...payload }, null, 2))}</pre>`
  return page(payload.data.title, 'Webhook', '#475569', [body])
}

/** What blocks of one chat and elements of the other have in common. */
interface Piece {
  readonly type?: string
  readonly tag?: string
  readonly content?: string
  readonly text?: string | Piece
  readonly fields?: readonly (Piece & { readonly text: string | Piece })[]
  readonly elements?: readonly Piece[]
}

const FEISHU_COLOURS: Readonly<Record<string, string>> = {
  red: '#d83931',
  orange: '#d97706',
  green: '#2e7d32',
  blue: '#245bdb',
}

function pieceHtml(piece: Piece): string {
  const kind = piece.type ?? piece.tag
  if (kind === 'divider' || kind === 'hr') return '<hr>'
  // It stands in the head of the card already.
  if (kind === 'header') return ''
  if (piece.fields !== undefined) {
    const cells = piece.fields.map(
      (field) => `<div>${wordsHtml(typeof field.text === 'object' ? field.text : field)}</div>`,
    )
    return `<div class="fields">${cells.join('')}</div>`
  }
  if (piece.elements !== undefined) return `<p class="small">${piece.elements.map(wordsHtml).join(' ')}</p>`
  return typeof piece.text === 'object' ? `<p>${wordsHtml(piece.text)}</p>` : ''
}

function wordsHtml(piece: Piece): string {
  const kind = piece.type ?? piece.tag
  const words = escaped((typeof piece.text === 'string' ? piece.text : piece.content) ?? '')
  if (kind === 'plain_text') return lines(words)
  // Markup has its own characters escaped already: those of a page are taken back.
  const once = words.replaceAll(/&amp;(amp|lt|gt|sim|#\d+);/gu, '&$1;')
  const stars = kind === 'mrkdwn' ? /\*([^*\n]+)\*/gu : /\*\*([^*\n]+)\*\*/gu
  return lines(once.replaceAll(stars, '<b>$1</b>'))
}

function lines(html: string): string {
  return html.replaceAll('\n', '<br>')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function page(title: string, channel: string, colour: string, body: readonly string[]): string {
  return `<!doctype html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
  body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; background: #eef1f5; margin: 24px }
  article { max-width: 640px; margin: auto; background: #fff; border-radius: 8px; overflow: hidden; box-shadow: 0 1px 4px #0003 }
  h1 { font-size: 17px; margin: 0; padding: 12px 16px; color: #fff; background: ${colour} }
  .body { padding: 4px 16px 12px; overflow-wrap: anywhere }
  .fields { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 16px }
  .small { font-size: 13px; color: #5b6470 }
  hr { border: 0; border-top: 1px solid #dfe3e8 }
  pre { white-space: pre-wrap; font-size: 13px }
</style>
<article>
<h1>${escaped(title)}</h1>
<div class="body">
<p class="small">${escaped(channel)}</p>
${body.filter((part) => part !== '').join('\n')}
</div>
</article>
`
}
