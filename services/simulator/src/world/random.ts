/**
 * A small seeded generator of random numbers: sfc32 (Chris Doty-Humphrey's "Small Fast Counter", 128 bits of state,
 * passes PractRand), seeded through FNV-1a and splitmix32. Not for secrets. The same seed gives the same numbers on
 * every machine, because only 32-bit integer arithmetic is used.
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number
  /** Uniform integer, both ends included. */
  integer(least: number, most: number): number
  chance(probabilityRatio: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** A new array in random order (Fisher–Yates). */
  shuffled<Item>(items: readonly Item[]): Item[]
  bytes(length: number): Uint8Array
  /**
   * An independent generator named by `label`. It depends on this one's seed and the label alone, not on how many
   * numbers were drawn: so a customer's life stays the same when another customer is added.
   */
  fork(label: string): Random
}

export function createRandom(seed: number | string): Random {
  const name = String(seed)
  let state = fnv1a(name)
  const nextSeedWord = () => {
    state = (state + 0x9e3779b9) | 0
    let word = state ^ (state >>> 16)
    word = Math.imul(word, 0x21f0aaad)
    word ^= word >>> 15
    word = Math.imul(word, 0x735a2d97)
    return (word ^ (word >>> 15)) >>> 0
  }
  const word = sfc32(nextSeedWord(), nextSeedWord(), nextSeedWord())
  const next = () => word() / 0x1_0000_0000
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    integer,
    chance: (probabilityRatio) => next() < probabilityRatio,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('nothing to pick from')
      return items[integer(0, items.length - 1)]!
    },
    shuffled: (items) => {
      const order = [...items]
      for (let last = order.length - 1; last > 0; last--) {
        const other = integer(0, last)
        const moved = order[last]!
        order[last] = order[other]!
        order[other] = moved
      }
      return order
    },
    bytes: (length) => Uint8Array.from({ length }, () => word() & 0xff),
    fork: (label) => createRandom(`${name}/${label}`),
  }
}

/** FNV-1a over UTF-16 code units, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash | 0
}

function sfc32(a: number, b: number, c: number): () => number {
  let counter = 1
  const step = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  // The author's advice: twelve steps, and the seed words no longer show.
  for (let round = 0; round < 12; round++) step()
  return step
}
