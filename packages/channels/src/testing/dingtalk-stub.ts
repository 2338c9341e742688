import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { type HttpStub, type StubAnswer, startHttpStub } from './http-stub.ts'
import { type PaceOptions, slidingWindow } from './pace.ts'
import { parsedJson, textFaults } from './text-faults.ts'

export interface DingtalkMessage {
  readonly markdown: { readonly title: string; readonly text: string }
}

export interface DingtalkStubOptions extends PaceOptions {
  readonly port?: number
  readonly onReceived?: (message: DingtalkMessage) => void
}

export interface DingtalkStub extends HttpStub<DingtalkMessage> {
  /** The robot checks signatures with it. */
  readonly secret: string
}

const PATH = '/robot/send'
const TOKEN = '0000stub0000stub0000stub0000stub0000stub0000stub0000stub0000stub'
const SECRET = 'SECstubSigningSecretOfARobot'
const MAX_BODY_BYTES = 20_000
const BLOCKED_MS = 600_000

/** A custom robot with signature check: 20 messages a minute, then silence for ten; 20 KB; errors come with status 200. */
export async function startDingtalkStub(options: DingtalkStubOptions = {}): Promise<DingtalkStub> {
  const { now = Date.now, keepsPace = true } = options
  const pace = slidingWindow(20, 60_000)
  let blockedUntilMs = 0
  const stub = await startHttpStub<DingtalkMessage>({
    path: `${PATH}?access_token=${TOKEN}`,
    port: options.port,
    onReceived: options.onReceived,
    judge: ({ path, body }) => {
      const { pathname, searchParams } = new URL(path, 'http://stub.example')
      if (pathname !== PATH || searchParams.get('access_token') !== TOKEN) return told(300005, 'token is not exist')
      const nowMs = now()
      if (keepsPace && nowMs >= blockedUntilMs && pace(nowMs).kind === 'too-many') blockedUntilMs = nowMs + BLOCKED_MS
      if (keepsPace && nowMs < blockedUntilMs) return told(130101, 'send too fast, exceed 20 times per minute')
      if (!isSigned(searchParams, nowMs)) return told(310000, 'sign not match')
      if (Buffer.byteLength(body) > MAX_BODY_BYTES) return told(460101, 'message too long, exceed 20000 bytes')
      const payload = parsedJson(body)
      const parsed = dingtalkMessage.safeParse(payload)
      if (!parsed.success || dingtalkFaults(payload).length > 0) return told(40035, 'invalid json')
      return { ...told(0, 'ok'), received: parsed.data }
    },
  })
  return { ...stub, secret: SECRET }
}

function told(errcode: number, errmsg: string): StubAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ errcode, errmsg }),
  }
}

/** Written from the robot's guide, not with the code that signs. */
function isSigned(query: URLSearchParams, nowMs: number): boolean {
  const timestamp = query.get('timestamp') ?? ''
  const expected = createHmac('sha256', SECRET).update(`${timestamp}\n${SECRET}`).digest('base64')
  return Math.abs(nowMs - Number(timestamp)) <= 3_600_000 && query.get('sign') === expected
}

const dingtalkMessage = z.strictObject({
  msgtype: z.literal('markdown'),
  markdown: z.strictObject({ title: z.string().min(1), text: z.string().min(1) }),
  at: z.strictObject({ atMobiles: z.array(z.string()).optional(), isAtAll: z.boolean() }),
})

/** Everything a robot would refuse, or would take for a link, a style or a mention that nobody meant. */
export function dingtalkFaults(payload: unknown): string[] {
  const parsed = dingtalkMessage.safeParse(payload)
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  const { markdown, at } = parsed.data
  return [
    ...textFaults(payload),
    ...(at.isAtAll ? ['everybody is mentioned'] : []),
    ...markdown.text.split('\n').flatMap(lineFaults),
  ]
}

/** Ours are headings of three signs, whole lines or ends of lines in bold, list entries, quotes and rules. */
function lineFaults(line: string): string[] {
  const rest = line.replace(/^(### |- |> |---$)/u, '')
  const plain = rest.replace(/\*\*(?<bold>[^*]+)\*\*( {2})?$/u, '$<bold>')
  return [
    ...(/[[\]]/u.test(plain) ? ['a link or an image that nobody meant'] : []),
    ...(/[*`<>~\\]/u.test(plain) ? ['a style or a tag that nobody meant'] : []),
    ...(/^([#>+=-]| {4}|\t)/u.test(rest) ? ['a line that markdown takes for something else'] : []),
  ]
}

/** All that a person reads of a message. */
export function dingtalkTexts({ markdown }: DingtalkMessage): string {
  const written = [...'*[]`<>~\\#-+=_']
  return written.reduce(
    (read, sign) => read.replaceAll(String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0), sign),
    `${markdown.title}\n${markdown.text}`,
  )
}
