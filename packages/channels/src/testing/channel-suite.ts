import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Channel, Delivery, DeliveryCause } from '../channel.ts'
import { testNotification } from '../test-notification.ts'
import { arbitraryNotification } from './arbitrary-notification.ts'
import { alertNotification, digestNotification, manyAlerts, sampleAlert } from './sample-notification.ts'

/** A channel in front of its stub, or in front of something that is no service at all. */
export interface ChannelUnderTest {
  readonly channel: Channel
  /** The same, but giving up early, for answers that never come. */
  readonly impatient: Channel
  /** What may never stand in a reason. */
  readonly secrets: readonly string[]
  /** What a person would read of each accepted message, oldest first. */
  readonly texts: () => readonly string[]
  /** The id by which the other side tells a repeat, of each accepted message; undefined where the service has none. */
  readonly ids: () => readonly string[] | undefined
  /** The stub deals so with the next message. */
  readonly answerNext: (spec: FailureSpec['misbehaviour']) => void
  /** The next answer holds this text. */
  readonly echo: (text: string) => void
  readonly stop: () => Promise<void>
}

export interface FailureSpec {
  readonly name: string
  readonly misbehaviour: unknown
  readonly kind: 'retryable' | 'rejected'
  readonly cause: DeliveryCause
  readonly ambiguous?: boolean
  readonly afterMs?: number
}

export interface ChannelSuite {
  readonly start: () => Promise<ChannelUnderTest>
  /** The same channel in front of a port that nobody listens on. */
  readonly atClosedPort: () => Channel
  /** What the stub does, and how it has to be understood. */
  readonly failures: readonly FailureSpec[]
  /** Notifications of the property test; fewer where the stub is slow. */
  readonly runs?: number
}

/** How long a channel under test waits: far longer than any answer takes, however busy the machine. */
export const PATIENT_MS = 15_000
/** Where no answer comes; long enough for a connection to stand. */
export const IMPATIENT_MS = 1_500

/** What every channel has to do, whatever its service: the one contract. */
export function describeChannel(name: string, suite: ChannelSuite): void {
  describe(`the channel ${name}`, () => {
    let under: ChannelUnderTest

    beforeEach(async () => {
      under = await suite.start()
    })

    afterEach(() => under.stop())

    it('delivers one alert with its Chinese intact, its numbers, its next step and its id', async () => {
      expect(await under.channel.deliver(alertNotification(sampleAlert()))).toEqual({ kind: 'delivered' })

      const [text] = under.texts()
      for (const part of [
        '云杉示例贸易有限公司',
        '逾期天数',
        '31 天',
        '致电客户确认付款日期',
        'days-past-due.customer.C7.2026-03-01.1',
      ]) {
        expect(text).toContain(part)
      }
    })

    it('says of a resolved alert that it is over and asks for nothing', async () => {
      await under.channel.deliver(alertNotification(sampleAlert({ transition: 'resolved' })))

      expect(under.texts()[0]).toMatch(/已解除|"resolved"/)
    })

    it('delivers the test message', async () => {
      expect(await under.channel.deliver(testNotification('t-1'))).toEqual({ kind: 'delivered' })
      expect(under.texts()[0]).toMatch(/测试消息/)
    })

    it('lists the critical of ten thousand alerts first and counts those that do not fit', async () => {
      const count = 10_000
      expect(await under.channel.deliver(digestNotification(manyAlerts(count), { moreAlerts: 5 }))).toEqual({
        kind: 'delivered',
      })

      const [text = ''] = under.texts()
      const listed = [...new Set([...text.matchAll(/示例客户 (\d+) 号/g)].map(([, number]) => Number(number)))]
      const left = Number(
        (/另有 ([\d,]+) 条|"moreAlerts":(\d+)/.exec(text)?.slice(1).find(Boolean) ?? '').replaceAll(',', ''),
      )
      expect(listed.length).toBeGreaterThan(5)
      // A thousand are critical, more than any channel can list.
      expect(listed.every((number) => number % 10 === 9)).toBe(true)
      expect(listed.length + left).toBe(count + 5)
    })

    it('is understood by the service whatever the notification holds', async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryNotification, async (notification) => {
          const before = under.texts().length
          expect(await under.channel.deliver(notification)).toEqual({ kind: 'delivered' })
          expect(under.texts()).toHaveLength(before + 1)
        }),
        { numRuns: suite.runs ?? 40 },
      )
    })

    it('carries the same id at a second attempt', async () => {
      const notification = alertNotification(sampleAlert(), { notificationId: 'n-7' })
      await under.channel.deliver(notification)
      await under.channel.deliver(notification)

      const ids = under.ids()
      if (ids !== undefined) expect(ids).toEqual([ids[0], ids[0]])
    })

    it.each(suite.failures)('understands: $name', async ({ misbehaviour, kind, cause, ambiguous, afterMs }) => {
      under.answerNext(misbehaviour)

      const channel = cause === 'timeout' ? under.impatient : under.channel
      const delivery = await channel.deliver(alertNotification(sampleAlert()))

      expect(delivery).toMatchObject({ kind, cause, ...(ambiguous === undefined ? {} : { ambiguous }) })
      expect(delivery.kind === 'retryable' ? delivery.afterMs : undefined).toBe(afterMs)
      expectNoSecret(delivery, under.secrets)
    })

    it('understands: nobody listens', async () => {
      const delivery = await suite.atClosedPort().deliver(alertNotification(sampleAlert()))

      expect(delivery).toMatchObject({ kind: 'retryable', cause: 'connection-refused', ambiguous: false })
      expectNoSecret(delivery, under.secrets)
    })

    it('never tells a secret, even when the answer is made of nothing else', async () => {
      // Where a reason is cut, and a secret with it, differs from channel to channel.
      const before = [300, 315, 330, 345, 360, 375].map((length) => 'x'.repeat(length))
      for (const secret of under.secrets) {
        const alone = [secret, `"${secret}" ${secret}${secret}`, encodeURIComponent(secret)]
        for (const echoed of [...alone, ...before.map((text) => `${text} ${secret}`)]) {
          under.echo(echoed)
          const delivery = await under.channel.deliver(alertNotification(sampleAlert()))
          expect(delivery.kind).not.toBe('delivered')
          expectNoSecret(delivery, under.secrets)
        }
      }
    })
  })
}

/** Neither whole nor, where it is long enough to tell, the better half of one. */
function expectNoSecret(delivery: Delivery, secrets: readonly string[]): void {
  const told = JSON.stringify(delivery)
  for (const secret of secrets) {
    const half = secret.slice(0, Math.ceil(secret.length * 0.6))
    expect(told).not.toContain(half)
  }
}
