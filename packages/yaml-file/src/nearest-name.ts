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

/** More than this nobody reads in one line of a message. */
const READABLE = 16

interface NamesToChooseFrom {
  /** What they are, as the message begins: `Measures of a customer`. */
  readonly what: string
  readonly names: readonly string[]
  /** Said instead of the names when they are too many: where they are described. */
  readonly many: string
}

/**
 * What to write instead of a name that there is not: the nearest, and the others. Of many, those that share a word with the
 * mistyped one, and where to read of the rest.
 */
export function choiceOf(mistyped: string, { what, names, many }: NamesToChooseFrom): string {
  const nearest = nearestName(mistyped, names)
  const guess = nearest === undefined ? '' : `Did you mean ${nearest}? `
  if (names.length <= READABLE) return `${guess}${what}: ${names.join(', ') || 'none'}.`
  const words = wordsOf(mistyped)
  const related = names.filter((name) => name !== nearest && wordsOf(name).some((word) => words.includes(word)))
  const alike = related.length === 0 ? '' : `Alike: ${related.slice(0, READABLE).join(', ')}. `
  return `${guess}${alike}${what}: ${many}.`
}

function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2)
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
