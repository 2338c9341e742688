import { describe, expect, test } from '@jest/globals'
import { ContradictionError, facetBit, parseCalendarDay } from '@tocsin/domain'
import {
  complaintReceived,
  complaintSettled,
  orderDelivered,
  orderPlaced,
  orderReturned,
  satisfactionSurveyed,
} from '../../testing/sample-events.ts'
import { REPEATED } from '../change.ts'
import { emptyCustomerState } from '../state.ts'
import { onFeedbackEvent } from './on-feedback-event.ts'
import { onOrderEvent } from './on-order-event.ts'

const MAR_2 = parseCalendarDay('2026-03-02')
const days = { recordedOn: MAR_2, today: MAR_2 }

describe('Feedback of a customer', () => {
  test('about an order is about the representative who took it, also when the order was delivered', () => {
    const state = emptyCustomerState()
    onOrderEvent(state, orderPlaced({ orderId: 'O-1', salesRepId: 'R7' }), days)
    onOrderEvent(state, orderDelivered({ orderId: 'O-1', deliveredOn: MAR_2 }), days)
    const change = onFeedbackEvent(
      state,
      complaintReceived({ complaintId: 'B-1', orderId: 'O-1', receivedOn: MAR_2 }),
      days,
    )
    expect(change).toBe(facetBit('feedback'))
    expect(state.feedback.complaints).toMatchObject([{ complaintId: 'B-1', salesRepId: 'R7', settledOn: null }])
    onFeedbackEvent(state, complaintSettled({ complaintId: 'B-1', settledOn: MAR_2 + 1 }), days)
    expect(state.feedback.complaints).toMatchObject([{ settledOn: MAR_2 + 1 }])
  })

  test('told again changes nothing, told otherwise is refused, and leaves what was known', () => {
    const state = emptyCustomerState()
    const complaint = complaintReceived({ complaintId: 'B-1', receivedOn: MAR_2 })
    onFeedbackEvent(state, complaint, days)
    const before = structuredClone(state)
    expect(onFeedbackEvent(state, { ...complaint, eventId: 'again' }, days)).toBe(REPEATED)
    expect(() => onFeedbackEvent(state, { ...complaint, receivedOn: MAR_2 - 1 }, days)).toThrow(ContradictionError)
    expect(state).toEqual(before)
  })

  test('by a survey that is told again under another event id counts once', () => {
    const state = emptyCustomerState()
    const answer = satisfactionSurveyed({ surveyId: 'Q-1', score: 4, surveyedOn: MAR_2 })
    onFeedbackEvent(state, answer, days)
    expect(onFeedbackEvent(state, { ...answer, eventId: 'again' }, days)).toBe(REPEATED)
    expect(state.feedback.surveys).toHaveLength(1)
  })

  test('on any scale counts from 0 to 100 points', () => {
    const state = emptyCustomerState()
    onFeedbackEvent(state, satisfactionSurveyed({ surveyId: 'Q-1', score: 4, surveyedOn: MAR_2 }), days)
    const promoter = { score: 50, scaleMin: -100, scaleMax: 100 }
    onFeedbackEvent(state, satisfactionSurveyed({ surveyId: 'Q-2', surveyedOn: MAR_2, ...promoter }), days)
    expect(state.feedback.surveys.map(({ pointsHundredths }) => pointsHundredths)).toEqual([75_00, 75_00])
  })
})

describe('A return that is told again under another event id', () => {
  test('comes off orders, deliveries and contracts once', () => {
    const state = emptyCustomerState()
    onOrderEvent(state, orderPlaced({ orderId: 'O-1', amountMinor: 500_00 }), days)
    const returned = orderReturned({ returnId: 'R-1', orderId: 'O-1', returnedOn: MAR_2, amountMinor: 100_00 })
    onOrderEvent(state, returned, days)
    const before = structuredClone(state)
    expect(onOrderEvent(state, { ...returned, eventId: 'again' }, days)).toBe(REPEATED)
    expect(() => onOrderEvent(state, { ...returned, amountMinor: 99_00 }, days)).toThrow(ContradictionError)
    expect(state).toEqual(before)
    expect(state.fulfilment).toMatchObject({ orders: [{ leftMinor: 400_00 }], returns: [{ returns: 1 }] })
  })
})

describe('An order that is told again', () => {
  test('is tracked once, and one that contradicts is tracked as it was', () => {
    const state = emptyCustomerState()
    const order = orderPlaced({ orderId: 'O-1', promisedOn: MAR_2 + 5 })
    onOrderEvent(state, order, days)
    expect(onOrderEvent(state, { ...order, eventId: 'again' }, days)).toBe(REPEATED)
    expect(() => onOrderEvent(state, { ...order, amountMinor: 1 }, days)).toThrow(ContradictionError)
    expect(state.fulfilment.orders).toHaveLength(1)
  })
})
