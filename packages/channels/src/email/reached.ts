/** Messages that some of their recipients have and that are to be tried again for the others: so many are remembered. */
const MOST_MESSAGES = 1_000

/**
 * Whom a message has reached already, so that trying it again for a mailbox that was refused for now does not send it to
 * everybody once more. In memory: after a restart they get it again, with the same id.
 */
export class Reached {
  readonly #addresses = new Map<string, Set<string>>()

  has(notificationId: string, address: string): boolean {
    return this.#addresses.get(notificationId)?.has(address) === true
  }

  note(notificationId: string, addresses: readonly string[]): void {
    const known = this.#addresses.get(notificationId) ?? new Set()
    for (const address of addresses) known.add(address)
    this.#addresses.delete(notificationId)
    this.#addresses.set(notificationId, known)
    const [oldest] = this.#addresses.keys()
    if (oldest !== undefined && this.#addresses.size > MOST_MESSAGES) this.#addresses.delete(oldest)
  }
}
