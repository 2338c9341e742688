/** One request under way and one waiting for each subject, however many ask. */

interface Line<Answer> {
  running: Promise<unknown>
  next: Promise<Answer> | undefined
}

/** Shares answers between those who ask the same at about the same time. */
export class SharedRequests<Answer> {
  readonly #lines = new Map<string, Line<Answer>>()

  /** The answer to a request that begins after this call: never one that was already under way. */
  ask(subject: string, request: () => Promise<Answer>): Promise<Answer> {
    const line = this.#lines.get(subject)
    if (!line) return this.#run(subject, request)
    line.next ??= line.running.then(
      () => this.#run(subject, request),
      () => this.#run(subject, request),
    )
    return line.next
  }

  #run(subject: string, request: () => Promise<Answer>): Promise<Answer> {
    const running = request()
    const line: Line<Answer> = { running, next: undefined }
    this.#lines.set(subject, line)
    const end = (): void => {
      if (this.#lines.get(subject) === line && line.next === undefined) this.#lines.delete(subject)
    }
    running.then(end, end)
    return running
  }
}
