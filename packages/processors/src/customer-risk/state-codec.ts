/**
 * A customer's state as bytes: fields in a fixed order, no names. Any change of order or meaning raises `STATE_VERSION`.
 * Measured on a customer of two years (an order and an invoice a week): 1.6 KB, a quarter of the time that JSON takes.
 */
import {
  type ContractFunnel,
  type CreditLimit,
  type Episode,
  OFFER_OUTCOMES,
  type OrderDay,
  type OrderHistory,
  type SeenEvents,
} from '@tocsin/domain'
import type { StateCodec } from '@tocsin/stream'
import { CompactReader } from './compact-reader.ts'
import { CompactWriter } from './compact-writer.ts'
import { readReceivables, writeReceivables } from './receivables-codec.ts'
import type { CustomerProfile, CustomerState, EpisodeOfIndicator, EvidenceInputs, InputPlace } from './state.ts'

/** Raised with every change of what the bytes mean. */
const STATE_VERSION = 1

const writer = new CompactWriter()

export const customerStateCodec: StateCodec<CustomerState> = {
  version: STATE_VERSION,
  encode(state) {
    writer.begin(baseDayOf(state))
    writeProfile(writer, state.profile)
    writeReceivables(writer, state.receivables)
    writeOrders(writer, state.orders)
    writeContracts(writer, state.contracts)
    writer.list(state.creditLimits, writeCreditLimit)
    writeSeen(writer, state.seen)
    writer.list(state.episodes, writeEpisode)
    writer.optionalDay(state.nextEvaluationOn)
    writer.count(state.lateFacets)
    writeEvidence(writer, state.evidence)
    return writer.finish()
  },
  decode(bytes) {
    const reader = new CompactReader(bytes)
    return {
      profile: readProfile(reader),
      receivables: readReceivables(reader),
      orders: readOrders(reader),
      contracts: readContracts(reader),
      creditLimits: reader.list(readCreditLimit),
      seen: readSeen(reader),
      episodes: reader.list(readEpisode),
      nextEvaluationOn: reader.optionalDay(),
      lateFacets: reader.count(),
      evidence: readEvidence(reader),
    }
  },
}

/** Some day near the others, told from the state alone. */
function baseDayOf({ nextEvaluationOn, orders, receivables }: CustomerState): number {
  return nextEvaluationOn ?? orders.lastOrderOn ?? receivables.currencies[0]?.closed.at(-1)?.dueOn ?? 0
}

function writeProfile(to: CompactWriter, profile: CustomerProfile | null): void {
  to.flag(profile !== null)
  if (profile === null) return
  to.text(profile.name)
  to.text(profile.segment)
  to.text(profile.region)
  to.text(profile.industry)
  to.name(profile.salesRepId)
  to.optionalText(profile.parentId)
}

function readProfile(from: CompactReader): CustomerProfile | null {
  if (!from.flag()) return null
  return {
    name: from.text(),
    segment: from.text(),
    region: from.text(),
    industry: from.text(),
    salesRepId: from.name(),
    parentId: from.optionalText(),
  }
}

function writeOrders(to: CompactWriter, orders: OrderHistory): void {
  to.optionalDay(orders.firstOrderOn)
  to.optionalDay(orders.lastOrderOn)
  to.list(orders.days, (w, day) => {
    w.day(day.day)
    w.name(day.currency)
    const isCancelled = day.cancelled !== 0 || day.cancelledMinor !== 0
    w.count(day.placed * 2 + (isCancelled ? 1 : 0))
    w.integer(day.placedMinor)
    if (!isCancelled) return
    w.count(day.cancelled)
    w.integer(day.cancelledMinor)
  })
  to.list(orders.openOrders, (w, order) => {
    w.text(order.orderId)
    w.name(order.salesRepId)
    w.name(order.currency)
    w.integer(order.placedMinor)
    w.integer(order.amountMinor)
    w.integer(order.unbilledMinor)
    w.day(order.placedOn)
    w.optionalDay(order.promisedOn)
    w.optionalDay(order.deliveredOn)
    w.count(order.orders)
  })
  to.list(orders.awaited, (w, order) => {
    w.text(order.orderId)
    w.day(order.sinceOn)
    w.integer(order.takenOffMinor)
  })
}

function readOrders(from: CompactReader): OrderHistory {
  return {
    firstOrderOn: from.optionalDay(),
    lastOrderOn: from.optionalDay(),
    days: from.list(readOrderDay),
    openOrders: from.list((r) => ({
      orderId: r.text(),
      salesRepId: r.name(),
      currency: r.name(),
      placedMinor: r.integer(),
      amountMinor: r.integer(),
      unbilledMinor: r.integer(),
      placedOn: r.day(),
      promisedOn: r.optionalDay(),
      deliveredOn: r.optionalDay(),
      orders: r.count(),
    })),
    awaited: from.list((r) => ({ orderId: r.text(), sinceOn: r.day(), takenOffMinor: r.integer() })),
  }
}

function readOrderDay(from: CompactReader): OrderDay {
  const day = from.day()
  const currency = from.name()
  const code = from.count()
  const isCancelled = code % 2 === 1
  return {
    day,
    currency,
    placed: Math.floor(code / 2),
    placedMinor: from.integer(),
    cancelled: isCancelled ? from.count() : 0,
    cancelledMinor: isCancelled ? from.integer() : 0,
  }
}

function writeContracts(to: CompactWriter, contracts: ContractFunnel): void {
  to.optionalDay(contracts.firstOfferOn)
  to.list(contracts.days, (w, day) => {
    w.day(day.day)
    w.count(day.offered)
    w.count(day.signed)
    w.count(day.lost)
    w.count(day.expired)
  })
  to.list(contracts.openOffers, (w, offer) => {
    w.text(offer.contractId)
    w.name(offer.salesRepId)
    w.day(offer.offeredOn)
    w.optionalDay(offer.reviewedOn)
  })
  to.list(contracts.decided, (w, offer) => {
    w.text(offer.contractId)
    w.count(OFFER_OUTCOMES.indexOf(offer.outcome))
    w.flag(offer.wasOffered)
  })
}

function readContracts(from: CompactReader): ContractFunnel {
  return {
    firstOfferOn: from.optionalDay(),
    days: from.list((r) => ({
      day: r.day(),
      offered: r.count(),
      signed: r.count(),
      lost: r.count(),
      expired: r.count(),
    })),
    openOffers: from.list((r) => ({
      contractId: r.text(),
      salesRepId: r.name(),
      offeredOn: r.day(),
      reviewedOn: r.optionalDay(),
    })),
    decided: from.list((r) => ({
      contractId: r.text(),
      outcome: known(OFFER_OUTCOMES, r.count()),
      wasOffered: r.flag(),
    })),
  }
}

function writeCreditLimit(to: CompactWriter, limit: CreditLimit): void {
  to.name(limit.currency)
  to.integer(limit.limitMinor)
  to.day(limit.setOn)
  to.optionalDay(limit.validTo)
}

function readCreditLimit(from: CompactReader): CreditLimit {
  return { currency: from.name(), limitMinor: from.integer(), setOn: from.day(), validTo: from.optionalDay() }
}

function writeSeen(to: CompactWriter, seen: SeenEvents): void {
  to.list(seen.sources, (w, { source, highest }) => {
    w.text(source)
    w.integer(highest)
  })
  to.list(seen.eventHashes, (w, hash) => w.hash(hash))
}

function readSeen(from: CompactReader): SeenEvents {
  return {
    sources: from.list((r) => ({ source: r.text(), highest: r.integer() })),
    eventHashes: from.list((r) => r.hash()),
  }
}

const PHASES = ['pending', 'firing', 'acknowledged', 'resolved'] as const
const SEVERITIES = ['warning', 'critical'] as const

function writeEpisode(to: CompactWriter, { indicatorId, episode }: EpisodeOfIndicator): void {
  to.text(indicatorId)
  to.count(PHASES.indexOf(episode.phase))
  to.count(SEVERITIES.indexOf(episode.severity))
  to.day(episode.breachedOn)
  to.count(episode.nth)
  to.count(episode.revision)
}

function readEpisode(from: CompactReader): EpisodeOfIndicator {
  const indicatorId = from.text()
  const episode: Episode = {
    phase: known(PHASES, from.count()),
    severity: known(SEVERITIES, from.count()),
    breachedOn: from.day(),
    nth: from.count(),
    revision: from.count(),
  }
  return { indicatorId, episode }
}

function writeEvidence(to: CompactWriter, { partition, byFacet }: EvidenceInputs): void {
  to.integer(partition)
  for (const places of byFacet) {
    to.list(places, (w, { topicIndex, offset }) => {
      w.count(topicIndex)
      w.count(offset)
    })
  }
}

function readEvidence(from: CompactReader): EvidenceInputs {
  const partition = from.integer()
  const places = () => from.list((r): InputPlace => ({ topicIndex: r.count(), offset: r.count() }))
  return { partition, byFacet: [places(), places(), places(), places()] }
}

/** A number that no name belongs to means bytes of another version, or damage: the process must stop. */
function known<Name>(names: readonly Name[], index: number): Name {
  const name = names[index]
  if (name === undefined) throw new RangeError(`the state holds the number ${index}, which has no name`)
  return name
}
