import {
  type CompiledIndicator,
  CUSTOMER_MEASURE_NAMES,
  CUSTOMER_MEASURES,
  compileRuleSet,
  creditLimitOn,
  currenciesOf,
  findMeasure,
  formatCalendarDay,
  formatMoney,
  formatValue,
  type IndicatorValue,
  type Language,
  type Measurement,
  measureExposure,
  measureReceivables,
  presentSeverity,
  type RuleSet,
} from '@tocsin/domain'
import { episodeOf } from '../evaluation/episodes.ts'
import type { CustomerState } from './state.ts'

/** JSON for people: days as `2026-01-31`, money as `1200.00 CNY`. */
export type Readable = string | number | boolean | null | readonly Readable[] | { readonly [name: string]: Readable }

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
  return language === undefined ? described : inWords(described, language, ruleSet)
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
    openOrders: state.orders.openOrders.map((order) => ({
      orderId: order.orderId,
      amount: formatMoney(order.amountMinor, order.currency),
      unbilled: formatMoney(order.unbilledMinor, order.currency),
      placedOn: formatCalendarDay(order.placedOn),
      deliveredOn: optionalDay(order.deliveredOn),
    })),
    orderDays: { first: optionalDay(state.orders.firstOrderOn), latest: optionalDay(state.orders.lastOrderOn) },
    openOffers: state.contracts.openOffers.map(({ contractId, offeredOn }) => ({
      contractId,
      offeredOn: formatCalendarDay(offeredOn),
    })),
    measures: Object.fromEntries(
      CUSTOMER_MEASURE_NAMES.map((name) => [name, measurement(CUSTOMER_MEASURES[name].measure(state, asOfDay))]),
    ),
    indicators: Object.fromEntries(
      compileRuleSet(ruleSet).customer.map((compiled) => [
        compiled.indicator.id,
        indicator(state, compiled, asOfDay, language),
      ]),
    ),
    nextLookAtEndOf: optionalDay(state.nextEvaluationOn),
  }
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

function measurement(measured: Measurement): Readable {
  switch (measured.kind) {
    case 'number':
      return { value: measured.value, sample: measured.sample }
    case 'money':
      return measured.amounts.map(({ currency, amountMinor, sample }) => ({
        amount: formatMoney(amountMinor, currency),
        sample,
      }))
    case 'by-currency':
      return measured.values.map(({ currency, value, sample }) => ({ currency, value, sample }))
    case 'unknown':
      return 'unknown'
  }
}

function indicator(state: CustomerState, compiled: CompiledIndicator, on: number, language: Language): Readable {
  const { id, unit, minimumSample } = compiled.indicator
  const episode = episodeOf(state.episodes, id)
  const value = compiled.evaluate(state, on, presentSeverity(episode))
  return {
    value: value.kind === 'unknown' ? 'unknown' : formatValue(value.value, unit, value.currency, language),
    enoughSample: hasSample(value, minimumSample),
    ...(episode === undefined
      ? { phase: 'inactive' }
      : {
          phase: episode.phase,
          severity: episode.severity,
          breachedOn: formatCalendarDay(episode.breachedOn),
          revision: episode.revision,
        }),
  }
}

function hasSample(value: IndicatorValue, minimumSample: number): boolean {
  return value.kind === 'value' && value.sample >= minimumSample
}

function optionalDay(day: number | null): string | null {
  return day === null ? null : formatCalendarDay(day)
}

function optionalMoney(amountMinor: number | undefined, currency: string): string | null {
  return amountMinor === undefined ? null : formatMoney(amountMinor, currency)
}

/** What people call the names and the few fixed values above; of those that are not here, the name itself is the word. */
const WORDS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  profile: { en: 'profile', zh: '客户资料' },
  name: { en: 'name', zh: '名称' },
  segment: { en: 'segment', zh: '客户分类' },
  region: { en: 'region', zh: '地区' },
  industry: { en: 'industry', zh: '行业' },
  salesRepId: { en: 'sales rep', zh: '销售代表' },
  parentId: { en: 'parent', zh: '上级客户' },
  asOf: { en: 'as of', zh: '截至' },
  receivables: { en: 'receivables', zh: '应收账款' },
  currency: { en: 'currency', zh: '币种' },
  open: { en: 'open', zh: '未清' },
  overdue: { en: 'overdue', zh: '逾期' },
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
  openInvoices: { en: 'open invoices', zh: '未清发票' },
  invoiceId: { en: 'invoice', zh: '发票' },
  of: { en: 'of', zh: '总额' },
  dueOn: { en: 'due on', zh: '到期日' },
  daysPastDue: { en: 'days past due', zh: '逾期天数' },
  creditLimits: { en: 'credit limits', zh: '授信额度' },
  limit: { en: 'limit', zh: '额度' },
  setOn: { en: 'set on', zh: '设定日' },
  openOrders: { en: 'open orders', zh: '未完成订单' },
  orderId: { en: 'order', zh: '订单' },
  amount: { en: 'amount', zh: '金额' },
  unbilled: { en: 'unbilled', zh: '未开票' },
  placedOn: { en: 'placed on', zh: '下单日' },
  deliveredOn: { en: 'delivered on', zh: '交付日' },
  orderDays: { en: 'days with orders', zh: '下单日期' },
  first: { en: 'first', zh: '首次' },
  latest: { en: 'latest', zh: '最近' },
  openOffers: { en: 'open offers', zh: '未决合同' },
  contractId: { en: 'contract', zh: '合同' },
  offeredOn: { en: 'offered on', zh: '报价日' },
  measures: { en: 'measures', zh: '度量' },
  indicators: { en: 'indicators', zh: '指标' },
  value: { en: 'value', zh: '值' },
  sample: { en: 'sample', zh: '样本数' },
  enoughSample: { en: 'sample is enough', zh: '样本足够' },
  phase: { en: 'phase', zh: '状态' },
  severity: { en: 'severity', zh: '级别' },
  breachedOn: { en: 'breached on', zh: '突破日' },
  revision: { en: 'revision', zh: '修订号' },
  nextLookAtEndOf: { en: 'looked at next at the end of', zh: '下次评估日终' },
  true: { en: 'yes', zh: '是' },
  false: { en: 'no', zh: '否' },
}

const VALUES_ZH: Readonly<Record<string, string>> = {
  unknown: '未知',
  inactive: '正常',
  pending: '观察中',
  firing: '触发中',
  acknowledged: '已确认',
  resolved: '已解除',
  warning: '警告',
  critical: '严重',
}
/** Under these names stand words of ours; elsewhere a text is somebody's own. */
const OWN_VALUES = ['value', 'phase', 'severity']

function inWords(readable: Readable, language: Language, ruleSet: RuleSet, under = ''): Readable {
  if (typeof readable === 'boolean') return WORDS[String(readable)]?.[language] ?? readable
  if (typeof readable === 'string' && language === 'zh' && OWN_VALUES.includes(under)) {
    return VALUES_ZH[readable] ?? readable
  }
  if (typeof readable !== 'object' || readable === null) return readable
  if (isList(readable)) return readable.map((item) => inWords(item, language, ruleSet, under))
  const nameOf = (name: string) => {
    if (under === 'measures') return findMeasure('customer', name)?.label[language] ?? name
    if (under === 'indicators') return ruleSet.indicators.find(({ id }) => id === name)?.name[language] ?? name
    return WORDS[name]?.[language] ?? name
  }
  return Object.fromEntries(
    Object.entries(readable).map(([name, item]) => [nameOf(name), inWords(item, language, ruleSet, name)]),
  )
}

function isList(readable: object): readable is readonly Readable[] {
  return Array.isArray(readable)
}
