import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { KIND_LIMITS } from '../limits.ts'
import { arbitraryNotification } from '../testing/arbitrary-notification.ts'
import { describeChannel, type FailureSpec, PATIENT_MS } from '../testing/channel-suite.ts'
import { HTTP_FAILURES, httpUnderTest } from '../testing/http-suite.ts'
import { alertNotification, sampleAlert } from '../testing/sample-notification.ts'
import { startWebhookStub } from '../testing/webhook-stub.ts'
import { createRedact } from '../text/redact.ts'
import { createWebhookChannel } from './deliver.ts'
import { renderWebhook } from './render.ts'
import { isWebhookSecret, webhookSignature } from './signature.ts'

const SETTINGS = { channel: 'risk-webhook', languages: ['zh', 'en'], zone: 'Asia/Shanghai' } as const
const OTHER_SECRET = `whsec_${Buffer.from('the secret that was in use before').toString('base64')}`

function channelAt(url: string, secrets: readonly string[], timeoutMs = PATIENT_MS) {
  const redact = createRedact([url, ...secrets])
  const limits = { ...KIND_LIMITS.webhook, timeoutMs }
  return createWebhookChannel({ ...SETTINGS, limits, url: new URL(url), timeoutMs, redact, now: Date.now, secrets })
}

describeChannel('webhook', {
  start: async () => {
    const stub = await startWebhookStub()
    const secrets = [new URL(stub.url).pathname, stub.secret]
    return httpUnderTest(stub, (timeoutMs) => channelAt(stub.url, [stub.secret], timeoutMs), secrets, {
      texts: () =>
        stub.received.map(({ payload }) => JSON.stringify(payload).replace('"value":31,"unit":"days"', '31 天')),
      ids: () => stub.received.map(({ id }) => id),
    })
  },
  atClosedPort: () => channelAt('http://127.0.0.1:9/tocsin/stub-receiver-token', [OTHER_SECRET]),
  failures: [
    ...HTTP_FAILURES,
    status(401, { kind: 'retryable', cause: 'not-authorized', ambiguous: false }),
    status(404, { kind: 'retryable', cause: 'address-gone', ambiguous: false }),
    status(410, { kind: 'rejected', cause: 'address-gone' }),
    status(422, { kind: 'rejected', cause: 'message-refused' }),
  ],
})

function status(code: number, expected: Omit<FailureSpec, 'name' | 'misbehaviour'>): FailureSpec {
  return { name: `status ${code}`, misbehaviour: { kind: 'answer', status: code, body: 'no' }, ...expected }
}

describe('a signed webhook', () => {
  it('signs as Standard Webhooks does', () => {
    // The example of the specification's own libraries.
    const signature = webhookSignature('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}', [
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    ])

    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  it('is accepted by who knows the old secret, and by who knows the new one, while both are listed', async () => {
    const stub = await startWebhookStub()
    const delivery = await channelAt(stub.url, [OTHER_SECRET, stub.secret]).deliver(alertNotification(sampleAlert()))
    const refused = await channelAt(stub.url, [OTHER_SECRET]).deliver(alertNotification(sampleAlert()))
    await stub.stop()

    expect(delivery).toEqual({ kind: 'delivered' })
    expect(refused).toMatchObject({ kind: 'retryable', cause: 'not-authorized' })
  })

  it.each(['', 'short', 'whsec_', 'whsec_c2hvcnQ=', 'whsec_***'])('"%s" is no signing secret', (secret) => {
    expect(isWebhookSecret(secret)).toBe(false)
  })

  it('keeps within its bytes for any notification, and counts what it leaves out', () => {
    fc.assert(
      fc.property(arbitraryNotification, (notification) => {
        const rendered = renderWebhook(notification, SETTINGS, 0, 20_000)
        expect(Buffer.byteLength(JSON.stringify(rendered))).toBeLessThanOrEqual(20_000)
        const { alerts, moreAlerts } = rendered.data
        expect(alerts.length + moreAlerts).toBe(notification.alerts.length + notification.moreAlerts)
      }),
      { numRuns: 80 },
    )
  })
})
