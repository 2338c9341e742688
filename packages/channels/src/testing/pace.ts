/** What a service says about one more message now. */
export type Pace = (
  nowMs: number,
) => { readonly kind: 'taken' } | { readonly kind: 'too-many'; readonly afterMs: number }

/** So many messages in any window of so many milliseconds; those refused do not count. */
export function slidingWindow(most: number, windowMs: number): Pace {
  const taken: number[] = []
  return (nowMs) => {
    while (taken[0] !== undefined && taken[0] <= nowMs - windowMs) taken.shift()
    if (taken.length >= most) return { kind: 'too-many', afterMs: (taken[0] ?? nowMs) + windowMs - nowMs }
    taken.push(nowMs)
    return { kind: 'taken' }
  }
}

export interface PaceOptions {
  /** Wall clock in milliseconds. */
  readonly now?: () => number
  /** False: any number of messages is taken. */
  readonly keepsPace?: boolean
}
