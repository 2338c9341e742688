import { describe, expect, test } from '@jest/globals'
import { parseRuleSet, type RuleSetFile } from '../index.ts'

const HEAD = 'ruleSet: standard\nversion: "1"\nbusinessZone: Asia/Shanghai\n'

/** A measure as a rule file declares it, with other lines in the place of some. */
function measure(lines: Readonly<Record<string, string | null>> = {}): string {
  const all: Record<string, string | null> = {
    id: 'payments-bounced',
    label: '{ zh: 退票次数, en: bounced payments }',
    meaning: '{ zh: 最近 60 天被冲回的收款次数, en: Payments taken back in the last 60 days }',
    over: 'payment-reversed',
    aggregate: 'count',
    window: '{ days: 60 }',
    ...lines,
  }
  const rows = Object.entries(all).flatMap(([key, text]) => (text === null ? [] : [`${key}: ${text}`]))
  return `  - ${rows.join('\n    ')}\n`
}

function indicator(lines: Readonly<Record<string, string | null>> = {}): string {
  const all: Record<string, string | null> = {
    id: 'bounced-payments',
    name: '{ zh: 退票, en: Bounced payments }',
    question: '{ zh: 收款是否被冲回？, en: Are payments taken back? }',
    entity: 'customer',
    value: '{ measure: payments-bounced }',
    unit: 'count',
    direction: 'above',
    thresholds: '{ warning: 2 }',
    ownerRole: 'credit-controller',
    nextStep: '{ zh: 致电, en: Call }',
    ...lines,
  }
  const rows = Object.entries(all).flatMap(([key, text]) => (text === null ? [] : [`${key}: ${text}`]))
  return `  - ${rows.join('\n    ')}\n`
}

function whole(measures: string, indicators = indicator()): string {
  return `${HEAD}measures:\n${measures}indicators:\n${indicators}`
}

function said(files: string | readonly RuleSetFile[]): string[] {
  const parsed = typeof files === 'string' ? parseRuleSet(files, 'f.yaml') : parseRuleSet(files)
  return 'ruleSet' in parsed ? [] : parsed.faults.map(({ message, hint }) => `${message} | ${hint}`)
}

function declaredIn(text: string) {
  const parsed = parseRuleSet(text, 'f.yaml')
  if ('faults' in parsed) throw new Error(parsed.faults.map(({ message }) => message).join('\n'))
  return parsed.ruleSet.measures ?? []
}

describe('a measure that a rule file declares', () => {
  test('may be asked for by the indicators of any file, and is part of the version', () => {
    const files = [
      { fileName: 'rule-set.yaml', text: HEAD },
      { fileName: 'a.yaml', text: `indicators:\n${indicator()}` },
      { fileName: 'b.yaml', text: `measures:\n${measure()}` },
    ]
    const versionOf = (given: readonly RuleSetFile[]) => {
      const parsed = parseRuleSet(given)
      if ('faults' in parsed) throw new Error(parsed.faults.map(({ message }) => message).join('\n'))
      return parsed.ruleSet.version
    }
    const version = versionOf(files)
    expect(versionOf(files.map((file) => ({ ...file, text: file.text.replace('days: 60', 'days: 61') })))).not.toBe(
      version,
    )
    expect(versionOf([{ fileName: 'all.yaml', text: whole(measure()) }])).toBe(version)
  })

  test('has the unit and the facets that follow from its events', () => {
    const sum = measure({ aggregate: 'sum', field: 'amountMinor', over: '[order-placed, payment-reversed]' })
    const days = measure({ id: 'terms', aggregate: 'average', over: 'invoice-issued', field: 'dueOn - issuedOn' })
    const reasons = measure({ id: 'reasons', aggregate: 'distinct', over: 'invoice-disputed', field: 'reason' })
    const hourly = measure({ id: 'lately', window: '{ hours: 24 }' })
    const inMoney = indicator({ unit: 'money', currency: 'CNY' })
    expect(declaredIn(whole(sum + days + reasons + hourly, inMoney))).toMatchObject([
      { id: 'lately', unit: 'count', window: { hours: 24 }, reads: ['payments'], minimumSample: 0 },
      {
        id: 'payments-bounced',
        unit: 'money',
        over: ['order-placed', 'payment-reversed'],
        reads: ['orders', 'payments'],
      },
      { id: 'reasons', unit: 'count', field: 'reason' },
      { id: 'terms', unit: 'days', field: 'dueOn', minus: 'issuedOn' },
    ])
  })

  test.each<[Record<string, string | null>, string, string]>([
    [{ over: 'payment-reversd' }, 'over is payment-reversd, which is no event type', 'Did you mean payment-reversed?'],
    [{ over: '[order-placed, order-put]' }, 'over.1 is order-put, which is no event type', 'order-placed'],
    [{ aggregate: 'sum' }, 'field is missing', 'amountMinor'],
    [{ field: 'amountMinor' }, 'field has no meaning for aggregate count', 'remove the key'],
    [
      { aggregate: 'sum', field: 'amount' },
      'field asks for amount, which payment-reversed has not',
      'Did you mean amountMinor?',
    ],
    [{ aggregate: 'sum', field: 'reason' }, 'field is reason, a text, of which there is no sum', 'amountMinor'],
    [
      { aggregate: 'average', field: 'reversedOn' },
      'field is reversedOn, a day, of which there is no average',
      'dueOn - issuedOn',
    ],
    [
      { aggregate: 'maximum', over: 'credit-report-received', field: 'score' },
      'field is score, not a whole number',
      'distinct',
    ],
    [{ aggregate: 'distinct', over: 'order-placed', field: 'lines' }, 'field is lines, which holds a list', 'orderId'],
    [
      { aggregate: 'average', over: 'invoice-issued', field: 'dueOn - amountMinor' },
      'amountMinor is no day',
      'issuedOn, dueOn',
    ],
    [{ aggregate: 'distinct', over: 'invoice-issued', field: 'dueOn - issuedOn' }, 'is a difference', 'average'],
    [
      { aggregate: 'sum', over: '[order-placed, order-delivered]', field: 'amountMinor' },
      'which order-delivered has not',
      'orderId',
    ],
    [{ where: 'amout > 1000' }, 'where', 'Did you mean amount?'],
    [{ where: 'amountMinor > 1000' }, 'where', 'amount'],
    [{ where: 'reason.matches("a+")' }, 'where', ''],
    [{ where: 'reversedOn > "x"' }, 'compares a calendar day with a text', 'A day goes with another day'],
    [{ over: '[order-placed, order-delivered]', where: 'prepaid' }, 'where asks for prepaid', 'orderId'],
    [{ window: '{ days: 60, hours: 5 }' }, 'window has days and hours at once', 'exactly one'],
    [{ window: '{}' }, 'window has no length', 'exactly one'],
    [{ window: '{ days: 401 }' }, 'window.days is 401', 'at most 400'],
    [{ window: '{ hours: 721 }' }, 'window.hours is 721', 'at most 720'],
    [{ unit: 'days' }, 'unit is days, but the measure is in count', 'unit: count'],
    [
      { aggregate: 'sum', field: 'amountMinor', minimumSample: '3' },
      'minimumSample has no meaning for money',
      'indicator',
    ],
    [{ entity: 'sales-rep' }, 'entity is "sales-rep"', 'every sales-rep has: open, overdue, '],
    [{ entity: 'segment' }, 'entity is "segment"', 'every segment has: open, overdue, '],
    [{ entity: 'sales-repp' }, 'entity is "sales-repp"', 'Allowed: customer.'],
    [{ aggregat: 'sum' }, 'aggregat is not a known key', 'aggregate'],
  ])('with %j is refused, in one sentence, whoever asks for it', (lines, message, hint) => {
    const faults = said(whole(measure(lines)))
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain('measure payments-bounced: ')
    expect(faults[0]).toContain(message)
    expect(faults[0]).toContain(hint)
  })

  test('of a representative is refused where it says so, once, though an indicator asks for it', () => {
    const text = whole(measure({ entity: 'sales-rep' }), indicator({ id: 'rep-bounced', entity: 'sales-rep' }))
    const parsed = parseRuleSet([{ fileName: 'payments.yaml', text }])
    if (!('faults' in parsed)) throw new Error('it is accepted')
    const line = text.split('\n').findIndex((each) => each.includes('entity: sales-rep')) + 1
    expect(parsed.faults).toMatchObject([
      {
        fileName: 'payments.yaml',
        line,
        message: 'measure payments-bounced: entity is "sales-rep", which is not allowed here',
        hint: expect.stringContaining('Measures can be declared of customers alone: remove the key, or use a measure'),
      },
    ])
  })

  test('of customers is not one of representatives, and an unknown one of theirs cannot be declared', () => {
    const asked = indicator({ id: 'rep-bounced', entity: 'sales-rep' })
    expect(said(whole(measure(), asked))).toEqual([
      expect.stringMatching(
        /payments-bounced, which is a measure of a customer, not of a sales-rep \| .*entity: customer/u,
      ),
    ])
    expect(said(whole(measure({ id: 'bounced' }), asked))).toEqual([
      expect.stringMatching(/is "payments-bounced", which is no measure \| .*Only customers have declared ones\.$/u),
    ])
  })

  test('may say which events count', () => {
    const prepaid = measure({ over: 'order-placed', where: 'prepaid && amount > 1000' })
    expect(declaredIn(whole(prepaid))[0]?.where).toMatchObject({ kind: 'and', left: { name: 'prepaid' } })
    const long = measure({ over: 'invoice-issued', where: 'dueOn - issuedOn > 60 || orderId == null' })
    expect(declaredIn(whole(long))[0]?.where).toMatchObject({ kind: 'or' })
  })

  test('has an id of its own', () => {
    const other = indicator({ value: '{ measure: open }', unit: 'money', currency: 'CNY' })
    expect(said(whole(measure({ id: 'open' }), other))[0]).toContain('id is open, which is a measure already')
    expect(said(whole(measure() + measure()))[0]).toContain('the measure payments-bounced is declared twice')
    const many = Array.from({ length: 25 }, (_, index) => measure({ id: `m-${index}` })).join('')
    expect(said(whole(measure() + many))[0]).toContain('26 measures are declared, 24 are possible')
  })
})

describe('an indicator over declared measures', () => {
  test('is checked against their units', () => {
    expect(said(whole(measure(), indicator({ unit: 'days' })))[0]).toContain('unit is days, but the value is in count')
    const mixed = indicator({ value: '{ ratio: { of: payments-bounced, to: open } }', unit: 'ratio' })
    expect(said(whole(measure(), mixed))[0]).toContain('payments-bounced (count) and open (money)')
    const right = indicator({ value: '{ ratio: { of: payments-bounced, to: invoices-paid } }', unit: 'ratio' })
    expect(said(whole(measure(), right))).toEqual([])
  })

  test('may not ask for what nobody declares, nor in the name of a representative', () => {
    const [unknown] = said(whole(measure(), indicator({ value: '{ measure: payments-bouncd }' })))
    expect(unknown).toContain('value.measure is "payments-bouncd", which is no measure')
    expect(unknown).toContain('Did you mean payments-bounced?')
    const [foreign] = said(whole(measure(), indicator({ entity: 'sales-rep' })))
    expect(foreign).toContain('payments-bounced, which is a measure of a customer, not of a sales-rep')
  })

  test('with a window of hours is looked at on change', () => {
    const hourly = measure({ window: '{ hours: 24 }' })
    expect(said(whole(hourly))[0]).toContain('evaluate is at-day-end, but payments-bounced has a window of hours')
    expect(said(whole(hourly, indicator({ evaluate: 'on-change' })))).toEqual([])
  })
})
