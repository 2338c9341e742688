export {
  type AnyEvent,
  type EventOfCustomer,
  type EventOfProduct,
  isEventOfCustomer,
  isEventOfProduct,
} from './codec/any-event.ts'
export { checkEvent } from './codec/check-event.ts'
export * from './codec/codec.ts'
export type { EncodeEvent } from './codec/encoder.ts'
export { createEventEncoder } from './codec/encoder.ts'
export * from './codec/schema-source.ts'
export { MAX_VALUE_BYTES } from './codec/wire-format.ts'
export * from './generated.ts'
export * from './schemas/event-schema.ts'
export { keyFieldOf } from './schemas/key-field.ts'
