import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { CUSTOMER_MEASURES, type CustomerMeasureName } from '../measures/catalogue.ts'
import { nobody } from '../measures/testing/nobody.ts'
import { onOrderPlaced } from '../sales-history/on-order.ts'
import { type CalendarDay, parseCalendarDay } from '../values/calendar-day.ts'
import {
  type ContractOutcome,
  MAX_AGREEMENTS,
  MAX_CONTRACT_ORDERS,
  MAX_CONTRACT_OUTCOMES,
  MAX_CONTRACT_REVIEWS,
  pruneAgreements,
} from './agreements.ts'
import {
  endAgreement,
  onAgreementOutcome,
  onAgreementReviewed,
  onAgreementSigned,
  onContractOrderAmended,
  onContractOrderPlaced,
  onContractOrderTakenBack,
} from './on-agreement.ts'
import { onContractOffered, onContractReviewed, onContractSigned } from './on-contract.ts'

const MARCH_2 = parseCalendarDay('2026-03-02')

const MEASURES = [
  'contracts-in-force',
  'contract-days-left',
  'contract-unreviewed-days',
  'contracts-unapproved',
  'deviating-clauses',
  'contracts-reviewed',
  'contracts-ended',
  'contracts-fulfilled',
  'contracts-breached',
  'orders-since-contract',
  'orders-without-contract',
  'contract-ordered',
  'contract-amount',
] as const satisfies readonly CustomerMeasureName[]

type Facts = ReturnType<typeof nobody>

describe('a contract', () => {
  test('ends in so many days, at most 90, and below zero afterwards, as long as orders go on', () => {
    const facts = withContract({ validToOn: MARCH_2 + 100 })
    order(facts, 'O-1', MARCH_2, 'K-1')
    expect(numberOf(facts, 'contract-days-left', MARCH_2)).toBe(90)
    expect(numberOf(facts, 'contract-days-left', MARCH_2 + 70)).toBe(30)
    expect(numberOf(facts, 'contract-days-left', MARCH_2 + 89)).toBe(11)
    // 90 days without an order: it has come to its end by itself.
    expect(numberOf(facts, 'contract-days-left', MARCH_2 + 90)).toBeUndefined()
    order(facts, 'O-2', MARCH_2 + 95, 'K-1')
    expect(numberOf(facts, 'contract-days-left', MARCH_2 + 105)).toBe(-5)
  })

  test('that is renewed ends with the renewal', () => {
    const facts = withContract({ validToOn: MARCH_2 + 20 })
    sign(facts, { contractId: 'K-2', validFromOn: MARCH_2 + 21, validToOn: MARCH_2 + 400 }, MARCH_2)
    order(facts, 'O-1', MARCH_2, 'K-1')
    expect(numberOf(facts, 'contract-days-left', MARCH_2 + 19)).toBe(90)
  })

  test('without a review waits from its signature on, an offer from its own day; a review in time approves', () => {
    const facts = withContract({})
    onContractOffered(facts.contracts, { contractId: 'K-2', salesRepId: 'R-1', offeredOn: MARCH_2 - 4 }, MARCH_2)
    expect(numberOf(facts, 'contract-unreviewed-days', MARCH_2 + 6)).toBe(10)
    review(facts, 'K-2', MARCH_2 + 6, ['price', 'penalty'])
    expect(numberOf(facts, 'contract-unreviewed-days', MARCH_2 + 6)).toBe(6)
    expect(numberOf(facts, 'contracts-unapproved', MARCH_2 + 6)).toBe(1)
    expect(numberOf(facts, 'deviating-clauses', MARCH_2 + 6)).toBe(2)
    sign(facts, { contractId: 'K-2' }, MARCH_2 + 7)
    expect(numberOf(facts, 'contracts-in-force', MARCH_2 + 7)).toBe(2)
    expect(numberOf(facts, 'contracts-unapproved', MARCH_2 + 7)).toBe(1)
    expect(numberOf(facts, 'deviating-clauses', MARCH_2 + 7)).toBe(2)
    // Late is better than never, but the signature came first.
    review(facts, 'K-1', MARCH_2 + 8, [])
    expect(numberOf(facts, 'contract-unreviewed-days', MARCH_2 + 9)).toBe(0)
    expect(numberOf(facts, 'contracts-unapproved', MARCH_2 + 9)).toBe(1)
  })

  test('that a review rejected and somebody signed is not approved', () => {
    const facts = nobody()
    onContractOffered(facts.contracts, { contractId: 'K-1', salesRepId: 'R-1', offeredOn: MARCH_2 - 4 }, MARCH_2)
    review(facts, 'K-1', MARCH_2 - 1, ['liability'], 'rejected')
    sign(facts, { contractId: 'K-1' }, MARCH_2)
    expect(numberOf(facts, 'contracts-unapproved', MARCH_2)).toBe(1)
  })

  test('is named by the orders under it; those on other days, under others or under none are not covered', () => {
    const facts = withContract({ validToOn: MARCH_2 + 30 })
    order(facts, 'O-1', MARCH_2 + 1, 'K-1')
    order(facts, 'O-2', MARCH_2 + 2, null)
    order(facts, 'O-3', MARCH_2 + 3, 'K-unheard-of')
    order(facts, 'O-4', MARCH_2 + 31, 'K-1')
    expect(numberOf(facts, 'orders-since-contract', MARCH_2 + 31)).toBe(4)
    expect(numberOf(facts, 'orders-without-contract', MARCH_2 + 31)).toBe(3)
    expect(numberOf(facts, 'orders-without-contract', MARCH_2 + 92)).toBe(2)
  })

  test('is not missed where no order ever names one', () => {
    const facts = withContract({})
    for (let day = 1; day < 9; day += 1) order(facts, `O-${day}`, MARCH_2 + day, null)
    expect(numberOf(facts, 'orders-since-contract', MARCH_2 + 9)).toBe(0)
    order(facts, 'O-9', MARCH_2 + 9, 'K-1')
    expect(numberOf(facts, 'orders-without-contract', MARCH_2 + 9)).toBe(8)
  })

  test('is asked of nobody who never had one', () => {
    const facts = nobody()
    order(facts, 'O-1', MARCH_2, null)
    expect(facts.agreements.orders).toEqual([])
    expect(numberOf(facts, 'orders-without-contract', MARCH_2)).toBe(0)
  })

  test('covers orders that are told before its signature', () => {
    const facts = nobody()
    order(facts, 'O-1', MARCH_2 + 1, 'K-1')
    sign(facts, { contractId: 'K-1', amountMinor: 1_000_00 }, MARCH_2)
    expect(numberOf(facts, 'orders-without-contract', MARCH_2 + 1)).toBe(0)
    expect(facts.agreements.signed[0]!.orderedMinor).toBe(100_00)
  })

  test('is used up by what is ordered under it in its currency, as last amended, less what was taken back', () => {
    const facts = withContract({ amountMinor: 300_00 })
    sign(facts, { contractId: 'K-2', amountMinor: 10_000_00 }, MARCH_2)
    order(facts, 'O-1', MARCH_2, 'K-1')
    order(facts, 'O-2', MARCH_2, 'K-1')
    order(facts, 'O-3', MARCH_2, 'K-1', 'USD')
    onContractOrderAmended(facts.agreements, { orderId: 'O-2', amountMinor: 250_00, currency: 'CNY' }, MARCH_2)
    const used = () => CUSTOMER_MEASURES['contract-ordered'].measure(facts, MARCH_2)
    const subject = { id: 'K-1', name: null }
    expect(used()).toEqual({ kind: 'money', amounts: [{ currency: 'CNY', amountMinor: 350_00, sample: 1, subject }] })
    expect(CUSTOMER_MEASURES['contract-amount'].measure(facts, MARCH_2)).toMatchObject({
      amounts: [{ amountMinor: 300_00 }],
    })
    onContractOrderTakenBack(facts.agreements, { orderId: 'O-2', amountMinor: 60_00, currency: 'CNY' }, MARCH_2)
    expect(used()).toMatchObject({ amounts: [{ amountMinor: 290_00 }] })
    // An amendment may put an order under another contract.
    const moved = { orderId: 'O-2', amountMinor: 190_00, currency: 'CNY', contractId: 'K-2' }
    onContractOrderAmended(facts.agreements, moved, MARCH_2)
    expect(used()).toMatchObject({ amounts: [{ amountMinor: 100_00 }] })
  })

  test('counts once in a year, by its worst outcome', () => {
    const facts = withContract({})
    const told: readonly (readonly [string, ContractOutcome])[] = [
      ['K-1', 'breached'],
      ['K-1', 'fulfilled'],
      ['K-2', 'fulfilled'],
      ['K-3', 'terminated'],
    ]
    for (const [contractId, outcome] of told)
      onAgreementOutcome(facts.agreements, contractId, outcome, MARCH_2, MARCH_2)
    expect(numberOf(facts, 'contracts-ended', MARCH_2)).toBe(3)
    expect(numberOf(facts, 'contracts-fulfilled', MARCH_2)).toBe(1)
    expect(numberOf(facts, 'contracts-breached', MARCH_2 + 364)).toBe(1)
    expect(numberOf(facts, 'contracts-breached', MARCH_2 + 365)).toBe(0)
  })
})

const move = fc.record({
  kind: fc.constantFrom(
    'sign',
    'sign',
    'review',
    'offer',
    'end',
    'outcome',
    'order',
    'order',
    'order',
    'amend',
    'cancel',
  ),
  gapDays: fc.oneof({ weight: 6, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: fc.integer({ min: 60, max: 130 }) }),
  dated: fc.integer({ min: -8, max: 12 }),
  termDays: fc.nat(120),
  number: fc.nat(4),
  amountMinor: fc.integer({ min: 1, max: 500_00 }),
  currency: fc.constantFrom('CNY', 'CNY', 'USD'),
  isNamed: fc.boolean(),
})
type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never

describe('whatever happens to contracts', () => {
  test('it does not matter at which day ends the customer was looked at, and lists stay within their bounds', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 80 }), (moves) => {
        const eager = nobody()
        const lazy = nobody()
        let today = MARCH_2
        for (const [index, next] of moves.entries()) {
          for (let day = today; day < today + next.gapDays; day += 1) pruneAgreements(eager.agreements, day)
          today += next.gapDays
          apply(eager, next, index, today)
          apply(lazy, next, index, today)
          expect(allMeasured(eager, today)).toBe(allMeasured(lazy, today))
        }
        const { signed, reviews, outcomes, orders } = lazy.agreements
        expect(signed.length).toBeLessThanOrEqual(MAX_AGREEMENTS)
        expect(reviews.length).toBeLessThanOrEqual(MAX_CONTRACT_REVIEWS)
        expect(outcomes.length).toBeLessThanOrEqual(MAX_CONTRACT_OUTCOMES)
        expect(orders.length).toBeLessThanOrEqual(MAX_CONTRACT_ORDERS)
      }),
      { numRuns: 60 },
    )
  })

  test('orders, outcomes and what was ordered are those that one would count with a pencil', () => {
    let uncovered = 0
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const facts = nobody()
        const pencil = new Pencil()
        let today = MARCH_2
        for (const [index, next] of moves.entries()) {
          today += Math.min(next.gapDays, 6)
          apply(facts, next, index, today)
          pencil.note(next, index, today)
        }
        expect(numberOf(facts, 'contracts-in-force', today)).toBe(pencil.inForce(today).length)
        // Outcomes may be dated ahead.
        expect(numberOf(facts, 'contracts-ended', today + 12)).toBe(pencil.outcomes.size)
        expect(numberOf(facts, 'orders-without-contract', today)).toBe(pencil.uncovered(today))
        uncovered += pencil.uncovered(today)
      }),
      { numRuns: 200 },
    )
    expect(uncovered).toBeGreaterThan(20)
  })

  test.each(MEASURES)('%s changes on no day before the one that it foresees', (name) => {
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 25 }), (moves) => {
        const facts = nobody()
        let on = MARCH_2
        for (const [index, next] of moves.entries()) {
          on += next.gapDays
          apply(facts, next, index, on)
        }
        const measure = CUSTOMER_MEASURES[name]
        for (let checked = 0; checked < 6; checked += 1) {
          const foreseenOn = measure.nextChangeOn(facts, on)
          const now = JSON.stringify(measure.measure(facts, on))
          const last = Math.min(foreseenOn ?? Number.POSITIVE_INFINITY, on + 400) - 1
          for (let day = on + 1; day <= last; day += 1) {
            if (JSON.stringify(measure.measure(facts, day)) !== now) throw new Error(`changes on ${day} already`)
          }
          if (foreseenOn === undefined) return
          expect(foreseenOn).toBeGreaterThan(on)
          on = foreseenOn
        }
      }),
      { numRuns: 40 },
    )
  })

  test('the days without a review reach and leave levels on the days foreseen, or later', () => {
    const measure = CUSTOMER_MEASURES['contract-unreviewed-days']
    const levels = { thresholds: [7, 30], clear: [7, 30] }
    const bandOf = (facts: Facts, on: CalendarDay) => {
      const value = numberOf(facts, 'contract-unreviewed-days', on) ?? 0
      return levels.thresholds.filter((level) => value >= level).length
    }
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 25 }), (moves) => {
        const facts = nobody()
        let on = MARCH_2
        for (const [index, next] of moves.entries()) {
          on += next.gapDays
          apply(facts, next, index, on)
        }
        for (let checked = 0; checked < 6; checked += 1) {
          const next = measure.nextCrossingOn?.(facts, on, levels)
          const last = Math.min(next ?? Number.POSITIVE_INFINITY, on + 200) - 1
          for (let day = on + 1; day <= last; day += 1) {
            if (bandOf(facts, day) !== bandOf(facts, on)) throw new Error(`a level is crossed on ${day} already`)
          }
          if (next === undefined) return
          on = next
        }
      }),
      { numRuns: 60 },
    )
  })
})

function allMeasured(facts: Facts, today: CalendarDay): string {
  const days = [today, today + 45, today + 95]
  return JSON.stringify(days.map((on) => MEASURES.map((name) => CUSTOMER_MEASURES[name].measure(facts, on))))
}

/** Contracts, orders and outcomes noted one by one, and counted anew each time. */
class Pencil {
  readonly outcomes = new Set<string>()
  readonly #signed = new Map<string, { fromOn: CalendarDay; toOn: CalendarDay }>()
  readonly #orders: { placedOn: CalendarDay; contractId: string | null; orderId: string }[] = []

  note({ kind, dated, termDays, number, currency, isNamed, amountMinor: _ }: Move, index: number, today: CalendarDay) {
    const contractId = `K-${number}`
    if (kind === 'sign') {
      const fromOn = today + dated
      if (fromOn + termDays > today - 90) this.#signed.set(contractId, { fromOn, toOn: fromOn + termDays })
    }
    if (kind === 'end') {
      const known = this.#signed.get(contractId)
      if (known !== undefined) known.toOn = Math.min(known.toOn, today + dated - 1)
    }
    if (kind === 'outcome') this.outcomes.add(contractId)
    if (kind === 'order') {
      const isKept = isNamed || this.#signed.size > 0 || this.#orders.length > 0
      const orderId = `O-${currency}-${index % 12}`
      if (isKept) this.#orders.push({ placedOn: today, contractId: isNamed ? contractId : null, orderId })
    }
    if (kind === 'amend' && isNamed) {
      const order = this.#orders.find(({ orderId }) => orderId === `O-${currency}-${number}`)
      if (order !== undefined) order.contractId = contractId
    }
  }

  inForce(today: CalendarDay) {
    return [...this.#signed.values()].filter(({ fromOn, toOn }) => fromOn <= today && today <= toOn)
  }

  uncovered(today: CalendarDay): number {
    const known = [...this.#signed.values()].filter(({ toOn }) => toOn > today - 90)
    const firstOn = Math.min(...known.map(({ fromOn }) => fromOn))
    const counted = this.#orders.filter(({ placedOn }) => placedOn >= firstOn && placedOn > today - 90)
    if (counted.every(({ contractId }) => contractId === null)) return 0
    return counted.filter(({ placedOn, contractId }) => {
      const contract = contractId === null ? undefined : this.#signed.get(contractId)
      const isCovered = contract !== undefined && contract.fromOn <= placedOn && placedOn <= contract.toOn
      return !isCovered
    }).length
  }
}

function apply(facts: Facts, next: Move, index: number, today: CalendarDay): void {
  const { kind, dated, termDays, number, amountMinor, currency, isNamed } = next
  const contractId = `K-${number}`
  const contract = { contractId: isNamed ? contractId : null }
  switch (kind) {
    case 'sign': {
      const validFromOn = today + dated
      const terms = {
        contractId,
        salesRepId: 'R-1',
        amountMinor,
        currency,
        signedOn: today,
        validFromOn,
        validToOn: validFromOn + termDays,
      }
      onAgreementSigned(facts.agreements, terms, today)
      break
    }
    case 'offer':
      onContractOffered(
        facts.contracts,
        { contractId: `${contractId}-${index}`, salesRepId: 'R-1', offeredOn: today + dated },
        today,
      )
      break
    case 'review':
      review(facts, contractId, today + dated, isNamed ? ['price'] : [], amountMinor > 250_00 ? 'rejected' : 'approved')
      break
    case 'end':
      endAgreement(facts.agreements, contractId, today + dated)
      break
    case 'outcome':
      onAgreementOutcome(facts.agreements, contractId, isNamed ? 'fulfilled' : 'breached', today + dated, today)
      break
    case 'order': {
      const orderId = `O-${currency}-${index % 12}`
      onOrderPlaced(facts.orders, { orderId: `${index}`, salesRepId: 'R-1', amountMinor, currency }, today, today)
      onContractOrderPlaced(facts.agreements, { orderId, amountMinor, currency, ...contract }, today, today)
      break
    }
    case 'amend':
      onContractOrderAmended(
        facts.agreements,
        { orderId: `O-${currency}-${number}`, amountMinor, currency, ...contract },
        today,
      )
      break
    case 'cancel':
      onContractOrderTakenBack(facts.agreements, { orderId: `O-${currency}-${number}`, amountMinor, currency }, today)
      break
  }
}

function withContract(terms: Partial<Parameters<typeof onAgreementSigned>[1]>): Facts {
  const facts = nobody()
  sign(facts, { contractId: 'K-1', ...terms }, MARCH_2)
  return facts
}

function sign(
  facts: Facts,
  terms: Partial<Parameters<typeof onAgreementSigned>[1]> & { contractId: string },
  on: CalendarDay,
): void {
  const fact = {
    amountMinor: 1_000_00,
    currency: 'CNY',
    salesRepId: 'R-1',
    signedOn: on,
    validFromOn: on,
    validToOn: on + 365,
    ...terms,
  }
  onContractSigned(facts.contracts, fact, on)
  onAgreementSigned(facts.agreements, fact, on)
}

function review(
  facts: Facts,
  contractId: string,
  reviewedOn: CalendarDay,
  deviatingClauses: readonly string[],
  outcome: 'approved' | 'rejected' = 'approved',
): void {
  const fact = { contractId, reviewedOn, deviatingClauses, outcome }
  onContractReviewed(facts.contracts, fact, reviewedOn)
  onAgreementReviewed(facts.agreements, fact, reviewedOn)
}

function order(facts: Facts, orderId: string, on: CalendarDay, contractId: string | null, currency = 'CNY'): void {
  const fact = { orderId, salesRepId: 'R-1', amountMinor: 100_00, currency, contractId }
  onOrderPlaced(facts.orders, fact, on, on)
  onContractOrderPlaced(facts.agreements, fact, on, on)
}

function numberOf(facts: Facts, name: CustomerMeasureName, on: CalendarDay): number | undefined {
  const measured = CUSTOMER_MEASURES[name].measure(facts, on)
  return measured.kind === 'number' ? measured.value : undefined
}
