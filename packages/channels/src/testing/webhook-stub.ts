import { createHmac } from 'node:crypto'
import { type HttpStub, type StubRequest, startHttpStub } from './http-stub.ts'
import { parsedJson, textFaults } from './text-faults.ts'

export interface WebhookMessage {
  /** `webhook-id`: the same at a repeat. */
  readonly id: string
  readonly payload: {
    readonly type: string
    readonly timestamp: string
    readonly data: {
      readonly title: string
      readonly notificationId: string
      readonly alerts: readonly Readonly<Record<string, unknown>>[]
      readonly moreAlerts: number
    }
  }
}

export interface WebhookStubOptions {
  readonly port?: number
  readonly now?: () => number
  /** The secret it knows; without it one of its own. */
  readonly secret?: string
  readonly onReceived?: (message: WebhookMessage) => void
}

export interface WebhookStub extends HttpStub<WebhookMessage> {
  readonly secret: string
}

const PATH = '/tocsin/stub-receiver-token'
const SECRET = `whsec_${Buffer.from('a stub knows no better secret than this').toString('base64')}`
const MAX_BODY_BYTES = 20_000
const TOLERANCE_SECONDS = 300

/** A receiver that checks the Standard Webhooks headers, five minutes of clock, 20 KB. */
export async function startWebhookStub(options: WebhookStubOptions = {}): Promise<WebhookStub> {
  const { now = Date.now, secret = SECRET } = options
  const stub = await startHttpStub<WebhookMessage>({
    path: PATH,
    port: options.port,
    onReceived: options.onReceived,
    judge: (request) => {
      if (request.path !== PATH) return { status: 404, body: 'no such receiver' }
      if (!isSigned(request, secret, now())) return { status: 401, body: 'signature does not match' }
      if (Buffer.byteLength(request.body) > MAX_BODY_BYTES) return { status: 413, body: 'too large' }
      const payload = parsedJson(request.body)
      if (payload === undefined || textFaults(payload).length > 0) return { status: 422, body: 'not understood' }
      const received = { id: String(request.headers['webhook-id']), payload: payload as WebhookMessage['payload'] }
      return { status: 204, body: '', received }
    },
  })
  return { ...stub, secret }
}

/** Written from the specification, not with the code that signs. */
function isSigned({ headers, body }: StubRequest, secret: string, nowMs: number): boolean {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  const signatures = headers['webhook-signature']
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return false
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return signatures.split(' ').includes(`v1,${expected}`)
}
