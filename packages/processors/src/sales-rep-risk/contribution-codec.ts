/** What one customer contributes as bytes. */
import type { ContributedCurrency } from '@tocsin/domain'
import type { CompactReader } from '../evaluation/compact-reader.ts'
import type { CompactWriter } from '../evaluation/compact-writer.ts'
import {
  readContractDay,
  readDemandDay,
  readDueDay,
  readOrderDay,
  readOutcomeDay,
  readSalesDay,
  writeContractDay,
  writeDemandDay,
  writeDueDay,
  writeOrderDay,
  writeOutcomeDay,
  writeSalesDay,
} from './book-codec.ts'
import type { ContributionState } from './state.ts'

/** A day near to most of its days: see `CompactWriter.begin`. */
export function baseDayOf({ currencies, orderDays, contractDays, demandDays }: ContributionState): number {
  return currencies[0]?.dueDays[0]?.dueOn ?? orderDays[0]?.day ?? contractDays[0]?.day ?? demandDays[0]?.day ?? 0
}

export function writeContribution(to: CompactWriter, contribution: ContributionState): void {
  const { customerName, currencies, orderDays, contractDays, salesDays, outcomeDays } = contribution
  const { salesRepId, firstOrderOn, lastOrderOn, demandDays } = contribution
  to.optionalText(customerName)
  to.list(currencies, writeContributed)
  to.list(orderDays, writeOrderDay)
  to.list(contractDays, writeContractDay)
  to.list(salesDays, writeSalesDay)
  to.list(outcomeDays, writeOutcomeDay)
  to.list(contribution.expected, writeExpectedOrders)
  to.optionalText(salesRepId)
  to.optionalDay(firstOrderOn)
  to.optionalDay(lastOrderOn)
  to.list(demandDays, writeDemandDay)
}

export function readContribution(from: CompactReader): ContributionState {
  return {
    kind: 'contribution',
    customerName: from.optionalText(),
    currencies: from.list(readContributed),
    orderDays: from.list(readOrderDay),
    contractDays: from.list(readContractDay),
    salesDays: from.list(readSalesDay),
    outcomeDays: from.list(readOutcomeDay),
    expected: from.list(readExpectedOrders),
    salesRepId: from.optionalText(),
    firstOrderOn: from.optionalDay(),
    lastOrderOn: from.optionalDay(),
    demandDays: from.list(readDemandDay),
  }
}

function writeContributed(to: CompactWriter, { currency, dueDays }: ContributedCurrency): void {
  to.name(currency)
  to.list(dueDays, writeDueDay)
}

function readContributed(from: CompactReader): ContributedCurrency {
  return { currency: from.name(), dueDays: from.list(readDueDay) }
}

function writeExpectedOrders(to: CompactWriter, part: ContributionState['expected'][number]): void {
  to.name(part.currency)
  to.integer(part.expectedMinor)
  to.day(part.untilOn)
}

function readExpectedOrders(from: CompactReader): ContributionState['expected'][number] {
  return { currency: from.name(), expectedMinor: from.integer(), untilOn: from.day() }
}
