import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parseMapping } from './parse-mapping.ts'
import { mappingFileJsonSchema } from './schema.ts'

const FOLDER = join(import.meta.dirname, '../../../../deploy/import')

const GOOD = `mapping: shop
title: { zh: 商店, en: Shop }
zone: UTC
currency: EUR
columns:
  id: {}
  customer: {}
  issuedOn: { as: day }
  total: { as: money }
defaults: { salesRepId: nobody }
events:
  - type: invoice-issued
    id: id
    recordedAt: startOf(issuedOn)
    fields:
      invoiceId: id
      customerId: customer
      amountMinor: total
      issuedOn: issuedOn
      dueOn: issuedOn + 30
`

/** Faults as `line: message`. */
function faultsOf(text: string): string[] {
  const parsed = parseMapping(text, 'shop.yaml')
  return 'faults' in parsed ? parsed.faults.map(({ line, message }) => `${line}: ${message}`) : []
}

describe('A mapping file', () => {
  test('that is right is compiled', () => {
    expect(faultsOf(GOOD)).toEqual([])
  })

  test.each([
    [
      'an unknown column',
      'customerId: customer',
      'customerId: custmer',
      '17: events.0.fields.customerId: Unknown variable: custmer',
    ],
    [
      'a text where a number is needed',
      'issuedOn + 30',
      'issuedOn + "30"',
      '20: events.0.fields.dueOn: no such overload: int + string',
    ],
    [
      'an expression of another type',
      'amountMinor: total',
      'amountMinor: customer',
      '18: events.0.fields.amountMinor gives a text, not a whole number',
    ],
    [
      'a column of another kind',
      'amountMinor: total',
      'amountMinor: issuedOn',
      '18: events.0.fields.amountMinor has to be of kind money, issuedOn is of kind day',
    ],
    [
      'a day where an instant is needed',
      'startOf(issuedOn)',
      'issuedOn',
      '14: events.0.recordedAt has to be of kind instant, issuedOn is of kind day',
    ],
    [
      'a regular expression',
      'id: id',
      'id: \'id.matches("a+") ? id : id\'',
      '13: events.0.id: matches is not allowed: a regular expression may take for ever',
    ],
    [
      'lists gone through inside lists',
      'id: id',
      'id: \'id.split(",").map(x, id.split(";").map(y, x + y)[0])[0]\'',
      '13: events.0.id: one list is gone through inside another',
    ],
    ['an unknown column in given', 'id: id', "id: 'given.idd ? id : id'", '13: events.0.id: given.idd names no column'],
    ['a field that does not exist', 'invoiceId: id', 'invoceId: id', '16: invoice-issued has no field invoceId'],
    [
      'an unknown event type',
      'type: invoice-issued',
      'type: invoice-isued',
      '12: there is no event type invoice-isued',
    ],
    ['an unknown zone', 'zone: UTC', 'zone: Mars/Olympus', '3: zone Mars/Olympus is not in the time zone database'],
    ['an unknown currency', 'currency: EUR', 'currency: EUX', '4: currency EUX is not a code of ISO 4217'],
    [
      'a default without use',
      'salesRepId: nobody',
      'salesRepId: nobody, region: north',
      '10: defaults.region is a field of none of the events',
    ],
    [
      'a sum without a group',
      'amountMinor: total',
      'amountMinor: { sum: total }',
      '18: events.0.fields.amountMinor: sum is over the rows of a group',
    ],
    [
      'amounts of one currency told in that of the row',
      'amountMinor: total',
      'amountMinor: total * 2\n      currency: customer',
      '9: columns.total is read with the 2 digits of EUR, but events.0 is in the currency that customer gives',
    ],
    [
      'amounts of one currency told in another',
      'salesRepId: nobody',
      'salesRepId: nobody, currency: JPY',
      '9: columns.total is read with the 2 digits of EUR, but events.0 is in JPY',
    ],
    [
      'an amount that an expression reads in one currency, told in that of the row',
      'amountMinor: total',
      'amountMinor: total + money(id + "(,")\n      currency: customer',
      '18: events.0.fields.amountMinor: money(…) reads with the 2 digits of EUR, but events.0 is in the currency that customer gives',
    ],
    [
      'a column that is reckoned from such an amount',
      'total: { as: money }\ndefaults: { salesRepId: nobody }',
      'total: { is: money(id) }\ndefaults: { salesRepId: nobody, currency: JPY }',
      '9: columns.total: money(…) reads with the 2 digits of EUR, but events.0 is in JPY',
    ],
    [
      'an unknown column for the currency',
      'as: money',
      'as: money, currency: custmer',
      '9: columns.total.currency: there is no custmer',
    ],
    [
      'a day for a currency',
      'as: money',
      'as: money, currency: issuedOn',
      '9: columns.total.currency: issuedOn is no text',
    ],
    [
      'a currency of what is no money',
      'as: money',
      'as: integer, currency: customer',
      '9: columns.total.currency: only money has a currency',
    ],
    ['an unknown key', 'as: money', 'az: money', '9: columns.total.az is not a known key'],
  ])('with %s is refused, with its line', (_, good, bad, fault) => {
    expect(faultsOf(GOOD.replace(good, bad))).toContain(fault)
  })

  test('may tell amounts in a currency of its own where the digits are the same, or said to be', () => {
    const inDollars = GOOD.replace('salesRepId: nobody', 'salesRepId: nobody, currency: USD')
    const byRow = GOOD.replace('amountMinor: total', 'amountMinor: total\n      currency: customer')
    expect(faultsOf(inDollars)).toEqual([])
    expect(faultsOf(byRow.replace('currency: customer', `currency: '"USD"'`))).toEqual([])
    expect(faultsOf(byRow.replace('currency: customer', `currency: '"JPY"'`))).toHaveLength(1)
    expect(faultsOf(byRow.replace('zone: UTC', 'zone: UTC\namounts: { minorDigits: 2 }'))).toEqual([])
    expect(faultsOf(byRow.replace('as: money', 'as: money, currency: customer'))).toEqual([])
    const readInRow = byRow.replace('amountMinor: total', 'amountMinor: money(id + "(", customer)')
    expect(faultsOf(readInRow)).toEqual([])
  })

  test('tells all its faults at once', () => {
    const bad = GOOD.replace('zone: UTC', 'zone: Mars')
      .replace('invoiceId: id', 'invoiceId: nix')
      .replace('+ 30', '+ "30"')
    expect(faultsOf(bad)).toHaveLength(3)
  })

  test('is another one when its meaning changes, not when a comment does', () => {
    const hashOf = (text: string) => {
      const parsed = parseMapping(text, 'shop.yaml')
      return 'mapping' in parsed ? parsed.mapping.hash : undefined
    }
    expect(hashOf(`# a comment\n${GOOD}`)).toBe(hashOf(GOOD))
    expect(hashOf(GOOD.replace('en: Shop', 'en: The shop'))).toBe(hashOf(GOOD))
    expect(hashOf(GOOD.replace('+ 30', '+ 31'))).not.toBe(hashOf(GOOD))
  })
})

describe('The mappings that ship', () => {
  test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.yaml')))('%s is right', (name) => {
    const parsed = parseMapping(readFileSync(join(FOLDER, name), 'utf8'), name)
    expect('faults' in parsed ? parsed.faults : []).toEqual([])
  })

  test('have a schema for editors that is up to date: tocsin import --schema > deploy/import/mapping.schema.json', () => {
    const kept: unknown = JSON.parse(readFileSync(join(FOLDER, 'mapping.schema.json'), 'utf8'))
    expect(kept).toEqual(JSON.parse(JSON.stringify(mappingFileJsonSchema())))
  })
})
