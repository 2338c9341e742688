/**
 * A metric label with a bound. Values come from declarations (topics, indicators), so the bound should never be met;
 * if something ever feeds ids into a label, they meet here in `other` instead of blocking every scrape.
 */
export class LabelSet {
  readonly #known = new Set<string>()
  readonly #most: number

  constructor(declared: readonly string[], most = 32) {
    for (const value of declared) this.#known.add(value)
    this.#most = Math.max(most, declared.length)
  }

  of(value: string): string {
    if (this.#known.has(value)) return value
    if (this.#known.size >= this.#most) return 'other'
    this.#known.add(value)
    return value
  }
}
