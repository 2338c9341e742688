/** A small seeded generator (sfc32): the same seed gives the same run. */
export interface Random {
  /** 0 <= x < 1 */
  next(): number
  /** A whole number, `from` to `to`, both included. */
  int(from: number, to: number): number
  chance(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
}

export function seededRandom(seed: number): Random {
  let a = 0x9e3779b9
  let b = 0x243f6a88
  let c = seed | 0
  let d = 1
  const next = (): number => {
    const sum = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 4_294_967_296
  }
  for (let round = 0; round < 15; round += 1) next()
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return { next, int, chance: (probability) => next() < probability, pick: (items) => items[int(0, items.length - 1)]! }
}
