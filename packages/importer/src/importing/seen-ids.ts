/** Ids that are remembered: at 16 bytes each, 64 MB. Later ones are not looked at. */
const MAX_IDS = 4_000_000
const FIRST_SLOTS = 1_024

/**
 * Remembers which ids it was given, as 53 bits of each: two different ids are taken for one once in some thousand times
 * that four million are remembered. So it is good for a notice, not for a refusal.
 */
export class SeenIds {
  #slots = new Float64Array(FIRST_SLOTS)
  #count = 0

  /** True when the id was given before. */
  add(id: string): boolean {
    const fingerprint = fingerprintOf(id)
    const slot = slotFor(this.#slots, fingerprint)
    if (this.#slots[slot] === fingerprint) return true
    if (this.#count >= MAX_IDS) return false
    this.#slots[slot] = fingerprint
    this.#count += 1
    // At most half of the slots are taken, so that a free one is near.
    if (this.#count * 2 > this.#slots.length) this.#grow()
    return false
  }

  #grow(): void {
    const larger = new Float64Array(this.#slots.length * 2)
    for (const fingerprint of this.#slots) {
      if (fingerprint !== 0) larger[slotFor(larger, fingerprint)] = fingerprint
    }
    this.#slots = larger
  }
}

/** Where the fingerprint stands, or the free slot where it would. The number of slots is a power of two. */
function slotFor(slots: Float64Array, fingerprint: number): number {
  let slot = fingerprint % slots.length
  while (slots[slot] !== 0 && slots[slot] !== fingerprint) slot = (slot + 1) % slots.length
  return slot
}

/** From 1 to 2^53 - 1: two runs over the text, each with a prime and a start of its own. */
function fingerprintOf(text: string): number {
  let low = 0x811c9dc5
  let high = 0x2545f491
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ code, 0x5bd1e995)
    high ^= high >>> 15
  }
  low ^= low >>> 16
  return (high >>> 11) * 2 ** 32 + (low >>> 0) || 1
}
