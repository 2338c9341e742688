/** A binary heap: the least item, by `compare`, comes out first. */
export class Heap<Item> {
  readonly #compare: (left: Item, right: Item) => number
  readonly #items: Item[]

  /** @param sorted its first content, in order: a sorted array is a heap; it is the heap's own from then on */
  constructor(compare: (left: Item, right: Item) => number, sorted: Item[] = []) {
    this.#compare = compare
    this.#items = sorted
  }

  /** The least comes first; those that follow `items[n]` stand at `2n + 1` and `2n + 2`. */
  get items(): readonly Item[] {
    return this.#items
  }

  push(item: Item): void {
    const items = this.#items
    items.push(item)
    let index = items.length - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (this.#compare(items[parent]!, item) <= 0) break
      items[index] = items[parent]!
      index = parent
    }
    items[index] = item
  }

  pop(): Item | undefined {
    const items = this.#items
    const first = items[0]
    const last = items.pop()
    if (items.length === 0 || last === undefined) return first
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= items.length) break
      if (child + 1 < items.length && this.#compare(items[child + 1]!, items[child]!) < 0) child += 1
      if (this.#compare(last, items[child]!) <= 0) break
      items[index] = items[child]!
      index = child
    }
    items[index] = last
    return first
  }
}
