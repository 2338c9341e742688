import {
  type CompiledIndicator,
  compileRuleSet,
  creditLimitOn,
  currenciesOf,
  formatCalendarDay,
  formatMoney,
  formatValue,
  type IndicatorValue,
  MEASURE_NAMES,
  MEASURES,
  type Measurement,
  measureExposure,
  measureReceivables,
  type RuleSet,
} from '@tocsin/domain'
import { episodeOf } from './evaluate.ts'
import type { CustomerState } from './state.ts'

/** JSON for people: days as `2026-01-31`, money as `1200.00 CNY`. */
export type Readable = string | number | boolean | null | readonly Readable[] | { readonly [name: string]: Readable }

/** Everything that is known of a customer as it stands at the end of a business day, for `tocsin state show`. */
export function describeCustomerState(state: CustomerState, asOfDay: number, ruleSet: RuleSet): Readable {
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
      MEASURE_NAMES.map((name) => [name, measurement(MEASURES[name].measure(state, asOfDay))]),
    ),
    indicators: Object.fromEntries(
      compileRuleSet(ruleSet).map((compiled) => [compiled.indicator.id, indicator(state, compiled, asOfDay)]),
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
  if (measured.kind === 'number') return { value: measured.value, sample: measured.sample }
  return measured.amounts.map(({ currency, amountMinor, sample }) => ({
    amount: formatMoney(amountMinor, currency),
    sample,
  }))
}

function indicator(state: CustomerState, compiled: CompiledIndicator, on: number): Readable {
  const { id, unit, minimumSample } = compiled.indicator
  const value = compiled.evaluate(state, on)
  const episode = episodeOf(state, id)
  return {
    value: value.kind === 'unknown' ? 'unknown' : formatValue(value.value, unit, value.currency, 'en'),
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
