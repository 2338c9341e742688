import type { PortfolioFact } from '@tocsin/events'
import fc from 'fast-check'
import { FIRST_DAY } from './arbitrary-facts.ts'

const currency = fc.constantFrom('CNY', 'CNY', 'USD')
const gapDays = fc.constantFrom(0, 0, 1, 3, 14, 40)
const customerId = fc.constantFrom('C1', 'C2', 'C3')

const dueDays = fc.uniqueArray(
  fc.record({ dueOn: fc.integer({ min: -100, max: 60 }), openMinor: fc.nat(900), paidMinor: fc.nat(900) }),
  { selector: ({ dueOn }) => dueOn, maxLength: 3 },
)

/** What customers tell a group, each all that it contributes. */
export const arbitraryGroupFacts: fc.Arbitrary<PortfolioFact[]> = fc
  .array(
    fc.record({
      gapDays,
      customerId,
      salesRepId: fc.constantFrom('R1', 'R2', null),
      customerName: fc.constantFrom(null, 'Pine Works', 'Willow Trading'),
      receivables: fc.uniqueArray(fc.record({ currency, dueDays }), {
        selector: (each) => each.currency,
        maxLength: 2,
      }),
      orderDays: fc.uniqueArray(fc.record({ ago: fc.nat(130), placed: fc.integer({ min: 1, max: 4 }) }), {
        selector: ({ ago }) => ago,
        maxLength: 3,
      }),
      contractDays: fc.uniqueArray(fc.record({ ago: fc.nat(100), signed: fc.nat(2), lost: fc.nat(2) }), {
        selector: ({ ago }) => ago,
        maxLength: 2,
      }),
      ordered: fc.option(fc.record({ first: fc.integer({ min: 60, max: 200 }), latest: fc.nat(200) })),
      expected: fc.uniqueArray(
        fc.record({ currency, expectedMinor: fc.integer({ min: 1, max: 900 }), ahead: fc.nat(35) }),
        { selector: (each) => each.currency, maxLength: 2 },
      ),
    }),
    { minLength: 1, maxLength: 15 },
  )
  .map((tellings) => {
    let on = FIRST_DAY
    return tellings.map((told, index): PortfolioFact => {
      on += told.gapDays
      const { ordered } = told
      return {
        type: 'customer-contributed',
        eventId: `told-${index}`,
        group: 'segment:retail',
        customerId: told.customerId,
        customerName: told.customerName,
        salesRepId: told.salesRepId,
        on,
        receivables: told.receivables.map(({ currency, dueDays }) => ({
          currency,
          dueDays: dueDays
            .map(({ dueOn, openMinor, paidMinor }) => ({
              dueOn: on + dueOn,
              billedMinor: openMinor + paidMinor,
              billedInvoices: 1,
              writtenOffMinor: 0,
              openMinor,
              undisputedOpenMinor: openMinor,
              openInvoices: openMinor === 0 ? 0 : 1,
            }))
            .sort((left, right) => left.dueOn - right.dueOn),
        })),
        orderDays: told.orderDays.map(({ ago, placed }) => ({ orderedOn: on - ago, placed })),
        contractDays: told.contractDays
          .filter(({ signed, lost }) => signed + lost > 0)
          .map(({ ago, signed, lost }) => ({ decidedOn: on - ago, decided: signed + lost, signed })),
        firstOrderOn: ordered && on - Math.max(ordered.first, ordered.latest),
        lastOrderOn: ordered && on - ordered.latest,
        expected: told.expected.map(({ currency, expectedMinor, ahead }) => {
          return { currency, expectedMinor, untilOn: on + ahead }
        }),
      }
    })
  })

/** What is ordered of a product, and what is told of its stock. */
export const arbitraryProductFacts: fc.Arbitrary<PortfolioFact[]> = fc
  .array(
    fc.record({
      gapDays,
      customerId,
      isCount: fc.boolean(),
      daysAway: fc.integer({ min: -220, max: 5 }),
      quantity: fc.nat(9),
      leadTimeDays: fc.option(fc.nat(30)),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((moves) => {
    let on = FIRST_DAY
    return moves.map(({ gapDays, customerId, isCount, daysAway, quantity, leadTimeDays }, index): PortfolioFact => {
      on += gapDays
      const ids = { eventId: `told-${index}`, group: 'product:P1', on }
      const day = on + daysAway
      if (!isCount) {
        const demand = { customerId, orderedOn: day, quantityMilli: 1_000 * quantity }
        return { type: 'demand-contributed', ...ids, ...demand }
      }
      const known = { name: null, category: null, unit: null, leadTimeDays, knownSinceOn: Math.min(on, day) }
      return {
        type: 'product-described',
        ...ids,
        ...known,
        onHandMilli: 1_000 * quantity,
        countedOn: Math.min(on, day),
      }
    })
  })
