import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { KIND_LIMITS } from '../limits.ts'
import { arbitraryNotification } from '../testing/arbitrary-notification.ts'
import { describeChannel, type FailureSpec, PATIENT_MS } from '../testing/channel-suite.ts'
import { dingtalkFaults, dingtalkTexts, startDingtalkStub } from '../testing/dingtalk-stub.ts'
import { HTTP_FAILURES, httpUnderTest } from '../testing/http-suite.ts'
import { alertNotification, sampleAlert } from '../testing/sample-notification.ts'
import { createRedact } from '../text/redact.ts'
import { createDingtalkChannel } from './deliver.ts'
import { renderDingtalk } from './render.ts'
import { signedAddress } from './signature.ts'
import { dingtalkText } from './text.ts'

const SETTINGS = { channel: 'sales-dingtalk', languages: ['zh', 'en'], zone: 'Asia/Shanghai' } as const
const SECRET = 'SECstubSigningSecretOfARobot'

function channelAt(url: string, now: () => number, timeoutMs = PATIENT_MS) {
  const redact = createRedact([url, SECRET])
  const limits = { ...KIND_LIMITS.dingtalk, timeoutMs }
  return createDingtalkChannel({ ...SETTINGS, limits, url: new URL(url), timeoutMs, redact, now, secret: SECRET })
}

describeChannel('dingtalk', {
  start: async () => {
    let nowMs = Date.parse('2026-04-01T00:00:00Z')
    // The slowest pace the robot's minute allows.
    const now = () => (nowMs += 3_000)
    const stub = await startDingtalkStub({ now })
    const secrets = [new URL(stub.url).search.slice('?access_token='.length), SECRET]
    return httpUnderTest(stub, (timeoutMs) => channelAt(stub.url, now, timeoutMs), secrets, {
      texts: () => stub.received.map(dingtalkTexts),
      ids: () => undefined,
    })
  },
  atClosedPort: () => channelAt('http://127.0.0.1:9/robot/send?access_token=0000stub0000stub', Date.now),
  failures: [
    ...HTTP_FAILURES,
    said('a wrong signature or clock', 310000, 'sign not match', { kind: 'rejected', cause: 'not-authorized' }),
    said('a wrong address', 300005, 'token is not exist', { kind: 'rejected', cause: 'address-gone' }),
    said('a robot that is switched off', 400102, 'robot stopped', { kind: 'rejected', cause: 'address-gone' }),
    said('a message too long', 460101, 'message too long', { kind: 'rejected', cause: 'message-refused' }),
    said('a text that is not let pass', 430104, 'unsafe content', { kind: 'rejected', cause: 'message-refused' }),
    ...[130101, 410100].map((code) =>
      said('too many: silence for ten minutes', code, 'send too fast, exceed 20 times per minute', {
        kind: 'retryable',
        cause: 'too-many-requests',
        ambiguous: false,
        afterMs: 600_000,
      }),
    ),
    said('busy', -1, 'system busy', { kind: 'retryable', cause: 'unknown-answer', ambiguous: false }),
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
  errcode: number,
  errmsg: string,
  expected: Omit<FailureSpec, 'name' | 'misbehaviour'>,
): FailureSpec {
  return {
    name: `${name} (200, errcode ${errcode})`,
    misbehaviour: { kind: 'answer', status: 200, body: JSON.stringify({ errcode, errmsg }) },
    ...expected,
  }
}

describe('the DingTalk robot', () => {
  it('signs as the guide does: key is the secret, the message is time and secret', () => {
    // Computed apart, by openssl: printf '1599360473000\nSECdemo' | openssl dgst -sha256 -hmac SECdemo -binary | base64
    const url = signedAddress(new URL('https://robot.example/robot/send?access_token=t'), 1_599_360_473_000, 'SECdemo')

    expect(Object.fromEntries(url.searchParams)).toEqual({
      access_token: 't',
      timestamp: '1599360473000',
      sign: 'tGWkA5eQOQNCNPDgphtxIoNLO+/gD8Lcb705KQoRzeY=',
    })
  })

  it('refuses a signature that is older than an hour, and the channel says where to look', async () => {
    const stub = await startDingtalkStub({ now: () => Date.parse('2026-04-01T02:00:00Z') })
    const delivery = await channelAt(stub.url, () => Date.parse('2026-04-01T00:00:00Z')).deliver(
      alertNotification(sampleAlert()),
    )
    await stub.stop()

    expect(delivery).toMatchObject({ kind: 'rejected', cause: 'not-authorized' })
    expect(delivery.kind === 'rejected' && delivery.reason).toMatch(/signing secret.*clock/)
  })

  it('takes twenty messages a minute, then hears nothing for ten', async () => {
    let nowMs = 1_000_000
    const stub = await startDingtalkStub({ now: () => nowMs })
    const channel = channelAt(stub.url, () => nowMs)
    const deliveries = []
    for (let n = 0; n < 21; n++) deliveries.push(await channel.deliver(alertNotification(sampleAlert())))
    nowMs += 9 * 60_000
    const tooEarly = await channel.deliver(alertNotification(sampleAlert()))
    nowMs += 60_000
    const inTime = await channel.deliver(alertNotification(sampleAlert()))
    await stub.stop()

    expect(deliveries.filter(({ kind }) => kind === 'delivered')).toHaveLength(20)
    expect(deliveries[20]).toMatchObject({ cause: 'too-many-requests', afterMs: 600_000 })
    expect(tooEarly).toMatchObject({ cause: 'too-many-requests' })
    expect(inTime).toEqual({ kind: 'delivered' })
  })

  it('is asked for fewer messages a minute than it takes, whatever is delayed on the way', () => {
    expect(KIND_LIMITS.dingtalk.perMinute).toBeLessThan(20)
  })
})

describe('a DingTalk message', () => {
  it('shows markup that stands in an alert as letters', () => {
    const text = '# Big **bold** [pay](https://evil.example) <font> a_b _c_\n- one\n---'

    expect(dingtalkText(text, 1_000)).toBe(
      '＃ Big ＊＊bold＊＊ ［pay］(https://evil.example) ＜font＞ a_b ＿c＿  \n－ one  \n－－－',
    )
  })

  it('keeps within its bytes and has no faults, for any notification', () => {
    fc.assert(
      fc.property(arbitraryNotification, (notification) => {
        const rendered = renderDingtalk(notification, SETTINGS, 20_000)
        expect(dingtalkFaults(rendered)).toEqual([])
        expect(Buffer.byteLength(JSON.stringify(rendered))).toBeLessThanOrEqual(20_000)
      }),
      { numRuns: 80 },
    )
  })
})
