import {
  type CalendarDay,
  catalogueOf,
  compileRuleSet,
  formatCalendarDay,
  fromQuantityMilli,
  groupNamed,
  type Language,
  type ProductRecord,
  type RuleSet,
  traitsOfGroup,
} from '@tocsin/domain'
import {
  describeIndicators,
  describeMeasures,
  inWords,
  optionalDay,
  type Readable,
  type Words,
} from '../evaluation/describe.ts'
import { describeRisks, STANDING_WORDS } from '../evaluation/describe-standing.ts'
import { salesRepExtent } from '../evaluation/risk-extent.ts'
import { BOOK_WORDS, describedOn, describeReceivables } from '../sales-rep-risk/describe-state.ts'
import type { SalesRepRiskState } from '../sales-rep-risk/state.ts'

/**
 * Everything that is known of a group of customers, or of a product, as it stood at the end of the last business day that is over
 * for it, for `tocsin state show`. With a language its names are those people use; without, those a program relies on.
 * @param closedThrough the last business day that all sources have closed
 * @throws Error for the state of a contribution, or a key that names no group
 */
export function describePortfolioState(
  state: SalesRepRiskState,
  key: string,
  closedThrough: CalendarDay,
  ruleSet: RuleSet,
  language?: Language,
): Readable {
  const group = groupNamed(key)
  if (state.kind !== 'sales-rep' || group === undefined) throw new Error(`${key} is no group of customers`)
  const { entityType } = group
  const { book, openDays, episodes } = state
  const on = describedOn(state, closedThrough)
  const words = language ?? 'en'
  const described: Readable = {
    asOf: formatCalendarDay(on),
    ...(entityType === 'product'
      ? { record: book.product === null ? null : record(book.product) }
      : { receivables: book.currencies.map((currencyBook) => describeReceivables(currencyBook, on)) }),
    openRisks: describeRisks(episodes, ruleSet, salesRepExtent(book, on), words),
    measures: describeMeasures(catalogueOf(ruleSet)[entityType], book, on),
    indicators: describeIndicators(
      compileRuleSet(ruleSet)[entityType],
      { facts: book, traits: traitsOfGroup(group), episodes },
      on,
      words,
    ),
    daysNotClosedYet: openDays.map((openDay) => formatCalendarDay(openDay.on)),
  }
  return language === undefined
    ? described
    : inWords(described, { entity: entityType, language, ruleSet, words: WORDS })
}

function record({ name, category, unit, leadTimeDays, knownSinceOn, onHandMilli, countedOn }: ProductRecord): Readable {
  return {
    name,
    category,
    unit,
    leadTimeDays,
    knownSinceOn: optionalDay(knownSinceOn),
    onHand: onHandMilli === null ? null : fromQuantityMilli(onHandMilli),
    countedOn: optionalDay(countedOn),
  }
}

const WORDS: Words = {
  ...STANDING_WORDS,
  ...BOOK_WORDS,
  record: { en: 'on record', zh: '档案' },
  category: { en: 'category', zh: '类别' },
  unit: { en: 'unit', zh: '单位' },
  leadTimeDays: { en: 'lead time in days', zh: '补货周期（天）' },
  knownSinceOn: { en: 'known since', zh: '建档日' },
  onHand: { en: 'in stock', zh: '库存量' },
  countedOn: { en: 'counted on', zh: '盘点日' },
}
