import type { StateCodec } from '@tocsin/stream'
import { CompactReader } from '../../evaluation/compact-reader.ts'
import { CompactWriter } from '../../evaluation/compact-writer.ts'
import { readProductRecord, writeProductRecord } from '../../evaluation/product-record-codec.ts'
import { readRepRecord, writeRepRecord } from '../../evaluation/rep-record-codec.ts'
import { readSeen, writeSeen } from '../../evaluation/seen-codec.ts'
import { isProductEntity, type ProductState } from '../on-record/product-state.ts'
import { isRepresentativeEntity, type RepresentativeState } from '../on-record/representative-state.ts'
import { type CustomerRiskState, isCustomerState } from '../processor-of-task.ts'
import { customerStateCodec } from './state-codec.ts'

const writer = new CompactWriter()
const stateReader = new CompactReader()

/** Every entity of customer-risk as bytes; which it is stands in its id. One version for all of them. */
export const customerRiskStateCodec: StateCodec<CustomerRiskState> = {
  version: customerStateCodec.version,
  encode(state) {
    if (isCustomerState(state)) return customerStateCodec.encode(state)
    return state.kind === 'product' ? encodeProduct(state) : encodeRepresentative(state)
  },
  decode(bytes, entityId) {
    if (isProductEntity(entityId)) return decodeProduct(bytes)
    return isRepresentativeEntity(entityId) ? decodeRepresentative(bytes) : customerStateCodec.decode(bytes, entityId)
  },
}

function encodeRepresentative({ record, seen }: RepresentativeState): Uint8Array {
  writer.begin(record.targets[0]?.fromOn ?? record.findings[0]?.foundOn ?? 0)
  writeRepRecord(writer, record)
  writeSeen(writer, seen)
  return writer.finish()
}

function decodeRepresentative(bytes: Uint8Array): RepresentativeState {
  const reader = stateReader.begin(bytes)
  return { kind: 'representative', record: readRepRecord(reader), seen: readSeen(reader) }
}

function encodeProduct({ record, movedDays, seen }: ProductState): Uint8Array {
  writer.begin(record.countedOn ?? record.knownSinceOn ?? 0)
  writeProductRecord(writer, record)
  writer.list(movedDays, (to, { day, quantityMilli }) => {
    to.day(day)
    to.integer(quantityMilli)
  })
  writeSeen(writer, seen)
  return writer.finish()
}

function decodeProduct(bytes: Uint8Array): ProductState {
  const reader = stateReader.begin(bytes)
  const record = readProductRecord(reader)
  const movedDays = reader.list((from) => ({ day: from.day(), quantityMilli: from.integer() }))
  return { kind: 'product', record, movedDays, seen: readSeen(reader) }
}
