import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { KIND_LIMITS } from '../limits.ts'
import { arbitraryNotification } from '../testing/arbitrary-notification.ts'
import { describeChannel, type FailureSpec, PATIENT_MS } from '../testing/channel-suite.ts'
import { feishuFaults, feishuTexts, startFeishuStub } from '../testing/feishu-stub.ts'
import { HTTP_FAILURES, httpUnderTest } from '../testing/http-suite.ts'
import { alertNotification, sampleAlert } from '../testing/sample-notification.ts'
import { createRedact } from '../text/redact.ts'
import { createFeishuChannel } from './deliver.ts'
import { renderFeishu } from './render.ts'
import { feishuSignature } from './signature.ts'

const SETTINGS = { channel: 'sales-feishu', languages: ['zh', 'en'], zone: 'Asia/Shanghai' } as const
const SECRET = 'stubSigningSecretOfABot'

function channelAt(url: string, now: () => number, timeoutMs = PATIENT_MS) {
  const redact = createRedact([url, SECRET])
  const limits = { ...KIND_LIMITS.feishu, timeoutMs }
  return createFeishuChannel({ ...SETTINGS, limits, url: new URL(url), timeoutMs, redact, now, secret: SECRET })
}

describeChannel('feishu', {
  start: async () => {
    let nowMs = Date.parse('2026-04-01T00:00:00Z')
    // The slowest pace the bot's minute allows.
    const now = () => (nowMs += 600)
    const stub = await startFeishuStub({ now })
    const secrets = [new URL(stub.url).pathname, SECRET]
    return httpUnderTest(stub, (timeoutMs) => channelAt(stub.url, now, timeoutMs), secrets, {
      texts: () => stub.received.map(feishuTexts),
      ids: () => undefined,
    })
  },
  atClosedPort: () =>
    channelAt('http://127.0.0.1:9/open-apis/bot/v2/hook/00000000-stub-stub-stub-000000000000', Date.now),
  failures: [
    ...HTTP_FAILURES,
    said('a wrong signature or clock', 19021, 'sign match fail', { kind: 'rejected', cause: 'not-authorized' }),
    said('a wrong address', 19001, 'access token invalid', { kind: 'rejected', cause: 'address-gone' }),
    said('an address that is not allowed', 19022, 'Ip Not Allowed', { kind: 'rejected', cause: 'not-authorized' }),
    said('a keyword that is missing', 19024, 'Key Words Not Found', { kind: 'rejected', cause: 'message-refused' }),
    said('a message it does not take', 9499, 'Bad Request', { kind: 'rejected', cause: 'message-refused' }),
    said('too many', 11232, 'frequency limited', {
      kind: 'retryable',
      cause: 'too-many-requests',
      ambiguous: false,
      afterMs: 60_000,
    }),
    said('too many, the old way', 9499, 'too many request', {
      kind: 'retryable',
      cause: 'too-many-requests',
      ambiguous: false,
      afterMs: 60_000,
    }),
    said('a code of tomorrow', 99999, 'new', { kind: 'retryable', cause: 'unknown-answer', ambiguous: false }),
    {
      name: '200 from a proxy page',
      misbehaviour: { kind: 'answer', status: 200, body: '<html>' },
      kind: 'retryable',
      cause: 'unknown-answer',
      ambiguous: true,
    },
  ],
})

function said(
  name: string,
  code: number,
  msg: string,
  expected: Omit<FailureSpec, 'name' | 'misbehaviour'>,
): FailureSpec {
  return {
    name: `${name} (200, code ${code})`,
    misbehaviour: { kind: 'answer', status: 200, body: JSON.stringify({ code, msg }) },
    ...expected,
  }
}

describe('the Feishu bot', () => {
  it('signs as the guide does: key is time and secret, the message is empty', () => {
    // Computed apart, by openssl: printf '' | openssl dgst -sha256 -hmac $'1599360473\ndemo' -binary | base64
    expect(feishuSignature(1_599_360_473, 'demo')).toBe('l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=')
  })

  it('refuses a signature that is older than an hour, and the channel says where to look', async () => {
    const stub = await startFeishuStub({ now: () => Date.parse('2026-04-01T02:00:00Z') })
    const delivery = await channelAt(stub.url, () => Date.parse('2026-04-01T00:00:00Z')).deliver(
      alertNotification(sampleAlert()),
    )
    await stub.stop()

    expect(delivery).toMatchObject({ kind: 'rejected', cause: 'not-authorized' })
    expect(delivery.kind === 'rejected' && delivery.reason).toMatch(/signing secret.*clock/)
  })

  it('takes five messages a second and no more', async () => {
    const stub = await startFeishuStub({ now: () => 1_000_000 })
    const deliveries = []
    for (let n = 0; n < 6; n++)
      deliveries.push(await channelAt(stub.url, () => 1_000_000).deliver(alertNotification(sampleAlert())))
    await stub.stop()

    expect(deliveries.filter(({ kind }) => kind === 'delivered')).toHaveLength(5)
    expect(deliveries[5]).toMatchObject({ kind: 'retryable', cause: 'too-many-requests' })
  })

  it('understands the success of old bots, which say StatusCode', async () => {
    const stub = await startFeishuStub()
    stub.misbehave({ kind: 'answer', status: 200, body: '{"StatusCode":0,"StatusMessage":"success"}' })
    const delivery = await channelAt(stub.url, Date.now).deliver(alertNotification(sampleAlert()))
    await stub.stop()

    expect(delivery).toEqual({ kind: 'delivered' })
  })
})

describe('a Feishu card', () => {
  it('mentions those whose open id is known, and nobody else', () => {
    const recipients = [
      { name: '林一 <at id=all></at>', feishuUserId: 'ou_0123456789abcdef' },
      { name: 'Chen', feishuUserId: 'all' },
    ]
    const rendered = JSON.stringify(renderFeishu(alertNotification(sampleAlert(), { recipients }), SETTINGS, 20_000))

    expect(rendered.match(/<at [^>]*>/g)).toEqual(['<at id=ou_0123456789abcdef>'])
  })

  it('keeps within its bytes and has no faults, for any notification', () => {
    fc.assert(
      fc.property(arbitraryNotification, (notification) => {
        const rendered = renderFeishu(notification, SETTINGS, 20_000)
        expect(feishuFaults(rendered)).toEqual([])
        expect(Buffer.byteLength(JSON.stringify(rendered))).toBeLessThanOrEqual(19_880)
      }),
      { numRuns: 80 },
    )
  })
})
