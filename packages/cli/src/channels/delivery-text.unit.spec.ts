import { describe, expect, it } from '@jest/globals'
import { DELIVERY_CAUSES } from '@tocsin/channels'
import { deliveryLines } from './delivery-text.ts'

describe('what came of a test message', () => {
  it('is said in both languages when it was accepted', () => {
    expect(deliveryLines('risk-mail', { kind: 'delivered' }, 'en')).toEqual([
      'risk-mail has accepted the test message. See whether it has arrived.',
    ])
    expect(deliveryLines('risk-mail', { kind: 'delivered' }, 'zh')[0]).toContain('已接受')
  })

  it('tells an unclear outcome from a clear one, and how long to wait', () => {
    const lines = deliveryLines(
      'chat',
      { kind: 'retryable', cause: 'too-many-requests', reason: 'The answer was 429.', afterMs: 1_500, ambiguous: true },
      'en',
    )

    expect(lines).toEqual([
      'chat has not delivered it; another attempt may succeed.',
      'Too many messages: try again later.',
      'In detail: The answer was 429.',
      'It may have arrived all the same: look there.',
      'It asks to wait 2 s.',
    ])
  })

  it.each(DELIVERY_CAUSES)('has advice for %s', (cause) => {
    for (const language of ['zh', 'en'] as const) {
      expect(deliveryLines('chat', { kind: 'rejected', cause, reason: 'r' }, language)[1]).not.toBe('')
    }
  })
})
