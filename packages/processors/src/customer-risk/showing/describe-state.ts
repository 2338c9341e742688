import {
  catalogueOf,
  compileRuleSet,
  creditLimitOn,
  currenciesOf,
  formatCalendarDay,
  formatMoney,
  knownFromOn,
  type Language,
  measureExposure,
  measureReceivables,
  paidMinorOf,
  type RuleSet,
  scorecardsOf,
} from '@tocsin/domain'
import {
  describeIndicators,
  describeMeasures,
  inWords,
  optionalDay,
  type Readable,
  type Words,
} from '../../evaluation/describe.ts'
import { describeRisks, describeStanding, STANDING_WORDS } from '../../evaluation/describe-standing.ts'
import { customerExtent } from '../../evaluation/risk-extent.ts'
import type { CustomerState } from '../state.ts'
import { traitsOf } from '../traits.ts'

/**
 * Everything that is known of a customer as it stands at the end of a business day, for `tocsin state show`. With a
 * language its names are those people use; without, those a program relies on.
 */
export function describeCustomerState(
  state: CustomerState,
  asOfDay: number,
  ruleSet: RuleSet,
  language?: Language,
): Readable {
  const described = describe(state, asOfDay, ruleSet, language ?? 'en')
  return language === undefined
    ? described
    : inWords(described, { entity: 'customer', language, ruleSet, words: WORDS })
}

function describe(state: CustomerState, asOfDay: number, ruleSet: RuleSet, language: Language): Readable {
  return {
    profile: state.profile === null ? null : { ...state.profile },
    asOf: formatCalendarDay(asOfDay),
    receivables: currenciesOf(state.receivables).map((currency) => receivables(state, currency, asOfDay)),
    creditLimits: state.creditLimits.map(({ currency, setOn }) => ({
      limit: optionalMoney(creditLimitOn(state.creditLimits, currency, asOfDay), currency),
      setOn: formatCalendarDay(setOn),
    })),
    promises: state.promises.map((promise) => ({
      promiseId: promise.promiseId,
      invoiceId: promise.invoiceId,
      amount: formatMoney(promise.amountMinor, promise.currency),
      paid: formatMoney(paidMinorOf(promise), promise.currency),
      promisedOn: formatCalendarDay(promise.promisedOn),
      settledOn: optionalDay(promise.settledOn),
    })),
    openOrders: state.orders.openOrders.map((order) => ({
      orderId: order.orderId,
      amount: formatMoney(order.amountMinor, order.currency),
      unbilled: formatMoney(order.unbilledMinor, order.currency),
      placedOn: formatCalendarDay(order.placedOn),
      deliveredOn: optionalDay(order.deliveredOn),
    })),
    orderDays: { first: optionalDay(state.orders.firstOrderOn), latest: optionalDay(state.orders.lastOrderOn) },
    undelivered: state.fulfilment.orders
      .filter(({ deliveredOn }) => deliveredOn === null)
      .map(({ orderId, placedOn, promisedOn }) => ({
        orderId,
        placedOn: formatCalendarDay(placedOn),
        promisedOn: optionalDay(promisedOn),
      })),
    openComplaints: state.feedback.complaints
      .filter(({ settledOn }) => settledOn === null || settledOn > asOfDay)
      .map(({ complaintId, severity, receivedOn }) => ({
        complaintId,
        severity,
        receivedOn: formatCalendarDay(receivedOn),
      })),
    openOffers: state.contracts.openOffers.map(({ contractId, offeredOn }) => ({
      contractId,
      offeredOn: formatCalendarDay(offeredOn),
    })),
    signedContracts: state.agreements.signed.map((agreement) => ({
      contractId: agreement.contractId,
      amount: formatMoney(agreement.amountMinor, agreement.currency),
      ordered: formatMoney(agreement.orderedMinor, agreement.currency),
      validFromOn: formatCalendarDay(agreement.validFromOn),
      validToOn: formatCalendarDay(agreement.validToOn),
      reviewedOn: optionalDay(agreement.review?.reviewedOn ?? null),
    })),
    standing: describeStanding(state.standing, scorecardsOf(ruleSet).customer, state, asOfDay, language),
    openRisks: describeRisks(state.episodes, ruleSet, customerExtent(state, asOfDay), language),
    measures: describeMeasures(catalogueOf(ruleSet).customer, state, asOfDay),
    ...measuresKnownFrom(state, asOfDay, ruleSet),
    indicators: describeIndicators(
      compileRuleSet(ruleSet).customer,
      { facts: state, traits: traitsOf(state), episodes: state.episodes },
      asOfDay,
      language,
    ),
    nextLookAtEndOf: optionalDay(state.nextEvaluationOn),
  }
}

/** Measures that were declared later than the customer came, until their windows are covered. */
function measuresKnownFrom(
  { rolling }: CustomerState,
  on: number,
  { measures = [] }: RuleSet,
): Record<string, Readable> {
  const later = measures.flatMap((measure) => {
    const knownFrom = knownFromOn(rolling, measure, on)
    return knownFrom === undefined ? [] : [[measure.id, formatCalendarDay(knownFrom)] as const]
  })
  return later.length === 0 ? {} : { measuresKnownFrom: Object.fromEntries(later) }
}

function receivables(state: CustomerState, currency: string, on: number): Readable {
  const measures = measureReceivables(state.receivables, currency, on)
  const book = state.receivables.currencies.find((candidate) => candidate.currency === currency)
  const money = (amountMinor: number) => formatMoney(amountMinor, currency)
  return {
    currency,
    open: money(measures.openMinor),
    overdue: money(measures.overdueMinor),
    disputed: money(measures.disputedMinor),
    unapplied: money(measures.unappliedMinor),
    exposure: money(measureExposure(state.orders, state.receivables, currency).totalMinor),
    maxDaysPastDue: measures.maxDaysPastDue,
    aging: Object.fromEntries(
      Object.entries(measures.aging).map(([bucket, amount]) => [bucket.replace('Minor', ''), money(amount)]),
    ),
    openInvoices: (book?.open ?? []).map((item) => ({
      invoiceId: item.invoiceId,
      open: money(item.openMinor),
      of: money(item.amountMinor),
      dueOn: formatCalendarDay(item.dueOn),
      daysPastDue: Math.max(0, on - item.dueOn),
    })),
  }
}

function optionalMoney(amountMinor: number | undefined, currency: string): string | null {
  return amountMinor === undefined ? null : formatMoney(amountMinor, currency)
}

const WORDS: Words = {
  ...STANDING_WORDS,
  measuresKnownFrom: { en: 'measures known from', zh: '度量可用起始日' },
  profile: { en: 'profile', zh: '客户资料' },
  segment: { en: 'segment', zh: '客户分类' },
  region: { en: 'region', zh: '地区' },
  industry: { en: 'industry', zh: '行业' },
  productLine: { en: 'product line', zh: '产品线' },
  salesRepId: { en: 'sales rep', zh: '销售代表' },
  parentId: { en: 'parent', zh: '上级客户' },
  disputed: { en: 'disputed', zh: '争议' },
  unapplied: { en: 'unapplied cash', zh: '未核销收款' },
  exposure: { en: 'exposure', zh: '信用敞口' },
  maxDaysPastDue: { en: 'most days past due', zh: '最长逾期天数' },
  aging: { en: 'aging', zh: '账龄' },
  current: { en: 'current', zh: '未到期' },
  days1To30: { en: '1–30 days', zh: '1–30 天' },
  days31To60: { en: '31–60 days', zh: '31–60 天' },
  days61To90: { en: '61–90 days', zh: '61–90 天' },
  days91Plus: { en: '90+ days', zh: '90 天以上' },
  invoiceId: { en: 'invoice', zh: '发票' },
  of: { en: 'of', zh: '总额' },
  dueOn: { en: 'due on', zh: '到期日' },
  daysPastDue: { en: 'days past due', zh: '逾期天数' },
  creditLimits: { en: 'credit limits', zh: '授信额度' },
  limit: { en: 'limit', zh: '额度' },
  setOn: { en: 'set on', zh: '设定日' },
  promises: { en: 'promises to pay', zh: '付款承诺' },
  promiseId: { en: 'promise', zh: '付款承诺编号' },
  paid: { en: 'paid', zh: '已付' },
  promisedOn: { en: 'promised for', zh: '承诺日' },
  settledOn: { en: 'settled on', zh: '兑现日' },
  openOrders: { en: 'open orders', zh: '未完成订单' },
  orderId: { en: 'order', zh: '订单' },
  unbilled: { en: 'unbilled', zh: '未开票' },
  placedOn: { en: 'placed on', zh: '下单日' },
  deliveredOn: { en: 'delivered on', zh: '交付日' },
  orderDays: { en: 'days with orders', zh: '下单日期' },
  first: { en: 'first', zh: '首次' },
  latest: { en: 'latest', zh: '最近' },
  undelivered: { en: 'to be delivered', zh: '待交付订单' },
  openComplaints: { en: 'open complaints', zh: '未解决投诉' },
  complaintId: { en: 'complaint', zh: '投诉' },
  receivedOn: { en: 'received on', zh: '收到日期' },
  openOffers: { en: 'open offers', zh: '未决合同' },
  contractId: { en: 'contract', zh: '合同' },
  offeredOn: { en: 'offered on', zh: '报价日' },
  signedContracts: { en: 'signed contracts', zh: '已签合同' },
  ordered: { en: 'ordered', zh: '已下单' },
  validFromOn: { en: 'valid from', zh: '生效日' },
  validToOn: { en: 'valid to', zh: '到期日' },
}
