import {
  type CalendarDay,
  catalogueOf,
  compileRuleSet,
  formatCalendarDay,
  formatMoney,
  type Language,
  type RepCurrencyBook,
  type RepRecord,
  type RuleSet,
  type SalesRepBook,
  scorecardsOf,
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
import { describeRisks, describeStanding, STANDING_WORDS } from '../evaluation/describe-standing.ts'
import { salesRepExtent } from '../evaluation/risk-extent.ts'
import type { SalesRepRiskState, SalesRepState } from './state.ts'

/** Those who owe most are named. */
const MAX_CUSTOMERS = 10

/**
 * Everything that is known of a representative as it stood at the end of the last business day that is over for it, for
 * `tocsin state show`. With a language its names are those people use; without, those a program relies on.
 * @param closedThrough the last business day that all sources have closed
 */
export function describeSalesRepState(
  state: SalesRepRiskState,
  closedThrough: CalendarDay,
  ruleSet: RuleSet,
  language?: Language,
): Readable {
  if (state.kind !== 'sales-rep') throw new Error('the state of a contribution is not that of a representative')
  const { book, openDays, episodes } = state
  const on = describedOn(state, closedThrough)
  const described: Readable = {
    record: book.record === null ? null : record(book.record),
    asOf: formatCalendarDay(on),
    receivables: book.currencies.map((currencyBook) => describeReceivables(currencyBook, on)),
    firstOrderOn: optionalDay(book.firstOrderOn),
    standing: standingOf(book, ruleSet, on, language ?? 'en'),
    openRisks: describeRisks(episodes, ruleSet, salesRepExtent(book, on), language ?? 'en'),
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

/** A book is looked at when something may have moved: since its last look nothing has, up to the first day that is open. */
export function describedOn({ closedOn, openDays }: SalesRepState, closedThrough: CalendarDay): CalendarDay {
  const over = Math.min(closedThrough, (openDays[0]?.on ?? Number.POSITIVE_INFINITY) - 1)
  return Math.max(closedOn ?? over, over)
}

function standingOf(book: SalesRepBook, ruleSet: RuleSet, on: number, language: Language): Readable {
  const card = scorecardsOf(ruleSet)['sales-rep']
  return book.standing === undefined ? null : describeStanding(book.standing, card, book, on, language)
}

function record({ name, team, manager, region, targets, limits, findings }: RepRecord): Readable {
  return {
    name,
    team,
    manager,
    region,
    targets: targets.map(({ fromOn, toOn, currency, amountMinor }) => ({
      from: formatCalendarDay(fromOn),
      to: formatCalendarDay(toOn),
      amount: formatMoney(amountMinor, currency),
    })),
    limits: limits.map(({ currency, limitMinor, setOn, validToOn }) => ({
      limit: formatMoney(limitMinor, currency),
      setOn: formatCalendarDay(setOn),
      validTo: optionalDay(validToOn),
    })),
    findings: findings.map(({ findingId, category, severity: grade, foundOn, closedOn }) => ({
      findingId,
      category,
      grade,
      foundOn: formatCalendarDay(foundOn),
      closedOn: optionalDay(closedOn),
    })),
  }
}

/** Of a representative or of a group of customers. */
export function describeReceivables(book: RepCurrencyBook, on: number): Readable {
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

/** Of a representative or of a group of customers. */
export const BOOK_WORDS: Words = {
  customersThatOwe: { en: 'customers that owe something', zh: '有应收余额的客户数' },
  largestCustomers: { en: 'largest customers', zh: '最大客户' },
  customerId: { en: 'customer', zh: '客户' },
  daysNotClosedYet: { en: 'days not closed yet', zh: '尚未结束的营业日' },
}

const WORDS: Words = {
  ...STANDING_WORDS,
  ...BOOK_WORDS,
  record: { en: 'on record', zh: '档案' },
  team: { en: 'team', zh: '团队' },
  manager: { en: 'manager', zh: '上级' },
  region: { en: 'region', zh: '地区' },
  targets: { en: 'sales targets', zh: '销售目标' },
  from: { en: 'from', zh: '自' },
  to: { en: 'to', zh: '至' },
  limits: { en: 'credit limits', zh: '授信额度' },
  limit: { en: 'limit', zh: '额度' },
  setOn: { en: 'set on', zh: '设定日' },
  validTo: { en: 'valid to', zh: '有效期至' },
  findings: { en: 'audit findings', zh: '审计发现' },
  findingId: { en: 'finding', zh: '发现编号' },
  category: { en: 'category', zh: '类别' },
  grade: { en: 'severity', zh: '程度' },
  foundOn: { en: 'found on', zh: '发现日' },
  closedOn: { en: 'put right on', zh: '整改日' },
  firstOrderOn: { en: 'first order on', zh: '首次下单日' },
}
