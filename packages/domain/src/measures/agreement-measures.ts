import {
  latestEndOn,
  mostUsedAgreements,
  nextAgreementChangeOn,
  nextContractOrderChangeOn,
  nextOutcomeChangeOn,
  ordersUnderContract,
  outcomesIn,
  reviewedContracts,
  signedUnapproved,
  unreviewedSince,
} from '../contracts/agreement-measures.ts'
import { type Agreement, CONTRACT_ORDER_DAYS } from '../contracts/agreements.ts'
import type { CustomerFacts } from './customer-facts.ts'
import { earliest } from './earliest.ts'
import type { Measure } from './measure.ts'

/** From here on the end of a contract is near. */
const NEAR_END_DAYS = 90

export const contractDaysLeft: Measure<CustomerFacts> = {
  unit: 'days',
  label: { zh: '合同剩余天数', en: 'days to the contract’s end' },
  meaning: {
    zh: '距最晚到期的已签合同到期还有多少天，最多计 90；已到期为负数；最近 90 天没有下单、没有签过合同或到期已满 90 天时为未知',
    en: 'Days until the last of the signed contracts ends, at most 90; below zero once it has ended; unknown without an order in the last 90 days, without a contract, or 90 days after its end',
  },
  sample: { zh: '已签且到期未满 90 天的合同数', en: 'contracts signed that have not been over for 90 days' },
  reads: ['contracts', 'orders'],
  measure({ agreements, orders }, on) {
    const endsOn = latestEndOn(agreements, on)
    const isOrdering = orders.lastOrderOn !== null && on - orders.lastOrderOn < CONTRACT_ORDER_DAYS
    if (endsOn === undefined || !isOrdering) return { kind: 'unknown' }
    const sample = agreements.signed.filter(({ validToOn }) => validToOn > on - NEAR_END_DAYS).length
    return { kind: 'number', value: Math.min(NEAR_END_DAYS, endsOn - on), sample }
  },
  nextChangeOn({ agreements, orders }, on) {
    const left = endingContracts(agreements, orders, on)
    return left === undefined ? undefined : earliest(left.changesOn, Math.max(on, left.endsOn - NEAR_END_DAYS) + 1)
  },
  nextFallOn({ agreements, orders }, on, levels) {
    const left = endingContracts(agreements, orders, on)
    if (left === undefined) return undefined
    let next: number | undefined = left.changesOn
    for (const level of levels) {
      const reachedOn = left.endsOn - Math.floor(level)
      if (reachedOn > on) next = earliest(next, reachedOn)
    }
    return next
  },
}

/** Of a customer that orders: when the last contract ends, and when something else than the days that pass moves the measure. */
function endingContracts(
  agreements: CustomerFacts['agreements'],
  { lastOrderOn }: CustomerFacts['orders'],
  on: number,
) {
  const endsOn = latestEndOn(agreements, on)
  if (endsOn === undefined || lastOrderOn === null) return undefined
  const silentOn = lastOrderOn + CONTRACT_ORDER_DAYS
  if (silentOn <= on) return undefined
  return { endsOn, changesOn: earliest(silentOn, nextAgreementChangeOn(agreements, on)) }
}

export const contractUnreviewedDays: Measure<CustomerFacts> = {
  unit: 'days',
  label: { zh: '合同待评审天数', en: 'days without a contract review' },
  meaning: {
    zh: '未决报价（自报价日起）和未到期的已签合同（自签订日起）中，等待首次评审最久的天数；没有时为 0',
    en: 'Days for which an open offer (from its day) or a signed contract that has not ended (from the signature) has waited for its first review, the longest of them; 0 when none waits',
  },
  sample: { zh: '待评审的报价和合同数', en: 'offers and contracts that wait' },
  reads: ['contracts'],
  measure({ agreements, contracts }, on) {
    const since = unreviewedSince(agreements, contracts, on)
    const value = since.length === 0 ? 0 : Math.max(0, on - Math.min(...since))
    return { kind: 'number', value, sample: since.length }
  },
  nextChangeOn({ agreements, contracts }, on) {
    return unreviewedSince(agreements, contracts, on).length > 0 ? on + 1 : undefined
  },
  nextCrossingOn({ agreements, contracts }, on, { thresholds }) {
    const since = unreviewedSince(agreements, contracts, on)
    if (since.length === 0) return undefined
    const oldest = Math.min(...since)
    let next = nextAgreementChangeOn(agreements, on)
    for (const level of thresholds) {
      const reachedOn = oldest + Math.ceil(level)
      if (reachedOn > on) next = earliest(next, reachedOn)
    }
    return next
  },
}

export const deviatingClauses: Measure<CustomerFacts> = {
  unit: 'count',
  label: { zh: '偏离范本的条款数', en: 'deviating clauses' },
  meaning: {
    zh: '有效合同与评审未满一年的未决报价，最近一次评审指出的偏离范本条款数之和',
    en: 'Clauses that differ from the template, by the latest reviews of the contracts in force and of the open offers reviewed within a year',
  },
  sample: { zh: '评审过的有效合同与未决报价数', en: 'contracts in force and open offers that were reviewed' },
  reads: ['contracts'],
  measure({ agreements, contracts }, on) {
    const { deviatingClauses: value, reviewed: sample } = reviewedContracts(agreements, contracts, on)
    return { kind: 'number', value, sample }
  },
  nextChangeOn: ({ agreements }, on) => nextAgreementChangeOn(agreements, on),
}

export const contractsReviewed: Measure<CustomerFacts> = {
  unit: 'count',
  label: { zh: '评审过的合同数', en: 'contracts reviewed' },
  meaning: {
    zh: '有效合同与评审未满一年的未决报价中，评审过的份数',
    en: 'Contracts in force, and open offers reviewed within a year, that have been reviewed',
  },
  sample: { zh: '同值', en: 'the same number' },
  reads: ['contracts'],
  measure({ agreements, contracts }, on) {
    const { reviewed } = reviewedContracts(agreements, contracts, on)
    return { kind: 'number', value: reviewed, sample: reviewed }
  },
  nextChangeOn: ({ agreements }, on) => nextAgreementChangeOn(agreements, on),
}

export const contractsInForce: Measure<CustomerFacts> = {
  unit: 'count',
  label: { zh: '有效合同数', en: 'contracts in force' },
  meaning: { zh: '当日有效的已签合同数', en: 'Signed contracts that hold on the day' },
  sample: { zh: '同值', en: 'the same number' },
  reads: ['contracts'],
  measure({ agreements }, on) {
    const { inForce } = signedUnapproved(agreements, on)
    return { kind: 'number', value: inForce, sample: inForce }
  },
  nextChangeOn: ({ agreements }, on) => nextAgreementChangeOn(agreements, on),
}

export const contractsUnapproved: Measure<CustomerFacts> = {
  unit: 'count',
  label: { zh: '未经审核签订的合同数', en: 'contracts signed without approval' },
  meaning: {
    zh: '当日有效、签订之日尚无评审通过记录的合同数（未评审、评审未通过、签订后才通过）',
    en: 'Contracts in force that no review had approved by the day of their signature: not reviewed, rejected, or approved later',
  },
  sample: { zh: '有效合同数', en: 'contracts in force' },
  reads: ['contracts'],
  measure({ agreements }, on) {
    const { inForce, unapproved } = signedUnapproved(agreements, on)
    return { kind: 'number', value: unapproved, sample: inForce }
  },
  nextChangeOn: ({ agreements }, on) => nextAgreementChangeOn(agreements, on),
}

export const contractsBreached = outcomeCount(
  { zh: '违约的合同数', en: 'contracts breached' },
  { zh: '最近 365 天客户违约的合同数', en: 'Contracts that the customer broke in the last 365 days' },
  ({ breached }) => breached,
)

export const contractsFulfilled = outcomeCount(
  { zh: '履行完毕的合同数', en: 'contracts fulfilled' },
  {
    zh: '最近 365 天履行完毕、未曾违约的合同数',
    en: 'Contracts fulfilled in the last 365 days that the customer never broke',
  },
  ({ fulfilled }) => fulfilled,
)

export const contractsEnded = outcomeCount(
  { zh: '有履行结果的合同数', en: 'contracts with an outcome' },
  {
    zh: '最近 365 天有履行结果的合同数：履行完毕、客户违约、客户提前终止，每份按最差结果计一次',
    en: 'Contracts fulfilled, or broken or terminated by the customer, in the last 365 days; each counts once, by its worst',
  },
  ({ fulfilled, breached, terminated }) => fulfilled + breached + terminated,
)

export const ordersSinceContract = orderCount(
  { zh: '签约以来订单数', en: 'orders since a contract' },
  {
    zh: '最近 90 天、首份合同生效以来的订单数，至多为最近 48 单；没有合同、或没有任何订单注明合同的客户为 0',
    en: 'Orders of the last 90 days, placed since the first known contract began, the latest 48 at most; 0 for a customer without a contract, or none of whose orders names one',
  },
  ({ orders }) => orders,
)

export const ordersWithoutContract = orderCount(
  { zh: '无合同订单数', en: 'orders without a contract' },
  {
    zh: '其中未注明合同，或所注明的合同在下单日无效的订单数',
    en: 'Those among the orders since a contract that named none, or one that did not hold on their day',
  },
  ({ uncovered }) => uncovered,
)

export const contractOrdered = mostUsed(
  { zh: '合同项下订单额', en: 'ordered under the contract' },
  {
    zh: '每个币种用得最满的有效合同：其项下累计订单额，减去取消与退货',
    en: 'In each currency, of the contract in force that is used most: what was ordered under it, less what was cancelled and returned',
  },
  ({ orderedMinor }) => Math.max(0, orderedMinor),
)

export const contractAmount = mostUsed(
  { zh: '合同金额', en: 'amount of the contract' },
  { zh: '同一份合同的金额', en: 'The amount of the same contract' },
  ({ amountMinor }) => amountMinor,
)

function outcomeCount(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  countOf: (outcomes: ReturnType<typeof outcomesIn>) => number,
): Measure<CustomerFacts> {
  return {
    unit: 'count',
    label,
    meaning,
    sample: { zh: '最近 365 天有履行结果的合同数', en: 'contracts with an outcome in the last 365 days' },
    reads: ['contracts'],
    measure({ agreements }, on) {
      const outcomes = outcomesIn(agreements, on)
      const sample = outcomes.fulfilled + outcomes.breached + outcomes.terminated
      return { kind: 'number', value: countOf(outcomes), sample }
    },
    nextChangeOn: ({ agreements }, on) => nextOutcomeChangeOn(agreements, on),
  }
}

function orderCount(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  countOf: (orders: ReturnType<typeof ordersUnderContract>) => number,
): Measure<CustomerFacts> {
  return {
    unit: 'count',
    label,
    meaning,
    sample: { zh: '签约以来的订单数', en: 'orders since a contract' },
    reads: ['contracts', 'orders'],
    measure({ agreements }, on) {
      const counted = ordersUnderContract(agreements, on)
      return { kind: 'number', value: countOf(counted), sample: counted.orders }
    },
    nextChangeOn: ({ agreements }, on) =>
      earliest(nextContractOrderChangeOn(agreements, on), nextAgreementChangeOn(agreements, on)),
  }
}

function mostUsed(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  amountOf: (agreement: Agreement) => number,
): Measure<CustomerFacts> {
  return {
    unit: 'money',
    label,
    meaning,
    sample: { zh: '该合同，计 1', en: 'the contract: 1' },
    reads: ['contracts', 'orders'],
    measure({ agreements }, on) {
      const amounts = mostUsedAgreements(agreements, on).map((agreement) => {
        const { currency, contractId } = agreement
        const subject = { id: contractId, name: null }
        return { currency, amountMinor: amountOf(agreement), sample: 1, subject }
      })
      return { kind: 'money', amounts }
    },
    nextChangeOn: ({ agreements }, on) => nextAgreementChangeOn(agreements, on),
  }
}
