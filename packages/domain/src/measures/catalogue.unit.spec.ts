import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { ENTITY_TYPES } from '../indicators/rule-set.ts'
import { emptySalesRepBook } from '../representatives/state.ts'
import { onOrderPlaced } from '../sales-history/on-order.ts'
import { ABANDONED_AFTER_DAYS } from '../sales-history/state.ts'
import {
  CUSTOMER_MEASURE_NAMES,
  CUSTOMER_MEASURES,
  customerMeasure,
  findMeasure,
  measureNamesOf,
  measureOf,
  SALES_REP_MEASURE_NAMES,
  SALES_REP_MEASURES,
} from './catalogue.ts'
import { describeCatalogue } from './describe-catalogue.ts'
import { nobody } from './testing/nobody.ts'

const NOTHING = {
  money: { kind: 'money', amounts: [] },
  'by-currency': { kind: 'by-currency', values: [] },
  number: { kind: 'number', value: 0, sample: 0 },
  unknown: { kind: 'unknown' },
}

describe('the catalogue of measures', () => {
  test('is described in README.md as it is', () => {
    // When this fails: write the output of describeCatalogue() to packages/domain/src/measures/README.md.
    expect(readFileSync(new URL('README.md', import.meta.url), 'utf8')).toBe(describeCatalogue())
  })

  test.each(CUSTOMER_MEASURE_NAMES)('%s of a customer of whom nothing is known is nothing, and stays so', (name) => {
    const measured = CUSTOMER_MEASURES[name].measure(nobody(), 20_500)
    expect(measured).toEqual(NOTHING[measured.kind])
    expect(CUSTOMER_MEASURES[name].nextChangeOn(nobody(), 20_500)).toBeUndefined()
  })

  test.each(SALES_REP_MEASURE_NAMES)(
    '%s of a representative of whom nothing is known is nothing, and stays so',
    (name) => {
      const measured = SALES_REP_MEASURES[name].measure(emptySalesRepBook(), 20_500)
      expect(measured).toEqual(NOTHING[measured.kind])
      expect(SALES_REP_MEASURES[name].nextChangeOn(emptySalesRepBook(), 20_500)).toBeUndefined()
    },
  )

  test.each(ENTITY_TYPES)('no two measures of a %s have the same label: a list of them would lose one', (entity) => {
    for (const language of ['zh', 'en'] as const) {
      const labels = measureNamesOf(entity).map((name) => measureOf(entity, name).label[language])
      expect(labels.filter((label, index) => labels.indexOf(label) !== index)).toEqual([])
    }
  })

  test('each entity has measures of its own', () => {
    expect(findMeasure('sales-rep', 'exposure')).toBeUndefined()
    expect(findMeasure('customer', 'largest-customer-open')).toBeUndefined()
    expect(findMeasure('customer', 'open')).not.toBe(findMeasure('sales-rep', 'open'))
    expect(findMeasure('planet', 'open')).toBeUndefined()
  })

  test('exposure of an order that has lapsed is no amount at all, whether it was dropped yet or not', () => {
    const facts = nobody()
    onOrderPlaced(
      facts.orders,
      { orderId: 'O-1', salesRepId: 'R-1', amountMinor: 100_00, currency: 'USD' },
      20_000,
      20_000,
    )
    const lapsesOn = 20_000 + ABANDONED_AFTER_DAYS
    const amounts = [{ currency: 'USD', amountMinor: 100_00, sample: 1 }]
    expect(CUSTOMER_MEASURES.exposure.measure(facts, lapsesOn - 1)).toEqual({ kind: 'money', amounts })
    expect(CUSTOMER_MEASURES.exposure.measure(facts, lapsesOn)).toEqual({ kind: 'money', amounts: [] })
    expect(CUSTOMER_MEASURES.exposure.nextChangeOn(facts, 20_000)).toBe(lapsesOn)
  })

  test('a name that is not in it is told', () => {
    expect(() => customerMeasure('constructor')).toThrow('there is no measure "constructor" of a customer')
  })
})
