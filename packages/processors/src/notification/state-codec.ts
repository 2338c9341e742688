import type { StateCodec } from '@tocsin/stream'
import type { NotifierState } from './state.ts'

/** Raised with every change of what the bytes mean. */
const STATE_VERSION = 2

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** JSON: few states are looked at per second, most of a state is text, and `tocsin state show` prints it as it is. */
export const notifierStateCodec: StateCodec<NotifierState> = {
  version: STATE_VERSION,
  encode: (state) => encoder.encode(JSON.stringify(state)),
  decode: (bytes) => JSON.parse(decoder.decode(bytes)) as NotifierState,
}
