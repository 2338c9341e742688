import {
  type Demand,
  type DemandDay,
  type DemandLine,
  type DemandOrder,
  emptyDemand,
  isEmptyDemand,
} from '@tocsin/domain'
import type { CompactReader } from '../../evaluation/compact-reader.ts'
import type { CompactWriter } from '../../evaluation/compact-writer.ts'

/** One byte for a customer whose orders have no lines. Written after its orders (`fulfilment`). */
export function writeDemand(to: CompactWriter, demand: Demand): void {
  const hasAny = !isEmptyDemand(demand)
  to.flag(hasAny)
  if (!hasAny) return
  to.list(demand.days, writeDay)
  to.repeatReferences()
  to.list(demand.orders, writeOrder)
  to.optionalDay(demand.forgottenThroughOn)
}

export function readDemand(from: CompactReader): Demand {
  if (!from.flag()) return emptyDemand()
  const days = from.list(readDay)
  from.repeatReferences()
  return { days, orders: from.list(readOrder), forgottenThroughOn: from.optionalDay() }
}

function writeDay(to: CompactWriter, { day, productId, quantityMilli, isOwed }: DemandDay): void {
  to.day(day)
  to.name(productId)
  // Twice the quantity, and one more while it is owed: both in one number.
  to.integer(quantityMilli * 2 + (isOwed ? 1 : 0))
}

function readDay(from: CompactReader): DemandDay {
  const day = from.day()
  const productId = from.name()
  const number = from.integer()
  return { day, productId, quantityMilli: Math.floor(number / 2), isOwed: number % 2 !== 0 }
}

function writeOrder(to: CompactWriter, { orderId, placedOn, amountMinor, lines }: DemandOrder): void {
  to.reference(orderId)
  to.day(placedOn)
  to.integer(amountMinor)
  to.list(lines, writeLine)
}

function readOrder(from: CompactReader): DemandOrder {
  return {
    orderId: from.reference(),
    placedOn: from.day(),
    amountMinor: from.integer(),
    lines: from.list(readLine),
  }
}

function writeLine(to: CompactWriter, { productId, quantityMilli }: DemandLine): void {
  to.name(productId)
  to.integer(quantityMilli)
}

function readLine(from: CompactReader): DemandLine {
  return { productId: from.name(), quantityMilli: from.integer() }
}
