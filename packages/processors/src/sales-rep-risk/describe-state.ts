import {
  catalogueOf,
  compileRuleSet,
  formatCalendarDay,
  formatMoney,
  type Language,
  type RepCurrencyBook,
  type RuleSet,
  sumRepOpen,
} from '@tocsin/domain'
import {
  describeIndicators,
  describeMeasures,
  inWords,
  optionalDay,
  type Readable,
  type Words,
} from '../evaluation/describe.ts'
import type { SalesRepRiskState } from './state.ts'

/** Those who owe most are named. */
const MAX_CUSTOMERS = 10

/**
 * Everything that is known of a representative as it stood at the end of the last closed business day, for `tocsin state
 * show`. With a language its names are those people use; without, those a program relies on.
 */
export function describeSalesRepState(state: SalesRepRiskState, ruleSet: RuleSet, language?: Language): Readable {
  if (state.kind !== 'sales-rep') throw new Error('the state of a contribution is not that of a representative')
  const { book, closedOn, openDays, episodes } = state
  const on = closedOn ?? (openDays[0]?.on ?? 1) - 1
  const described: Readable = {
    asOf: formatCalendarDay(on),
    receivables: book.currencies.map((currencyBook) => receivables(currencyBook, on)),
    firstOrderOn: optionalDay(book.firstOrderOn),
    measures: describeMeasures(catalogueOf(ruleSet)['sales-rep'], book, on),
    indicators: describeIndicators(
      compileRuleSet(ruleSet)['sales-rep'],
      { facts: book, traits: { tier: book.standing?.effectiveTier }, episodes },
      on,
      language ?? 'en',
    ),
    daysNotClosedYet: openDays.map((openDay) => formatCalendarDay(openDay.on)),
  }
  return language === undefined
    ? described
    : inWords(described, { entity: 'sales-rep', language, ruleSet, words: WORDS })
}

function receivables(book: RepCurrencyBook, on: number): Readable {
  const { currency, customers } = book
  const { openMinor, openInvoices, overdueMinor } = sumRepOpen(book, on)
  const largest = [...customers].sort((left, right) => right.openMinor - left.openMinor).slice(0, MAX_CUSTOMERS)
  return {
    currency,
    open: formatMoney(openMinor, currency),
    overdue: formatMoney(overdueMinor, currency),
    openInvoices,
    customersThatOwe: customers.length,
    largestCustomers: largest.map(({ customerId, name, openMinor: owedMinor }) => ({
      customerId,
      name,
      open: formatMoney(owedMinor, currency),
    })),
  }
}

const WORDS: Words = {
  firstOrderOn: { en: 'first order on', zh: '首次下单日' },
  customersThatOwe: { en: 'customers that owe something', zh: '有应收余额的客户数' },
  largestCustomers: { en: 'largest customers', zh: '最大客户' },
  customerId: { en: 'customer', zh: '客户' },
  daysNotClosedYet: { en: 'days not closed yet', zh: '尚未结束的营业日' },
}
