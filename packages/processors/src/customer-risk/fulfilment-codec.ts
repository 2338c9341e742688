/** How orders were fulfilled, as bytes: four bytes when nothing is known. */
import type { DeliveryDay, EarlyNews, Fulfilment, ReturnDay, TrackedOrder } from '@tocsin/domain'
import type { CompactReader } from '../evaluation/compact-reader.ts'
import type { CompactWriter } from '../evaluation/compact-writer.ts'

export function writeFulfilment(to: CompactWriter, fulfilment: Fulfilment): void {
  to.list(fulfilment.orders, writeOrder)
  to.list(fulfilment.deliveries, writeDelivery)
  to.list(fulfilment.returns, writeReturn)
  to.list(fulfilment.early, writeEarly)
}

export function readFulfilment(from: CompactReader): Fulfilment {
  return {
    orders: from.list(readOrder),
    deliveries: from.list(readDelivery),
    returns: from.list(readReturn),
    early: from.list(readEarly),
  }
}

function writeOrder(to: CompactWriter, order: TrackedOrder): void {
  to.text(order.orderId)
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
    orderId: from.text(),
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
function writeDelivery(to: CompactWriter, { day, salesRepId, ...counts }: DeliveryDay): void {
  const { delivered, processingDays, promised, onTime } = counts
  to.day(day)
  to.name(salesRepId)
  to.count(processingDays)
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
  if (code >= 0) {
    const counts = { delivered: code & 3, promised: (code >>> 2) & 3, onTime: (code >>> 4) & 3 }
    return { day, salesRepId, processingDays, ...counts }
  }
  return { day, salesRepId, processingDays, delivered: from.count(), promised: from.count(), onTime: from.count() }
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
