/** Waiting for conditions; nothing here waits for a time to pass in the hope that something has happened. */

/** A duration below zero is none: who is late does not wait. */
export function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, durationMs)))
}

/** Far longer than anything takes that is waited for, on a busy machine too: only what never comes meets it. */
export const LONGEST_WAIT_MS = 180_000

/** Asks again and again until it is so. @throws Error that names what did not come true */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = LONGEST_WAIT_MS,
  everyMs = 50,
): Promise<void> {
  const giveUpAtMs = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > giveUpAtMs) throw new Error(`did not come true within ${limitMs / 1000} s: ${what}`)
    await pause(everyMs)
  }
}

/** The seed of a spec: `TOCSIN_SEED`, or the given one. The same seed gives the same events and the same faults. */
export function seedOf(fallback: string): string {
  return process.env.TOCSIN_SEED || fallback
}
