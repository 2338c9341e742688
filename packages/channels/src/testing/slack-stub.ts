import { z } from 'zod'
import { type HttpStub, startHttpStub } from './http-stub.ts'
import { type PaceOptions, slidingWindow } from './pace.ts'
import { parsedJson, textFaults, textsOf } from './text-faults.ts'

export interface SlackMessage {
  readonly text: string
  readonly blocks: readonly unknown[]
}

export interface SlackStubOptions extends PaceOptions {
  readonly port?: number
  readonly onReceived?: (message: SlackMessage) => void
}

const PATH = '/services/T0EXAMPLE/B0EXAMPLE/stubStubStubStubStubStub'

/** An incoming webhook with Slack's limits on blocks, its markup, its pace (one a second, bursts of five) and its answers. */
export function startSlackStub(options: SlackStubOptions = {}): Promise<HttpStub<SlackMessage>> {
  const { now = Date.now, keepsPace = true } = options
  const pace = slidingWindow(5, 5_000)
  return startHttpStub<SlackMessage>({
    path: PATH,
    port: options.port,
    onReceived: options.onReceived,
    judge: ({ path, body }) => {
      if (path !== PATH) return { status: 404, body: 'no_service' }
      const verdict = keepsPace ? pace(now()) : { kind: 'taken' as const }
      if (verdict.kind === 'too-many') {
        return {
          status: 429,
          headers: { 'retry-after': String(Math.ceil(verdict.afterMs / 1000)) },
          body: 'rate_limited',
        }
      }
      const payload = parsedJson(body)
      const parsed = slackMessage.safeParse(payload)
      if (!parsed.success || slackFaults(payload).length > 0) return { status: 400, body: 'invalid_blocks' }
      return { status: 200, body: 'ok', received: parsed.data }
    },
  })
}

const plainText = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(most), emoji: z.boolean().optional() })
const markup = (most: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(most), verbatim: z.boolean().optional() })
const block = z.union([
  z.strictObject({ type: z.literal('header'), text: plainText(150) }),
  z.strictObject({ type: z.literal('section'), text: z.union([plainText(3_000), markup(3_000)]) }),
  z.strictObject({
    type: z.literal('section'),
    fields: z
      .array(z.union([plainText(2_000), markup(2_000)]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal('context'),
    elements: z
      .array(z.union([plainText(2_000), markup(2_000)]))
      .min(1)
      .max(10),
  }),
  z.strictObject({ type: z.literal('divider') }),
])
const slackMessage = z.strictObject({ text: z.string().min(1).max(40_000), blocks: z.array(block).min(1).max(50) })

/** Everything Slack would refuse, or would take for a mention or a link that nobody meant. */
export function slackFaults(payload: unknown): string[] {
  const parsed = slackMessage.safeParse(payload)
  const shape = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  return [...shape, ...textFaults(payload), ...[...markupsOf(payload)].flatMap(markupFaults)]
}

/** The texts in which Slack looks for markup: all but the plain ones. */
function* markupsOf(payload: unknown): Generator<string> {
  if (typeof payload !== 'object' || payload === null) return
  if ((payload as { type?: unknown }).type === 'plain_text') return
  for (const part of Object.values(payload)) {
    if (typeof part === 'string') yield part
    else yield* markupsOf(part)
  }
}

function markupFaults(text: string): string[] {
  const withoutPeople = text.replace(/<@[UW][A-Z0-9]+>/gu, '')
  return [
    ...(/[<>]/u.test(withoutPeople) ? ['an angle bracket that is not escaped'] : []),
    ...(/&(?!amp;|lt;|gt;)/u.test(withoutPeople) ? ['an ampersand that is not escaped'] : []),
  ]
}

/** All that a person reads of a message. */
export function slackTexts(message: SlackMessage): string {
  return [...textsOf(message)].join('\n').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
