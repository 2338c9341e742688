/**
 * Java's `SplittableRandom(seed)`, number for number, so that the same seed gives the same events as the Java program
 * that W1 comes from. A 64-bit state in two halves: BigInt would take most of the generator's time.
 */
export class SplittableRandom {
  #high: number
  #low: number

  /** @param seed a whole number from 0 to 2^53 */
  constructor(seed: number) {
    this.#high = Math.floor(seed / 2 ** 32) >>> 0
    this.#low = seed >>> 0
  }

  /** A whole number from 0 up to, not including, `bound`. */
  nextInt(bound: number): number {
    if ((bound & (bound - 1)) === 0) return this.#nextInt32() & (bound - 1)
    for (;;) {
      const drawn = this.#nextInt32() >>> 1
      const remainder = drawn % bound
      // The last, incomplete run of remainders would favour the small ones.
      if (drawn - remainder + (bound - 1) <= 0x7fffffff) return remainder
    }
  }

  /** From 0 up to, not including, 1. */
  nextDouble(): number {
    this.#step()
    let high = this.#high
    let low = this.#low
    ;[high, low] = multiply(
      (high ^ (high >>> 30)) >>> 0,
      (low ^ ((low >>> 30) | (high << 2))) >>> 0,
      0xbf58476d,
      0x1ce4e5b9,
    )
    ;[high, low] = multiply(
      (high ^ (high >>> 27)) >>> 0,
      (low ^ ((low >>> 27) | (high << 5))) >>> 0,
      0x94d049bb,
      0x133111eb,
    )
    const mixedLow = (low ^ ((low >>> 31) | (high << 1))) >>> 0
    const mixedHigh = (high ^ (high >>> 31)) >>> 0
    return (mixedHigh * 2 ** 21 + (mixedLow >>> 11)) * 2 ** -53
  }

  #nextInt32(): number {
    this.#step()
    const high = this.#high
    const low = (this.#low ^ (high >>> 1)) >>> 0
    const [once, onceLow] = multiply(high, low, 0x62a9d9ed, 0x799705f5)
    const [twice] = multiply(
      (once ^ (once >>> 28)) >>> 0,
      (onceLow ^ ((onceLow >>> 28) | (once << 4))) >>> 0,
      0xcb24d0a5,
      0xc88c35b3,
    )
    return twice
  }

  #step(): void {
    const low = this.#low + 0x7f4a7c15
    this.#low = low >>> 0
    this.#high = (this.#high + 0x9e3779b9 + (low > 0xffffffff ? 1 : 0)) >>> 0
  }
}

/** The low 64 bits of a product, as unsigned halves. */
function multiply(aHigh: number, aLow: number, bHigh: number, bLow: number): [high: number, low: number] {
  const high = (highHalf(aLow, bLow) + Math.imul(aHigh, bLow) + Math.imul(aLow, bHigh)) >>> 0
  return [high, Math.imul(aLow, bLow) >>> 0]
}

function highHalf(a: number, b: number): number {
  const a0 = a & 0xffff
  const a1 = a >>> 16
  const b0 = b & 0xffff
  const b1 = b >>> 16
  const middle = a1 * b0 + ((a0 * b0) >>> 16)
  const other = a0 * b1 + (middle & 0xffff)
  return a1 * b1 + (middle >>> 16) + (other >>> 16)
}
