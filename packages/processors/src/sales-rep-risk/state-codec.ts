import type {
  ContributedCurrency,
  RepContractDay,
  RepCurrencyBook,
  RepCustomer,
  RepCustomerDay,
  RepDemandDay,
  RepDueDay,
  RepOrderDay,
  RepOutcomeDay,
  RepSalesDay,
  RepSeller,
  SalesRepBook,
} from '@tocsin/domain'
import { OUTCOME_KINDS } from '@tocsin/domain'
import type { StateCodec } from '@tocsin/stream'
import { CompactReader } from '../evaluation/compact-reader.ts'
import { CompactWriter } from '../evaluation/compact-writer.ts'
import { readProductRecord, writeProductRecord } from '../evaluation/product-record-codec.ts'
import { readRepRecord, writeRepRecord } from '../evaluation/rep-record-codec.ts'
import { readStanding, writeStanding } from '../evaluation/standing-codec.ts'
import { known, readEpisode, readEvidence, writeEpisode, writeEvidence } from '../evaluation/state-parts.ts'
import type { ContributionState, OpenDay, SalesRepRiskState, SalesRepState } from './state.ts'

/** Raised with every change of what the bytes mean. */
const STATE_VERSION = 3

const writer = new CompactWriter()
/** A book is a part of its state, and so is each open day: see `unread`. */
const partWriter = new CompactWriter()

/**
 * Books and open days that nobody has asked for since they were read: their bytes. The whole portfolio takes a fact from
 * each customer on each day, which moves that one day; to read and write all else with it was nine tenths of the work.
 */
const unread = new WeakMap<SalesRepState | OpenDay, Uint8Array>()

export const salesRepRiskStateCodec: StateCodec<SalesRepRiskState> = {
  version: STATE_VERSION,
  encode(state) {
    if (state.kind === 'contribution') return encodeContribution(state)
    const { closedOn, openDays, episodes, evidence } = state
    writer.begin(closedOn ?? openDays[0]?.on ?? 0)
    writer.flag(false)
    writer.optionalDay(closedOn)
    writer.flag(state.isAtRest)
    writer.part(unread.get(state) ?? encodeBook(state))
    writer.list(openDays, writeOpenDay)
    writer.list(episodes, writeEpisode)
    writeEvidence(writer, evidence)
    return writer.finish()
  },
  decode(bytes) {
    const reader = new CompactReader(bytes)
    if (reader.flag()) return readContribution(reader)
    return readSalesRep(reader)
  },
}

function readSalesRep(from: CompactReader): SalesRepState {
  const closedOn = from.optionalDay()
  const isAtRest = from.flag()
  const bytes = from.part()
  let book: SalesRepBook | undefined
  const state: SalesRepState = {
    kind: 'sales-rep',
    get book() {
      if (book === undefined) {
        book = decodeBook(bytes)
        unread.delete(state)
      }
      return book
    },
    closedOn,
    isAtRest,
    openDays: from.list(readOpenDay),
    episodes: from.list(readEpisode),
    evidence: readEvidence(from),
  }
  unread.set(state, bytes)
  return state
}

function encodeBook({ book, closedOn }: SalesRepState): Uint8Array {
  partWriter.begin(closedOn ?? 0)
  writeBook(partWriter, book)
  partWriter.flag(book.standing !== undefined)
  if (book.standing !== undefined) writeStanding(partWriter, book.standing)
  return partWriter.finish()
}

function decodeBook(bytes: Uint8Array): SalesRepBook {
  const from = new CompactReader(bytes)
  const book = readBook(from)
  if (from.flag()) book.standing = readStanding(from)
  return book
}

function encodeContribution(contribution: ContributionState): Uint8Array {
  const { customerName, currencies, orderDays, contractDays, salesDays, outcomeDays } = contribution
  const { salesRepId, firstOrderOn, lastOrderOn, demandDays } = contribution
  writer.begin(currencies[0]?.dueDays[0]?.dueOn ?? orderDays[0]?.day ?? contractDays[0]?.day ?? demandDays[0]?.day ?? 0)
  writer.flag(true)
  writer.optionalText(customerName)
  writer.list(currencies, writeContributed)
  writer.list(orderDays, writeOrderDay)
  writer.list(contractDays, writeContractDay)
  writer.list(salesDays, writeSalesDay)
  writer.list(outcomeDays, writeOutcomeDay)
  writer.list(contribution.expected, writeExpectedOrders)
  writer.optionalText(salesRepId)
  writer.optionalDay(firstOrderOn)
  writer.optionalDay(lastOrderOn)
  writer.list(demandDays, writeDemandDay)
  return writer.finish()
}

function readContribution(from: CompactReader): ContributionState {
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

function writeOpenDay(to: CompactWriter, openDay: OpenDay): void {
  to.day(openDay.on)
  to.part(unread.get(openDay) ?? encodeMoved(openDay))
}

function readOpenDay(from: CompactReader): OpenDay {
  const on = from.day()
  const bytes = from.part()
  let moved: Moved | undefined
  const read = () => {
    if (moved === undefined) {
      moved = decodeMoved(bytes)
      unread.delete(openDay)
    }
    return moved
  }
  const openDay: OpenDay = {
    on,
    get movements() {
      return read().movements
    },
    get evidence() {
      return read().evidence
    },
  }
  unread.set(openDay, bytes)
  return openDay
}

/** What an open day holds. */
type Moved = Omit<OpenDay, 'on'>

function encodeMoved({ on, movements, evidence }: OpenDay): Uint8Array {
  partWriter.begin(on)
  writeBook(partWriter, movements)
  writeEvidence(partWriter, evidence)
  return partWriter.finish()
}

function decodeMoved(bytes: Uint8Array): Moved {
  const from = new CompactReader(bytes)
  return { movements: readBook(from), evidence: readEvidence(from) }
}

function writeBook(to: CompactWriter, book: SalesRepBook): void {
  to.list(book.currencies, writeCurrency)
  to.optionalDay(book.firstOrderOn)
  to.list(book.orderDays, writeOrderDay)
  to.list(book.contractDays, writeContractDay)
  to.list(book.salesDays, writeSalesDay)
  to.list(book.outcomeDays, writeOutcomeDay)
  to.list(book.customerDays, writeCustomerDay)
  to.flag(book.record !== null)
  if (book.record !== null) writeRepRecord(to, book.record)
  to.list(book.demandDays, writeDemandDay)
  to.flag(book.product !== null)
  if (book.product !== null) writeProductRecord(to, book.product)
}

function readBook(from: CompactReader): SalesRepBook {
  return {
    currencies: from.list(readCurrency),
    firstOrderOn: from.optionalDay(),
    orderDays: from.list(readOrderDay),
    contractDays: from.list(readContractDay),
    salesDays: from.list(readSalesDay),
    outcomeDays: from.list(readOutcomeDay),
    customerDays: from.list(readCustomerDay),
    record: from.flag() ? readRepRecord(from) : null,
    demandDays: from.list(readDemandDay),
    product: from.flag() ? readProductRecord(from) : null,
  }
}

function writeCurrency(to: CompactWriter, book: RepCurrencyBook): void {
  const { currency, dueDays, customers, sellers, expected } = book
  to.name(currency)
  to.list(dueDays, writeDueDay)
  to.list(customers, writeCustomer)
  to.list(sellers, writeSeller)
  to.list(expected, writeExpected)
}

function readCurrency(from: CompactReader): RepCurrencyBook {
  return {
    currency: from.name(),
    dueDays: from.list(readDueDay),
    customers: from.list(readCustomer),
    sellers: from.list(readSeller),
    expected: from.list(readExpected),
  }
}

function writeCustomer(to: CompactWriter, { customerId, name, openMinor }: RepCustomer): void {
  to.text(customerId)
  to.optionalText(name)
  to.integer(openMinor)
}

function readCustomer(from: CompactReader): RepCustomer {
  return { customerId: from.text(), name: from.optionalText(), openMinor: from.integer() }
}

function writeSeller(to: CompactWriter, { salesRepId, openMinor }: RepSeller): void {
  to.text(salesRepId)
  to.integer(openMinor)
}

function readSeller(from: CompactReader): RepSeller {
  return { salesRepId: from.text(), openMinor: from.integer() }
}

function writeExpected(to: CompactWriter, part: RepCurrencyBook['expected'][number]): void {
  to.day(part.untilOn)
  to.integer(part.expectedMinor)
  to.integer(part.customers)
}

function readExpected(from: CompactReader): RepCurrencyBook['expected'][number] {
  return { untilOn: from.day(), expectedMinor: from.integer(), customers: from.integer() }
}

function writeExpectedOrders(to: CompactWriter, part: ContributionState['expected'][number]): void {
  to.name(part.currency)
  to.integer(part.expectedMinor)
  to.day(part.untilOn)
}

function readExpectedOrders(from: CompactReader): ContributionState['expected'][number] {
  return { currency: from.name(), expectedMinor: from.integer(), untilOn: from.day() }
}

function writeCustomerDay(to: CompactWriter, { day, first, latest }: RepCustomerDay): void {
  to.day(day)
  to.integer(first)
  to.integer(latest)
}

function readCustomerDay(from: CompactReader): RepCustomerDay {
  return { day: from.day(), first: from.integer(), latest: from.integer() }
}

/** Movements are of either sign; most due days have nothing written off and nothing in dispute. */
function writeDueDay(to: CompactWriter, dueDay: Readonly<RepDueDay>): void {
  to.day(dueDay.dueOn)
  to.integer(dueDay.billedMinor)
  to.integer(dueDay.billedInvoices)
  to.integer(dueDay.writtenOffMinor)
  to.integer(dueDay.openMinor)
  to.integer(dueDay.openMinor - dueDay.undisputedOpenMinor)
  to.integer(dueDay.openInvoices)
}

function readDueDay(from: CompactReader): RepDueDay {
  const dueOn = from.day()
  const billedMinor = from.integer()
  const billedInvoices = from.integer()
  const writtenOffMinor = from.integer()
  const openMinor = from.integer()
  const undisputedOpenMinor = openMinor - from.integer()
  return {
    dueOn,
    billedMinor,
    billedInvoices,
    writtenOffMinor,
    openMinor,
    undisputedOpenMinor,
    openInvoices: from.integer(),
  }
}

function writeOrderDay(to: CompactWriter, { day, placed }: RepOrderDay): void {
  to.day(day)
  to.integer(placed)
}

function readOrderDay(from: CompactReader): RepOrderDay {
  return { day: from.day(), placed: from.integer() }
}

function writeDemandDay(to: CompactWriter, { day, quantityMilli }: RepDemandDay): void {
  to.day(day)
  to.integer(quantityMilli)
}

function readDemandDay(from: CompactReader): RepDemandDay {
  return { day: from.day(), quantityMilli: from.integer() }
}

function writeContractDay(to: CompactWriter, { day, decided, signed }: RepContractDay): void {
  to.day(day)
  to.integer(decided)
  to.integer(signed)
}

function readContractDay(from: CompactReader): RepContractDay {
  return { day: from.day(), decided: from.integer(), signed: from.integer() }
}

function writeSalesDay(to: CompactWriter, { day, currency, netMinor }: RepSalesDay): void {
  to.day(day)
  to.name(currency)
  to.integer(netMinor)
}

function readSalesDay(from: CompactReader): RepSalesDay {
  return { day: from.day(), currency: from.name(), netMinor: from.integer() }
}

function writeOutcomeDay(to: CompactWriter, { day, kind, counted, good }: RepOutcomeDay): void {
  to.day(day)
  to.count(OUTCOME_KINDS.indexOf(kind))
  to.integer(counted)
  to.integer(good)
}

function readOutcomeDay(from: CompactReader): RepOutcomeDay {
  return { day: from.day(), kind: known(OUTCOME_KINDS, from.count()), counted: from.integer(), good: from.integer() }
}
