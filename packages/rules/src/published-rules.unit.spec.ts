import { describe, expect, test } from '@jest/globals'
import type { DeclaredMeasure } from '@tocsin/domain'
import { parseRuleSet } from './parse-rule-set.ts'
import {
  LEAST_LEAD_MS,
  MAX_MEASURES_ON_RECORD,
  readPublication,
  refusedForMeasures,
  rulesPublished,
} from './published-rules.ts'

const HEAD = { fileName: 'rule-set.yaml', text: 'ruleSet: house\nversion: "2"\nbusinessZone: Europe/Berlin\n' }
const INDICATOR = {
  fileName: 'orders.yaml',
  text: `indicators:
  - id: quiet
    name: { zh: 沉默, en: Quiet }
    question: { zh: 多久没有下单？, en: How long without an order? }
    entity: customer
    value: { measure: days-since-last-order }
    unit: days
    direction: above
    thresholds: { warning: 60 }
    ownerRole: sales-representative
    nextStep: { zh: 致电客户, en: Call the customer }
`,
}
const files = [HEAD, INDICATOR]
const NOW = Date.UTC(2026, 3, 1)

const parsed = parseRuleSet(files)
if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
const { ruleSet } = parsed
const published = rulesPublished({
  files,
  ruleSet,
  effectiveFromMs: NOW + LEAST_LEAD_MS,
  publishedBy: 'Wei Lan',
  reason: 'quarterly review',
})

describe('a published version', () => {
  test('is what was published, from its moment on', () => {
    expect(readPublication(published, NOW, ruleSet)).toEqual({ ruleSet, effectiveFromMs: NOW + LEAST_LEAD_MS })
  })

  test('is refused by everybody where it comes too soon, is damaged, of other rules or of another zone', () => {
    const refusals = [
      readPublication(published, NOW + 1, ruleSet),
      readPublication({ ...published, files: [HEAD, { ...INDICATOR, text: 'indicators: none' }] }, NOW, ruleSet),
      readPublication(
        { ...published, files: [HEAD, { ...INDICATOR, text: INDICATOR.text.replace('60', '90') }] },
        NOW,
        ruleSet,
      ),
      readPublication(published, NOW, { ...ruleSet, name: 'other' }),
      readPublication(published, NOW, { ...ruleSet, businessZone: 'Asia/Shanghai' }),
    ]
    expect(refusals).toMatchObject([
      { refused: expect.stringContaining('at least 20000') },
      { refused: expect.stringContaining('orders.yaml:1') },
      { refused: expect.stringContaining('calls itself') },
      { refused: expect.stringContaining('rule set house') },
      { refused: expect.stringContaining('Europe/Berlin') },
    ])
  })
  test('is refused where too many different measures would be on record, and not for those it has in common', () => {
    const measure = (days: number): DeclaredMeasure => ({
      id: `orders-${days}`,
      entity: 'customer',
      label: { zh: '订单', en: 'Orders' },
      meaning: { zh: '订单', en: 'Orders' },
      over: ['order-placed'],
      aggregate: 'count',
      window: { days },
      unit: 'count',
      minimumSample: 0,
      reads: ['orders'],
    })
    const declaring = (from: number, count: number) => ({
      ...ruleSet,
      measures: Array.from({ length: count }, (_, index) => measure(from + index)),
    })
    const earlier = Array.from({ length: MAX_MEASURES_ON_RECORD / 24 }, (_, index) => declaring(1 + 24 * index, 24))
    expect(refusedForMeasures(declaring(MAX_MEASURES_ON_RECORD - 3, 4), earlier)).toBeUndefined()
    expect(refusedForMeasures(declaring(MAX_MEASURES_ON_RECORD - 3, 5), earlier)).toContain('declares 1 measures')
    expect(refusedForMeasures(declaring(1, 5), [])).toBeUndefined()
  })

  test('is refused where it cannot even be read: a record must not end the processes that find it', () => {
    const bomb = 'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n'
    const refusals = [
      readPublication({ ...published, files: [] }, NOW, ruleSet),
      readPublication({ ...published, files: [HEAD, { ...INDICATOR, text: `${bomb}d: [*c,*c,*c,*c]` }] }, NOW, ruleSet),
      readPublication({ ...published, effectiveFrom: 8_640_000_000_000_001 }, NOW, ruleSet),
    ]
    expect(refusals).toMatchObject([
      { refused: 'it has no files' },
      { refused: expect.stringContaining('cannot be made ready') },
      { refused: expect.stringContaining('later than any calendar') },
    ])
  })
})
