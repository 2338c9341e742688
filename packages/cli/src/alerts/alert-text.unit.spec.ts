import { describe, expect, test } from '@jest/globals'
import { catalogueOf } from '@tocsin/domain'
import pc from 'picocolors'
import { alertFired, alertResolved, severityChanged } from '../testing/alerts.ts'
import { episodeLines, transitionLines } from './alert-text.ts'

const plain = { colours: pc.createColors(false), zone: 'Asia/Shanghai', measures: catalogueOf({}) }
const english = { ...plain, language: 'en' } as const
const chinese = { ...plain, language: 'zh' } as const

describe('a transition in a list', () => {
  test('says when in the business zone, how bad, what, about whom, and why', () => {
    const [what, why] = transitionLines(alertFired(), english)
    expect(what).toBe('2026-04-01 00:00  WARNING   days-past-due · customer C7 (Cinder Hollow Tools Ltd)  a1 r1')
    expect(why).toBe('    Days past due: 9 days.')
  })

  test('in Chinese when asked', () => {
    const [what, why] = transitionLines(alertResolved(), chinese)
    expect(what).toContain('已解除')
    expect(what).toContain('客户 C7')
    expect(why).toContain('逾期天数为 9 天。')
  })
})

describe('the story of an alert', () => {
  const episode = { alertId: 'a1', transitions: [alertFired(), severityChanged()] } as const

  test('tells each transition, the evidence, the records and what to do', () => {
    const text = episodeLines(episode, english).join('\n')
    expect(text).toContain('1. 2026-04-01 00:00:00  fired: WARNING')
    expect(text).toContain('severity changed: CRITICAL (was WARNING)')
    expect(text).toContain('31 days (threshold 31 days)')
    expect(text).toContain('Breached on   2026-03-31')
    expect(text).toContain('sales.invoices/3/17')
    expect(text).toContain('Call the customer.')
  })

  test('calls a measure what the rules at hand call it, and by its id where they do not know it', () => {
    const fired = alertFired()
    const measure = { name: 'payments-reversed', value: 2, unit: 'count', currency: null }
    const transitions = [{ ...fired, evidence: { ...fired.evidence, measures: [measure] } }] as const
    const declared = {
      id: 'payments-reversed',
      entity: 'customer',
      label: { zh: '被冲回的收款', en: 'payments taken back' },
      meaning: { zh: '被冲回的收款次数', en: 'Payments taken back' },
      over: ['payment-reversed'],
      aggregate: 'count',
      window: { days: 60 },
      unit: 'count',
      minimumSample: 0,
      reads: ['receivables'],
    } as const
    const told = (measures: Parameters<typeof catalogueOf>[0], words: typeof english | typeof chinese) =>
      episodeLines({ alertId: 'a1', transitions }, { ...words, measures: catalogueOf(measures) }).join('\n')
    expect(told({ measures: [declared] }, english)).toMatch(/payments taken back +2/)
    expect(told({ measures: [declared] }, chinese)).toMatch(/被冲回的收款 +2/)
    expect(told({}, english)).toMatch(/payments-reversed +2/)
  })

  test('asks for nothing any more once it is resolved', () => {
    const resolved = { ...episode, transitions: [alertFired(), severityChanged(), alertResolved()] } as const
    expect(episodeLines(resolved, english).join('\n')).not.toContain('Call the customer.')
  })
})
