/**
 * What the store keeps per entity: its timer, then its state. With the timer beside the state a batch knows whether
 * the stored timer changes at all, and writes it only then.
 *
 * Layout: one byte 0 (no timer) or 1 followed by the due moment as float64 big-endian; then the state's own bytes.
 */
export interface StateEnvelope {
  readonly timerDueAtMs: number | null
  readonly stateBytes: Uint8Array
}

export function sealState(stateBytes: Uint8Array, timerDueAtMs: number | null): Uint8Array {
  const headLength = timerDueAtMs === null ? 1 : 9
  const sealed = new Uint8Array(headLength + stateBytes.length)
  if (timerDueAtMs !== null) {
    sealed[0] = 1
    new DataView(sealed.buffer).setFloat64(1, timerDueAtMs)
  }
  sealed.set(stateBytes, headLength)
  return sealed
}

export function openState(sealed: Uint8Array): StateEnvelope {
  if (sealed[0] === 0) return { timerDueAtMs: null, stateBytes: sealed.subarray(1) }
  const view = new DataView(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  return { timerDueAtMs: view.getFloat64(1), stateBytes: sealed.subarray(9) }
}
