import { isArgumentElement, type MessageFormatElement, parse } from '@formatjs/icu-messageformat-parser'
import { describe, expect, it } from '@jest/globals'
import { alertNotification, digestNotification, manyAlerts, sampleAlert } from '../testing/sample-notification.ts'
import { entityName, roleName, stateOf } from './alert-words.ts'
import { CATALOGUE } from './catalogue.ts'
import { contentOf } from './content.ts'
import { say } from './say.ts'

const SETTINGS = { channel: 'x', languages: ['zh', 'en'], zone: 'Asia/Shanghai' } as const

describe('the catalogue of texts', () => {
  it.each(Object.entries(CATALOGUE))('%s is valid in both languages and takes the same arguments', (_, { zh, en }) => {
    expect(argumentsOf(parse(zh, { ignoreTag: true }))).toEqual(argumentsOf(parse(en, { ignoreTag: true })))
    expect(zh.trim()).not.toBe('')
    expect(en.trim()).not.toBe('')
  })

  it('counts in the plural of each language', () => {
    expect(say('en', 'digest.title', { count: 1 })).toBe('Risk alert digest: 1 alert')
    expect(say('en', 'digest.title', { count: 1_200 })).toBe('Risk alert digest: 1,200 alerts')
    expect(say('zh', 'digest.title', { count: 1_200 })).toBe('风险预警汇总：1,200 条')
    expect(say('en', 'digest.counts', { critical: 0, warning: 1, resolved: 2 })).toBe(
      '0 critical, 1 warning, 2 resolved.',
    )
    expect(say('zh', 'digest.counts', { critical: 3, warning: 1, resolved: 0 })).toBe('严重 3 条，警告 1 条。')
  })

  it('takes no name for markup or for a message of its own', () => {
    expect(say('en', 'entity.named', { name: "<b>{count}</b> o'Hara", id: 'C1' })).toBe("<b>{count}</b> o'Hara (C1)")
  })
})

/** Names with their types, as `count:plural`. */
function argumentsOf(elements: readonly MessageFormatElement[]): string[] {
  const found = elements.flatMap((element) => {
    const nested = 'options' in element ? Object.values(element.options).flatMap(({ value }) => argumentsOf(value)) : []
    const isPart = isArgumentElement(element) || ('value' in element && element.type >= 2 && element.type <= 6)
    return isPart ? [String(element.value), ...nested] : nested
  })
  return [...new Set(found)].sort()
}

describe('what a message says', () => {
  it('names state, indicator and customer in both languages in the title', () => {
    expect(contentOf(alertNotification(sampleAlert()), SETTINGS).title).toBe(
      '严重 Critical · 逾期天数 Days past due · 云杉示例贸易有限公司（C7）',
    )
    const worse = sampleAlert({ transition: 'severity-changed', previousSeverity: 'warning' })
    expect(stateOf(worse, 'zh')).toBe('警告 → 严重')
    expect(stateOf(worse, 'en')).toBe('Warning → Critical')
  })

  it('gives value, threshold, first day, representative and owner', () => {
    const [section] = contentOf(alertNotification(sampleAlert()), { ...SETTINGS, languages: ['en'] }).sections
    const facts = section?.kind === 'alert' ? section.facts.map(({ label, text }) => `${label}: ${text}`) : []

    expect(facts).toEqual([
      'Indicator: Days past due',
      'About: 云杉示例贸易有限公司 (C7)',
      'Value: 31 days',
      'Threshold: 31 days',
      'Since: 2026-03-31',
      'Time: 2026-04-01 00:00 GMT+8',
      'Representative: S3',
      'Owner: Credit controller',
    ])
  })

  it('names an entity without a name by its kind, and a role that it does not know by its id', () => {
    expect(entityName(sampleAlert({ entityName: null, entityType: 'sales-rep', entityId: 'S9' }), 'zh')).toBe(
      '销售代表 S9',
    )
    expect(roleName(sampleAlert({ ownerRole: 'treasurer' }), 'zh')).toBe('treasurer')
  })

  it('lists the critical first in a digest and says how many of which', () => {
    const [section] = contentOf(digestNotification(manyAlerts(20)), { ...SETTINGS, languages: ['en'] }).sections
    if (section?.kind !== 'list') throw new Error('not a list')

    expect(section.summary).toBe('2 critical, 18 warnings.')
    expect(section.entries.slice(0, 3).map(({ tone }) => tone)).toEqual(['critical', 'critical', 'warning'])
    expect(section.moreBelow(5)).toBe('+15 more')
    expect(section.moreBelow(20)).toBeUndefined()
  })

  it('says in a digest what to do, once for all with the same next step, and not for what is over', () => {
    const [first, second] = manyAlerts(2)
    const alerts = [sampleAlert({ transition: 'resolved' }), first!, second!, sampleAlert({ nextStepEn: 'Ask sales.' })]
    const [section] = contentOf(digestNotification(alerts), { ...SETTINGS, languages: ['en'] }).sections
    const steps = section?.kind === 'list' ? section.entries.map(({ reason }) => reason.split(' Next step: ')[1]) : []

    expect(steps).toEqual(['Ask sales.', first!.nextStepEn, undefined, undefined])
  })

  it('says of a digest that can name none that all are open', () => {
    const { title, sections } = contentOf(digestNotification([], { moreAlerts: 10 }), SETTINGS)
    const [section] = sections
    if (section?.kind !== 'list') throw new Error('not a list')

    expect(title).toContain('10')
    expect([section.summary, section.moreBelow(0)]).toEqual(['均未解除；此处不逐条列出。', '另有 10 条'])
  })

  it('says of a resolved alert that nothing is left to do', () => {
    const [section] = contentOf(alertNotification(sampleAlert({ transition: 'resolved' })), SETTINGS).sections
    expect(section?.kind === 'alert' && section.nextStep).toBe('无需处理。')
  })

  it('tells a value from the threshold that it has just left', () => {
    const left = sampleAlert({ transition: 'resolved', unit: 'ratio', currency: null, value: 0.7498, threshold: 0.75 })
    const [section] = contentOf(alertNotification(left), { ...SETTINGS, languages: ['en'] }).sections
    expect(section?.kind === 'alert' && section.facts.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['74.98 %', '75 %']),
    )
  })

  it('shows amounts in their currency, and what it does not know as it stands', () => {
    const money = sampleAlert({ unit: 'money', currency: 'CNY', value: 123_456, threshold: 100_000 })
    const strange = sampleAlert({ unit: 'money', currency: 'XYZ', value: 1.5 })
    const values = [money, strange].map((alert) => {
      const [section] = contentOf(alertNotification(alert), { ...SETTINGS, languages: ['en'] }).sections
      return section?.kind === 'alert' ? section.facts[2]?.text : undefined
    })
    expect(values).toEqual(['1,234.56 CNY', '1.5 XYZ'])
  })
})
