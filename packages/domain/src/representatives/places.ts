/** Where an entry stands in a sorted list, or is put when it is not there yet. */
import type { CalendarDay } from '../values/calendar-day.ts'
import type {
  OutcomeKind,
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
} from './state.ts'

export function currencyBookOf({ currencies }: SalesRepBook, currency: string): RepCurrencyBook {
  const index = placeOf(currencies, (book) => book.currency < currency)
  const found = currencies[index]
  if (found?.currency === currency) return found
  return inserted(currencies, index, { currency, dueDays: [], customers: [], sellers: [], expected: [] })
}

export function dueDayOf({ dueDays }: RepCurrencyBook, dueOn: CalendarDay): RepDueDay {
  const index = placeOf(dueDays, (entry) => entry.dueOn < dueOn)
  const found = dueDays[index]
  if (found?.dueOn === dueOn) return found
  return inserted(dueDays, index, {
    dueOn,
    billedMinor: 0,
    writtenOffMinor: 0,
    billedInvoices: 0,
    openMinor: 0,
    undisputedOpenMinor: 0,
    openInvoices: 0,
  })
}

export function customerOf({ customers }: RepCurrencyBook, customerId: string): RepCustomer {
  const index = placeOf(customers, (entry) => entry.customerId < customerId)
  const found = customers[index]
  if (found?.customerId === customerId) return found
  return inserted(customers, index, { customerId, name: null, openMinor: 0 })
}

export function sellerOf({ sellers }: RepCurrencyBook, salesRepId: string): RepSeller {
  const index = placeOf(sellers, (entry) => entry.salesRepId < salesRepId)
  const found = sellers[index]
  return found?.salesRepId === salesRepId ? found : inserted(sellers, index, { salesRepId, openMinor: 0 })
}

export function customerDayOf(customerDays: RepCustomerDay[], day: CalendarDay): RepCustomerDay {
  const index = placeOfDay(customerDays, day)
  const found = customerDays[index]
  return found?.day === day ? found : inserted(customerDays, index, { day, first: 0, latest: 0 })
}

export function orderDayOf(orderDays: RepOrderDay[], day: CalendarDay): RepOrderDay {
  const index = placeOfDay(orderDays, day)
  const found = orderDays[index]
  return found?.day === day ? found : inserted(orderDays, index, { day, placed: 0 })
}

export function demandDayOf(demandDays: RepDemandDay[], day: CalendarDay): RepDemandDay {
  const index = placeOfDay(demandDays, day)
  const found = demandDays[index]
  return found?.day === day ? found : inserted(demandDays, index, { day, quantityMilli: 0 })
}

export function contractDayOf(contractDays: RepContractDay[], day: CalendarDay): RepContractDay {
  const index = placeOfDay(contractDays, day)
  const found = contractDays[index]
  return found?.day === day ? found : inserted(contractDays, index, { day, decided: 0, signed: 0 })
}

export function salesDayOf(salesDays: RepSalesDay[], day: CalendarDay, currency: string): RepSalesDay {
  const index = placeOf(salesDays, (entry) => entry.day < day || (entry.day === day && entry.currency < currency))
  const found = salesDays[index]
  if (found?.day === day && found.currency === currency) return found
  return inserted(salesDays, index, { day, currency, netMinor: 0 })
}

export function outcomeDayOf(outcomeDays: RepOutcomeDay[], day: CalendarDay, kind: OutcomeKind): RepOutcomeDay {
  const index = placeOf(outcomeDays, (entry) => entry.day < day || (entry.day === day && entry.kind < kind))
  const found = outcomeDays[index]
  if (found?.day === day && found.kind === kind) return found
  return inserted(outcomeDays, index, { day, kind, counted: 0, good: 0 })
}

/** As `placeOf`: mostly the latest day is asked for, or one after it. */
function placeOfDay(entries: readonly { readonly day: CalendarDay }[], day: CalendarDay): number {
  const latest = entries.at(-1)
  if (latest === undefined || latest.day < day) return entries.length
  return latest.day === day ? entries.length - 1 : placeOf(entries, (entry) => entry.day < day)
}

/** The first index whose entry does not stand before the one that is looked for. */
function placeOf<Entry>(entries: readonly Entry[], standsBefore: (entry: Entry) => boolean): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (standsBefore(entries[middle] as Entry)) low = middle + 1
    else high = middle
  }
  return low
}

function inserted<Entry>(entries: Entry[], index: number, entry: Entry): Entry {
  entries.splice(index, 0, entry)
  return entry
}
