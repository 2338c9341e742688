import type { StateCodec } from '@tocsin/stream'
import { CompactReader } from '../evaluation/compact-reader.ts'
import { CompactWriter } from '../evaluation/compact-writer.ts'
import { readRepRecord, writeRepRecord } from '../evaluation/rep-record-codec.ts'
import { readSeen, writeSeen } from '../evaluation/seen-codec.ts'
import { type CustomerRiskState, isCustomerState } from './processor-of-task.ts'
import { isRepresentativeEntity, type RepresentativeState } from './representative-state.ts'
import { customerStateCodec } from './state-codec.ts'

const writer = new CompactWriter()

/** Every entity of customer-risk as bytes; which it is stands in its id. One version for all of them. */
export const customerRiskStateCodec: StateCodec<CustomerRiskState> = {
  version: customerStateCodec.version,
  encode: (state) => (isCustomerState(state) ? customerStateCodec.encode(state) : encodeRepresentative(state)),
  decode: (bytes, entityId) =>
    isRepresentativeEntity(entityId) ? decodeRepresentative(bytes) : customerStateCodec.decode(bytes, entityId),
}

function encodeRepresentative({ record, seen }: RepresentativeState): Uint8Array {
  writer.begin(record.targets[0]?.fromOn ?? record.findings[0]?.foundOn ?? 0)
  writeRepRecord(writer, record)
  writeSeen(writer, seen)
  return writer.finish()
}

function decodeRepresentative(bytes: Uint8Array): RepresentativeState {
  const reader = new CompactReader(bytes)
  return { kind: 'representative', record: readRepRecord(reader), seen: readSeen(reader) }
}
