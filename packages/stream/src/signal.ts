import type { Clock } from './ports.ts'

/** Wakes the one who waits; a notice given while nobody waits is kept. */
export class Signal {
  readonly #clock: Clock
  #noticed = false
  #wake: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  notify(): void {
    this.#noticed = true
    this.#wake?.()
  }

  /** Resolves at the next notice, or after `timeoutMs`. */
  async wait(timeoutMs: number): Promise<void> {
    if (!this.#noticed) {
      await new Promise<void>((resolve) => {
        const cancel = this.#clock.setTimer(timeoutMs, resolve)
        this.#wake = () => {
          cancel()
          resolve()
        }
      })
      this.#wake = undefined
    }
    this.#noticed = false
  }
}

export function sleep(clock: Clock, durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(durationMs, resolve)
  })
}

/** A clock that was set back has moved as well: nothing waits until it is again where it was. */
export function elapsedMs(clock: Clock, sinceMs: number): number {
  return Math.abs(clock.now() - sinceMs)
}
