import { customerMeasure, type Indicator, type RuleSet } from '@tocsin/domain'
import fc from 'fast-check'
import { rulesWith } from './sample-rules.ts'

/** Measures of one unit can be put together, except those that stand alone. */
const FAMILIES = [
  ['open', 'overdue', 'overdue-undisputed', 'overdue-over-30-days', 'exposure', 'credit-limit', 'unapplied-cash'],
  ['order-week', 'order-week-placed', 'usual-order-week'],
  ['orders-recent', 'orders-baseline', 'contracts-decided', 'contracts-signed', 'invoices-paid', 'invoices-paid-late'],
  ['max-days-past-due', 'days-since-last-order', 'average-days-late'],
  ['unapplied-cash-days'],
  ['order-week-deviation'],
]

/** Those that nothing but days move for weeks, and all that is told of contracts, deliveries, promises and complaints. */
const WAITING_FAMILIES = [
  ['contract-days-left', 'contract-unreviewed-days', 'days-past-promise', 'complaint-open-days'],
  ['contract-days-left'],
  ['dispute-days'],
  ['unmatched-payment-days'],
  ['broken-promise-days'],
  ['write-offs'],
  ['promises-due', 'promises-broken', 'deliveries', 'deliveries-on-time', 'complaints', 'complaints-serious'],
  ['contracts-in-force', 'contracts-unapproved', 'contracts-reviewed', 'orders-since-contract', 'contracts-ended'],
  ['contract-ordered', 'contract-amount', 'returned', 'ordered', 'ordered-last-month', 'returned-after-month-end'],
  ['written-off', 'promised-unpaid', 'disputed', 'cash-expected', 'fallen-due', 'fallen-due-paid', 'usual-invoice'],
]

/** Levels near the values that small histories give, in the unit of the value. */
const FIRST_LEVEL = {
  money: fc.integer({ min: 0, max: 900_00 }),
  count: fc.integer({ min: 0, max: 5 }),
  days: fc.integer({ min: 0, max: 140 }).map((halves) => halves / 2),
  ratio: fc.integer({ min: -10, max: 30 }).map((tenths) => tenths / 10),
  deviations: fc.integer({ min: 0, max: 12 }).map((halves) => halves / 2),
  points: fc.integer({ min: 20, max: 90 }),
}
const STEP = { money: 200_00, count: 2, days: 20, ratio: 0.4, deviations: 1.5, points: 15 }

const chosenFrom = (families: readonly (readonly string[])[]) =>
  fc.record({
    kind: fc.constantFrom('measure', 'measure', 'ratio', 'difference', 'change'),
    family: fc.constantFrom(...families),
    left: fc.nat(),
    right: fc.nat(),
    direction: fc.constantFrom('above', 'above', 'below'),
    levels: fc.constantFrom('warning', 'critical', 'both', 'both'),
    /** How far the clear levels lie back, in steps. */
    back: fc.constantFrom(0, 0, 0.5, 2),
    currency: fc.constantFrom('CNY', 'USD'),
    holdDays: fc.constantFrom(0, 0, 1, 2, 5, 40),
    minimumSample: fc.constantFrom(1, 1, 2, 3),
    evaluate: fc.constantFrom('at-day-end', 'at-day-end', 'on-change'),
  } as const)
type Chosen = ReturnType<typeof chosenFrom> extends fc.Arbitrary<infer Value> ? Value : never

/** One to five indicators over any measures, sensible or not: any value, levels, direction and times. */
export const arbitraryRuleSet: fc.Arbitrary<RuleSet> = ruleSetOver(FAMILIES, 1)

/** As `arbitraryRuleSet`, four or five over measures that wait. */
export const arbitraryWaitingRuleSet: fc.Arbitrary<RuleSet> = ruleSetOver(WAITING_FAMILIES, 4)

function ruleSetOver(families: readonly (readonly string[])[], minLength: number): fc.Arbitrary<RuleSet> {
  return fc
    .array(chosenFrom(families).chain(indicatorOf), { minLength, maxLength: 5 })
    .map((indicators) =>
      rulesWith(...indicators.map((indicator, index) => ({ ...indicator, id: `indicator-${index}` }))),
    )
}

function indicatorOf(chosen: Chosen): fc.Arbitrary<Indicator> {
  const { family, direction, levels, back, currency, holdDays, minimumSample, evaluate } = chosen
  const kind = family.length === 1 ? 'measure' : chosen.kind
  const left = family[chosen.left % family.length] as string
  const right = family[chosen.right % family.length] as string
  const isQuotient = kind === 'ratio' || kind === 'change'
  const unit = isQuotient ? 'ratio' : customerMeasure(left).unit
  const further = direction === 'above' ? STEP[unit] : -STEP[unit]
  return FIRST_LEVEL[unit].map((first) => ({
    id: 'indicator',
    name: { zh: '指标', en: 'Indicator' },
    question: { zh: '多少？', en: 'How much?' },
    entity: 'customer',
    value: expressionOf(kind, left, right),
    unit,
    ...(unit === 'money' ? { currency } : {}),
    direction,
    thresholds: {
      ...(levels === 'critical' ? {} : { warning: first }),
      ...(levels === 'warning' ? {} : { critical: first + further }),
    },
    clear: {
      ...(levels === 'critical' ? {} : { warning: first - back * further }),
      ...(levels === 'warning' ? {} : { critical: first + further - Math.min(back, 0.5) * further }),
    },
    holdDays,
    minimumSample,
    evaluate,
    ownerRole: 'credit-controller',
    nextStep: { zh: '致电客户', en: 'Call the customer' },
  }))
}

/** The measure on the left, or what is made of both. */
export function expressionOf(kind: Indicator['value']['kind'], left: string, right: string): Indicator['value'] {
  switch (kind) {
    case 'measure':
      return { kind, measure: left }
    case 'ratio':
      return { kind, of: left, to: right }
    case 'difference':
      return { kind, of: left, minus: right }
    case 'change':
      return { kind, of: left, from: right }
  }
}
