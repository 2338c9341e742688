import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { type HttpStub, type StubAnswer, startHttpStub } from './http-stub.ts'
import { type PaceOptions, slidingWindow } from './pace.ts'
import { parsedJson, textFaults, textsOf } from './text-faults.ts'

export interface FeishuMessage {
  readonly card: {
    readonly header: { readonly template: string; readonly title: unknown }
    readonly elements: readonly unknown[]
  }
}

export interface FeishuStubOptions extends PaceOptions {
  readonly port?: number
  readonly onReceived?: (message: FeishuMessage) => void
}

export interface FeishuStub extends HttpStub<FeishuMessage> {
  /** The bot checks signatures with it. */
  readonly secret: string
}

const PATH = '/open-apis/bot/v2/hook/00000000-stub-stub-stub-000000000000'
const SECRET = 'stubSigningSecretOfABot'
const MAX_BODY_BYTES = 20_000

/** A custom bot with signature check, 20 KB, 100 messages a minute and 5 a second; errors come with status 200, as they do there. */
export async function startFeishuStub(options: FeishuStubOptions = {}): Promise<FeishuStub> {
  const { now = Date.now, keepsPace = true } = options
  const paces = [slidingWindow(5, 1_000), slidingWindow(100, 60_000)]
  const stub = await startHttpStub<FeishuMessage>({
    path: PATH,
    port: options.port,
    onReceived: options.onReceived,
    judge: ({ path, body }) => {
      if (path !== PATH) return told(19001, 'param invalid: incoming webhook access token invalid')
      if (keepsPace && paces.some((pace) => pace(now()).kind === 'too-many')) {
        return told(11232, 'frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]')
      }
      const payload = parsedJson(body)
      if (!isSigned(payload, now())) {
        return told(19021, 'sign match fail or timestamp is not within one hour from current time')
      }
      const parsed = feishuMessage.safeParse(payload)
      if (!parsed.success || feishuFaults(payload).length > 0 || Buffer.byteLength(body) > MAX_BODY_BYTES) {
        return told(9499, 'Bad Request')
      }
      return { ...told(0, 'success'), received: parsed.data }
    },
  })
  return { ...stub, secret: SECRET }
}

function told(code: number, msg: string): StubAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code, msg, data: {} }) }
}

/** Written from the bot guide, not with the code that signs. */
function isSigned(payload: unknown, nowMs: number): boolean {
  const { timestamp, sign } = (payload ?? {}) as { timestamp?: unknown; sign?: unknown }
  if (typeof timestamp !== 'string' || typeof sign !== 'string') return false
  const key = `${timestamp}\n${SECRET}`
  return Math.abs(nowMs / 1000 - Number(timestamp)) <= 3_600 && createHmac('sha256', key).digest('base64') === sign
}

const text = z.strictObject({ tag: z.enum(['plain_text', 'lark_md']), content: z.string().min(1) })
const element = z.union([
  z.strictObject({ tag: z.literal('div'), text }),
  z.strictObject({ tag: z.literal('div'), fields: z.array(z.strictObject({ is_short: z.boolean(), text })).min(1) }),
  z.strictObject({ tag: z.literal('note'), elements: z.array(text).min(1) }),
  z.strictObject({ tag: z.literal('hr') }),
])
const feishuMessage = z.strictObject({
  timestamp: z.string().optional(),
  sign: z.string().optional(),
  msg_type: z.literal('interactive'),
  card: z.strictObject({
    config: z.strictObject({ wide_screen_mode: z.boolean() }),
    header: z.strictObject({ template: z.enum(['red', 'orange', 'green', 'blue']), title: text }),
    elements: z.array(element).min(1),
  }),
})

/** Everything a bot would refuse, or would take for a mention or a link that nobody meant. */
export function feishuFaults(payload: unknown): string[] {
  const parsed = feishuMessage.safeParse(payload)
  const shape = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  return [...shape, ...textFaults(payload), ...[...markupsOf(payload)].flatMap(markupFaults)]
}

function* markupsOf(payload: unknown): Generator<string> {
  if (typeof payload !== 'object' || payload === null) return
  const { tag, content } = payload as { tag?: unknown; content?: unknown }
  if (tag === 'lark_md' && typeof content === 'string') yield content
  for (const part of Object.values(payload)) yield* markupsOf(part)
}

function markupFaults(content: string): string[] {
  const withoutPeople = content.replace(/<at id=ou_[a-z0-9]+><\/at>/gu, '')
  return [
    ...(/[<>]/u.test(withoutPeople) ? ['a tag that nobody meant'] : []),
    ...(/\[[^\]]*\]\(/u.test(withoutPeople) ? ['a link that nobody meant'] : []),
    ...(/[^*]\*(?!\*)[^*]/u.test(withoutPeople) ? ['a star that is not escaped'] : []),
  ]
}

/** All that a person reads of a message. */
export function feishuTexts(message: FeishuMessage): string {
  const entities: readonly (readonly [string, string])[] = [
    ['&lt;', '<'],
    ['&gt;', '>'],
    ['&#42;', '*'],
    ['&sim;', '~'],
    ['&#91;', '['],
    ['&#93;', ']'],
    ['&#96;', '`'],
    ['&#92;', '\\'],
    ['&#38;', '&'],
  ]
  const whole = [...textsOf(message)].join('\n')
  return entities.reduce((read, [entity, character]) => read.replaceAll(entity, character), whole)
}
