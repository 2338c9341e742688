/** Two 32-bit FNV-like lanes with different primes, mixed once more at the end, cut to the 53 bits of an exact number. */
export function hash53(text: string): number {
  let low = 0x811c9dc5
  let high = 0x9747b28c
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x5bd1e995)
    high ^= high >>> 15
  }
  low = finish(low ^ (high >>> 13))
  high = finish(high ^ (low >>> 16))
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0)
}

/** Spreads every input bit over all 32 (the closing step of MurmurHash3, by Austin Appleby, public domain). */
function finish(lane: number): number {
  let mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
