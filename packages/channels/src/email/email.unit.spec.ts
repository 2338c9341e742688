import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import fc from 'fast-check'
import type { Channel } from '../channel.ts'
import { smtpAddress } from '../file/addresses.ts'
import { KIND_LIMITS } from '../limits.ts'
import { arbitraryNotification } from '../testing/arbitrary-notification.ts'
import { describeChannel, IMPATIENT_MS, PATIENT_MS } from '../testing/channel-suite.ts'
import { alertNotification, digestNotification, manyAlerts, sampleAlert } from '../testing/sample-notification.ts'
import { type SmtpMisbehaviour, type SmtpStub, startSmtpStub } from '../testing/smtp-stub.ts'
import { createRedact } from '../text/redact.ts'
import { isMailAddress } from './addresses.ts'
import { createEmailChannel } from './deliver.ts'
import { renderMail } from './render.ts'

const SETTINGS = { channel: 'risk-mail', languages: ['zh', 'en'], zone: 'Asia/Shanghai' } as const
const LOGIN = { user: 'tocsin', password: 'p@ss:w/rd of a stub' }

function channelAt(url: string, tls?: 'required', timeoutMs = PATIENT_MS): Channel {
  const checked = smtpAddress(url, tls)
  if (!('address' in checked)) throw new Error(checked.wrong)
  return createEmailChannel({
    ...SETTINGS,
    limits: { ...KIND_LIMITS.email, timeoutMs },
    server: checked.address,
    from: { name: 'Tocsin 风险预警', address: 'tocsin@risk.example' },
    to: [{ name: '风险管理组', address: 'risk-team@risk.example' }],
    redact: createRedact([url, LOGIN.password]),
  })
}

describeChannel('email', {
  start: async () => {
    const stub = await startSmtpStub({ login: LOGIN })
    return {
      channel: channelAt(stub.url),
      impatient: channelAt(stub.url, undefined, IMPATIENT_MS),
      secrets: [LOGIN.password],
      texts: () => stub.received.map(({ text }) => text),
      ids: () => stub.received.map(({ messageId }) => messageId),
      answerNext: (misbehaviour) => stub.misbehaveAlways(misbehaviour as SmtpMisbehaviour),
      echo: (text) => stub.misbehaveAlways({ at: 'sender', status: 451, reply: `no: ${text}` }),
      stop: stub.stop,
    }
  },
  atClosedPort: () => channelAt('smtp://127.0.0.1:9'),
  // The stub greets after a tenth of a second, as mail servers do to tell robots.
  runs: 20,
  failures: [
    {
      name: 'busy at the greeting',
      misbehaviour: at('connect', 421, 'try later'),
      kind: 'retryable',
      cause: 'server-error',
      ambiguous: false,
    },
    {
      name: 'a wrong password',
      misbehaviour: at('login', 535, 'authentication failed'),
      kind: 'rejected',
      cause: 'not-authorized',
    },
    {
      name: 'no login for now',
      misbehaviour: at('login', 454, 'temporary failure'),
      kind: 'retryable',
      cause: 'server-error',
      ambiguous: false,
    },
    {
      name: 'a sender it does not take',
      misbehaviour: at('sender', 553, 'not yours'),
      kind: 'rejected',
      cause: 'address-refused',
    },
    {
      name: 'grey-listed',
      misbehaviour: at('recipient', 450, '4.2.0 come again'),
      kind: 'retryable',
      cause: 'server-error',
      ambiguous: false,
    },
    {
      name: 'an unknown mailbox',
      misbehaviour: at('recipient', 550, '5.1.1 no such user'),
      kind: 'rejected',
      cause: 'address-refused',
    },
    {
      name: 'a message it does not take',
      misbehaviour: at('data', 554, 'looks like spam'),
      kind: 'rejected',
      cause: 'message-refused',
    },
    {
      name: 'a full disk',
      misbehaviour: at('data', 452, 'no space'),
      kind: 'retryable',
      cause: 'server-error',
      ambiguous: false,
    },
    {
      name: 'no greeting',
      misbehaviour: { at: 'connect', hang: true },
      kind: 'retryable',
      cause: 'timeout',
      ambiguous: false,
    },
    {
      name: 'no answer to the whole message',
      misbehaviour: { at: 'data', hang: true },
      kind: 'retryable',
      cause: 'timeout',
      ambiguous: true,
    },
    {
      name: 'the connection cut after the whole message',
      misbehaviour: { at: 'data', cut: true },
      kind: 'retryable',
      cause: 'connection-cut',
      ambiguous: true,
    },
  ],
})

function at(
  at: 'connect' | 'login' | 'sender' | 'recipient' | 'data',
  status: number,
  reply: string,
): SmtpMisbehaviour {
  return { at, status, reply }
}

describe('a mail', () => {
  let stub: SmtpStub

  beforeEach(async () => {
    stub = await startSmtpStub()
  })

  afterEach(() => stub.stop())

  it('goes to the recipients that have an address, each once; to the channel’s own when none has', async () => {
    const channel = channelAt(stub.url)
    const recipients = [
      { name: '林一', email: 'lin@risk.example' },
      { name: 'Lin again', email: 'LIN@risk.example' },
      { name: 'nobody', email: null },
      { name: 'wrong', email: 'a@b.example\r\nBcc: everybody@example.com' },
    ]
    await channel.deliver(alertNotification(sampleAlert(), { recipients }))
    await channel.deliver(alertNotification(sampleAlert()))

    expect(stub.received.map(({ to }) => to)).toEqual([['lin@risk.example'], ['risk-team@risk.example']])
  })

  it('says in its subject what, how bad and about whom', async () => {
    await channelAt(stub.url).deliver(alertNotification(sampleAlert()))

    expect(stub.received[0]?.subject).toBe('严重 Critical · 逾期天数 Days past due · 云杉示例贸易有限公司（C7）')
  })

  it('has the notification id as its own, and those about one alert form one conversation', async () => {
    const channel = channelAt(stub.url)
    await channel.deliver(alertNotification(sampleAlert(), { notificationId: 'n-1' }))
    await channel.deliver(
      alertNotification(sampleAlert({ transition: 'resolved', revision: 2 }), { notificationId: 'n-2' }),
    )

    const [fired, resolved] = stub.received
    expect([fired?.messageId, resolved?.messageId]).toEqual(['<n-1@risk.example>', '<n-2@risk.example>'])
    const referencesOf = (mail: typeof fired) => mail?.headers.find(({ key }) => key === 'references')?.value
    expect(referencesOf(fired)).toMatch(/^<alert\.[0-9a-f]+@risk\.example>$/)
    expect(referencesOf(resolved)).toBe(referencesOf(fired))
  })

  it('gets no header from what an alert holds, for any notification', async () => {
    const allowed =
      /^(from|to|subject|message-id|in-reply-to|references|list-id|x-tocsin-notification-id|auto-submitted|x-auto-response-suppress|x-priority|x-msmail-priority|importance|date|mime-version|content-type|received)$/
    await fc.assert(
      fc.asyncProperty(arbitraryNotification, async (notification) => {
        expect(await channelAt(stub.url).deliver(notification)).toEqual({ kind: 'delivered' })
        const mail = stub.received.at(-1)
        expect(mail?.headers.filter(({ key }) => !allowed.test(key))).toEqual([])
        expect(
          mail?.to.every((address) => address === 'lin@risk.example' || address === 'risk-team@risk.example'),
        ).toBe(true)
        expect([...(mail?.raw ?? '')].every((character) => character <= '~')).toBe(true)
        expect(Math.max(...(mail?.raw.split('\r\n') ?? []).map((line) => line.length))).toBeLessThanOrEqual(998)
      }),
      { numRuns: 20 },
    )
  })

  it('loads nothing, runs nothing, and shows markup as text', () => {
    const alert = sampleAlert({
      entityName: '<img src=x onerror=alert(1)>',
      reasonZh: '<script>x</script> "a" & \'b\'',
    })
    const { html } = renderMail(alertNotification(alert), SETTINGS, 'risk.example', 100_000)

    expect(html).toContain('&lt;script&gt;x&lt;/script&gt; &quot;a&quot; &amp; &#39;b&#39;')
    expect(html).not.toMatch(/<script|<img|(src|href)=["']|url\(/i)
  })

  it('stays below the size that the server takes when it lists ten thousand alerts', async () => {
    const delivery = await channelAt(stub.url).deliver(digestNotification(manyAlerts(10_000)))

    expect(delivery).toEqual({ kind: 'delivered' })
    expect(stub.received[0]?.raw.length).toBeLessThan(100_000)
    expect(stub.received[0]?.text).toMatch(/另有 9,\d+ 条/)
  })

  it('is delivered when one of two mailboxes is unknown, and says which', async () => {
    stub.misbehaveAlways({ at: 'recipient', status: 550, reply: '5.1.1 no such user', recipient: 'gone@risk.example' })
    const recipients = [
      { name: 'Lin', email: 'lin@risk.example' },
      { name: 'Gone', email: 'gone@risk.example' },
    ]
    const delivery = await channelAt(stub.url).deliver(alertNotification(sampleAlert(), { recipients }))

    expect(delivery).toMatchObject({ kind: 'delivered', remark: expect.stringContaining('gone@risk.example') })
  })

  it('is tried again, as ambiguous, when one of two mailboxes is refused for now', async () => {
    stub.misbehaveAlways({ at: 'recipient', status: 450, reply: '4.2.0 come again', recipient: 'grey@risk.example' })
    const recipients = [
      { name: 'Lin', email: 'lin@risk.example' },
      { name: 'Grey', email: 'grey@risk.example' },
    ]
    const delivery = await channelAt(stub.url).deliver(alertNotification(sampleAlert(), { recipients }))

    expect(delivery).toMatchObject({ kind: 'retryable', ambiguous: true })
  })

  describe('of which one of two mailboxes is refused for now', () => {
    const recipients = [
      { name: 'Lin', email: 'lin@risk.example' },
      { name: 'Grey', email: 'grey@risk.example' },
    ]
    const notification = alertNotification(sampleAlert(), { recipients })
    const grey = { at: 'recipient', recipient: 'grey@risk.example' } as const

    it('goes to that one alone when it is tried again: the other one has it', async () => {
      stub.misbehaveAlways({ ...grey, status: 450, reply: '4.2.0 come again' })
      const channel = channelAt(stub.url)
      await channel.deliver(notification)
      stub.misbehaveAlways()
      expect(await channel.deliver(notification)).toEqual({ kind: 'delivered' })
      expect(stub.received.map(({ to }) => to)).toEqual([['lin@risk.example'], ['grey@risk.example']])
    })

    it('is delivered when that one is refused for good in the end', async () => {
      stub.misbehaveAlways({ ...grey, status: 450, reply: '4.2.0 come again' })
      const channel = channelAt(stub.url)
      await channel.deliver(notification)
      stub.misbehaveAlways({ ...grey, status: 550, reply: '5.1.1 no such user' })
      expect(await channel.deliver(notification)).toMatchObject({
        kind: 'delivered',
        remark: expect.stringContaining('5.1.1 no such user'),
      })
    })
  })

  it.each([[['grey', 'gone']], [['gone', 'grey']]])('is tried again when one of %j may come again', async (names) => {
    stub.misbehaveAlways(
      { at: 'recipient', status: 450, reply: '4.2.0 come again', recipient: 'grey@risk.example' },
      { at: 'recipient', status: 550, reply: '5.1.1 no such user', recipient: 'gone@risk.example' },
    )
    const recipients = names.map((name) => ({ name, email: `${name}@risk.example` }))
    const delivery = await channelAt(stub.url).deliver(alertNotification(sampleAlert(), { recipients }))

    expect(delivery).toMatchObject({ kind: 'retryable', ambiguous: false })
  })

  it('is not sent in the clear where TLS is required, nor to a server whose certificate nobody vouches for', async () => {
    // The stub's library warns of the certificate, which is the point here.
    const warning = jest.spyOn(console, 'error').mockImplementation(() => {})
    const withTls = await startSmtpStub({ offersTls: true })
    warning.mockRestore()
    const deliveries = [
      await channelAt(stub.url, 'required').deliver(alertNotification(sampleAlert())),
      await channelAt(withTls.url, 'required').deliver(alertNotification(sampleAlert())),
    ]
    await withTls.stop()

    expect(deliveries.map(({ kind }) => kind)).toEqual(['retryable', 'retryable'])
    expect(deliveries[1]).toMatchObject({ cause: 'insecure-connection', ambiguous: false })
    expect([...stub.received, ...withTls.received]).toEqual([])
  })
})

describe('a mail address', () => {
  it.each(['a@b.example', 'first.last+tag@sub.risk.example'])('%s is one', (address) => {
    expect(isMailAddress(address)).toBe(true)
  })

  it.each(['', 'a', 'a@', '@b', 'a@b\r\nBcc: c@d', 'a b@c', 'a@b,c@d', '<a@b>', '"a b"@c', 'a@b ', 'a@-b.example\n'])(
    '%j is none',
    (address) => {
      expect(isMailAddress(address)).toBe(false)
    },
  )
})
