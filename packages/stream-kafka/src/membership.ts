/** Proof that the group still counts this member in: a heartbeat that was sent after the question, and accepted. */
import type { RequestEvent } from 'kafkajs'

interface Question {
  readonly askedAtMs: number
  resolve(): void
  reject(error: Error): void
}

export class Membership {
  #questions: Question[] = []
  #ended: Error | undefined
  #lastHeartbeatSentAtMs = Number.NEGATIVE_INFINITY

  /** Rejects when the member crashes or ends before there is proof. */
  confirm(): Promise<void> {
    if (this.#ended) return Promise.reject(this.#ended)
    return new Promise((resolve, reject) => {
      this.#questions.push({ askedAtMs: Date.now(), resolve, reject })
    })
  }

  /** Told of every answered request, before what it answers is announced. */
  requestAnswered({ apiName, sentAt }: RequestEvent['payload']): void {
    if (apiName === 'Heartbeat') this.#lastHeartbeatSentAtMs = sentAt
  }

  heartbeatAccepted(): void {
    const isOpen = (question: Question): boolean => question.askedAtMs >= this.#lastHeartbeatSentAtMs
    const proved = this.#questions.filter((question) => !isOpen(question))
    this.#questions = this.#questions.filter(isOpen)
    for (const question of proved) question.resolve()
  }

  /** What was asked stays without proof; what is asked later may get it. */
  interrupt(error: Error): void {
    for (const question of this.#questions.splice(0)) question.reject(error)
  }

  end(error: Error): void {
    this.#ended = error
    this.interrupt(error)
  }
}
