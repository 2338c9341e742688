/**
 * A fact that cannot be true beside what the state already holds: the same invoice with another amount, a dispute of a
 * contract that was lost. It is thrown before anything is changed; the processor turns it into a dead letter with reason
 * `contradicts-state`, so that a person can decide which of the two is right.
 */
export class ContradictionError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ContradictionError'
  }
}

/** What a fact did: `repeated` means that the state held it already and nothing was changed. */
export type Effect = 'applied' | 'repeated'
