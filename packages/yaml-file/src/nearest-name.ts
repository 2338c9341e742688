/** The allowed name that a mistyped one most likely meant, or undefined when none is near (two edits per five letters). */
export function nearestName(mistyped: string, allowed: readonly string[]): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor((mistyped.length * 2) / 5)) + 1
  for (const name of allowed) {
    const distance = editDistance(mistyped.toLowerCase(), name.toLowerCase())
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  return best
}

/** Levenshtein distance: insertions, deletions and replacements that turn one word into the other. */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i++) {
    const current = [i]
    for (let j = 1; j <= right.length; j++) {
      const replace = (previous[j - 1] as number) + (left[i - 1] === right[j - 1] ? 0 : 1)
      current.push(Math.min(replace, (previous[j] as number) + 1, (current[j - 1] as number) + 1))
    }
    previous = current
  }
  return previous[right.length] as number
}
