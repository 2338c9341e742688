/**
 * At most one task of a process rebuilds at a time: the others go on meanwhile, and the store and the log are not asked
 * for everything at once.
 */
export class RebuildTurn {
  #partition: number | undefined

  /** True when the turn is this task's, from now on or already. */
  take(partition: number): boolean {
    this.#partition ??= partition
    return this.#partition === partition
  }

  /** Whose turn it is. */
  get holder(): number | undefined {
    return this.#partition
  }

  /** Lets the next one in; nothing happens when the turn is another task's. */
  leave(partition: number): void {
    if (this.#partition === partition) this.#partition = undefined
  }
}
