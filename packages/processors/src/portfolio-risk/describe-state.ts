import {
  catalogueOf,
  compileRuleSet,
  formatCalendarDay,
  groupNamed,
  type Language,
  type RuleSet,
  traitsOfGroup,
} from '@tocsin/domain'
import { describeIndicators, describeMeasures, inWords, type Readable, type Words } from '../evaluation/describe.ts'
import { describeRisks, STANDING_WORDS } from '../evaluation/describe-standing.ts'
import { salesRepExtent } from '../evaluation/risk-extent.ts'
import { BOOK_WORDS, describeReceivables } from '../sales-rep-risk/describe-state.ts'
import type { SalesRepRiskState } from '../sales-rep-risk/state.ts'

/**
 * Everything that is known of a group of customers as it stood at the end of the last closed business day, for `tocsin
 * state show`. With a language its names are those people use; without, those a program relies on.
 * @throws Error for the state of a contribution, or a key that names no group
 */
export function describePortfolioState(
  state: SalesRepRiskState,
  key: string,
  ruleSet: RuleSet,
  language?: Language,
): Readable {
  const group = groupNamed(key)
  if (state.kind !== 'sales-rep' || group === undefined) throw new Error(`${key} is no group of customers`)
  const { entityType } = group
  const { book, closedOn, openDays, episodes } = state
  const on = closedOn ?? (openDays[0]?.on ?? 1) - 1
  const words = language ?? 'en'
  const described: Readable = {
    asOf: formatCalendarDay(on),
    receivables: book.currencies.map((currencyBook) => describeReceivables(currencyBook, on)),
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

const WORDS: Words = { ...STANDING_WORDS, ...BOOK_WORDS }
