/** How orders were fulfilled, as bytes: four bytes when nothing is known. */
import type { DeliveryDay, EarlyNews, Fulfilment, ReturnDay, TrackedOrder } from '@tocsin/domain'
import type { CompactReader } from '../../evaluation/compact-reader.ts'
import type { CompactWriter } from '../../evaluation/compact-writer.ts'

export function writeFulfilment(to: CompactWriter, fulfilment: Fulfilment): void {
  // Most orders that other parts of the state tell of are among these.
  to.beginReferences()
  to.list(fulfilment.orders, writeOrder)
  to.list(fulfilment.deliveries, writeDelivery)
  to.list(fulfilment.returns, writeReturn)
  to.list(fulfilment.early, writeEarly)
}

export function readFulfilment(from: CompactReader): Fulfilment {
  from.beginReferences()
  return {
    orders: from.list(readOrder),
    deliveries: from.list(readDelivery),
    returns: from.list(readReturn),
    early: from.list(readEarly),
  }
}

function writeOrder(to: CompactWriter, order: TrackedOrder): void {
  to.id(order.orderId)
  to.name(order.salesRepId)
  to.name(order.currency)
  to.day(order.placedOn)
  to.optionalDay(order.promisedOn)
  to.optionalDay(order.deliveredOn)
  to.optionalDay(order.partDeliveredOn)
  to.integer(order.leftMinor)
}

function readOrder(from: CompactReader): TrackedOrder {
  return {
    orderId: from.id(),
    salesRepId: from.name(),
    currency: from.name(),
    placedOn: from.day(),
    promisedOn: from.optionalDay(),
    deliveredOn: from.optionalDay(),
    partDeliveredOn: from.optionalDay(),
    leftMinor: from.integer(),
  }
}

/** Most days saw one delivery: three small counts in one number, or that they are not small. */
function writeDelivery(to: CompactWriter, of: DeliveryDay): void {
  const { delivered, promised, onTime } = of
  to.day(of.day)
  to.name(of.salesRepId)
  to.count(of.processingDays)
  const areSmall = delivered < 4 && promised < 4 && onTime < 4
  to.count(areSmall ? delivered + promised * 4 + onTime * 16 + 1 : 0)
  if (areSmall) return
  to.count(delivered)
  to.count(promised)
  to.count(onTime)
}

function readDelivery(from: CompactReader): DeliveryDay {
  const day = from.day()
  const salesRepId = from.name()
  const processingDays = from.count()
  const code = from.count() - 1
  const areSmall = code >= 0
  return {
    day,
    salesRepId,
    processingDays,
    delivered: areSmall ? code & 3 : from.count(),
    promised: areSmall ? (code >>> 2) & 3 : from.count(),
    onTime: areSmall ? (code >>> 4) & 3 : from.count(),
  }
}

function writeReturn(to: CompactWriter, each: ReturnDay): void {
  to.day(each.day)
  to.name(each.currency)
  to.count(each.returns)
  to.integer(each.returnedMinor)
  to.integer(each.ofMonthBeforeMinor)
}

function readReturn(from: CompactReader): ReturnDay {
  return {
    day: from.day(),
    currency: from.name(),
    returns: from.count(),
    returnedMinor: from.integer(),
    ofMonthBeforeMinor: from.integer(),
  }
}

function writeEarly(to: CompactWriter, news: EarlyNews): void {
  to.text(news.orderId)
  to.day(news.sinceOn)
  to.integer(news.takenOffMinor)
  to.optionalDay(news.deliveredOn)
}

function readEarly(from: CompactReader): EarlyNews {
  return {
    orderId: from.text(),
    sinceOn: from.day(),
    takenOffMinor: from.integer(),
    deliveredOn: from.optionalDay(),
  }
}
