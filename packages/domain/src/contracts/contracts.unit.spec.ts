import { describe, expect, test } from '@jest/globals'
import { parseCalendarDay } from '../values/calendar-day.ts'
import { ContradictionError } from '../values/contradiction.ts'
import { changedContractContributions, contractContributionsOn, decidedBeforeItsOfferOn } from './contribution.ts'
import { nextSigningWindowChangeOn, openOffersOlderThan, signingsIn } from './measures.ts'
import {
  onContractExpired,
  onContractLost,
  onContractOffered,
  onContractReviewed,
  onContractSigned,
  pruneContractFunnel,
} from './on-contract.ts'
import {
  CONTRACT_HISTORY_DAYS,
  type ContractFunnel,
  emptyContractFunnel,
  MAX_DECIDED_OFFERS,
  MAX_OPEN_OFFERS,
} from './state.ts'

const MAY_4 = parseCalendarDay('2026-05-04')

function offer(funnel: ContractFunnel, contractId: string, offeredOn = MAY_4) {
  return onContractOffered(funnel, { contractId, salesRepId: 'REP-1', offeredOn }, offeredOn)
}

describe('The contract funnel', () => {
  test('takes the share of the offers decided in the window that were signed', () => {
    const funnel = emptyContractFunnel()
    for (const contractId of ['CON-1', 'CON-2', 'CON-3', 'CON-4', 'CON-5']) offer(funnel, contractId)
    onContractReviewed(funnel, { contractId: 'CON-1', reviewedOn: MAY_4 + 3 }, MAY_4 + 3)
    expect(signingsIn(funnel, MAY_4 + 3, 90)).toMatchObject({ offered: 5, decided: 0, signingRatio: undefined })

    onContractSigned(funnel, { contractId: 'CON-1', salesRepId: 'REP-1', signedOn: MAY_4 + 10 }, MAY_4 + 10)
    onContractLost(funnel, { contractId: 'CON-2', lostOn: MAY_4 + 12 }, MAY_4 + 12)
    onContractLost(funnel, { contractId: 'CON-3', lostOn: MAY_4 + 12 }, MAY_4 + 12)
    onContractExpired(funnel, { contractId: 'CON-4', expiredOn: MAY_4 + 30 }, MAY_4 + 30)
    expect(signingsIn(funnel, MAY_4 + 30, 90)).toEqual({
      offered: 5,
      signed: 1,
      lost: 2,
      expired: 1,
      decided: 4,
      signingRatio: 0.25,
      coveredDays: 31,
    })
    expect(signingsIn(funnel, MAY_4 + 40, 30)).toMatchObject({ signed: 0, lost: 2, expired: 1, signingRatio: 0 })
    expect(nextSigningWindowChangeOn(funnel, MAY_4 + 40, 30)).toBe(MAY_4 + 42)
    expect(openOffersOlderThan(funnel, MAY_4 + 31, 30)).toBe(1)
    expect(openOffersOlderThan(funnel, MAY_4 + 30, 30)).toBe(0)
  })

  test('takes no account of the end of a signed contract', () => {
    const funnel = emptyContractFunnel()
    offer(funnel, 'CON-1')
    onContractSigned(funnel, { contractId: 'CON-1', salesRepId: 'REP-1', signedOn: MAY_4 }, MAY_4)
    onContractExpired(funnel, { contractId: 'CON-1', expiredOn: MAY_4 + 100 }, MAY_4 + 100)
    expect(signingsIn(funnel, MAY_4 + 100, 190)).toMatchObject({ signed: 1, expired: 0 })
  })

  test('counts a decision that comes before its offer, and does not open the offer again', () => {
    const funnel = emptyContractFunnel()
    onContractSigned(funnel, { contractId: 'CON-1', salesRepId: 'REP-1', signedOn: MAY_4 }, MAY_4)
    expect(offer(funnel, 'CON-1', MAY_4 - 5)).toBe('applied')
    expect(signingsIn(funnel, MAY_4, 30)).toMatchObject({ offered: 1, signed: 1 })
    expect(funnel.openOffers).toEqual([])
    expect(offer(funnel, 'CON-1', MAY_4 - 5)).toBe('repeated')
  })

  test('takes repeats for what they are, and refuses what contradicts', () => {
    const funnel = emptyContractFunnel()
    offer(funnel, 'CON-1')
    expect(offer(funnel, 'CON-1')).toBe('repeated')
    expect(() => offer(funnel, 'CON-1', MAY_4 + 1)).toThrow(ContradictionError)
    const lost = { contractId: 'CON-1', lostOn: MAY_4 + 2 }
    onContractLost(funnel, lost, MAY_4 + 2)
    expect(onContractLost(funnel, lost, MAY_4 + 3)).toBe('repeated')
    const before = JSON.stringify(funnel)
    expect(() =>
      onContractSigned(funnel, { contractId: 'CON-1', salesRepId: 'REP-1', signedOn: MAY_4 + 3 }, MAY_4 + 3),
    ).toThrow(ContradictionError)
    expect(JSON.stringify(funnel)).toBe(before)
  })

  test('tells the next day on which a window changes: a decision dated ahead enters before it leaves', () => {
    const funnel = emptyContractFunnel()
    expect(nextSigningWindowChangeOn(funnel, MAY_4, 90)).toBeUndefined()
    onContractSigned(funnel, { contractId: 'CON-1', salesRepId: 'REP-1', signedOn: MAY_4 }, MAY_4)
    expect(nextSigningWindowChangeOn(funnel, MAY_4, 90)).toBe(MAY_4 + 90)
    onContractSigned(funnel, { contractId: 'CON-2', salesRepId: 'REP-1', signedOn: MAY_4 + 7 }, MAY_4)
    expect(nextSigningWindowChangeOn(funnel, MAY_4, 90)).toBe(MAY_4 + 7)
    expect(nextSigningWindowChangeOn(funnel, MAY_4 + 7, 90)).toBe(MAY_4 + 90)
    expect(nextSigningWindowChangeOn(funnel, MAY_4 + 90, 90)).toBe(MAY_4 + 97)
    expect(nextSigningWindowChangeOn(funnel, MAY_4 + 97, 90)).toBeUndefined()
  })

  test('stays small', () => {
    const funnel = emptyContractFunnel()
    for (let number = 0; number < 500; number += 1) {
      offer(funnel, `OPEN-${number}`, MAY_4 + number)
      onContractSigned(
        funnel,
        { contractId: `CON-${number}`, salesRepId: 'REP-1', signedOn: MAY_4 + number },
        MAY_4 + number,
      )
    }
    expect(funnel.days).toHaveLength(CONTRACT_HISTORY_DAYS)
    expect(funnel.openOffers).toHaveLength(MAX_OPEN_OFFERS)
    expect(funnel.decided).toHaveLength(MAX_DECIDED_OFFERS)
    pruneContractFunnel(funnel, MAY_4 + 1000)
    expect(funnel.days).toEqual([])
  })
})

describe('What a customer contributes to the representatives on its offers', () => {
  const signed = (contractId: string, salesRepId: string, signedOn: number) => ({ contractId, salesRepId, signedOn })

  test('is told by day: a signature counts for whom it names, a loss for whom the offer named', () => {
    const funnel = emptyContractFunnel()
    for (const contractId of ['CON-1', 'CON-2', 'CON-3']) offer(funnel, contractId)
    onContractSigned(funnel, signed('CON-1', 'REP-2', MAY_4 + 9), MAY_4 + 9)
    onContractLost(funnel, { contractId: 'CON-2', lostOn: MAY_4 + 9 }, MAY_4 + 9)
    onContractExpired(funnel, { contractId: 'CON-3', expiredOn: MAY_4 + 30 }, MAY_4 + 30)
    expect(contractContributionsOn(funnel, MAY_4 + 9)).toEqual([
      { salesRepId: 'REP-1', decidedOn: MAY_4 + 9, decided: 1, signed: 0 },
      { salesRepId: 'REP-2', decidedOn: MAY_4 + 9, decided: 1, signed: 1 },
    ])
    expect(contractContributionsOn(funnel, MAY_4 + 10)).toEqual([])
    expect(contractContributionsOn(funnel, MAY_4 + 30)).toEqual([
      { salesRepId: 'REP-1', decidedOn: MAY_4 + 30, decided: 1, signed: 0 },
    ])
  })

  test('waits where the loss comes before its offer: until then nobody knows whose it is', () => {
    const funnel = emptyContractFunnel()
    onContractLost(funnel, { contractId: 'CON-1', lostOn: MAY_4 }, MAY_4)
    const before = contractContributionsOn(funnel, MAY_4)
    expect(before).toEqual([])
    expect(decidedBeforeItsOfferOn(funnel, 'CON-1')).toBe(MAY_4)
    offer(funnel, 'CON-1', MAY_4 + 1)
    expect(decidedBeforeItsOfferOn(funnel, 'CON-1')).toBeUndefined()
    const told = { salesRepId: 'REP-1', decidedOn: MAY_4, decided: 1, signed: 0 }
    expect(changedContractContributions(before, contractContributionsOn(funnel, MAY_4))).toEqual([told])
    expect(signingsIn(funnel, MAY_4 + 1, 90)).toMatchObject({ lost: 1, decided: 1 })
  })

  test('does not change when a day is forgotten', () => {
    const funnel = emptyContractFunnel()
    offer(funnel, 'CON-1')
    onContractSigned(funnel, signed('CON-1', 'REP-1', MAY_4), MAY_4)
    const before = contractContributionsOn(funnel, MAY_4)
    pruneContractFunnel(funnel, MAY_4 + CONTRACT_HISTORY_DAYS)
    expect(changedContractContributions(before, contractContributionsOn(funnel, MAY_4))).toEqual([])
  })
})
