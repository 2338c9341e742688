import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { KIND_LIMITS } from '../limits.ts'
import { arbitraryNotification } from '../testing/arbitrary-notification.ts'
import { describeChannel, PATIENT_MS } from '../testing/channel-suite.ts'
import type { Misbehaviour } from '../testing/http-stub.ts'
import { HTTP_FAILURES, httpUnderTest } from '../testing/http-suite.ts'
import { alertNotification, sampleAlert } from '../testing/sample-notification.ts'
import { slackFaults, slackTexts, startSlackStub } from '../testing/slack-stub.ts'
import { createRedact } from '../text/redact.ts'
import { createSlackChannel } from './deliver.ts'
import { renderSlack } from './render.ts'

const SETTINGS = { channel: 'sales-slack', languages: ['zh', 'en'], zone: 'Asia/Shanghai' } as const

function channelAt(url: string, timeoutMs = PATIENT_MS) {
  const common = { url: new URL(url), timeoutMs, redact: createRedact([url]), now: Date.now }
  return createSlackChannel({ ...SETTINGS, ...common, limits: { ...KIND_LIMITS.slack, timeoutMs } })
}

describeChannel('slack', {
  start: async () => {
    // A second passes between two messages, as the deliverer sees to.
    let nowMs = Date.parse('2026-04-01T00:00:00Z')
    const stub = await startSlackStub({ now: () => (nowMs += 1_000) })
    const secrets = [new URL(stub.url).pathname, 'stubStubStubStubStubStub']
    return httpUnderTest(stub, (timeoutMs) => channelAt(stub.url, timeoutMs), secrets, {
      texts: () => stub.received.map(slackTexts),
      ids: () => undefined,
    })
  },
  atClosedPort: () => channelAt('http://127.0.0.1:9/services/T0EXAMPLE/B0EXAMPLE/stubStubStubStubStubStub'),
  failures: [
    ...HTTP_FAILURES,
    answer('an archived channel', 410, 'channel_is_archived', { kind: 'rejected', cause: 'address-gone' }),
    answer('a removed webhook', 404, 'no_service', { kind: 'rejected', cause: 'address-gone' }),
    answer('a message it does not take', 400, 'invalid_blocks', { kind: 'rejected', cause: 'message-refused' }),
    answer('a forbidden action', 403, 'action_prohibited', { kind: 'rejected', cause: 'not-authorized' }),
    answer('200 from a proxy page', 200, '<html>', { kind: 'retryable', cause: 'unknown-answer', ambiguous: true }),
  ],
})

describe('the Slack stub', () => {
  it('refuses the sixth message within five seconds and says when to come again', async () => {
    const stub = await startSlackStub({ now: () => 0 })
    const deliveries = []
    for (let n = 0; n < 6; n++) deliveries.push(await channelAt(stub.url).deliver(alertNotification(sampleAlert())))
    await stub.stop()

    expect(deliveries.slice(0, 5).every(({ kind }) => kind === 'delivered')).toBe(true)
    expect(deliveries[5]).toMatchObject({
      kind: 'retryable',
      cause: 'too-many-requests',
      afterMs: 5_000,
      ambiguous: false,
    })
  })
})

describe('a Slack message', () => {
  it('mentions those whose member id is known, and nobody else', () => {
    const recipients = [
      { name: '林一 <!channel>', slackUserId: 'U0AAAAAA1' },
      { name: 'Chen', slackUserId: '!here' },
    ]
    const rendered = JSON.stringify(renderSlack(alertNotification(sampleAlert(), { recipients }), SETTINGS, 60_000))

    expect(rendered).toContain('<@U0AAAAAA1>')
    expect(rendered.match(/<[^a-z]/g)).toEqual(['<@'])
  })

  it('shows styles and links as the text they are', () => {
    const alert = sampleAlert({ reasonZh: '*粗* <https://evil.example|click> & snake_case_id' })
    const rendered = renderSlack(alertNotification(alert), SETTINGS, 60_000)
    const reason = JSON.stringify(rendered.blocks[1])

    expect(reason).toContain('∗粗∗ &lt;https://evil.example|click&gt; &amp; snake_case_id')
  })

  it('keeps within its bytes and has no faults, for any notification', () => {
    fc.assert(
      fc.property(arbitraryNotification, (notification) => {
        const rendered = renderSlack(notification, SETTINGS, 60_000)
        expect(slackFaults(rendered)).toEqual([])
        expect(Buffer.byteLength(JSON.stringify(rendered))).toBeLessThanOrEqual(60_000)
      }),
      { numRuns: 80 },
    )
  })
})

function answer(name: string, status: number, body: string, expected: object) {
  const misbehaviour: Misbehaviour = { kind: 'answer', status, body }
  return { name: `${name} (${status})`, misbehaviour, ...(expected as { kind: 'rejected'; cause: 'address-gone' }) }
}
